"""What is said of an effect, in both languages, and what is never said."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

import dashboard.text
from tests.strings import strings_of
from tests.test_no_cause import names_a_cause
from tracker.analysis.effect_words import ENTRY, WORDS, StoredEffect, Verdict, effect_text, size_text, small
from tracker.analysis.event_effects import Status
from tracker.storage.questions import questions

ROOT = Path(__file__).parents[3]

USUAL = StoredEffect(
    "event", "claude", "apple", "us", "iphone", "top-free", "all", "itunes_rss", date(2026, 2, 26), "tested",
    "unusual_against_similar", 100, 7, 6, 7, 6, 31.0, 4.0, 1, 2, 9, 0, None, 0, 2.05, 0.012, 0.04, 173, 1.9,
    0.0196, 0.2, 50, (), "1", date(2026, 4, 1), datetime(2026, 4, 1, tzinfo=UTC),
)  # fmt: skip


def every_text() -> Iterator[str]:
    """Each kind of effect, in each language."""
    for language in WORDS:
        for status in get_args(Status):
            for verdict in get_args(Verdict) if status == "tested" else (None,):
                for change in (2.05, -1.2, 0.0, None):
                    for rank_after in (4.0, None):
                        one = USUAL._replace(
                            status=status, verdict=verdict, change=change, rank_after=rank_after, first_ranked=1,
                            p_time=None if status == "too_little_history" else 0.2, overlapping=("other",),
                        )  # fmt: skip
                        yield from effect_text(one, language, {"other": "Another"}).sentences


def test_an_effect_is_told_in_sentences() -> None:
    assert effect_text(USUAL, "en").sentences == [
        "Unusual for this app and against similar apps.",
        "Median rank before: 31 (7 of 7 days observed); from that day on: 4 (6 of 7). Best: 1, on day +2.",
        "About 7.8 times nearer the top.",
        "Of 173 earlier days, 1 had a change as large (p 0.01, q 0.04).",
        "Of 50 similar apps in this chart, 0 moved as far from the others in the same days (p 0.02, q 0.20).",
        "Half of the rise was gone by day +11.",
    ]


def test_the_days_observed_are_always_told() -> None:
    for language, seen in (("en", "(2 of 7"), ("ar", "2 من 7")):
        for status in get_args(Status):
            assert seen in effect_text(USUAL._replace(status=status, verdict=None, days_before=2), language).seen


def test_too_little_history_says_what_it_wants() -> None:
    young = USUAL._replace(status="too_little_history", verdict=None, p_time=None, placebo_days=12, p_controls=None,
                           controls=7)  # fmt: skip
    assert effect_text(young, "en").tests == (
        "Compared with its own days: wants 90 days of history with 83 to compare with; there are 12.",
        "Compared with similar apps: wants 14 days of lists and 19 such apps in them; there are 7.",
    )


def test_from_the_top_its_days_are_told_and_no_test() -> None:
    top = USUAL._replace(status="from_top", verdict=None, rank_before=1.0, rank_after=1.0, days_at_top=12, change=None)
    said = effect_text(top, "en")
    assert said.verdict.endswith("Days seen at No. 1 in a row from that day on: 12.")
    assert (said.size, said.tests) == ("", ())


def test_from_outside_its_entry_is_told() -> None:
    outside = USUAL._replace(status="from_outside", verdict=None, rank_before=None, change=None, first_ranked=3,
                             days_to_half=None, entries=2)  # fmt: skip
    said = effect_text(outside, "en")
    assert "outside the top 100 (7 of 7 days observed)" in said.seen
    assert said.more == (
        "First in the list on day +3; in it on 6 of 7 days. Entries into the list in the 180 days before: 2.",
    )


def test_who_left_the_list_moved_at_least_so_far() -> None:
    said = effect_text(USUAL._replace(change=-1.0, rank_after=None, days_to_half=None), "en")
    assert said.size == "At least 2.7 times farther from the top: it left the list."


def test_events_of_the_same_weeks_are_named() -> None:
    said = effect_text(USUAL._replace(overlapping=("a", "b")), "en", {"a": "An outage"})
    assert said.overlapping == "In the same two weeks, and not to be told apart: An outage; b."


@pytest.mark.parametrize(("p", "printed"), [(0.0057, "0.006"), (0.0095, "0.01"), (0.0196, "0.02"), (1.0, "1.00")])
def test_a_p_is_printed_with_the_figures_it_has(p: float, printed: str) -> None:
    assert small(p) == printed


@pytest.mark.parametrize(("change", "said"), [(0.04, "About as near the top as before."), (3.0, "About 20 times")])
def test_a_change_is_told_as_a_factor_of_rank(change: float, said: str) -> None:
    assert size_text(WORDS["en"], change).startswith(said)


def test_both_languages_say_the_same_with_the_same_values() -> None:
    def values(words: object) -> dict[str, set[str]]:
        said: dict[str, object] = {}
        for field in fields(words):  # type: ignore[arg-type]
            value = getattr(words, field.name)
            said |= (
                {f"{field.name}.{key}": one for key, one in value.items()}
                if isinstance(value, Mapping)
                else {field.name: value}
            )
        return {key: set(re.findall(r"\{(\w+)\}", str(one))) for key, one in said.items()}

    assert values(WORDS["en"]) == values(WORDS["ar"])
    assert len({frozenset(re.findall(r"\{(\w+)\}", one)) for one in ENTRY.values()}) == 1
    assert set(WORDS["en"].verdicts) == set(get_args(Verdict))
    assert set(WORDS["en"].statuses) == set(get_args(Status))


def test_no_text_of_the_program_names_a_cause() -> None:
    said = list(every_text()) + [one.title for one in questions()]
    folder = Path(dashboard.text.__file__).parent
    for file in sorted(folder.glob("*.py")):
        module = import_module(f"dashboard.text.{file.stem}")
        said += [one for name, value in vars(module).items() if name != "__doc__" for one in strings_of(value)]
    assert len(said) > 500
    assert [one for one in said if names_a_cause(one)] == []


def test_a_text_that_names_a_cause_would_be_found() -> None:
    bad = replace(WORDS["en"], same="It rose because of the event.")
    assert names_a_cause(size_text(bad, 0.0))
