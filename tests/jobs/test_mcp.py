"""rank-tracker mcp over standard input and output: by hand, line by line, and by the client of the protocol."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tracker.config import Home
from tracker.storage.place import ENVIRONMENT

mcp_client = pytest.importorskip("mcp.client")
ROOT = Path(__file__).parents[2]


def command(home: Home) -> list[str]:
    return ["-m", "jobs", "--home", str(home.root), "mcp"]


def environment() -> dict[str, str]:
    storage = {name: words for name, words in os.environ.items() if name.startswith(ENVIRONMENT)}
    return {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]} | storage


def in_a_loop_of_its_own(asked: Coroutine[Any, Any, Any]) -> Any:
    """Page tests in the same process leave a loop in the main thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asked).result()


def test_the_protocol_line_by_line(world_home: Home) -> None:
    def request(number: int, method: str, **params: Any) -> str:
        return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})

    server = subprocess.Popen(
        [sys.executable, *command(world_home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env=environment(), cwd=ROOT,
    )  # fmt: skip
    assert server.stdin and server.stdout
    with server:
        hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
        server.stdin.write(request(1, "initialize", **hello) + "\n")
        server.stdin.flush()
        said = json.loads(server.stdout.readline())["result"]
        assert said["serverInfo"]["name"] == "rank-tracker"
        assert "not_observed" in said["instructions"]
        server.stdin.write(json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}) + "\n")
        server.stdin.write(request(2, "tools/list") + "\n")
        server.stdin.flush()
        listed = json.loads(server.stdout.readline())["result"]["tools"]
        assert {one["name"] for one in listed} == {"ranks", "chart", "movers", "breadth", "events", "claims", "claim"}
        assert all(one["annotations"]["readOnlyHint"] for one in listed)
        server.stdin.close()
        assert server.wait(20) == 0


def test_an_assistant_asks_and_gets_rows_with_their_evidence(world_home: Home) -> None:
    from mcp.client import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client

    async def asked() -> list[Any]:
        parameters = StdioServerParameters(
            command=sys.executable, args=command(world_home), env=environment(), cwd=ROOT
        )
        async with Client(stdio_client(parameters)) as client:
            questions: list[tuple[str, dict[str, Any]]] = [
                ("ranks", {"assistant": "deepseek", "country": "jp", "since": "2025-01-20", "until": "2025-02-24"}),
                ("breadth", {"assistant": "deepseek", "store": "apple"}),
                ("claim", {"claim_id": "S08"}),
                ("ranks", {"assistant": "clippy"}),
                ("drop", {}),
            ]
            return [await client.call_tool(name, arguments) for name, arguments in questions]

    ranks, breadth, claim, unknown, nothing = in_a_loop_of_its_own(asked())
    rows = ranks.structured_content["data"]
    assert {row["state"] for row in rows} >= {"ranked", "not_observed"}
    assert ranks.structured_content["meta"]["simulated"] is True
    assert ranks.structured_content["meta"]["sql"].startswith("SELECT 'deepseek'")
    assert json.loads(ranks.content[0].text) == ranks.structured_content
    assert max(row["at_1"] for row in breadth.structured_content["data"]) >= 3
    assert claim.structured_content["claim_id"] == "S08"
    assert unknown.is_error
    assert "wanted one of" in unknown.content[0].text
    assert nothing.is_error
