"""The dashboard's writing doors: review events, add one. Shut unless RANK_TRACKER_ADMIN_TOKEN is set.

Whoever writes shows the token in a header (`Authorization: Bearer …`), or signs in with it once and then has a session:
a random cookie that scripts cannot read and other sites cannot send. The token never stands in an address or a log. A
request must be JSON and come from our own pages, so that no other site can make a reader's browser write.
"""

import hmac
import logging
import secrets
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import flask
from dash import Dash
from flask import Response

from tracker.catalog.dated_events import MOST_SOURCES, new_event_id
from tracker.change_events import add_own_event, decide_events
from tracker.config import Home
from tracker.errors import LockedError, TrackerError
from tracker.own_events import DECISIONS, event_of

log = logging.getLogger(__name__)

COOKIE = "rank-tracker-admin"
SESSION_SECONDS = 8 * 3600
MOST_SESSIONS = 100
MOST_FAILURES, WITHIN = 10, 60.0  # wrong tokens of all together in so many seconds; then nobody may try
PATIENCE = 10.0  # seconds for a run that is at work: a server has few threads
LARGEST_BODY = 20_000  # bytes
TEXTS = (
    "date", "title", "title_ar", "category", "precision", "end_date", "publisher", "language", "note", "confidence",
)  # fmt: skip


