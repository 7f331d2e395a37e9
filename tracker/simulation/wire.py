"""A chart as the bytes that its store would send: iTunes RSS and Google Play; the App Store's others stand beside.

The shapes are those of real answers: iTunes RSS of 2018 and July 2026, Google Play of July 2026. What a chart does
not know (icons, texts, prices, ratings) is invented from the app's id, so that an app looks the same in every body.
"""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias
from zlib import crc32
from zoneinfo import ZoneInfo

from tracker import catalog
from tracker.models import ChartEntry, Series
from tracker.stores import google_play, itunes_rss

CUPERTINO = ZoneInfo("America/Los_Angeles")  # iTunes RSS tells its times in Pacific time, whatever the country

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | float | None"


@dataclass(frozen=True, slots=True)
class Genre:
    apple_genre: str
    label: str


GENRES = (
    Genre("6007", "Productivity"), Genre("6002", "Utilities"), Genre("6016", "Entertainment"),
    Genre("6014", "Games"), Genre("6005", "Social Networking"), Genre("6012", "Lifestyle"),
    Genre("6024", "Shopping"), Genre("6015", "Finance"),
)  # fmt: skip


def itunes_rss_body(series: Series, entries: Sequence[ChartEntry], updated_at: datetime, depth: int = 100) -> bytes:
    """The feed of one chart, asked for with limit=`depth`.

    As the store does it: one app alone is an object and not a list, and a chart without apps has no "entry".
    """
    address = itunes_rss.chart_request(series, depth).url
    year = updated_at.year
    rows = [
        _itunes_entry(series.country, entry.app_id, entry.name or entry.app_id, entry.developer, year)
        for entry in entries
    ]
    feed: Json = {
        "author": {"name": {"label": "iTunes Store"}, "uri": {"label": "http://www.apple.com/itunes/"}},
        "entry": "ENTRIES",
        "updated": {"label": updated_at.astimezone(CUPERTINO).replace(microsecond=0).isoformat()},
        "rights": {"label": "Copyright 2008 Apple Inc."},
        "title": {"label": f"iTunes Store: {_itunes_title(series)}"},
        "icon": {"label": "http://itunes.apple.com/favicon.ico"},
        "link": [
            {"attributes": {"rel": "alternate", "type": "text/html", "href": _itunes_page(series)}},
            {"attributes": {"rel": "self", "href": address}},
        ],
        "id": {"label": address},
    }
    before, after = _itunes_json({"feed": feed}).split('"entry":"ENTRIES", ')
    entry = f'"entry":{rows[0] if len(rows) == 1 else "[" + ", ".join(rows) + "]"}, ' if rows else ""
    return f"{before}{entry}{after}".encode()


def _itunes_json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ":"))


def _itunes_title(series: Series) -> str:
    title = series.chart.replace("-", " ").title() + (" iPad Apps" if series.device == "ipad" else " Apps")
    return title if series.category == "all" else f"{title} in {catalog.categories()[series.category].name}"


def _itunes_page(series: Series) -> str:
    return f"https://itunes.apple.com/WebObjects/MZStore.woa/wa/viewTop?cc={series.country}&id=1&popId=27"


@lru_cache(maxsize=20_000)  # an app stands in many lists of a country, with the same text
def _itunes_entry(country: str, app_id: str, name: str, maker: str | None, year: int) -> str:
    genre, developer = genre_of(app_id), maker or ""
    icon = f"https://is1-ssl.mzstatic.com/image/thumb/simulated/{app_id}.png"
    page = f"https://apps.apple.com/{country}/app/{slug(name)}/id{app_id}?uo=2"
    seller = f"https://apps.apple.com/{country}/developer/{slug(developer)}/id{number_of(developer)}?uo=2"
    row: dict[str, Json] = {
        "im:name": {"label": name},
        "im:image": [
            {"label": f"{icon}/{size}x{size}bb.png", "attributes": {"height": f"{size}"}} for size in (53, 75, 100)
        ],
        "summary": {"label": f"{name} by {developer}.\r\n\r\nThis app is simulated."},
        "im:price": {"label": "Get", "attributes": {"amount": "0.00", "currency": "USD"}},
        "im:contentType": {"attributes": {"term": "Application", "label": "Application"}},
        "rights": {"label": f"© {year} {developer}"},
        "title": {"label": f"{name} - {developer}"},
        "link": {"attributes": {"rel": "alternate", "type": "text/html", "href": page}},
        "id": {"label": page, "attributes": {"im:id": app_id, "im:bundleId": f"sim.id{app_id}"}},
        "im:artist": {"label": developer, "attributes": {"href": seller}},
        "category": {
            "attributes": {
                "im:id": genre.apple_genre,
                "term": genre.label,
                "scheme": f"https://apps.apple.com/{country}/genre/id{genre.apple_genre}?uo=2",
                "label": genre.label,
            }
        },
        "im:releaseDate": {"label": "2023-08-07T00:00:00-07:00", "attributes": {"label": "August 7, 2023"}},
    }
    if maker is None:
        del row["im:artist"]
    return _itunes_json(row)


