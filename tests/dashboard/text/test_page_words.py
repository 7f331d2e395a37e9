"""Every page's own words are there in every language, with the same values in them."""

import re
from dataclasses import fields
from typing import Any

import pytest

from dashboard.text import events, sql

PAGES = [events, sql]


def words_of(text: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in fields(text):
        value = getattr(text, field.name)
        if isinstance(value, str):
            found[field.name] = value
        elif "other" in value:  # plurals: each language has forms of its own
            found[f"{field.name}.other"] = value["other"]
        else:
            found |= {f"{field.name}.{key}": words for key, words in value.items()}
    return found


@pytest.mark.parametrize("page", PAGES, ids=[page.__name__.rsplit(".", 1)[-1] for page in PAGES])
def test_both_languages_say_everything_and_differ(page: Any) -> None:
    english, arabic = words_of(page.ENGLISH), words_of(page.ARABIC)
    assert english.keys() == arabic.keys()
    assert all(words.strip() for words in [*english.values(), *arabic.values()])
    assert [key for key in english if english[key] == arabic[key]] == []
    values = re.compile(r"\{(\w+)\}")
    assert {key: set(values.findall(one)) for key, one in english.items()} == {
        key: set(values.findall(one)) for key, one in arabic.items()
    }
