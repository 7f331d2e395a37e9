"""Pages that were made already: many readers look at the same few addresses, and data changes when it is published.

What is kept is the answer as it was sent, in gzip: a hundred kilobytes where the page's parts take many megabytes. What
many ask at once is made once.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Event, Lock
from time import monotonic

import flask
from dash import Dash
from flask import Response, request

from dashboard.admin import COOKIE
from dashboard.figures.frame import frame_for
from dashboard.page import opened_file, window_width

MOST_BYTES = 32_000_000
SECONDS = 60.0  # what is said of "now" ages
PATIENCE = 20.0  # seconds for an answer that somebody else makes
LONGEST_QUESTION = 8_000  # bytes
PAGES = b"_pages_content"  # the output of the callback that makes pages

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    body: bytes
    mimetype: str
    encoding: str | None
    since: float


class KeptAnswers:
    """The newest answers, up to so many bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES, seconds: float = SECONDS) -> None:
        self.most_bytes = most_bytes
        self.seconds = seconds
        self.bytes = 0
        self._answers: OrderedDict[Key, KeptAnswer] = OrderedDict()
        self._made: dict[Key, Event] = {}  # answers that somebody makes at this moment
        self._lock = Lock()

    def wait_or_make(self, key: Key) -> bool:
        """Wait for whoever makes this answer, or become the one who does: then True, and `done` must be called."""
        with self._lock:
            made = self._made.get(key)
            if made is None:
                self._made[key] = Event()
                return True
        made.wait(PATIENCE)
        return False

    def done(self, key: Key) -> None:
        """Let those who wait for it look, whatever became of it."""
        with self._lock:
            self._made.pop(key).set()

    def get(self, key: Key) -> KeptAnswer | None:
        with self._lock:
            found = self._answers.get(key)
            if found is None or monotonic() - found.since > self.seconds:
                return None
            self._answers.move_to_end(key)
            return found

    def keep(self, key: Key, answer: KeptAnswer) -> None:
        with self._lock:
            old = self._answers.pop(key, None)
            self.bytes += len(answer.body) - (len(old.body) if old else 0)
            self._answers[key] = answer
            while self.bytes > self.most_bytes:
                _, oldest = self._answers.popitem(last=False)
                self.bytes -= len(oldest.body)


def keep_answers(app: Dash) -> None:
    """Set before compression and headers: these come after it on the way in, and before it on the way out."""
    kept = KeptAnswers()

    def answered() -> Response | None:
        key = flask.g.kept_as = _key()
        if key is None:
            return None
        found = kept.get(key)
        if found is None:
            flask.g.made_as, flask.g.is_maker = key, kept.wait_or_make(key)
            found = None if flask.g.is_maker else kept.get(key)
        if found is None:
            return None
        flask.g.kept_as = None
        answer = Response(found.body, mimetype=found.mimetype)
        if found.encoding:
            answer.content_encoding = found.encoding
        answer.vary.add("Accept-Encoding")
        return answer

    def keep(answer: Response) -> Response:
        key = flask.g.get("kept_as")
        if key and answer.status_code == 200:
            body = answer.get_data()
            kept.keep(key, KeptAnswer(body, answer.mimetype or "", answer.content_encoding, monotonic()))
        return answer

    def release(_: BaseException | None) -> None:
        if flask.g.pop("is_maker", False):
            kept.done(flask.g.made_as)

    app.server.before_request(answered)
    app.server.after_request(keep)
    app.server.teardown_request(release)


def _key() -> Key | None:
    """What the answer depends on; None: it is not one to keep, or one for a person who signed in."""
    if request.path != "/_dash-update-component" or request.method != "POST" or COOKIE in request.cookies:
        return None
    body = request.get_data(cache=True)
    if PAGES not in body[:500] or len(body) > LONGEST_QUESTION:
        return None
    return opened_file().version(), body, frame_for(window_width()), bool(request.accept_encodings["gzip"])