class RefusedError(Exception):
    """Why nothing was written, and the answer's code."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass
class Doors:
    """Who may write."""

    token: str | None
    sessions: dict[str, float] = field(default_factory=dict)  # until when, by the cookie
    failures: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_FAILURES))
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_open(self) -> bool:
        return self.token is not None

    def sign_in(self, token: str) -> str:
        """A new session for the right token. Raises RefusedError."""
        self.check(token)
        session = secrets.token_urlsafe(32)
        with self.lock:
            now = monotonic()
            self.sessions = {one: until for one, until in self.sessions.items() if until > now}
            while len(self.sessions) >= MOST_SESSIONS:
                del self.sessions[min(self.sessions, key=lambda one: self.sessions[one])]
            self.sessions[session] = now + SESSION_SECONDS
        return session

    def sign_out(self, session: str) -> None:
        with self.lock:
            self.sessions.pop(session, None)

    def knows(self, session: str) -> bool:
        """Is it a session that has not ended?"""
        with self.lock:
            found = next((one for one in self.sessions if hmac.compare_digest(_bytes(one), _bytes(session))), None)
            return self.is_open and found is not None and self.sessions[found] > monotonic()

    def check(self, token: str) -> None:
        """Raises RefusedError unless it is the token; after too many wrong ones even the right one has to wait."""
        with self.lock:
            now = monotonic()
            if len(self.failures) == MOST_FAILURES and now - self.failures[0] < WITHIN:
                raise RefusedError(429, "too many wrong tokens; try again in a minute")
            if not hmac.compare_digest(_bytes(self.token or ""), _bytes(token)) or not self.token:
                self.failures.append(now)
                raise RefusedError(403, "this is not the admin token")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # JSON may hold half of a character


def is_admin() -> bool:
    """Has whoever asks a session?"""
    return doors().knows(flask.request.cookies.get(COOKIE, ""))


def doors() -> Doors:
    found = flask.current_app.config["DOORS"]
    assert isinstance(found, Doors)
    return found


def add_doors(app: Dash, token: str | None) -> None:
    """The routes that write."""
    server = app.server
    server.config["DOORS"] = Doors(token)
    for path, method, view in (
        ("/admin/session", "POST", sign_in),
        ("/admin/session", "DELETE", sign_out),
        ("/admin/events", "POST", add_event),
        ("/admin/events/<event_id>/<decision>", "POST", decide),
    ):
        server.add_url_rule(path, f"admin {view.__name__}", guarded(view), methods=[method])


def guarded(view: Callable[..., Response]) -> Callable[..., Response]:
    """The view, for our own pages alone; what is refused comes back as one sentence."""

    @wraps(view)
    def answer(**path: str) -> Response:
        try:
            if not doors().is_open:
                raise RefusedError(404, "nobody can write here: RANK_TRACKER_ADMIN_TOKEN is not set")
            _must_be_ours()
            said = view(**path)
        except RefusedError as error:
            said = _sentence(error.code, str(error))
        except LockedError as error:
            said = _sentence(503, str(error))
        except TrackerError as error:
            said = _sentence(400, str(error))
        said.headers["Cache-Control"] = "no-store"
        return said

    return answer


def _must_be_ours() -> None:
    request = flask.request
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if (origin is not None and urlsplit(origin).netloc != request.host) or site not in ("same-origin", "none"):
        raise RefusedError(403, "another site asked for this")
    if request.method == "POST" and request.mimetype != "application/json":
        raise RefusedError(415, "JSON is wanted")
    if (request.content_length or 0) > LARGEST_BODY:
        raise RefusedError(413, f"at most {LARGEST_BODY} bytes are wanted")


def _must_be_admin() -> None:
    if is_admin():
        return
    scheme, _, token = flask.request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise RefusedError(401, "sign in first, or send the header Authorization: Bearer TOKEN")
    doors().check(token.strip())


def _body() -> dict[str, Any]:
    try:
        said = flask.request.get_json(silent=True)
    except RecursionError:
        said = None  # it is nested deeper than anything a form says
    if not isinstance(said, dict):
        raise RefusedError(400, "an object of JSON is wanted")
    return said


def sign_in() -> Response:
    session = doors().sign_in(str(_body().get("token", "")))
    said = Response(status=204)
    said.set_cookie(
        COOKIE, session, max_age=SESSION_SECONDS, httponly=True, samesite="Strict", secure=flask.request.is_secure
    )
    return said


def sign_out() -> Response:
    doors().sign_out(flask.request.cookies.get(COOKIE, ""))
    said = Response(status=204)
    said.delete_cookie(COOKIE, samesite="Strict")
    return said


def add_event() -> Response:
    _must_be_admin()
    added = add_own_event(_home(), event_of(event_cells(_body())), PATIENCE)
    log.info("event %s was added in the dashboard", added.event_id)
    said = flask.jsonify({"event_id": added.event_id, "location": f"/events/{added.event_id}"})
    said.status_code = 201
    return said


def decide(event_id: str, decision: str) -> Response:
    _must_be_admin()
    if decision not in DECISIONS:
        raise RefusedError(404, f"accept or reject is wanted, got {decision!r}")
    decide_events(_home(), [event_id], decision, PATIENCE)
    log.info("event %s: %s in the dashboard", event_id, decision)
    return Response(status=204)


def event_cells(said: dict[str, Any]) -> dict[str, str]:
    """What a form says as the cells of a row of events.csv. Raises RefusedError for what is not text."""

    def text(key: str) -> str:
        value = said.get(key) or ""
        if not isinstance(value, str):
            raise RefusedError(400, f"{key}: text is wanted")
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            raise RefusedError(400, f"{key}: it holds half of a character")
        return value.strip()

    def texts(key: str) -> list[str]:
        value = said.get(key) or []
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise RefusedError(400, f"{key}: a list of texts is wanted")
        return [part.strip() for one in listed for part in one.split(",") if part.strip()]

    cells = {key: text(key) for key in TEXTS}
    links = [
        link for link in (text("link"), *(text(f"link_{number}") for number in range(2, MOST_SOURCES + 1))) if link
    ]
    for needed, value in (("date", cells["date"]), ("title", cells["title"]), ("link", "".join(links))):
        if not value:
            raise RefusedError(400, f"{needed}: it is needed")
    cells["start_date"] = cells.pop("date")
    cells["event_id"] = new_event_id(cells["start_date"], cells["title"])
    cells["precision"] = cells["precision"] or ("day" if len(cells["start_date"]) == 10 else "month")
    cells["category"] = cells["category"] or "market"
    cells["assistants"], cells["countries"] = "|".join(texts("assistants")), "|".join(texts("countries"))
    cells["source_tier"] = text("tier") or "press"
    for number, link in enumerate(links, start=1):
        cells[f"source_url_{number}" if number > 1 else "source_url"] = link
    return cells


def _home() -> Home:
    home = flask.current_app.config["HOME"]
    assert isinstance(home, Home)
    return home


def _sentence(code: int, why: str) -> Response:
    said = flask.jsonify({"error": why})
    said.status_code = code
    return said
