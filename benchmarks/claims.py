"""How long does the server take for the page of a claim, on 300 million observations?

    python -m benchmarks.claims                         builds the world first: a quarter of an hour, 1 GB of disk
    python -m benchmarks.claims --home DIR              measures a world that was built there before

The world is the one of benchmarks/storage.py without its copies: the overall charts of 350 storefronts every three
hours for two years. Time is the best of seven, warm, of the whole answer in this process: the question of the browser,
the page as JSON, nothing kept from an answer before. `limit` is the least time in which the bytes that the answer
rests on could be read from memory, two a rank, at the speed that reading had in this run.
"""

import argparse
import tempfile
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from flask.testing import FlaskClient

from benchmarks.storage import best_of, one_row, print_sizes, read_speed
from benchmarks.storage_world import build
from dashboard.app import create_app
from tests.dashboard.asking import question
from tracker.config import Home
from tracker.storage.database import reading

TARGET_MS = 150
COUNTRIES, HOURLY, COPIES = 175, 1, 0  # of the world

BASE = {"assistant": "deepseek", "store": "apple", "chart": "top-free", "category": "all"}
DAY = date(2025, 1, 27)


class Asked(NamedTuple):
    name: str
    path: str
    query: Mapping[str, object]
    countries: int  # whose lists it needs
    days: int


def cited(name: str, countries: int, days: int, **more: object) -> Asked:
    """A claim that a reader made, of one country by name or of a number; `evidence` keeps it from being sent on."""
    where = {"country": "us"} if countries == 1 else {"countries": 52}
    span = {"since": DAY, "until": DAY + timedelta(days=days - 1), "evidence": "0" * 12, "verdict": "partly"}
    return Asked(name, "/claims/cite", BASE | where | span | {"rank": "1"} | more, countries, days)


ASKED = (
    Asked("a founding claim: one country, two days (S08)", "/claims/S08", {}, 1, 2),
    Asked("No. 1 on every day of three weeks (R049)", "/claims/R049", {}, 1, 23),
    Asked("No. 1 in 52 countries on a day (R021)", "/claims/R021", {}, 175, 1),
    cited("No. 1 in the US, some time in a year", 1, 365),
    cited("No. 1 in the US, every day of a year", 1, 365, every="day"),
    cited("in 52 countries, a week", 175, 7),
    cited("in 52 countries, a month", 175, 31),
    cited("top 10 in 52 countries, every day of a month", 175, 31, rank="<=10", every="day"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a world that was built before")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(given.home or Path(folder))
        if not given.home:
            build(home, COUNTRIES, HOURLY, COPIES)
        print_sizes(home)
        print_claims(home, read_speed())


def print_claims(home: Home, speed: float) -> None:
    client = create_app(home).server.test_client()
    client.get("/")  # Dash sets the pages up at its first request
    with reading(home.charts_file) as connection:
        (depth,) = one_row(connection, "SELECT median(len(apps)) FROM (FROM snapshot LIMIT 1000)")
    print("| claim | target ms | page ms | JSON ms | KB | limit ms |\n|---|---|---|---|---|---|")
    for one in ASKED:
        page, file = asking(client, one)
        size = len(page())
        page_ms, file_ms = best_of(page) * 1e3, best_of(file) * 1e3
        limit = one.countries * one.days * 8 * depth * 2 / speed * 1e3
        print(f"| {one.name} | {TARGET_MS} | {page_ms:.0f} | {file_ms:.0f} | {size / 1e3:.0f} | {limit:.2f} |")


def asking(client: FlaskClient, one: Asked) -> tuple[Callable[[], bytes], Callable[[], bytes]]:
    """(its page, its JSON), each made anew at every call: an address that was not asked before."""
    number = count()

    def search() -> str:
        return "?" + urlencode(one.query | {"n": next(number)})

    def page() -> bytes:
        answer = client.post("/_dash-update-component", json=question(one.path, search()))
        assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
        return answer.get_data()

    def file() -> bytes:
        answer = client.get(f"{one.path}.json{search()}")
        assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
        return answer.get_data()

    return page, file


if __name__ == "__main__":
    main()
