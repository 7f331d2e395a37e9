"""The words of single pages: every language says all of them, with the same values in them."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, get_args

import pytest

from dashboard.components.world_plate import claim_of
from dashboard.rank_view import USUAL_ASSISTANTS
from dashboard.text import LANGUAGES, claims, event_effects, events, health, sql, text_for, world
from dashboard.theme import ASSETS
from dashboard.world_view import ORDERS
from tests.dashboard.text.test_text import values
from tracker.models import Status
from tracker.queries.world import Breadth

PAGES: list[Any] = [world, health, events, event_effects, claims, sql]


def words_of(said: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in fields(said):
        value = getattr(said, field.name)
        if isinstance(value, Mapping) and "other" in value:  # plurals: each language has forms of its own
            value = value["other"]
        found |= (
            {f"{field.name}.{key}": words for key, words in value.items()}
            if isinstance(value, Mapping)
            else {field.name: value}
        )
    return found


@pytest.mark.parametrize("page", PAGES)
def test_languages_have_the_same_words_with_the_same_values(page: Any) -> None:
    english, arabic = words_of(page.ENGLISH), words_of(page.ARABIC)
    assert english.keys() == arabic.keys()
    assert {key: values(said) for key, said in english.items()} == {key: values(said) for key, said in arabic.items()}
    assert all(said.strip() for said in [*english.values(), *arabic.values()])


@pytest.mark.parametrize("page", PAGES)
def test_arabic_is_not_english(page: Any) -> None:
    english, arabic = words_of(page.ENGLISH), words_of(page.ARABIC)
    assert {key for key in english if english[key] == arabic[key]} <= {"parquet"}


@pytest.mark.parametrize("page", PAGES)
def test_every_word_is_said_somewhere(page: Any) -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in ASSETS.parent.rglob("*.py"))
    assert [field.name for field in fields(page.ENGLISH) if f".{field.name}" not in code] == []


def test_every_status_and_order_has_its_words() -> None:
    for text in LANGUAGES.values():
        told = health.health_text(text)
        assert set(told.statuses) == set(told.cures) == set(get_args(Status)) - {"ok"}
        assert set(world.world_text(text).orders) == set(world.world_text(text).sorted_by) == set(ORDERS)


DAY = date(2025, 1, 26)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((54, 60, 70, 80, 90, 102), "On 26 January 2025 DeepSeek was No. 1 in 54 of 102 observed countries"),
        ((0, 0, 7, 8, 9, 102), "DeepSeek came furthest on 26 January 2025: the top 10 in 7 of 102 observed countries"),
        ((0, 0, 0, 0, 9, 102), "On 26 January 2025 DeepSeek was in the chart of 9 of 102 observed countries"),
        ((0, 0, 0, 0, 0, 102), "DeepSeek was seen in no chart; up to 102 countries were observed"),
    ],
)
def test_the_claim_states_what_was_counted(counts: tuple[int, ...], sentence: str) -> None:
    widest = Breadth(DAY, *counts)
    assert USUAL_ASSISTANTS[0] == "deepseek"
    assert claim_of(text_for("en"), "deepseek", widest) == sentence
    arabic = claim_of(text_for("ar"), "deepseek", widest)
    assert str(counts[-1]) in arabic
    assert "{" not in arabic
