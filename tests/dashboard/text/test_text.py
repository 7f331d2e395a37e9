"""Every language says everything, with the same values in it."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, timedelta

import pytest

from dashboard.findings import (
    Finding,
    LostTop,
    Moved,
    NoneRanked,
    NothingObserved,
    OneLook,
    ReachedTop,
    StayedTop,
    Steady,
)
from dashboard.text import LANGUAGES, other_language, text_for
from dashboard.text.ar import ARABIC
from dashboard.text.ar import plural_form as arabic_form
from dashboard.text.en import ENGLISH
from dashboard.text.language import END, OWN_DIRECTION, Text
from dashboard.theme import ASSETS
from tests.conftest import at
from tracker.catalog import CHARTS, DEVICES, KINDS, STORES

ON = at("2025-01-26 07:00")
REACHED = ReachedTop("deepseek", ON, False, True, timedelta(days=12, hours=5), False, "left")


def values(words: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", words))


def words_of(text: Text) -> dict[str, str]:
    """Every word by its place, those in mappings too."""
    found = {}
    for field in fields(Text):
        value = getattr(text, field.name)
        if isinstance(value, str):
            found[field.name] = value
        elif isinstance(value, Mapping) and field.name not in {"days", "hours", "minutes", "more_events", "last_days"}:
            found |= {f"{field.name}.{key}": words for key, words in value.items()}
    return found


def test_languages_have_the_same_words_with_the_same_values() -> None:
    english, arabic = words_of(ENGLISH), words_of(ARABIC)
    assert english.keys() == arabic.keys()
    assert {key: values(words) for key, words in english.items()} == {
        key: values(words) for key, words in arabic.items()
    }
    assert all(words.strip() for words in [*english.values(), *arabic.values()])


def test_arabic_is_not_english() -> None:
    same = {key for key, words in words_of(ENGLISH).items() if words == words_of(ARABIC)[key]}
    names = {"csv", "parquet", "png", "sql", "capture_now", "code", "direction"}
    assert {key for key in same if not key.startswith(("stores", "devices"))} <= names


def test_every_value_of_a_series_has_a_word() -> None:
    for text in LANGUAGES.values():
        assert set(text.stores) == set(text.all_categories_long) == set(STORES)
        assert set(text.charts) == set(CHARTS)
        assert set(text.devices) == {device for devices in DEVICES.values() for device in devices}
        assert set(text.kinds) == set(KINDS.values())


@pytest.mark.parametrize(
    ("n", "form"),
    [(0, "zero"), (1, "one"), (2, "two"), (3, "few"), (10, "few"), (11, "many"), (99, "many"), (100, "other"),
     (102, "other"), (103, "few"), (111, "many")],
)  # fmt: skip
def test_arabic_plurals_follow_unicode(n: int, form: str) -> None:
    assert arabic_form(n) == form


@pytest.mark.parametrize(
    ("n", "english", "arabic"),
    [(2, "2 days", "يومين"), (5, "5 days", "5 أيام"), (16, "16 days", "16 يومًا"), (100, "100 days", "100 يوم")],
)
def test_days_are_counted(n: int, english: str, arabic: str) -> None:
    length = timedelta(days=n, hours=3)
    assert ENGLISH.duration(length) == english
    assert ARABIC.duration(length) == arabic


def test_less_than_two_days_is_said_in_hours_and_nothing_is_rounded_up() -> None:
    assert ENGLISH.duration(timedelta(hours=47, minutes=59)) == "47 hours"
    assert ENGLISH.duration(timedelta(minutes=61)) == "61 minutes"
    assert ENGLISH.duration(timedelta(seconds=5)) == "1 minute"


SENTENCES: list[tuple[Finding, str]] = [
    (REACHED, "DeepSeek reached No. 1 on 26 January 2025 and kept it for 12 days"),
    (
        ReachedTop("d", ON, False, True, timedelta(days=16), True, "left"),
        "DeepSeek reached No. 1 on 26 January 2025 and kept it for 16 days without an observed break",
    ),
    (
        ReachedTop("d", ON, True, True, timedelta(hours=30), False, "unseen"),
        "DeepSeek returned to No. 1 on 26 January 2025 and kept it for at least 30 hours",
    ),
    (
        ReachedTop("d", ON, False, False, timedelta(days=3), False, "left"),
        "DeepSeek reached No. 1 by 26 January 2025 and kept it for at least 3 days",
    ),
    (
        ReachedTop("d", ON, False, True, timedelta(days=3), False, "still"),
        "DeepSeek reached No. 1 on 26 January 2025 and was still there 3 days later",
    ),
    (StayedTop("d", gaps=False), "DeepSeek was No. 1 in every capture"),
    (StayedTop("d", gaps=True), "DeepSeek was No. 1 without an observed break"),
    (LostTop("d", ON, certain=True), "DeepSeek lost No. 1 on 26 January 2025"),
    (LostTop("d", ON, certain=False), "DeepSeek lost No. 1 by 26 January 2025"),
    (
        Moved("d", True, None, at("2025-02-16 00:00"), 5, at("2025-02-21 00:00"), 200),
        "DeepSeek climbed from outside the top 200 to 5 between 16 Feb and 21 February 2025",
    ),
    (
        Moved("d", False, 5, at("2024-12-31 00:00"), 40, at("2025-01-02 00:00"), 200),
        "DeepSeek went down from 5 to 40 between 31 Dec 2024 and 2 January 2025",
    ),
    (Steady("d", 10, 14), "DeepSeek ranked best, between 10 and 14"),
    (Steady("d", 10, 10), "DeepSeek kept rank 10"),
    (OneLook("d", 3), "In the only capture DeepSeek ranked best, at No. 3"),
    (NoneRanked(100), "None of these assistants was in the top 100"),
    (NothingObserved(), "Nothing was observed in this range"),
]


@pytest.mark.parametrize(("finding", "sentence"), SENTENCES)
def test_a_finding_is_a_sentence(finding: Finding, sentence: str) -> None:
    assert ENGLISH.finding(ENGLISH, finding, "DeepSeek") == sentence


@pytest.mark.parametrize("finding", [finding for finding, _ in SENTENCES])
def test_a_finding_is_an_arabic_sentence_with_the_name_kept_apart(finding: Finding) -> None:
    sentence = ARABIC.finding(ARABIC, finding, "DeepSeek")
    latin = re.sub(f"{OWN_DIRECTION}DeepSeek{END}", "", sentence)
    assert not re.search("[A-Za-z{}]", latin)
    assert (f"{OWN_DIRECTION}DeepSeek{END}" in sentence) == hasattr(finding, "assistant")


def test_the_founding_story_in_arabic() -> None:
    sentence = ARABIC.finding(ARABIC, REACHED, "DeepSeek")
    assert sentence == f"بلغ {OWN_DIRECTION}DeepSeek{END} المركز الأول في 26 يناير 2025، وبقي فيه 12 يومًا"


def test_a_date_is_as_exact_as_its_source() -> None:
    day = date(2025, 1, 26)
    assert ENGLISH.event_day(day, None, "day") == "26 Jan 2025"
    assert ENGLISH.event_day(day, date(2025, 1, 28), "day") == "26 Jan 2025 – 28 Jan 2025"
    assert ENGLISH.event_day(day, None, "month") == "January 2025"
    assert ENGLISH.event_day(day, None, "approx") == "about 26 Jan 2025"
    assert ARABIC.event_day(day, None, "month") == "يناير 2025"


def test_times_say_utc_and_keep_their_direction() -> None:
    assert ENGLISH.moment(ON) == "26 Jan 2025, 07:00 UTC"
    assert ARABIC.moment(ON).endswith("\u206607:00 UTC\u2069")


def test_an_unknown_language_is_english_and_each_names_the_other() -> None:
    assert text_for("fr") is ENGLISH
    assert other_language(ENGLISH) is ARABIC
    assert (ENGLISH.other_language, ARABIC.other_language) == ("العربية", "English")


def test_the_calendar_has_the_same_months() -> None:
    script = (ASSETS / "dates_ar.js").read_text(encoding="utf-8")
    assert script.count("_".join(ARABIC.months)) == 2


def test_every_word_is_said_somewhere() -> None:
    package = ASSETS.parent
    code = "".join(
        file.read_text(encoding="utf-8") for file in package.rglob("*.py") if file.name not in {"en.py", "ar.py"}
    )
    unsaid = [field.name for field in fields(Text) if not re.search(rf"\b(text|self|other)\.{field.name}\b", code)]
    # the labels of a series' parts are looked up by the name of the part
    assert set(unsaid) <= {"store", "country", "device", "chart", "category", "source"}
