"""The verb claim, as a user runs it, on the founding days as a capture every three hours tells them."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.conftest import US_IPHONE, at
from tests.jobs.conftest import Run
from tracker import catalog
from tracker.config import default_home
from tracker.models import ChartEntry, Slot
from tracker.prepare import prepare
from tracker.storage.captures import Capture, add_captures
from tracker.storage.database import publish, writing

DEEPSEEK, CHATGPT = (
    next(one.app_id for one in catalog.identities() if (one.assistant, one.store) == (slug, "apple"))
    for slug in ("deepseek", "chatgpt")
)
SUNDAY = at("2025-01-26 05:00")  # midnight in New York


def captured(when: datetime, *app_ids: str) -> Capture:
    entries = tuple(ChartEntry(rank, app_id, f"App {app_id}") for rank, app_id in enumerate(app_ids, start=1))
    return Capture(Slot(US_IPHONE, when, 100), when, "ok", entries, None, 200, None, 1, "run-1", "payload")


@pytest.fixture
def founding_days(run: Run) -> Run:
    """DeepSeek passes ChatGPT on Sunday at 15:00 in New York; on Monday it is second again, which the press denied."""
    home = default_home()
    prepare(home)
    captures = [
        captured(when, *((DEEPSEEK, CHATGPT) if 15 <= hour < 24 else (CHATGPT, DEEPSEEK)))
        for hour in range(0, 48, 3)
        for when in [SUNDAY + timedelta(hours=hour)]
    ]
    with writing(home) as connection:
        add_captures(connection, captures)
    publish(home)
    return run


def checked(run: Run, *claim_id: str) -> dict[str, Any]:
    return {one["claim_id"]: one for one in json.loads(run("claim", "check", *claim_id, "--format", "json").out)}


def test_the_founding_claims_are_told_apart_by_what_was_observed(founding_days: Run) -> None:
    found = checked(founding_days)
    expected = {
        "S08": "supported", "S27": "supported", "S45": "supported", "R009": "supported",
        "S35": "contradicted", "R010": "contradicted",  # of Monday, which was watched
        "R007": "not_observed",  # the Friday before
        "R021": "partly",  # of 52 countries one was looked at; by UTC, Monday begins with DeepSeek first
    }  # fmt: skip
    assert {claim: found[claim]["verdict"] for claim in expected} == expected


def test_every_claim_and_every_reported_rank_gets_a_verdict_with_a_reason(run: Run) -> None:
    found = checked(run)
    assert len(found) == 4 + len(catalog.reported_ranks())
    assert {one["verdict"] for one in found.values()} == {"not_observed", "not_checkable"}, "an empty home saw nothing"
    assert all(one["reason"] for one in found.values())


def test_the_query_of_a_claim_shows_it_in_sql(founding_days: Run) -> None:
    (one,) = checked(founding_days, "S08").values()
    (query,) = one["queries"]
    rows = json.loads(founding_days("sql", query, "--format", "json").out)
    assert [row["rank"] for row in rows] == [2] * 5 + [1] * 3 + [2] * 8
    (many,) = checked(founding_days, "R021").values()
    rows = json.loads(founding_days("sql", many["queries"][0], "--format", "json").out)
    assert rows == [{"country": "us", "best_rank": 1, "captures": 8}]


def test_as_text_each_claim_has_its_verdict_what_was_seen_and_the_query(founding_days: Run) -> None:
    ran = founding_days("claim", "check", "S08")
    first, seen, query, read, contradicted = ran.out.splitlines()
    assert first == "S08  supported: DeepSeek's app is the most downloaded one in Apple's US store"
    assert re.search(r"us: 16 of 16 slots observed, at No. 1 to 2; first seen 2025-01-26 20:00 UTC", seen)
    assert query.strip().startswith("from rank_history('deepseek', country := 'us'")
    assert read.strip().startswith("as we read the sources: supported: No. 1 of the free chart on Sunday")
    assert contradicted.strip() == "contradicts S27, S35"


def test_a_claim_about_something_else_gets_the_editors_verdict(run: Run) -> None:
    ran = run("claim", "check", "S10")
    assert ran.code == 0
    assert "S10  not about a rank: Nvidia's shares lose 13% on Monday" in ran.out
    assert "contradicted: -13% is a price within the session; the close was -17%" in ran.out
    assert "contradicts S46" in ran.out
    assert checked(run, "S10")["S10"]["editors_verdict"] == "contradicted"


def test_a_claim_that_there_is_none_of_is_a_mistake(run: Run) -> None:
    ran = run("claim", "check", "S99")
    assert ran.code == 2
    assert "no claim 'S99'" in ran.sentence


def test_claims_in_sql_say_what_they_contradict(run: Run) -> None:
    rows = json.loads(
        run("sql", "select claim_id, contradicts from claim where topic = 'market'", "--format", "json").out
    )
    assert {"claim_id": "S10", "contradicts": ["S46"]} in rows
    assert len(rows) >= 6
