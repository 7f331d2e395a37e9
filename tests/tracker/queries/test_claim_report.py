"""What a claim rests on: readings, deciding captures, raw answers, and a fingerprint that tells a restatement."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.conftest import US_IPHONE, at, make_payload
from tests.tracker.queries.conftest import CHATGPT, DEEPSEEK, Charts
from tracker.analysis.rank_claims import RankClaim
from tracker.claim_report import as_json, as_markdown, claim_report
from tracker.claims import check_claim
from tracker.config import Home
from tracker.inbox import encode
from tracker.models import Slot
from tracker.payload_files import payload_hash
from tracker.queries.claim_list import ListedClaim
from tracker.queries.claims import rank_claims

FIRST = at("2025-01-26 05:00")  # midnight in New York
CLAIM = RankClaim(
    "X", "ChatGPT is <b>first</b>", "chatgpt", "apple", ("us",), None, "top-free", "all", "1", date(2025, 1, 26),
    date(2025, 1, 26), False, False, None,
)  # fmt: skip
FIRST_AFTER_NOON = {FIRST + hour * timedelta(hours=3): [DEEPSEEK, CHATGPT] for hour in range(4)} | {
    FIRST + hour * timedelta(hours=3): [CHATGPT, DEEPSEEK] for hour in range(4, 8)
}


def test_the_deciding_capture_has_its_time_on_both_clocks_its_depth_and_its_file(charts: Charts, home: Home) -> None:
    with charts(FIRST_AFTER_NOON) as connection:
        (row,) = as_json(claim_report(connection, home, CLAIM))["countries"]
    assert (row["finding"], row["captures"], row["slots"], row["rank"], row["depth"]) == ("held", 8, 8, 1, 2)
    assert row["observed_at"] == "2025-01-26T17:00:00Z"
    assert row["local_time"] == "2025-01-26T12:00:00-05:00"
    assert row["payload"] == "20250126T1700.payload.gz"
    assert row["payload_sha256"] is None  # these captures were made without a file


def test_countries_that_nobody_observed_are_named(charts: Charts, home: Home) -> None:
    everywhere = replace(CLAIM, countries=(), country_count=50)
    with charts(FIRST_AFTER_NOON) as connection:
        said = as_json(claim_report(connection, home, everywhere))
        named = as_json(claim_report(connection, home, replace(CLAIM, countries=("us", "de"))))
    assert said["verdict"] == "partly"
    assert "us" not in said["not_observed_in"]
    assert len(said["not_observed_in"]) == 174
    assert (named["verdict"], named["not_observed_in"]) == ("partly", ["de"])
    assert named["countries"][1]["state"] == "not_observed"


def test_a_claim_that_names_some_of_its_countries_still_names_all_that_nobody_observed(
    charts: Charts, home: Home
) -> None:
    us_and_more = replace(CLAIM, country_count=52)
    with charts(FIRST_AFTER_NOON) as connection:
        missing = as_json(claim_report(connection, home, us_and_more))["not_observed_in"]
    assert (len(missing), "us" in missing) == (174, False)


def test_a_stated_rank_names_its_source_and_the_reports_that_differ(charts: Charts, home: Home) -> None:
    with charts(FIRST_AFTER_NOON) as connection:
        claims = {one.claim_id: one for one in rank_claims(connection)}
        report = claim_report(connection, home, claims["R082"])  # ChatGPT first on 28 February 2026
        said = as_json(report)
        month = as_json(claim_report(connection, home, claims["R074"]))  # Claude 7th on some day of that month
        text = as_markdown(report, "x", "https://x/claims/R082", "en", str)
    differing = {one["claim_id"]: (one["app"], one["rank"]) for one in said["differing_reports"]}
    assert differing == {"R078": ("Claude", "1"), "R079": ("ChatGPT", "2")}
    assert said["source_url"].startswith("http")
    assert month["differing_reports"] == []
    assert "## Reports of the same days that differ\n\nR078: Claude, 1." in text


def test_the_fingerprint_is_another_one_when_a_reading_is_and_the_same_when_none_is(charts: Charts) -> None:
    with charts(FIRST_AFTER_NOON) as connection:
        first = check_claim(connection, CLAIM)
        again = check_claim(connection, CLAIM)
        other_verdict = check_claim(connection, replace(CLAIM, rank="5"))
    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != other_verdict.fingerprint
    later = {**first.readings, "us": [*first.readings["us"][:-1], first.readings["us"][-1]._replace(rank=2)]}
    assert replace(first, readings=later).fingerprint != first.fingerprint


def test_markdown_has_the_verdict_and_the_query_and_a_strangers_words_as_words(charts: Charts, home: Home) -> None:
    listed = ListedClaim("X", CLAIM.sentence, "", "", None, None, True, "supported", "says [us](javascript:x)", "", ())
    with charts(FIRST_AFTER_NOON) as connection:
        said = as_markdown(
            claim_report(connection, home, CLAIM, listed), CLAIM.sentence, "https://x/claims/X", "en", str
        )
    assert said.startswith("# ChatGPT is \\<b\\>first\\</b\\>\n\n**Supported**: us: 8 of 8 slots observed")
    assert "says \\[us\\](javascript:x)" in said
    assert "```sql\nfrom rank_history('chatgpt', country := 'us'" in said
    assert said.rstrip().endswith("<https://x/claims/X>")


def test_the_hash_of_a_raw_answer_is_that_of_its_body(home: Home) -> None:
    a_payload = make_payload(Slot(US_IPHONE, FIRST, 100), b"[1]")
    folder = home.payloads / f"{a_payload.slots[0].scheduled_for:%Y-%m}"
    folder.mkdir(parents=True)
    file = folder / a_payload.name
    assert payload_hash(home.payloads, file.name) is None
    file.write_bytes(encode(a_payload))
    assert payload_hash(home.payloads, file.name) == hashlib.sha256(a_payload.answer.body).hexdigest()
    file.write_bytes(b"half")
    assert payload_hash(home.payloads, file.name) is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "x", ""])
def test_a_name_that_no_payload_has_is_not_looked_for(home: Home, name: str) -> None:
    assert payload_hash(home.payloads, name) is None
