"""One page that a user names → its bytes. Whoever names it may be fooled: the address must lie in the public internet.

A name is looked up once, every address it has is checked, and the connection goes to one of those that were checked:
so neither a redirect nor a name that changes its address between check and connection leads into a private network.
Behind a mirror (RANK_TRACKER_MIRROR) the mirror alone is asked, and nothing is checked.
"""

import ipaddress
import socket
import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, NewConnectionError

from tracker.catalog.rows import is_url
from tracker.config import FetchSettings
from tracker.errors import ConfigurationError, FetchError
from tracker.fetch import (
    REDIRECTS,
    USER_AGENT,
    PatientHTTPConnection,
    PatientHTTPSConnection,
    mirrored,
    read_body,
    why_not,
)

PAGE_LIMIT = 4_000_000  # bytes
PAGES = ("text/html", "application/xhtml+xml", "text/plain")


@dataclass(frozen=True, slots=True)
class FetchedPage:
    url: str  # after redirects
    body: bytes
    charset: str | None  # as the answer says


class NotPublicError(ValueError):
    """The address lies in a private network, or in this machine."""


def is_public(address: str) -> bool:
    """Is this an address of the public internet? Those that wrap another one are what they wrap."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if wrapped is None and ip in ipaddress.ip_network("64:ff9b::/96"):  # NAT64
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def public_addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    """Where to connect to. Raises NotPublicError if any address of the name is not public: a fair one has none."""
    found: list[tuple[socket.AddressFamily, tuple[str, int]]] = []
    for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not is_public(str(address[0])):
            raise NotPublicError(f"{host} leads to {address[0]}, which is not in the public internet")
        found.append((family, (str(address[0]), port)))
    return found


class _PublicHTTPConnection(PatientHTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connected(self)


class _PublicHTTPSConnection(PatientHTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connected(self)


def _connected(connection: HTTPConnection) -> socket.socket:
    """A connection to one of the addresses that were checked."""
    failure: OSError | None = None
    try:
        addresses = public_addresses(connection.host, connection.port)
    except socket.gaierror as error:
        raise NewConnectionError(connection, f"there is no {connection.host}: {error.strerror}") from error
    for family, address in addresses:
        opened = socket.socket(family, socket.SOCK_STREAM)
        try:
            if isinstance(connection.timeout, int | float):
                opened.settimeout(connection.timeout)
            opened.connect(address)
        except OSError as error:
            opened.close()
            failure = error
        else:
            return opened
    raise NewConnectionError(connection, f"cannot be reached: {failure}") from failure


class _PublicHTTPPool(HTTPConnectionPool):
    ConnectionCls = _PublicHTTPConnection


class _PublicHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPSConnection


class _PublicAdapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: object, **more: object) -> None:
        super().init_poolmanager(*arguments, **more)  # type: ignore[arg-type]
        self.poolmanager.pool_classes_by_scheme = {"http": _PublicHTTPPool, "https": _PublicHTTPSPool}


def fetch_page(url: str, settings: FetchSettings, mirror: str | None) -> FetchedPage:
    """The page, after at most five redirects, of at most 4 MB.

    Raises ConfigurationError for an address that must not be asked, FetchError for a page that cannot be had.
    """
    deadline = time.monotonic() + settings.connect_seconds + 2 * settings.read_seconds
    with requests.Session() as session:
        session.trust_env = False  # a proxy of the environment would connect where we must not
        if mirror is None:
            for scheme in ("http://", "https://"):
                session.mount(scheme, _PublicAdapter())
        session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", "Accept": ", ".join(PAGES)})
        asked = url
        for _ in range(REDIRECTS + 1):
            _check_address(asked, came_from=url if asked != url else None, is_mirrored=mirror is not None)
            try:
                response = session.get(
                    mirrored(asked, mirror),
                    timeout=(settings.connect_seconds, settings.read_seconds),
                    stream=True,
                    allow_redirects=False,
                )
                with response:
                    if response.is_redirect:
                        asked = urljoin(asked, response.headers["location"])
                    else:
                        return _page(asked, response, deadline)
            except NotPublicError as error:
                raise ConfigurationError(f"{url}: refused: {error}; save the page, and add the file") from error
            except (requests.RequestException, HTTPError, OSError, ValueError) as error:
                raise FetchError(f"{url}: cannot be fetched: {why_not(error)}") from error
    raise FetchError(f"{url}: more than {REDIRECTS} redirects, the last to {asked[:200]}")


def _check_address(url: str, came_from: str | None, is_mirrored: bool) -> None:
    """Raises ConfigurationError for what is no address of a public page, as far as the address itself says."""
    where = f"{came_from}: redirected to {url[:200]!r}" if came_from else f"{url[:200]!r}"
    host = urlsplit(url).hostname or "" if "://" in url else ""
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        literal = None
    if literal is not None and not is_mirrored and not is_public(host):
        raise ConfigurationError(f"{where}: refused: it is not in the public internet; save the page, and add the file")
    if not is_url(url) and not (literal is not None and is_public(host)):
        raise ConfigurationError(f"{where}: wanted the address of a page, like https://example.org/news")


def _page(url: str, response: requests.Response, deadline: float) -> FetchedPage:
    if response.status_code != 200:
        raise FetchError(f"{url}: answered HTTP {response.status_code}; save the page, and add the file")
    kind = response.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
    if kind not in PAGES:
        raise FetchError(f"{url}: wanted a page of text, got {kind[:60]!r}")
    body = bytearray()
    fault = read_body(response, body, deadline, PAGE_LIMIT)
    if fault is not None:
        raise FetchError(f"{url}: {fault}")
    charset = requests.utils.get_encoding_from_headers(response.headers)
    said = "charset" in response.headers.get("content-type", "").lower()
    return FetchedPage(url, bytes(body), charset if said else None)
