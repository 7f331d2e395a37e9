"""Google Play charts, from the store page's own batchexecute call vyAe2.

Source  POST https://play.google.com/_/PlayStoreUi/data/batchexecute?rpcids=vyAe2, no key, undocumented
Order   the position in the list is the rank; there is no rank field
Depth   about 200 since 2019; the number asked for is a cap, not a promise; small countries give less
Says    the chart's name, in base64 ("topselling_free_GAME"); it does not say the country, so no check can
        find an answer for another one: prices are no proof either
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
from tracker.stores.reading import expecting, optional_text, required_text

NAME = "google_play"
HOST = "play.google.com"
COLLECTIONS = {"top-free": "topselling_free", "top-paid": "topselling_paid", "top-grossing": "topgrossing"}
DEVICES = ("android",)
CHARTS = tuple(COLLECTIONS)
PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)+")
LONGEST_PACKAGE = 255  # characters
CHART_NAME = re.compile(rb"(.)(top[A-Za-z_]+)", re.DOTALL)


def category_id(_device: str, category: str) -> str | None:
    return catalog.categories()[category].google_name


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
    name = category_id(series.device, series.category)
    assert name is not None  # a series is only made for categories that its source has
    return name


def parse_chart(body: bytes, _series: Series) -> Chart:
    """The chart of one answer, best rank first.

    Raises RateLimitedError for a refusal, EmptyChartError for an empty list, ParseError if a field moved.
    """
    with expecting(NAME, "a vyAe2 frame with a list of apps", body):
        page = json.loads(_vyae2_answer(body))[0][1][0]
        said = _chart_said(page[3][0])
        entries = tuple(_entry(rank, app[0]) for rank, app in enumerate(page[28][0], start=1))
    if not entries:
        raise EmptyChartError(f"{NAME}: wanted at least one app in the vyAe2 frame, got an empty list")
    return Chart(entries, None, said)


def _vyae2_answer(body: bytes) -> str:
    """What our call brought. The lengths between frames are passed over: each frame is a line of its own."""
    for line in body.split(b"\n"):
        if line.startswith(b"["):
            for frame in json.loads(line):
                if isinstance(frame, list) and frame[:2] == ["wrb.fr", "vyAe2"]:
                    if frame[2] is None:
                        raise ParseError(f"{NAME}: the store refused the call vyAe2, error {str(frame[5:6])[:60]}")
                    return required_text(frame[2], "the vyAe2 frame")
    if b"PlayGatewayError" in body:
        raise RateLimitedError(f"{NAME}: PlayGatewayError, the store says that we ask too often")
    raise ValueError("no vyAe2 frame")


def _chart_said(token: str) -> str:
    """The chart's name inside a base64 protocol buffer: text behind a byte that tells its length."""
    message = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    for match in CHART_NAME.finditer(message):
        length = match[1][0]
        if length <= len(match[2]):
            return match[2][:length].decode("ascii")
    raise ValueError(f"no chart's name in {token[:60]!r}")


def _entry(rank: int, app: list[Any]) -> ChartEntry:
    package = app[0][0]
    if not isinstance(package, str) or len(package) > LONGEST_PACKAGE or not PACKAGE.fullmatch(package):
        raise ValueError(f"wanted a package name, got {package!r:.60}")
    return ChartEntry(rank, package, required_text(app[3], "a title"), optional_text(app[14]))
