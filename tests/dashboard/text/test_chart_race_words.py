"""The words of the chart page and the race page, in every language, with the same values in them."""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest

from dashboard.chart_view import AGAINST, APPS
from dashboard.race_order import STEPS
from dashboard.text import race, store_chart
from dashboard.text.language import END, OWN_DIRECTION
from dashboard.text.race import RaceClaim
from dashboard.text.store_chart import ChartClaim

PAGES = [(store_chart.ENGLISH, store_chart.ARABIC), (race.ENGLISH, race.ARABIC)]
COUNTED = {"ahead", "ahead_least", "streak", "streak_least"}


def words_of(words: Any) -> dict[str, str]:
    found = {}
    for field in fields(words):
        value = getattr(words, field.name)
        if isinstance(value, str):
            found[field.name] = value
        elif isinstance(value, Mapping) and field.name not in COUNTED:
            found |= {f"{field.name}.{key}": said for key, said in value.items()}
    return found


@pytest.mark.parametrize(("english", "arabic"), PAGES)
def test_no_word_is_missing_and_arabic_is_not_english(english: Any, arabic: Any) -> None:
    here, there = words_of(english), words_of(arabic)
    assert here.keys() == there.keys()
    for key, said in here.items():
        assert said.strip()
        assert there[key] != said, key
        assert set(re.findall(r"\{(\w+)\}", said)) == set(re.findall(r"\{(\w+)\}", there[key])), key


def test_arabic_counts_in_all_its_forms() -> None:
    for name in COUNTED:
        assert set(getattr(race.ENGLISH, name)) == {"one", "other"}
        assert set(getattr(race.ARABIC, name)) == {"zero", "one", "two", "few", "many", "other"}


def test_every_choice_has_a_word() -> None:
    for words in (store_chart.ENGLISH, store_chart.ARABIC):
        assert set(words.backs) == set(AGAINST)
        assert set(words.apps) == set(APPS)
    for said in (race.ENGLISH, race.ARABIC):
        assert set(said.steps) == set(said.subtitle) == set(said.observed) == set(STEPS)


CHART_CLAIMS = [
    (ChartClaim(25, 3, 200, True, "ChatGPT", 1), "Three of the top 25 apps are assistants; ChatGPT is No. 1"),
    (ChartClaim(25, 12, 200, True, "ChatGPT", 2), "12 of the top 25 apps are assistants; ChatGPT ranks best, at 2"),
    (ChartClaim(25, 1, 200, True, "Kimi", 9), "One of the top 25 apps is an assistant: Kimi, at 9"),
    (ChartClaim(25, 0, 200, True, "Kimi", 90), "No assistant is in the top 25; Kimi ranks best, at 90"),
    (
        ChartClaim(25, 0, 200, False, "Kimi", 90),
        "No assistant is among the known ranks of the top 25; Kimi ranks best, at 90",
    ),
    (ChartClaim(25, 0, 200, True, None, None), "No assistant is in the top 200"),
    (ChartClaim(25, 0, 200, False, None, None), "No assistant is among the ranks that are known"),
]  # fmt: skip
RACE_CLAIMS = [
    (RaceClaim(2, "ChatGPT", False), "The lead among these assistants changed twice; ChatGPT was ahead at the end"),
    (RaceClaim(1, "Kimi", True), "The lead among these assistants changed at least once; Kimi was ahead at the end"),
    (RaceClaim(12, "Kimi", False), "The lead among these assistants changed 12 times; Kimi was ahead at the end"),
    (RaceClaim(0, "Kimi", True), "Kimi was ahead of the others at the end of every observed day"),
    (RaceClaim(0, None, False), "None of these assistants was in the chart at the end of any observed day"),
]


@pytest.mark.parametrize(("claim", "sentence"), CHART_CLAIMS)
def test_a_chart_is_summed_up_in_a_sentence(claim: ChartClaim, sentence: str) -> None:
    assert store_chart.ENGLISH.claim(claim) == sentence
    assert_arabic(store_chart.ARABIC.claim(claim), claim.leader)


@pytest.mark.parametrize(("claim", "sentence"), RACE_CLAIMS)
def test_a_race_is_summed_up_in_a_sentence(claim: RaceClaim, sentence: str) -> None:
    assert race.ENGLISH.claim(claim) == sentence
    assert_arabic(race.ARABIC.claim(claim), claim.leader)


def assert_arabic(sentence: str, name: str | None) -> None:
    latin = sentence.replace(f"{OWN_DIRECTION}{name}{END}", "")
    assert (latin == sentence) == (name is None)
    assert not re.search("[A-Za-z{}]", latin)


@pytest.mark.parametrize("words", [words for pair in PAGES for words in pair])
def test_nothing_is_said_of_causes_or_of_liking(words: Any) -> None:
    for said in words_of(words).values():
        assert not re.search(r"\b(popular|surge|crash|because|most downloaded|top rated)\b", said, re.IGNORECASE)
