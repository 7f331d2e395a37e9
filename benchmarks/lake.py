"""How much slower is a lake than the home's file, on the same rows?

    python -m benchmarks.lake --countries 2 --hourly 1      in a PostgreSQL of its own, on loopback
    python -m benchmarks.lake                               128 million observations, ten minutes to build
    python -m benchmarks.lake --home DIR                    a world that was built there before
    python -m benchmarks.lake --url "ducklake:postgres:host=db dbname=ranks"

Builds a world (benchmarks/storage_world.py) in a file, copies it into the lake with migrate-storage, and asks both the
same. Every time is the best of three, warm, but for `open`: it is paid by every command, once. The last line is a
sweep: one capture of each chart, committed; in the file it is published too, as readers see it only then.
"""

import argparse
import shutil
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.storage import QUESTIONS, SERIES, best_of, one_row, swept
from benchmarks.storage_peers import TEN
from benchmarks.storage_world import build
from tests.lake.postgres import postgres_running
from tracker.config import Home
from tracker.storage.database import reading
from tracker.storage.move import to_lake
from tracker.storage.place import FILE
from tracker.storage.upkeep import compact

TIMES = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="an empty lake; without it PostgreSQL is started for this run")
    parser.add_argument("--home", type=Path, help="a world that was built before; it gets a sweep more")
    parser.add_argument("--countries", type=int, default=39)
    parser.add_argument("--hourly", type=int, default=12)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        url = given.url or f"ducklake:postgres:{stack.enter_context(postgres_running()).words}"
        file, lake = Home(given.home or Path(folder) / "file"), Home(Path(folder) / "lake")
        if not given.home:
            build(file, given.countries, given.hourly, 0)
        shutil.copytree(file.root, lake.root)
        schema = f"bench_{int(time.time())}"
        (lake.root / FILE).write_text(f'[storage]\nurl = "{url}"\nschema = "{schema}"\n')
        start = time.perf_counter()
        moved = to_lake(lake)
        print(f"moved {moved.rows:,} rows in {time.perf_counter() - start:.1f} s, compared and the same")
        compact(lake)
        compare(file, lake)


def compare(file: Home, lake: Home) -> None:
    in_file, in_lake = asked(file), asked(lake)
    in_file["a sweep"], in_lake["a sweep"] = swept(file).published, swept(lake).published
    print("| question | file ms | lake ms | times |\n|---|---|---|---|")
    for name, seconds in in_file.items():
        print(f"| {name} | {seconds * 1e3:.1f} | {in_lake[name] * 1e3:.1f} | {in_lake[name] / seconds:.1f} |")


def asked(home: Home) -> dict[str, float]:
    """Seconds of each question."""
    found = {}
    start = time.perf_counter()
    with reading(home.charts_file) as connection:
        found["open"] = time.perf_counter() - start
        observations = one_row(
            connection, "SELECT sum(len(apps)) FROM attempt JOIN snapshot USING (series_key, snapshot_id)"
        )
        print(f"{observations[0] / 1e6:,.1f} M observations")
        given = {"ten": TEN, "series": one_row(connection, SERIES)[0]}
        for one in QUESTIONS:
            used = {key: value for key, value in given.items() if f"${key}" in one.sql}
            found[one.name] = best_of(lambda one=one, used=used: connection.execute(one.sql, used).fetchnumpy(), TIMES)
    return found


if __name__ == "__main__":
    main()
