"""One page that a user names → its bytes. Whoever names it may be fooled: the address must lie in the public internet.

Behind a mirror (RANK_TRACKER_MIRROR) the mirror alone is asked, and nothing is checked.
"""

import ipaddress
import time
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from tracker import public_hosts
from tracker.catalog.rows import is_url
from tracker.config import FetchSettings
from tracker.errors import ConfigurationError, FetchError
from tracker.fetch import REDIRECTS, USER_AGENT, mirrored, patient_session, read_body, why_not

PAGE_LIMIT = 4_000_000  # bytes
PAGES = ("text/html", "application/xhtml+xml", "text/plain")


@dataclass(frozen=True, slots=True)
class FetchedPage:
    url: str  # after redirects
    body: bytes
    charset: str | None  # as the answer says


def fetch_page(url: str, settings: FetchSettings, mirror: str | None) -> FetchedPage:
    """The page, after at most five redirects, of at most 4 MB.

    Raises ConfigurationError for an address that must not be asked, FetchError for a page that cannot be had.
    """
    deadline = time.monotonic() + settings.connect_seconds + 2 * settings.read_seconds
    with patient_session(public_only=mirror is None) as session:
        session.trust_env = False  # a proxy of the environment would connect where we must not
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
            except public_hosts.NotPublicError as error:
                raise ConfigurationError(f"{url}: refused: {error}; save the page, and add the file") from error
            except (requests.RequestException, HTTPError, OSError, ValueError) as error:
                raise FetchError(f"{url}: cannot be fetched: {why_not(error)}") from error
    raise FetchError(f"{url}: more than {REDIRECTS} redirects, the last to {asked[:200]}")


def _check_address(url: str, came_from: str | None, is_mirrored: bool) -> None:
    """Raises ConfigurationError for what is no address of a public page, as far as the address itself says."""
    where = f"{came_from}: redirected to {url[:200]!r}" if came_from else f"{url[:200]!r}"
    host, literal = "", None
    with suppress(ValueError):  # brackets that hold no address, or a name
        host = urlsplit(url).hostname or "" if "://" in url else ""
        literal = ipaddress.ip_address(host)
    if literal is not None and not is_mirrored and not public_hosts.is_public(host):
        raise ConfigurationError(f"{where}: refused: it is not in the public internet; save the page, and add the file")
    if not is_url(url) and not (literal is not None and public_hosts.is_public(host)):
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
