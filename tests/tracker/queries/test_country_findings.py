"""What one query says of every country is what the plain rules say of every reading, on worlds with gaps."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from tests.conftest import US_IPHONE, at
from tests.tracker.queries.conftest import CHATGPT, DEEPSEEK, capture
from tracker.analysis.rank_claims import RankClaim, judge, window
from tracker.claims import check_claim
from tracker.config import Home, Watch
from tracker.prepare import prepare
from tracker.queries.claims import readings
from tracker.storage.captures import add_captures, record_watches
from tracker.storage.database import lock, publish, reading, writing

START = at("2025-01-27 00:00")
STEP = timedelta(hours=3)
COUNTRIES = ("us", "de", "it", "jp", "br")  # DeepSeek is not sold in Italy from the 29th on
CLAIM = RankClaim(
    "X", "x", "deepseek", "apple", ("us",), 3, "top-free", "all", "1", START.date(), START.date(), False, False, None
)


def made(home: Home, random: Random) -> None:
    """Four days in five countries: ranks from 1 to 4 of short lists, failed captures, slots that nobody ran."""
    prepare(home)
    captures = []
    for country in COUNTRIES:
        luck = random.choice((0.0, 0.1, 0.4))
        series = [replace(US_IPHONE, country=country), replace(US_IPHONE, country=country, source="apple_rss")]
        for one in series[: random.choice((1, 2))]:
            for slot in range(32):
                if random.random() < luck:
                    continue  # nobody ran it
                apps = random.sample([CHATGPT, DEEPSEEK, "1", "2"], random.choice((1, 3, 4)))
                late = timedelta(minutes=random.choice((0, 1, 50)))
                captures.append(capture(one, START + slot * STEP, None if random.random() < luck else apps, late))
    watches = [Watch(one, STEP, 100) for one in sorted({one.slot.series for one in captures}, key=str)]
    with lock(home, "ingest"):
        with writing(home) as connection:
            connection.execute("BEGIN")
            add_captures(connection, captures)
            record_watches(connection, watches, START)
            record_watches(connection, [], START + timedelta(days=4))
            connection.execute("COMMIT")
        publish(home)


@pytest.mark.parametrize("seed", range(4))
def test_one_query_and_the_plain_rules_say_the_same(home: Home, seed: int) -> None:
    made(home, Random(seed))
    until = date(2025, 1, 30)
    found = set()
    with reading(home.charts_file) as connection:
        for rank in ("1", "<=2", ">2", "131"):
            for days, every in ((1, False), (4, False), (4, True)):
                first = START.date() if days == 4 else until
                claim = replace(CLAIM, rank=rank, first_day=first, last_day=until, is_every_day=every)
                checked = check_claim(connection, claim)
                plain = judge(claim, readings(connection, claim, None, *window(first, until)), {}, 175)
                expected = [replace(one, ends_at=None, unseen=None) for one in plain.countries]
                assert (rank, days, every, list(checked.judgement.countries)) == (rank, days, every, expected)
                assert (checked.judgement.verdict, checked.judgement.counts) == (plain.verdict, plain.counts)
                found |= {one.finding for one in expected}
    assert {"held", "failed", "open"} <= found


def test_countries_and_slots_that_nobody_ran_are_counted(home: Home) -> None:
    made(home, Random(1))
    with reading(home.charts_file) as connection:
        checked = check_claim(connection, replace(CLAIM, last_day=date(2025, 1, 30)))
    assert {one.slots for one in checked.judgement.countries} <= {32, 64}
    assert any(one.captured < one.slots for one in checked.judgement.countries)
    assert len(checked.missing) == 175 - 5
