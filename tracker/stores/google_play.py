"""Google Play charts, from the store page's own batchexecute call vyAe2.

Source  POST https://play.google.com/_/PlayStoreUi/data/batchexecute?rpcids=vyAe2, no key, undocumented
Order   the position in the list is the rank; there is no rank field
Depth   about 200 since 2019; the number asked for is a cap, not a promise; small countries give less
Says    the chart's name, in base64 ("topselling_free_GAME"); it does not say the country
Quirks  ")]}'", then several frames, each behind a length that counts UTF-16 units and lies by two: never slice
        by it; the JSON of the chart is a string inside the frame; a refusal is HTTP 200 with a null frame or the
        word PlayGatewayError; APPLICATION is apps without games; no chart in China (cn)
"""

import base64
import json
import re
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from tracker import catalog
from tracker.errors import EmptyChartError, ParseError, RateLimitedError
from tracker.models import Chart, ChartEntry, Request, Series

HOST = "play.google.com"
COLLECTIONS = {"top-free": "topselling_free", "top-paid": "topselling_paid", "top-grossing": "topgrossing"}
DEVICES = ("android",)
CHARTS = tuple(COLLECTIONS)


@cache
def _template() -> str:
    return (files("tracker.stores") / "google_play_request.txt").read_text(encoding="ascii").strip()


def chart_request(series: Series, depth: int) -> Request:
    """The request for one chart. The language is English everywhere, so that names agree between countries."""
    query = {
        "rpcids": "vyAe2",
        "source-path": "/store/apps",
        "hl": "en",
        "gl": series.country.upper(),
        "rt": "c",
    }
    asked = _template().replace("NUM", str(depth)).replace("COLL", COLLECTIONS[series.chart])
    asked = asked.replace("CAT", _category(series))
    return Request(
        "POST",
        f"https://{HOST}/_/PlayStoreUi/data/batchexecute?{urlencode(query)}",
        {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"},
        urlencode({"f.req": asked}).encode("ascii"),
    )


def chart_name(series: Series) -> str:
    return f"{COLLECTIONS[series.chart]}_{_category(series)}"


def _category(series: Series) -> str:
    name = catalog.categories()[series.category].google_name
    assert name is not None  # a series is only made for categories that its source has
    return name


def parse_chart(body: bytes) -> Chart:
    """The chart of one answer, best rank first.

    Raises RateLimitedError for a refusal, EmptyChartError for an empty list, ParseError if a field moved.
    """
    if b"PlayGatewayError" in body:
        raise RateLimitedError("google_play: PlayGatewayError, the store says that we ask too often")
    try:
        inner = json.loads(_vyae2_frame(body)[2])
        page = inner[0][1][0]
        said = _chart_said(page[3][0])
        apps = page[28][0]
        entries = tuple(_entry(rank, app[0]) for rank, app in enumerate(apps, start=1))
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ParseError(
            f"google_play: wanted a vyAe2 frame with a list of apps, got {body[:50]!r} ({type(error).__name__})"
        ) from error
    if not entries:
        raise EmptyChartError("google_play: wanted at least one app in the vyAe2 frame, got an empty list")
    return Chart(entries, None, said)


def _vyae2_frame(body: bytes) -> list[Any]:
    """The frame of our call. The lengths between frames are passed over: each frame is a line of its own."""
    for line in body.decode("utf-8").split("\n"):
        if line.startswith("["):
            for frame in json.loads(line):
                if isinstance(frame, list) and frame[:2] == ["wrb.fr", "vyAe2"]:
                    if frame[2] is None:
                        raise ParseError(f"google_play: the store refused the call, error {frame[5:6]}")
                    return frame
    raise ParseError(f"google_play: wanted a vyAe2 frame, got {body[:50]!r}")


def _chart_said(token: str) -> str:
    """The chart's name inside a base64 protocol buffer."""
    match = re.search(rb"top[A-Za-z_]+", base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    if match is None:
        raise ValueError(f"no chart's name in {token[:60]!r}")
    return match[0].decode("ascii")


def _entry(rank: int, app: list[Any]) -> ChartEntry:
    package, name, developer = app[0][0], app[3], app[14]
    if not isinstance(package, str) or not package or not isinstance(name, str):
        raise TypeError(f"wanted a package and a title, got {package!r} and {name!r}")
    return ChartEntry(rank, package, name, developer if isinstance(developer, str) else None)
