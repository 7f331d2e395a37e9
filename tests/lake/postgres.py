"""A real PostgreSQL on loopback, made for one run of the tests and gone after it."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tracker.storage.lake import extension_file

USER = "postgres"
NEEDED = ("ducklake", "postgres_scanner")


@dataclass(frozen=True)
class Postgres:
    folder: Path
    programs: Path
    port: int

    @property
    def words(self) -> str:
        return f"host=127.0.0.1 port={self.port} user={USER} dbname={USER}"

    def control(self, *arguments: str) -> None:
        """pg_ctl, as somebody who is not root: PostgreSQL refuses root."""
        run([str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-w", *arguments])

    def ask(self, statements: str) -> str:
        """The answer of psql, without its frame."""
        command = [
            str(self.programs / "psql"),
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-U",
            USER,
            "-XtAqc",
            statements,
        ]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def restart(self) -> None:
        self.control("restart", "-m", "immediate")


def programs() -> Path | None:
    """Where PostgreSQL's programs lie; None: it is not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


def missing() -> str | None:
    """Why there can be no lake here; None: there can."""
    absent = [name for name in NEEDED if extension_file(name) is None]
    if absent:
        return f"DuckDB's extensions {', '.join(absent)} are not installed: pip install '.[lake]'"
    if programs() is None:
        return "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    if os.getuid() == 0 and USER not in {one.pw_name for one in pwd.getpwall()}:
        return f"PostgreSQL does not run as root, and there is no user {USER}"
    return None


def run(command: list[str]) -> None:
    user = USER if os.getuid() == 0 else None
    subprocess.run(command, user=user, check=True, cwd="/", stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


@contextmanager
def postgres_running() -> Iterator[Postgres]:
    """Ends the program with one sentence where there can be none."""
    found = programs()
    if (reason := missing()) or found is None:
        raise SystemExit(reason)
    folder = Path(tempfile.mkdtemp(prefix="rank-tracker-pg-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, USER)
        run([str(found / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", USER])
        server = Postgres(folder, found, _free_port())
        options = f"-p {server.port} -k {folder} -c listen_addresses=127.0.0.1"
        server.control("start", "-l", str(folder / "log"), "-o", options)
        try:
            yield server
        finally:
            server.control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
