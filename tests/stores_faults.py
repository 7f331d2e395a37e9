"""How an answer of a store goes wrong. A fault is data: to add one, give it a name in FAULTS."""

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

from tests.stores_sources import NEW, Served, Shown

BodyMaker = Callable[[Shown], bytes]  # what there is to show → what comes

CONSENT = "consent.google.com"
ELSEWHERE = "elsewhere.example"  # nobody is there
FLOOD_BYTES = 500_000_000
BOMB_BYTES = 512 * 1024 * 1024
DRIP_SECONDS = 0.05


def true_body(shown: Shown) -> bytes:
    return shown.body()


def of(change: Callable[[Served], Served]) -> BodyMaker:
    return lambda shown: shown.changed(change).body()


def half(shown: Shown) -> bytes:
    body = shown.body()
    return body[: len(body) // 2]


def fixed(text: str) -> BodyMaker:
    return lambda _shown: text.encode()


def page(heading: str) -> BodyMaker:
    return fixed(f"<!DOCTYPE html><html><body><h1>{heading}</h1></body></html>")


PART_OF_BOMB = gzip.compress(bytes(4 * 1024 * 1024), 9)


def bomb(_shown: Shown) -> bytes:
    return PART_OF_BOMB * (BOMB_BYTES // (4 * 1024 * 1024))  # a gzip body may have many members


def edited(source: str, body: bytes, edit: Callable[[Any], None]) -> bytes:
    """The same answer with its JSON changed in place, wherever the source keeps it."""
    if source in ("apple_web", "apple_badge"):
        before, start, script = body.partition(b'id="serialized-server-data">')
        text, end, after = script.partition(b"</script>")
        return before + start + _json_edited(text, edit) + end + after
    if source == "google_play":
        (line,) = (line for line in body.split(b"\n") if line.startswith(b'[["wrb.fr","vyAe2"'))
        frames = json.loads(line)
        frames[0][2] = _json_edited(frames[0][2], edit).decode()
        return body.replace(line, json.dumps(frames).encode())
    return _json_edited(body, edit)


def _json_edited(text: bytes | str, edit: Callable[[Any], None]) -> bytes:
    answer = json.loads(text)
    edit(answer)
    return json.dumps(answer).encode()


def first_alone(shown: Shown) -> bytes:
    """The first app in place of the list of apps, as iTunes RSS does when there is one only."""
    if shown.asked.source == "itunes_rss":
        return shown.changed(lambda one: replace(one, entries=one.entries[:1])).body()
    return edited(shown.asked.source, shown.body(), FIRST_ALONE[shown.asked.source])


def _first_of_feed(answer: Any) -> None:
    answer["feed"]["results"] = answer["feed"]["results"][0]


def _first_of_charts(answer: Any) -> None:
    for chart in answer["pageData"]["segmentedControl"]["segments"][0]["pageData"]["topCharts"]:
        chart["adamIds"] = chart["adamIds"][0]


def _first_of_shelf(answer: Any) -> None:
    shelf = answer["data"][0]["data"]["shelves"][-1]
    shelf["items"] = shelf["items"][0]


def _first_of_results(answer: Any) -> None:
    answer.update(resultCount=1, results=answer["results"][0])


def _last_of_ribbon(answer: Any) -> None:
    ribbon = answer["data"][0]["data"]["shelfMapping"]["informationRibbon"]
    ribbon["items"] = ribbon["items"][-1]


def _first_of_page(answer: Any) -> None:
    apps = answer[0][1][0][28]
    apps[0] = apps[0][0]


FIRST_ALONE: dict[str, Callable[[Any], None]] = {
    "apple_rss": _first_of_feed,
    "apple_viewtop": _first_of_charts,
    "apple_web": _first_of_shelf,
    "itunes_lookup": _first_of_results,
    "apple_badge": _last_of_ribbon,
    "google_play": _first_of_page,
}


def retyped_ids(shown: Shown) -> bytes:
    """App ids as numbers where they are text, and the other way round."""
    source = shown.asked.source
    edit = {"itunes_lookup": _ids_as_text, "google_play": _package_as_number}.get(source, _ids_as_numbers)
    return edited(source, shown.body(), edit)


def _ids_as_numbers(node: Any) -> None:
    for key, value in list(node.items() if isinstance(node, dict) else enumerate(node)):
        if isinstance(value, str) and re.fullmatch(r"[1-9]\d{7,14}", value):
            node[key] = int(value)
        elif isinstance(value, dict | list):
            _ids_as_numbers(value)


def _ids_as_text(answer: Any) -> None:
    for row in answer["results"]:
        row["trackId"] = str(row["trackId"])


def _package_as_number(answer: Any) -> None:
    answer[0][1][0][28][0][0][0][0][0] = 6448311069


GATEWAY_ERROR = """)]}'

122
[["er",null,null,null,null,400,null,null,null,"type.googleapis.com/com.google.play.gateway.proto.PlayGatewayError"]]
27
[["e",4,null,null,129]]
"""
NULL_FRAME = ')]}\'\n\n54\n[["wrb.fr","vyAe2",null,null,null,[3],"generic"]]\n25\n[["e",4,null,null,90]]\n'


@dataclass(frozen=True, slots=True)
class Fault:
    """How an answer goes wrong."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()  # {host} and {path} are those of the request
    body: BodyMaker = true_body
    # silence: nothing comes · stall: headers and half of the body, then nothing · half: the connection closes in the
    # middle of the body · reset: the connection breaks before the answer · drip: a byte now and then · flood: 500 MB
    # chunks: without a length, in pieces that have one · half the chunks: then the connection closes
    sending: Literal["whole", "silence", "stall", "half", "reset", "drip", "flood", "chunks", "half the chunks"] = (
        "whole"
    )
    packing: Literal["plain", "gzip", "half of a gzip", "packed already"] = "plain"
    clock: timedelta = timedelta(0)  # how far the store's clock is off

    def packed(self, body: bytes) -> bytes:
        if self.packing in ("plain", "packed already"):
            return body
        small = gzip.compress(body, 1)
        return small if self.packing == "gzip" else small[: len(small) // 2]


def moved(status: int, to: str) -> Fault:
    return Fault(status, (("Location", to),), page("Moved"))


FORBIDDEN = Fault(403, body=page("403 Forbidden"))
NOT_FOUND = Fault(404, body=page("404 Not Found"))
TOO_MANY = Fault(429, body=page("429 Too Many Requests"))
TOO_MANY_FOR_A_SECOND = replace(TOO_MANY, headers=(("Retry-After", "1"),))
SERVER_ERROR = Fault(500, body=fixed(""))
BAD_GATEWAY = Fault(502, body=page("502 Bad Gateway"))
UNAVAILABLE = Fault(503, body=page("503 Service Unavailable"))
SILENCE = Fault(sending="silence")
STALL = Fault(sending="stall")
DRIP = Fault(sending="drip")
HALF_A_BODY = Fault(sending="half")
HALF_A_REFUSAL = replace(TOO_MANY, sending="half")
CHUNKS = Fault(sending="chunks")  # no fault either
HALF_THE_CHUNKS = Fault(sending="half the chunks")
RESET = Fault(sending="reset")
FLOOD = Fault(sending="flood")
BOMB = Fault(body=bomb, packing="packed already", headers=(("Content-Encoding", "gzip"),))
ZIPPED = Fault(packing="gzip", headers=(("Content-Encoding", "gzip"),))  # no fault: what stores do when asked
HALF_A_GZIP = Fault(packing="half of a gzip", headers=(("Content-Encoding", "gzip"),))
HALF_THE_JSON = Fault(body=half)  # and nothing says that there was more
HTML = Fault(body=page("Before you continue: we use cookies"))
GATEWAY_REFUSAL = Fault(body=fixed(GATEWAY_ERROR))
REFUSED_CALL = Fault(body=fixed(NULL_FRAME))
EMPTY_LIST = Fault(body=of(Served.without_apps))
WRONG_CHART = Fault(body=of(Served.of_another_chart))
WRONG_COUNTRY = Fault(body=of(Served.of_another_country))
FIRST_APP_ALONE = Fault(body=first_alone)
RETYPED_IDS = Fault(body=retyped_ids)
NEW_HOST = moved(308, f"https://{NEW}{{host}}{{path}}")
LOOP = moved(307, "https://{host}{path}")
TO_CONSENT = moved(302, f"https://{CONSENT}/ml?continue=https://{{host}}{{path}}")
TO_ELSEWHERE = moved(302, f"https://{ELSEWHERE}{{path}}")
TO_PLAIN_HTTP = moved(301, "http://{host}{path}")
CLOCK_A_DAY_OFF = Fault(clock=timedelta(days=-1))

FAULTS: dict[str, Fault] = {
    "403": FORBIDDEN,
    "404": NOT_FOUND,
    "429": TOO_MANY,
    "429 with Retry-After": TOO_MANY_FOR_A_SECOND,
    "500": SERVER_ERROR,
    "502 in HTML": BAD_GATEWAY,
    "503": UNAVAILABLE,
    "silence": SILENCE,
    "stall": STALL,
    "drip": DRIP,
    "half a body": HALF_A_BODY,
    "429, half a body": HALF_A_REFUSAL,
    "half the chunks": HALF_THE_CHUNKS,
    "reset": RESET,
    "500 MB": FLOOD,
    "gzip bomb": BOMB,
    "half a gzip": HALF_A_GZIP,
    "half the JSON": HALF_THE_JSON,
    "consent page, 200": HTML,
    "PlayGatewayError, 200": GATEWAY_REFUSAL,
    "null frame, 200": REFUSED_CALL,
    "empty list": EMPTY_LIST,
    "wrong chart": WRONG_CHART,
    "wrong country": WRONG_COUNTRY,
    "one entry, no list": FIRST_APP_ALONE,
    "ids of another type": RETYPED_IDS,
    "gzip": ZIPPED,
    "chunks": CHUNKS,
    "moved to a new host": NEW_HOST,
    "redirect loop": LOOP,
    "redirect to consent": TO_CONSENT,
    "redirect elsewhere": TO_ELSEWHERE,
    "redirect to plain http": TO_PLAIN_HTTP,
    "clock a day off": CLOCK_A_DAY_OFF,
}
