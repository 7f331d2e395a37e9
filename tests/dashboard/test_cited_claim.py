from dataclasses import asdict, replace
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboard.cited_claim import (
    CITED,
    cited_address,
    claim_of_breadth,
    claim_of_capture,
    claim_of_finding,
    parse_cited,
)
from dashboard.findings import Moved, NothingObserved, ReachedTop
from dashboard.rank_view import RankView, UnknownValueError
from dashboard.text import text_for
from tests.conftest import US_IPHONE, at
from tests.dashboard.rows import DAY, T0
from tracker.queries.world import WorldChart

ENGLISH = text_for("en")
QUERY = {
    "assistant": "deepseek", "store": "apple", "country": "us", "chart": "top-free", "category": "all", "rank": "1",
    "since": "2025-01-26", "until": "2025-01-27",
}  # fmt: skip
VIEW = RankView(**asdict(US_IPHONE), assistants=("deepseek",), since=T0, until=T0 + 30 * DAY, lang="en")


def query_of(address: str) -> dict[str, str]:
    assert urlsplit(address).path == f"/claims/{CITED}"
    return dict(parse_qsl(urlsplit(address).query))


@pytest.mark.parametrize(
    "more",
    [{}, {"rank": "<=10"}, {"rank": ">100"}, {"every": "day"}, {"evidence": "0123456789ab", "verdict": "partly"}],
)
def test_an_address_says_all_of_a_claim(more: dict[str, str]) -> None:
    asked = QUERY | more
    cited = parse_cited(ENGLISH, asked)
    assert query_of(cited_address(cited.claim, ENGLISH, cited.evidence or "", cited.verdict or "")) == asked


def test_a_number_of_countries_takes_the_place_of_one() -> None:
    asked = {key: value for key, value in QUERY.items() if key != "country"} | {"countries": "52"}
    cited = parse_cited(ENGLISH, asked)
    assert (cited.claim.countries, cited.claim.country_count) == ((), 52)
    assert query_of(cited_address(cited.claim, ENGLISH)) == asked


def test_its_sentence_is_made_of_its_parts_in_the_language_of_the_page() -> None:
    said = parse_cited(ENGLISH, QUERY).claim.sentence
    assert said == "DeepSeek ranked No. 1 in “Top free”, App Store, United States, 26 Jan 2025 – 27 Jan 2025"
    assert "الولايات المتحدة" in parse_cited(text_for("ar"), QUERY).claim.sentence


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("assistant", "nobody"), ("store", "x"), ("country", "<script>"), ("chart", ""), ("rank", "0"),
        ("rank", "1 or 2"),
        ("since", "yesterday"), ("since", "0001-01-01"), ("since", "9999-12-31"), ("until", "9999-12-31"),
        ("until", "2025-01-25"), ("until", "2027-01-01"), ("countries", "0"),
    ],
)  # fmt: skip
def test_a_part_that_means_nothing_is_named(key: str, value: str) -> None:
    with pytest.raises(UnknownValueError) as refused:
        parse_cited(ENGLISH, QUERY | {key: value})
    assert refused.value.key == key


def test_what_its_maker_saw_is_taken_only_if_it_could_be_so() -> None:
    cited = parse_cited(ENGLISH, QUERY | {"evidence": "<b>", "verdict": "proven"})
    assert (cited.evidence, cited.verdict) == (None, None)


def test_the_title_of_a_chart_becomes_a_claim_about_the_day_on_the_calendar_of_the_country() -> None:
    late = at("2025-01-27 03:00")  # Sunday evening in New York
    top = ReachedTop("deepseek", late, False, True, timedelta(days=4), False, "left")
    claim = claim_of_finding(VIEW, top)
    assert claim is not None
    assert (claim.rank, claim.first_day, claim.last_day) == ("1", date(2025, 1, 26), date(2025, 1, 26))
    moved = claim_of_finding(VIEW, Moved("deepseek", True, 50, T0, 3, at("2025-01-20 18:00"), None))
    assert moved is not None
    assert (moved.rank, moved.first_day) == ("3", date(2025, 1, 20))


def test_a_title_that_names_no_rank_is_no_claim() -> None:
    assert claim_of_finding(VIEW, NothingObserved()) is None
    assert claim_of_finding(VIEW, Moved("deepseek", False, 3, T0, None, T0, 100)) is None


def test_a_capture_and_a_day_of_the_world_become_claims() -> None:
    late = at("2025-01-27 03:00")
    claim = claim_of_capture(VIEW.series, "chatgpt", 2, late)
    assert claim is not None
    assert (claim.assistant, claim.rank, claim.first_day) == ("chatgpt", "2", date(2025, 1, 26))
    assert claim_of_capture(replace(VIEW.series, device="ipad"), "chatgpt", 2, late) is None
    world = WorldChart("apple", "iphone", "top-free", "all", "itunes_rss")
    many = claim_of_breadth(world, "deepseek", date(2025, 1, 27), 52)
    assert many is not None
    assert (many.countries, many.country_count, many.first_day) == ((), 52, date(2025, 1, 27))
    assert claim_of_breadth(world, "deepseek", date(2025, 1, 27), 0) is None
