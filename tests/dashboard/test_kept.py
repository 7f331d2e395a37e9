from datetime import UTC, datetime, timedelta
from typing import Any

from dashboard.components.shell import PageContent
from dashboard.kept import MOST, kept
from dashboard.page import Visit

NOW = datetime(2026, 11, 22, 12, 10, tzinfo=UTC)


def visit(query: dict[str, str], version: str = "1", now: datetime = NOW) -> Visit:
    nothing: Any = None
    return Visit(nothing, query, nothing, nothing, version, 1280, now)


def counted() -> tuple[list[Visit], Any]:
    made: list[Visit] = []

    @kept
    def content(asked: Visit) -> PageContent:
        made.append(asked)
        return PageContent(str(len(made)), [])

    return made, content


def test_the_same_address_is_made_once() -> None:
    made, content = counted()
    first = content(visit({"country": "de", "range": "7d"}))
    assert content(visit({"range": "7d", "country": "de"})) is first
    assert content(visit({"country": "fr"})) is not first
    assert len(made) == 2


def test_a_file_published_anew_and_another_hour_make_it_anew() -> None:
    made, content = counted()
    content(visit({}))
    content(visit({}, version="2"))
    content(visit({}, now=NOW + timedelta(hours=1)))
    assert len(made) == 3


def test_only_so_many_are_kept() -> None:
    made, content = counted()
    for number in range(MOST + 1):
        content(visit({"n": str(number)}))
    content(visit({"n": str(MOST)}))
    assert len(made) == MOST + 1
    content(visit({"n": "0"}))
    assert len(made) == MOST + 2
