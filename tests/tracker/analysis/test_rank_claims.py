"""A claim about a rank: what shows it, what refutes it, and what does neither."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import at
from tracker.analysis.claim_words import reason
from tracker.analysis.rank_claims import RankClaim, Reading, Verdict, judge, judge_span, nearest_reading, shows, window

CLAIM = RankClaim(
    "S08", "DeepSeek is No. 1", "deepseek", "apple", ("us",), None, "top-free", "all", "1",
    date(2025, 1, 26), date(2025, 1, 26), False, False, None,
)  # fmt: skip
ZONES = {"us": "America/New_York", "jp": "Asia/Tokyo", "de": "Europe/Berlin"}
START = at("2025-01-26 05:00")  # midnight in New York
A_SLOT = timedelta(hours=3)
GONE = 0  # in the words of these tests: not in a chart of 100


def reading(when: datetime, rank: int | None) -> Reading:
    if rank is None:
        return Reading(when, "not_observed", None, None, "itunes_rss")
    return Reading(when, "ranked" if rank else "not_in_chart", rank or None, 100, "itunes_rss")


def readings(*ranks: int | None, start: datetime = START) -> list[Reading]:
    return [reading(start + i * A_SLOT, rank) for i, rank in enumerate(ranks)]


def verdict(claim: RankClaim, **by_country: list[Reading]) -> Verdict:
    return judge(claim, by_country, ZONES, sold_in=175).verdict


# --- one country, some time in a day


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [
        ((3, 2, 1, 1, 2, 2, 2, 2), "supported"),
        ((None, None, None, 1, None, None, None, None), "supported"),  # one capture is enough to show it
        ((3, 2, 2, 2, 2, 2, 2, 2), "contradicted"),
        ((GONE,) * 8, "contradicted"),  # deeper than 100 is not 1
        ((3, 2, 2, None, None, 2, 2, 2), "not_observed"),  # nine hours in which it may have been first
        ((3, 2, 2, None, 2, 2, 2, 2), "contradicted"),  # six hours are watched closely enough
        ((None,) * 8, "not_observed"),
        ((), "not_observed"),
        ((2, 2), "not_observed"),  # the rest of the day has no slot
    ],
)
def test_only_a_watched_day_without_the_rank_contradicts(ranks: tuple[int | None, ...], expected: Verdict) -> None:
    assert verdict(CLAIM, us=readings(*ranks)) == expected


@given(st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=8, max_size=8))
def test_what_was_not_observed_never_contradicts(ranks: list[int | None]) -> None:
    """Hide any captures of a day: a verdict may fade to not observed, and never turns into its opposite."""
    whole = verdict(CLAIM, us=readings(*(rank or GONE for rank in ranks)))
    hidden = verdict(CLAIM, us=readings(*ranks))
    assert hidden in {whole, "not_observed"}


def test_the_day_is_that_of_the_country() -> None:
    seen = readings(1, start=at("2025-01-27 03:00"))  # still Sunday evening in New York
    assert verdict(CLAIM, us=seen) == "supported"
    assert verdict(replace(CLAIM, countries=("jp",)), jp=seen) == "not_observed"  # Monday noon in Tokyo


def test_a_day_of_another_calendar_is_named_in_utc_with_its_end_exclusive() -> None:
    assert window(date(2025, 1, 26), date(2025, 1, 27), "America/New_York") == (START, START + timedelta(days=2))
    # the clocks of Berlin go forward on 30 March
    since, until = window(date(2025, 3, 30), date(2025, 3, 30), "Europe/Berlin")
    assert until - since == timedelta(hours=23)


@pytest.mark.parametrize(
    ("claim", "ranks", "why"),
    [
        ("1", (3, 2, 2, None, None, 2, 2, 2), "at one time no capture for 9:00 hours, which may hide it"),
        ("131", (GONE,) * 8, "the lists end at No. 100 and do not say what is deeper"),
        ("131", (90, GONE, GONE, 95, 95, 90, 90, 90), "the lists end at No. 100 and do not say what is deeper"),
    ],
)
def test_what_stays_open_says_why(claim: str, ranks: tuple[int | None, ...], why: str) -> None:
    judged = judge(replace(CLAIM, rank=claim), {"us": readings(*ranks)}, ZONES, 175)
    assert judged.verdict == "not_observed"
    assert reason(judged).endswith(f"; {why}")


@pytest.mark.parametrize("ranks", [(1,) * 8, (2,) * 8, (None,) * 8, ()])
def test_what_is_decided_or_was_never_looked_at_excuses_nothing(ranks: tuple[int | None, ...]) -> None:
    said = reason(judge(CLAIM, {"us": readings(*ranks)}, ZONES, 175))
    assert "no capture for" not in said
    assert "the lists end" not in said


# --- what one reading says


@pytest.mark.parametrize(
    ("rank", "seen", "said"),
    [
        ("31", 31, True), ("31", 30, False), ("31", GONE, False),
        ("131", GONE, None), ("131", 100, False),  # a chart of 100 does not say whether the app is 131st
        ("<=10", 10, True), ("<=10", 11, False), ("<=10", GONE, False), ("<10", 10, False),
        (">100", GONE, True), (">100", 100, False), (">200", GONE, None), (">=100", 100, True),
        ("1", None, None),
    ],
)  # fmt: skip
def test_a_reading_shows_a_rank_rules_it_out_or_does_not_say(rank: str, seen: int | None, said: bool | None) -> None:
    assert shows(rank, reading(START, seen)) is said


def test_an_app_that_is_not_sold_has_no_rank() -> None:
    assert shows("1", Reading(START, "not_sold", None, 100, "itunes_rss")) is False


def test_a_list_of_unknown_depth_says_nothing_of_who_is_not_in_it() -> None:
    assert shows("1", Reading(START, "not_in_chart", None, None, "import-x")) is None


def test_one_capture_a_day_as_archives_have_it_refutes_nothing() -> None:
    noon = START + timedelta(hours=12)
    assert judge_span("1", [reading(noon, 7)], START, START + timedelta(days=1)) == "open"
    assert judge_span("7", [reading(noon, 7)], START, START + timedelta(days=1)) == "held"


# --- every day, several countries, so many countries


def test_a_claim_about_every_day_falls_with_one_day_which_is_named() -> None:
    claim = replace(CLAIM, last_day=date(2025, 1, 28), is_every_day=True)
    assert verdict(claim, us=readings(*(1,) * 24)) == "supported"
    judged = judge(claim, {"us": readings(*(1,) * 8, *(2,) * 8, *(1,) * 8)}, ZONES, 175)
    assert judged.verdict == "contradicted"
    assert "not on 2025-01-27" in reason(judged)
    assert verdict(claim, us=readings(*(1,) * 8, *(None,) * 16)) == "partly"


@pytest.mark.parametrize(
    ("germany", "expected"),
    [((1,) * 8, "supported"), ((2,) * 9, "partly"), ((None,) * 8, "partly")],
)
def test_of_several_countries_each_is_meant(germany: tuple[int | None, ...], expected: Verdict) -> None:
    claim = replace(CLAIM, countries=("us", "de"))
    in_germany = readings(*germany, start=at("2025-01-25 23:00"))
    assert verdict(claim, us=readings(*(1,) * 8), de=in_germany) == expected


@pytest.mark.parametrize(
    ("wanted", "sold_in", "expected"),
    [
        (2, 175, "supported"),
        (3, 175, "partly"),  # 172 were not looked at
        (3, 3, "contradicted"),  # the third of all that there are was watched, and was not first
    ],
)
def test_a_number_of_countries_falls_only_when_too_few_are_left(wanted: int, sold_in: int, expected: Verdict) -> None:
    claim = replace(CLAIM, countries=(), country_count=wanted)
    by_country = {
        country: readings(*ranks, start=at("2025-01-26 00:00"))
        for country, ranks in (("us", (1,) * 8), ("de", (5, 1, 5, 5, 5, 5, 5, 5)), ("jp", (5,) * 8))
    }
    assert judge(claim, by_country, {}, sold_in).verdict == expected


def test_a_day_that_is_a_guess_is_never_the_ground_for_a_contradiction() -> None:
    claim = replace(CLAIM, is_approximate=True)
    assert verdict(claim, us=readings(*(2,) * 8)) == "not_observed"
    assert verdict(claim, us=readings(*(1,) * 8)) == "supported"


@pytest.mark.parametrize(
    ("claim", "obstacle"),
    [
        (replace(CLAIM, assistant=None), "we follow no such app"),
        (replace(CLAIM, chart=None), "its words name no chart that a store has"),
        (replace(CLAIM, countries=()), "it names no country"),
        (replace(CLAIM, rank="removed"), "it states no rank"),
    ],
)
def test_what_no_chart_can_check_says_why(claim: RankClaim, obstacle: str) -> None:
    judged = judge(claim, {"us": readings(*(1,) * 8)}, ZONES, 175)
    assert (judged.verdict, reason(judged)) == ("not_checkable", obstacle)


def test_the_nearest_capture_is_the_first_with_the_best_rank_and_the_source_decides_between_equals() -> None:
    unseen, absent = Reading(START, "not_observed", None, None, "b"), Reading(START, "not_in_chart", None, 100, "b")
    deep, best, other = (Reading(START, "ranked", rank, 100, source) for rank, source in ((9, "a"), (3, "b"), (3, "a")))
    assert nearest_reading([unseen, absent, deep, best, other]) == other
    assert nearest_reading([best, other]) == nearest_reading([other, best]) == other
    assert nearest_reading([unseen, absent]) == absent
    assert nearest_reading([unseen]) is None
