"""The worked questions: one file for docs/sql.md, the page /sql and the tests."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

FILE = files("tracker.storage") / "questions.toml"


class Question(NamedTuple):
    number: int  # from 1
    title: str
    title_ar: str
    sql: str  # one statement, without spaces around it


@cache
def questions() -> tuple[Question, ...]:
    """Every worked question, simple ones first."""
    asked = tomllib.loads(FILE.read_text(encoding="utf-8"))["question"]
    return tuple(
        Question(number, one["title"], one["title_ar"], one["sql"].strip()) for number, one in enumerate(asked, start=1)
    )
