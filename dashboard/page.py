"""What a page is, and what every page shares: the language, the reading of the database, the shell, and the states
for a database that does not answer.

A page asks its questions of the open database and returns what belongs into the shell.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import duckdb
import flask
from dash import Dash, get_app
from duckdb import DuckDBPyConnection

from dashboard.components.parts import whole_or_parts
from dashboard.components.shell import PageContent, PageLink, Place, document_title, shell
from dashboard.components.state_box import state_plate, steps
from dashboard.components.still import live_ids, stilled
from dashboard.figures.frame import UNTOLD_WIDTH, step_of
from dashboard.remembered import remembered
from dashboard.text import Text, text_for
from tracker.config import Home
from tracker.errors import ConfigurationError, StorageError
from tracker.queries.freshness import Freshness, freshness
from tracker.storage.opened import OpenedFile

log = logging.getLogger(__name__)

Query = Mapping[str, str]
# What is raised where the database does not answer: no file, a damaged one, a lake that cannot be reached or whose
# storage.toml is wrong.
NO_ANSWER = (StorageError, ConfigurationError, duckdb.Error)
WIDTH_COOKIE = "rank-tracker-width"  # set by assets/before_paint.js


@dataclass(frozen=True, slots=True)
class Visit:
    """One reader asking for one page."""

    connection: DuckDBPyConnection  # read-only, closed when the page is made
    query: Query
    text: Text
    fresh: Freshness
    version: str  # of the database: another one after every publishing
    window_width: int  # CSS pixels
    now: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Page:
    module: str  # its file under pages/
    path: str
    name: Callable[[Text], str]
    content: Callable[[Visit], PageContent]
    register_callbacks: Callable[[Dash], None]
    template: str = ""  # of many pages of one kind, "/events/<event_id>"; they stand in no navigation


def page_layout(page: Page, pages: Sequence[Page]) -> Callable[..., Any]:
    """The layout function that Dash calls with the query of the URL, and with the frame that is shown."""

    def layout(shown: str | None = None, **said: str | list[str]) -> Any:
        # What is said twice is two values, joined as the address would join them.
        query = {key: value if isinstance(value, str) else ",".join(value) for key, value in said.items()}
        text = text_for(query.get("lang", "en"))
        variables = re.findall("<(.+?)>", page.template)
        path = page.path
        if variables:
            path = re.sub("<(.+?)>", lambda found: quote(query.get(found[1], "")), page.template)
        asked = {key: value for key, value in query.items() if key not in variables}
        search = "?" + urlencode(asked, safe=",") if asked else ""
        links = [PageLink(other.path, other.name(text)) for other in pages if not other.template]
        place = Place(path, search, links, datetime.now(UTC))
        fresh, content = _content(page, query, text, place)
        flask.g.title = document_title(text, fresh, content.title)
        return whole_or_parts(stilled(shell(text, place, fresh, content), _live_ids()), shown)

    return layout


def _live_ids() -> frozenset[str]:
    settings = flask.current_app.config
    if "LIVE_IDS" not in settings:
        settings["LIVE_IDS"] = live_ids(get_app())  # type: ignore[no-untyped-call]
    ids: frozenset[str] = settings["LIVE_IDS"]
    return ids


def page_title(**_: str) -> str:
    """The title of the tab. Dash asks for it right after the layout, in the same request, with the path's variables."""
    return str(flask.g.get("title", "Rank Tracker"))


@contextmanager
def visiting(query: Query) -> Iterator[Visit]:
    """The open database and what else a page needs to answer. Raises one of NO_ANSWER."""
    with opened_file().reading() as (connection, version):
        text = text_for(query.get("lang", "en"))
        fresh = remembered(version, "freshness", lambda: freshness(connection))
        yield Visit(connection, query, text, fresh, version, window_width(), datetime.now(UTC))


def query_of_search(search: str | None) -> Query:
    return dict(parse_qsl((search or "").removeprefix("?")))


def current_home() -> Home:
    home = flask.current_app.config["HOME"]
    assert isinstance(home, Home)
    return home


def opened_file() -> OpenedFile:
    opened = flask.current_app.config["OPENED"]
    assert isinstance(opened, OpenedFile)
    return opened


def do_not_keep() -> None:
    """The answer of this request says what went wrong: the next reader must not get the same."""
    flask.g.kept_as = None


def window_width() -> int:
    told = flask.request.cookies.get(WIDTH_COOKIE, "")
    return step_of(min(max(int(told), 240), 8000)) if told.isdecimal() and len(told) < 6 else UNTOLD_WIDTH


def _content(page: Page, query: Query, text: Text, place: Place) -> tuple[Freshness | None, PageContent]:
    fresh = None
    try:
        with visiting(query) as visit:
            fresh = visit.fresh
            return fresh, page.content(visit)
    except NO_ANSWER:
        log.exception("%s%s could not be shown", place.path, place.search)
        do_not_keep()
    plate = state_plate(text.failed, text.failed_why, steps((text.try_again, place.path + place.search)))
    return fresh, PageContent(text.failed, [plate])
