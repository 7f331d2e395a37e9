"""docs/add-a-page.md: the page that it prints is added as it says, and served in both languages."""

import re
import sys
from collections.abc import Iterator
from types import ModuleType

import dash
import pytest
from flask.testing import FlaskClient

from dashboard import pages
from dashboard.app import create_app
from tests.dashboard.test_app import page_of
from tests.documents import ROOT, fenced, text_of
from tracker.config import Home
from tracker.storage.database import reading

PAGE = "docs/add-a-page.md"
QUESTION, WORDS, LAYOUT = "tracker.queries.newest_lists", "dashboard.text.newest_lists", "dashboard.pages.newest_lists"


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    """The modules of the page, where it says that they stand; taken away again."""
    modules = {}
    for name, code in zip((QUESTION, WORDS, LAYOUT), fenced(PAGE, "python"), strict=True):
        modules[name] = ModuleType(name)
        monkeypatch.setitem(sys.modules, name, modules[name])
        exec(code, modules[name].__dict__)
    monkeypatch.setattr(pages, "PAGES", (*pages.PAGES, modules[LAYOUT].PAGE))
    before = dict(dash.page_registry)
    yield modules
    dash.page_registry.clear()
    dash.page_registry.update(before)


@pytest.fixture
def client(added: dict[str, ModuleType], world_home: Home) -> FlaskClient:
    client = create_app(world_home).server.test_client()
    assert isinstance(client, FlaskClient)
    return client


def test_the_page_is_served_in_both_languages_and_stands_in_the_navigation(client: FlaskClient) -> None:
    said, tab = page_of(client, path="/newest")
    assert tab.startswith("SIMULATED · 8 newest lists, the oldest of 2")
    assert "us google" in said
    assert "أحدث القوائم: 8" in page_of(client, "?lang=ar", "/newest")[1]
    assert "/newest" in page_of(client, path="/race")[0]


def test_the_question_has_a_row_a_country_and_store(added: dict[str, ModuleType], world_home: Home) -> None:
    with reading(world_home.charts_file) as connection:
        rows = added[QUESTION].newest_lists(connection)
    assert [(row.country, row.store) for row in rows][-2:] == [("us", "apple"), ("us", "google")]


def test_the_files_and_functions_that_it_sends_to_are_there() -> None:
    for name in re.findall(r"`((?:dashboard|tests)/[\w/.]+\.py)`", text_of(PAGE)):
        assert (ROOT / name).is_file() or "newest_lists" in name, name