def google_play_body(series: Series, entries: Sequence[ChartEntry]) -> bytes:
    """The batchexecute answer for one chart: three frames, each behind its length.

    A length counts UTF-16 code units and two newlines more than the frame has; the chart is JSON inside JSON.
    """
    page: list[Json] = [None] * 29
    page[3], page[28] = [_chart_token(google_play.chart_name(series))], ["APPS"]
    before, after = _play_json([[None, [page], None, [], True, ["qgIMCgoKBlNUUkVBTRoA"]]]).split('"APPS"')
    apps = ",".join(_play_app(entry.app_id, entry.name or entry.app_id, entry.developer) for entry in entries)
    frames: tuple[Json, ...] = (
        [["wrb.fr", "vyAe2", f"{before}[{apps}]{after}", None, None, None, "generic"]],
        [["di", 299], ["af.httprm", 299, "1807996992130909047", 17]],
    )
    body = ")]}'\n\n" + "".join(_play_frame(frame) for frame in frames)
    return (body + _play_end(len(body.encode()))).encode()


def _play_json(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&=":  # as the store's encoder does it, so that no name can close a script
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _play_frame(frame: Json) -> str:
    line = json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
    units = len(line.encode("utf-16-le")) // 2 if not line.isascii() else len(line)
    return f"{units + 2}\n{line}\n"


def _play_end(before: int) -> str:
    """The last frame tells the number of bytes of the whole body, itself included."""
    end = ""
    for _ in range(3):  # another digit of the number makes the body longer by one
        end = _play_frame([["e", 4, None, None, before + len(end)]])
    return end


@lru_cache(maxsize=20_000)  # an app stands in many charts, with the same text
def _play_app(app_id: str, name: str, developer: str | None) -> str:
    number, genre = crc32(app_id.encode()), genre_of(app_id)
    icon = f"https://play-lh.googleusercontent.com/simulated-{number:08x}"
    score = 3 + number % 2000 / 1000
    app: list[Json] = [None] * 29
    app[0] = [app_id, 7]
    app[1] = [None, 2, [512, 512], [None, None, icon], None, [246, 237, 233, 255], None, None, None, 2]
    app[2] = [[None, 2, [1080, 1920], [None, None, f"{icon}-{i}"]] for i in range(2)]
    app[3] = name
    app[4] = None if number % 37 == 0 else [f"{score:.1f}", score]  # a new app has no score yet
    app[5] = genre.label
    app[8] = [None, [[0, "USD", ""]], None, [None, "Buy"], None, 1]
    app[9] = []
    app[10] = [None, None, None, None, [None, None, f"/store/apps/details?id={app_id}"]]
    app[11] = ["qgIA"]
    app[13] = [None, f"{name}<br><br>This app is simulated."]
    app[14] = developer
    app[15] = f"{10 ** (4 + number % 5):,}+"
    app[17] = ""
    app[24] = ["Everyone"]
    app[26] = [2]
    app[28] = [1, True, False]
    return _play_json([app, [], 0])


def _chart_token(name: str) -> str:
    """The chart's name in nested protocol buffer fields, in base64, as answers carry it."""
    message = _field(b"\x0a", _field(b"\x0a", name.encode()) + b"\x10\x2d\x18\x03")
    message = _field(b"\xaa\x02", _field(b"\x12", b"\x10\x00" + _field(b"\xe2\x04", message)))
    return base64.b64encode(message).decode()


def _field(tag: bytes, value: bytes) -> bytes:
    assert len(value) < 128  # a longer length takes two bytes
    return tag + bytes([len(value)]) + value


def genre_of(app_id: str) -> Genre:
    return GENRES[crc32(app_id.encode()) % len(GENRES)]


def number_of(text: str) -> int:
    return 300_000_000 + crc32(text.encode()) % 600_000_000


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "app"
