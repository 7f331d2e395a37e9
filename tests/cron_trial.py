"""crontab.example under a real cron daemon: python -m tests.cron_trial. As root; where there is no cron, Debian's is
installed for the trial.

Only the paths are set, the mirror is named, and every line runs every minute, all of them at once, which is worse than
any hour of the year. What each line is for must have happened, twice, and no line may have said that it failed.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.crash.world import WATCHLIST
from tests.stores_server import StoresServer
from tests.stores_world import serve
from tracker.config import Home, read_watchlist
from tracker.storage.database import reading

ROOT = Path(__file__).parents[1]
MINUTES = 2
TO_END = 100  # seconds: everything at once is slow where little is free
ALERTS = '[targets]\nhook = "json://127.0.0.1:9/x"\n[[alert]]\nname = "stale"\nwhen = "stale"\nhours = 99'


def crontab_for(home: Home, binary: Path, mirror: str) -> str:
    """crontab.example with paths of a test, every line every minute."""
    text = (ROOT / "crontab.example").read_text()
    for name, value in (("BIN", binary), ("RANK_TRACKER_HOME", home.root), ("LOG", home.root / "cron.log")):
        text, found = re.subn(rf"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
        assert found == 1, name
    text = text.replace("\nSHELL=", f"\nRANK_TRACKER_MIRROR={mirror}\nPYTHONPATH={ROOT}\nSHELL=")
    return re.sub(r"^ *[\d*]+( +[\d*]+){4} +", "* * * * * ", text, flags=re.MULTILINE)


def binary_in(folder: Path) -> Path:
    """rank-tracker as it is installed here, or as these sources are."""
    installed = Path(sys.executable).with_name("rank-tracker")
    wrapper = folder / "rank-tracker"
    wrapper.write_text(f'#!/bin/sh\ncd {ROOT} && exec {sys.executable} -m jobs "$@"\n')
    wrapper.chmod(0o755)
    return wrapper if os.environ.get("PYTHONPATH") or not installed.exists() else installed


@contextmanager
def cron_installed() -> Iterator[None]:
    """Debian's cron, installed where it is missing and taken away again. It ends with 2 where that is not allowed."""
    if shutil.which("cron"):
        yield
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        print("cron_trial: there is no cron here; wanted root and apt-get to install it, or an installed cron")
        sys.exit(2)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", "cron")):
        subprocess.run(["apt-get", *step], env=environment, check=True, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        subprocess.run(
            ["apt-get", "purge", "-y", "-qq", "cron"],
            env=environment, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip


@contextmanager
def scheduled(crontab: str) -> Iterator[None]:
    """A cron daemon with this table; whatever table was there comes back."""
    before = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False)
    subprocess.run(["crontab", "-"], input=crontab, text=True, check=True)
    daemon = subprocess.Popen(["cron", "-f"])
    try:
        yield
    finally:
        daemon.terminate()
        daemon.wait()
        if before.returncode == 0:
            subprocess.run(["crontab", "-"], input=before.stdout, text=True, check=True)
        else:
            subprocess.run(["crontab", "-r"], check=True)


def what_happened(home: Home, log: str) -> dict[str, bool]:
    runs = {job: len(re.findall(rf"job={job} ", log)) for job in ("collect", "alert", "maintain", "backup")}
    with reading(home.charts_file) as connection:
        ((captured, failed),) = connection.execute(
            "SELECT count(*) FILTER (status = 'ok'), count(*) FILTER (status <> 'ok') FROM attempt"
        ).fetchall()
    return {
        "every chart was captured once": (captured, failed) == (6, 0),
        "collect ran every minute": runs["collect"] >= MINUTES,
        "alert check ran after it": runs["alert"] >= MINUTES,
        "maintain ran": runs["maintain"] >= MINUTES,
        "there are backups": bool(list(home.backups.glob("charts-*.tar"))),
        "the digest was written": (home.root / "digest.html").is_file(),
        "doctor spoke": "green  " in log,
        "nothing broke down": "Traceback" not in log,
        "everything said went into the log": log.count("job=") >= 4 * MINUTES,
    }


def main() -> None:
    with cron_installed():
        try_it(Path(tempfile.mkdtemp(prefix="cron trial ")))  # a path may have a space in it


def try_it(folder: Path) -> None:
    """Prints what was found; ends with 1, and leaves the folder, if something did not happen."""
    home = Home(folder / "home")
    home.root.mkdir()
    home.watchlist_file.write_text(WATCHLIST)
    (home.root / "alerts.toml").write_text(ALERTS)
    (home.root / "alerts.toml").chmod(0o600)
    with StoresServer() as stores:
        for watch in read_watchlist(home).watches:
            serve(stores, watch.series)
        crontab = crontab_for(home, binary_in(folder), stores.url)
        print(crontab)
        with scheduled(crontab):
            # to the next full minute, so many of them, and time for the last runs to end
            time.sleep(60 - time.time() % 60 + 60 * (MINUTES - 1) + TO_END)
    log = (home.root / "cron.log").read_text()
    found = what_happened(home, log)
    for sentence, is_so in found.items():
        print("ok  " if is_so else "NOT ", sentence)
    if not all(found.values()):
        print(log)
        sys.exit(1)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
