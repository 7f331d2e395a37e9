"""Answers that were made already: many readers look at the same few addresses, and data changes when it is published.

What is kept is the answer as it was sent, in gzip: a hundred kilobytes where the page's parts take many megabytes. An
answer of the data that is published now is given again. So is any answer for five seconds, and while a newer one is
made: at a crowded moment, the readers of a page that was published anew do not all wait for it. Every page says when
what it shows was published.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass
from threading import Event, Lock
from time import monotonic

import flask
from dash import Dash
from flask import Response, request

from dashboard.admin import COOKIE
from dashboard.figures.frame import frame_for
from dashboard.page import NO_ANSWER, do_not_keep, opened_file, window_width

MOST_BYTES = 32_000_000
AN_ENTRY = 1_000  # bytes that it takes besides its body and its address
LARGEST = 2_000_000  # bytes of one answer
SECONDS = 60.0  # what is said of "now" ages
HOLDS = 5.0  # seconds that an answer is given again, whatever was published meanwhile
HOLDS_WHILE_MADE = 30.0  # seconds, where somebody makes the next at this moment
PATIENCE = 20.0  # seconds for an answer that somebody else makes
LONGEST_QUESTION = 8_000  # bytes
PAGES = b"_pages_content"  # the output of the callback that makes pages
FILES = re.compile(r"/api/v1/.*|/feed\.atom|/metrics|/claims/[^/]+\.(json|md)")  # asked for by their addresses alone
KEPT_HEADERS = ("Content-Type", "Content-Encoding", "Content-Disposition", "ETag", "Cache-Control", "Vary")

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    body: bytes
    headers: tuple[tuple[str, str], ...]
    version: str  # of the data
    since: float  # on the clock that never goes back


class KeptAnswers:
    """The newest answers, up to so many bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._answers: OrderedDict[Key, KeptAnswer] = OrderedDict()
        self._made: dict[Key, Event] = {}  # answers that somebody makes at this moment
        self._lock = Lock()

    def begin(self, key: Key) -> bool:
        """Become the one who makes this answer: then `done` must be called. False: somebody does already."""
        with self._lock:
            if key in self._made:
                return False
            self._made[key] = Event()
            return True

    def wait(self, key: Key) -> None:
        """Wait for whoever makes this answer, if anybody does."""
        with self._lock:
            made = self._made.get(key)
        if made is not None:
            made.wait(PATIENCE)

    def done(self, key: Key) -> None:
        """Let those who wait for it look, whatever became of it."""
        with self._lock:
            self._made.pop(key).set()

    def get(self, key: Key, version: str) -> KeptAnswer | None:
        """The answer of this version of the data, or one of moments ago."""
        with self._lock:
            found = self._answers.get(key)
            if found is None:
                return None
            age = monotonic() - found.since
            if age > (SECONDS if found.version == version else HOLDS):
                return None
            self._answers.move_to_end(key)
            return found

    def last(self, key: Key) -> KeptAnswer | None:
        """The last answer, if it is not long since."""
        with self._lock:
            found = self._answers.get(key)
            return found if found is not None and monotonic() - found.since <= HOLDS_WHILE_MADE else None

    def keep(self, key: Key, answer: KeptAnswer) -> None:
        with self._lock:
            old = self._answers.pop(key, None)
            self.bytes += _size(key, answer) - (_size(key, old) if old else 0)
            self._answers[key] = answer
            while self.bytes > self.most_bytes:
                self.bytes -= _size(*self._answers.popitem(last=False))


def _size(key: Key, answer: KeptAnswer) -> int:
    """Bytes, roughly; a stranger's address may be longer than what it gets."""
    return AN_ENTRY + len(answer.body) + sum(2 * len(part) for part in key if isinstance(part, str | bytes))


def keep_answers(app: Dash) -> None:
    """Set before compression and headers: these come after it on the way in, and before it on the way out."""
    kept = KeptAnswers()

    def answered() -> Response | None:
        key = flask.g.kept_as = _key()
        if key is None:
            return None
        try:
            version = flask.g.kept_version = opened_file().version()
        except NO_ANSWER:
            do_not_keep()  # whoever makes the answer says what is wrong
            return None
        found = kept.get(key, version) or _made_by_another(kept, key, version)
        if found is None:
            return None
        flask.g.kept_as = None
        answer = Response(found.body, headers=list(found.headers))
        answer.make_conditional(request)
        return answer

    def keep(answer: Response) -> Response:
        key = flask.g.get("kept_as")
        if key and answer.status_code == 200 and not answer.is_streamed:
            body = answer.get_data()
            headers = tuple((name, answer.headers[name]) for name in KEPT_HEADERS if name in answer.headers)
            if len(body) <= LARGEST:
                kept.keep(key, KeptAnswer(body, headers, flask.g.kept_version, monotonic()))
        return answer

    def release(_: BaseException | None) -> None:
        if flask.g.pop("is_maker", False):
            kept.done(flask.g.made_as)

    app.server.before_request(answered)
    app.server.after_request(keep)
    app.server.teardown_request(release)


def _made_by_another(kept: KeptAnswers, key: Key, version: str) -> KeptAnswer | None:
    """What to give while somebody else makes the answer; None: this request has to make it."""
    if kept.begin(key):
        flask.g.made_as, flask.g.is_maker = key, True
        return None
    found = kept.last(key)
    if found is None:
        kept.wait(key)
        found = kept.get(key, version)
    return found


def _key() -> Key | None:
    """What the answer depends on; None: it is not one to keep, or one for a person who signed in."""
    if COOKIE in request.cookies:
        return None
    packed = bool(request.accept_encodings["gzip"])
    if request.method == "GET" and FILES.fullmatch(request.path):
        return (request.host_url, request.full_path, packed) if len(request.full_path) <= LONGEST_QUESTION else None
    if request.path != "/_dash-update-component" or request.method != "POST":
        return None
    body = request.get_data(cache=True)
    if PAGES not in body[:500] or len(body) > LONGEST_QUESTION:
        return None
    return request.host_url, body, frame_for(window_width()), packed  # a claim's page cites itself with its host
