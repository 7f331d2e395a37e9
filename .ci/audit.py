"""Known holes in what we depend on, by pip-audit over the lock. Its network may fail: that is a warning, never a pass.

Exit  0 none is known, or nobody could be asked (said so) · 1 some are known, each is named
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "constraints.txt"
SECONDS = 300


def asked(lock: Path) -> str:
    """What pip-audit says, as JSON; nothing if it cannot say anything."""
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off",
               "--format", "json", "--requirement", str(lock)]  # fmt: skip
    try:
        # our own words, no shell
        answered = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired:
        return ""
    return answered.stdout


def _told(package: dict[str, Any], hole: dict[str, Any]) -> str:
    fixed = ", ".join(hole["fix_versions"]) or "no version"
    return f"{package['name']} {package['version']}: {hole['id']}, fixed in {fixed}"


def judged(said: str, pinned: int) -> tuple[int, list[str]]:
    """The exit code, and what to tell, of pip-audit's answer about so many pinned packages."""
    try:
        packages = json.loads(said)["dependencies"]
        holes = [_told(one, hole) for one in packages for hole in one.get("vulns", ())]
        audited = sum("vulns" in one for one in packages)
    except (ValueError, LookupError, TypeError):
        return 0, ["warning: nothing was audited: pip-audit did not answer; is the network there?"]
    if holes:
        return 1, holes
    if audited < pinned:
        return 0, [f"warning: {audited} of {pinned} pinned packages were audited; the others could not be looked up"]
    return 0, [f"no hole is known in {audited} pinned packages"]


def main() -> int:
    pinned = sum(line[:1].isalnum() and "==" in line for line in LOCK.read_text(encoding="utf-8").splitlines())
    code, lines = judged(asked(LOCK), pinned)
    print("\n".join(lines))  # noqa: T201 - a command of its own
    return code


if __name__ == "__main__":
    sys.exit(main())
