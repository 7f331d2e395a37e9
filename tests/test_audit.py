"""`make audit`: a known hole fails it, a network that fails is a warning."""

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


def judge(said: str) -> tuple[int, list[str]]:
    spec = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: tuple[int, list[str]] = module.judged(said, 2)
    return found


def packages(*found: dict[str, Any]) -> str:
    return json.dumps({"dependencies": [{"name": "a", "version": "1", **one} for one in found], "fixes": []})


HOLE = {"vulns": [{"id": "CVE-2026-1", "fix_versions": ["2"]}]}
SKIPPED = {"skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("said", "code", "told"),
    [
        (packages({"vulns": []}, {"vulns": []}), 0, "no hole is known in 2 pinned packages"),
        (packages({"vulns": []}, HOLE), 1, "a 1: CVE-2026-1, fixed in 2"),
        (packages(SKIPPED, HOLE), 1, "a 1: CVE-2026-1, fixed in 2"),
        (packages({"vulns": []}, SKIPPED), 0, "warning: 1 of 2"),
        (packages(), 0, "warning: 0 of 2"),
        ("", 0, "warning: nothing was audited"),
        ("[]", 0, "warning: nothing was audited"),
    ],
)
def test_a_known_hole_fails_and_a_silent_network_warns(said: str, code: int, told: str) -> None:
    answered, lines = judge(said)
    assert answered == code
    assert lines[0].startswith(told)


@pytest.mark.parametrize("lock", ["constraints.txt", "deploy/requirements.txt", "tests/newest_duckdb.txt"])
def test_every_pinned_package_has_its_hashes(lock: str) -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text(encoding="utf-8"))
    pins = [block for block in blocks if re.match(r"[A-Za-z0-9._-]+==", block)]
    assert pins
    assert [block.split()[0] for block in pins if "--hash=sha256:" not in block] == []
