"""Let assistants ask: a server of the Model Context Protocol on standard input and output, read-only.

It needs the extra `mcp`: `make` has installed it, elsewhere pip install '.[mcp]' in the folder of the program does.
docs/operations.md shows how an assistant finds it.

Exit  0 when whoever asks hangs up · 2 without the extra
"""

import asyncio
import json
from functools import partial

import click

from dashboard.api.tools import INSTRUCTIONS, call, tools
from tracker import __version__
from tracker.config import Home
from tracker.errors import ConfigurationError
from tracker.prepare import prepare


@click.command(epilog="Example: rank-tracker mcp")
@click.pass_obj
def mcp(home: Home) -> None:
    """Answer assistants over the Model Context Protocol, on standard input and output."""
    try:
        import mcp.server.stdio  # noqa: F401 - the rest is imported where it is used
    except ImportError as error:
        raise ConfigurationError(
            "mcp: the extra is not installed; run in the folder of the program: pip install '.[mcp]'"
        ) from error
    prepare(home)
    asyncio.run(_serve(home))


async def _serve(home: Home) -> None:
    from mcp.server import Server, ServerRequestContext
    from mcp.server.stdio import stdio_server
    from mcp_types import (
        CallToolRequestParams,
        CallToolResult,
        ListToolsResult,
        PaginatedRequestParams,
        TextContent,
        Tool,
        ToolAnnotations,
    )

    read_only = ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )

    async def listed(_: ServerRequestContext, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(
            tools=[
                Tool(name=one.name, description=one.text, input_schema=one.parameters, annotations=read_only)
                for one in tools()
            ]
        )

    async def called(_: ServerRequestContext, asked: CallToolRequestParams) -> CallToolResult:
        answer = await asyncio.to_thread(partial(call, home.charts_file, asked.name, asked.arguments or {}))
        text = TextContent(text=json.dumps(answer.said, ensure_ascii=False))
        return CallToolResult(content=[text], structured_content=answer.said, is_error=answer.is_error)

    server = Server(
        "rank-tracker", version=__version__, instructions=INSTRUCTIONS, on_list_tools=listed, on_call_tool=called
    )
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
