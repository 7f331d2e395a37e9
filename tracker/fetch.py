"""Request → answer: the only network of the program.

An answer always comes back: what went wrong is in it, so that a failure can be stored like any other fact.
"""

import logging
import random
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import IncompleteRead
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from tracker import __version__
from tracker.config import FetchSettings
from tracker.models import Answer, Request
from tracker.public_hosts import public_connection

log = logging.getLogger(__name__)

USER_AGENT = f"assistant-rank-tracker/{__version__} (chart positions for research; python-requests)"
BODY_LIMIT = 32 * 1024 * 1024  # bytes, decoded; the largest real answer seen is 1.2 MB
HEAD_KEPT = 64 * 1024  # bytes of a body beyond the limit: they show what it was; more would only fill disk and memory
PIECE = 64 * 1024  # bytes read, or unzipped, at once
GZIP_START = b"\x1f\x8b"
REDIRECTS = 5  # a store moves a feed to another host now and then
PATIENCE_FOR_HEADERS = 4  # times what one read may take; the same as for a body
LONGEST_PAUSE = 60.0  # seconds; a store that asks for more is tried again at the next slot
PASSING = frozenset({408, 429, 500, 502, 503, 504})  # worth another try; 403 and 404 are not


class PatientHTTPConnection(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as urllib3 has it
        with _cut_after(self):
            return super().getresponse()


class PatientHTTPSConnection(HTTPSConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as urllib3 has it
        with _cut_after(self):
            return super().getresponse()


class PublicHTTPConnection(PatientHTTPConnection):
    def _new_conn(self) -> socket.socket:
        return public_connection(self)


class PublicHTTPSConnection(PatientHTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return public_connection(self)


@contextmanager
def _cut_after(connection: HTTPConnection) -> Iterator[None]:
    """Cut the connection if its headers take too long as a whole: a byte now and then keeps any other clock waiting."""
    waited = connection.timeout if isinstance(connection.timeout, int | float) else 30.0
    was_cut = threading.Event()

    def cut() -> None:
        was_cut.set()
        with suppress(OSError):  # it ended meanwhile
            if connection.sock is not None:
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(PATIENCE_FOR_HEADERS * waited, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if was_cut.is_set():  # a head that was cut looks like one that ended
            raise TimeoutError("the headers did not arrive in time")


class _PatientHTTPPool(HTTPConnectionPool):
    ConnectionCls = PatientHTTPConnection


class _PatientHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = PatientHTTPSConnection


class _PublicHTTPPool(HTTPConnectionPool):
    ConnectionCls = PublicHTTPConnection


class _PublicHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = PublicHTTPSConnection


class _PatientAdapter(HTTPAdapter):
    pools: Mapping[str, type[HTTPConnectionPool]] = {"http": _PatientHTTPPool, "https": _PatientHTTPSPool}

    def init_poolmanager(self, *arguments: object, **more: object) -> None:
        super().init_poolmanager(*arguments, **more)  # type: ignore[arg-type]
        self.poolmanager.pool_classes_by_scheme = dict(self.pools)


class _PublicAdapter(_PatientAdapter):
    pools: Mapping[str, type[HTTPConnectionPool]] = {"http": _PublicHTTPPool, "https": _PublicHTTPSPool}


def patient_session(public_only: bool) -> requests.Session:
    """A session that waits for headers as long as for a body, and no longer; maybe for public addresses only."""
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, _PublicAdapter() if public_only else _PatientAdapter())
    return session


def mirrored(url: str, mirror: str | None) -> str:
    """The address to ask in place of https://HOST/PATH: MIRROR/HOST/PATH, or the same without a mirror."""
    return url if mirror is None else f"{mirror}/{url.split('://', 1)[1]}"


@dataclass
class Pace:
    """At most `per_minute` requests a minute to one host, evenly spread. Shared by threads."""

    per_minute: float
    sleep: Callable[[float], None] = time.sleep
    pauses: Mapping[str, float] = field(default_factory=dict)  # seconds, of hosts that want longer ones
    _next: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, host: str) -> None:
        with self._lock:
            now = time.monotonic()
            start = max(now, self._next.get(host, now))
            self._next[host] = start + self.pauses.get(host, 60 / self.per_minute)
        if start > now:
            self.sleep(start - now)


@dataclass
class Fetcher:
    """Asks stores, politely: identified, paced per host, with limits on time and size, and with patience."""

    settings: FetchSettings
    mirror: str | None = None
    sleep: Callable[[float], None] = time.sleep
    pauses: Mapping[str, float] = field(default_factory=dict)  # seconds between two requests, of some hosts
    # Where others say which addresses are asked; a mirror, or a proxy of the environment, is asked wherever it lies.
    public_only: bool = False

    def __post_init__(self) -> None:
        self.pace = Pace(self.settings.per_minute, self.sleep, self.pauses)
        self._threads = threading.local()

    def fetch(self, request: Request) -> Answer:
        """The answer, after as many tries as the settings allow; its `error` says why there is none."""
        started_at = _now()
        for number in range(1, self.settings.tries + 1):
            self.pace.wait(urlsplit(request.url).netloc)
            answer = replace(self._ask(request), started_at=started_at, tries=number)
            pause = self._pause(answer, number)
            if pause is None or number == self.settings.tries:
                return answer
            log.info("again in %.1f s: %s: %s", pause, request.url, answer.error or answer.http_status)
            self.sleep(pause)
        raise AssertionError("tries is at least 1")

    def _session(self) -> requests.Session:
        # requests does not promise that threads may share a session
        if not hasattr(self._threads, "session"):
            self._threads.session = patient_session(self.public_only and self.mirror is None)
            self._threads.session.headers["User-Agent"] = USER_AGENT
            self._threads.session.headers["Accept-Encoding"] = "gzip"  # what _unzipped can read
        session: requests.Session = self._threads.session
        return session

    def _ask(self, request: Request) -> Answer:
        started_at, status, headers, body, error = _now(), None, {}, bytearray(), None
        deadline = time.monotonic() + self.settings.connect_seconds + 4 * self.settings.read_seconds
        try:
            with self._follow(request) as response:
                status, headers = response.status_code, dict(response.headers)
                error = read_body(response, body, deadline)
        except (requests.RequestException, HTTPError, OSError, ValueError) as failure:
            error = why_not(failure)
        return Answer(started_at, _now(), status, headers, bytes(body), error, tries=1)

    def _follow(self, request: Request) -> requests.Response:
        """The answer after its redirects, each of which goes through the mirror like any other request."""
        method, url, body = request.method, request.url, request.body
        for _ in range(REDIRECTS + 1):
            response = self._session().request(
                method,
                mirrored(url, self.mirror),
                data=body,
                headers=dict(request.headers),
                timeout=(self.settings.connect_seconds, self.settings.read_seconds),
                stream=True,
                allow_redirects=False,
            )
            if not response.is_redirect:
                return response
            response.close()
            url = urljoin(url, response.headers["location"])
            if not url.startswith("https://"):
                raise requests.exceptions.InvalidURL(f"redirected to {url[:200]!r}, which is not https")
            if response.status_code in {301, 302, 303} and method == "POST":  # RFC 9110, 15.4
                method, body = "GET", None
        raise requests.TooManyRedirects(f"more than {REDIRECTS} redirects, the last to {url[:200]!r}")

    def _pause(self, answer: Answer, number: int) -> float | None:
        """Seconds until another try is worth it; None: it is not."""
        if answer.error is None and answer.http_status not in PASSING:
            return None
        asked = retry_after(answer.headers, answer.finished_at)
        if asked is not None:
            return asked if asked <= LONGEST_PAUSE else None
        # jitter, so that many collectors that failed together do not return together
        return float(2 ** (number - 1)) * random.uniform(0.5, 1.5)  # noqa: S311


def _now() -> datetime:
    return datetime.now(UTC)


def read_body(response: requests.Response, body: bytearray, deadline: float, limit: int | None = None) -> str | None:
    """Read the body into `body`; what arrived is kept. Returns why it is not whole, or None."""
    limit = BODY_LIMIT if limit is None else limit
    arrived = _arriving(response, deadline)
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip"):
        return f"the body is packed as {packing[:30]!r}, which we did not ask for"
    for piece in arrived if packing == "identity" else _unzipped(arrived):
        body += piece
        if len(body) > limit:
            del body[min(HEAD_KEPT, limit) :]
            return f"the body is larger than {limit} bytes"
    return None


def _arriving(response: requests.Response, deadline: float) -> Iterator[bytes]:
    """The body as it comes over the network. Raises TimeoutError when it takes too long as a whole.

    read1 returns what is there: waiting for a full piece, a byte now and then would keep us for days.
    """
    while piece := response.raw.read1(PIECE, decode_content=False):
        yield piece
        if time.monotonic() > deadline:
            raise TimeoutError("the body did not arrive in time")


def _unzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What a gzip body holds, a piece at a time: a small body may hold gigabytes.

    Raises ValueError for a body that is damaged or ends early, which a reader that only inflates does not notice.
    """
    member, arrived = _gzip_member(), False
    try:
        for piece in pieces:
            arrived = True
            while piece:
                if member.eof and not piece.startswith(GZIP_START):
                    return  # padding behind the end
                member = _gzip_member() if member.eof else member
                yield member.decompress(piece, PIECE)
                piece = member.unused_data if member.eof else member.unconsumed_tail
        yield member.flush()
    except zlib.error as error:
        raise ValueError("the gzip body is damaged") from error
    if arrived and not member.eof:
        raise ValueError("the gzip body ends early")


def _gzip_member() -> "zlib._Decompress":
    return zlib.decompressobj(zlib.MAX_WBITS | 16)


def why_not(failure: BaseException) -> str:
    """What went wrong, in a clause."""
    return f"{type(failure).__name__}: {_innermost(failure)}"


def _innermost(failure: BaseException) -> str:
    while not isinstance(failure, IncompleteRead) and (failure.__cause__ or failure.__context__):
        failure = failure.__cause__ or failure.__context__ or failure
    return str(failure)[:300] or type(failure).__name__


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the store asks us to wait (RFC 9110, 10.2.3: seconds or a date); None: it does not ask."""
    text = next((value for key, value in headers.items() if key.lower() == "retry-after"), None)
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now) / timedelta(seconds=1))
    except (ValueError, TypeError):  # not a date, or one without a time zone
        return None
