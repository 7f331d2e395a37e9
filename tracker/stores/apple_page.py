"""The data inside a page of apps.apple.com, of both generations.

Since November 2025  <script id="serialized-server-data">: [{intent, data}], or that list under "data"; an intent says
                     what the page was asked for
Before               <script type="fastboot/shoebox" id="shoebox-media-api-cache-…">: {cache key: JSON as a string}; the
                     key, behind a private-use character, is the address of the store's own call
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import SoupStrainer

from tracker.markup import read_markup


@dataclass(frozen=True, slots=True)
class PageData:
    pages: tuple[tuple[Any, Any], ...]  # intent and data; empty for a page of the old kind
    cached: tuple[tuple[str, str], ...]  # cache key and JSON; empty for a page of the new kind


def read_page(body: bytes) -> PageData:
    """What the page carries for its own scripts. Raises ValueError, LookupError or TypeError for a broken page."""
    pages: list[tuple[Any, Any]] = []
    cached: list[tuple[str, str]] = []
    for script in read_markup(body, SoupStrainer("script")).find_all("script"):
        name = str(script.get("id", ""))
        if name == "serialized-server-data":
            pages += _pages(json.loads(script.string))
        elif name.startswith("shoebox-media-api-cache"):
            cached += _cached(json.loads(script.string))
    return PageData(tuple(pages), tuple(cached))


def _pages(answer: Any) -> Iterator[tuple[Any, Any]]:
    for page in answer["data"] if isinstance(answer, dict) else answer:
        yield page["intent"], page["data"]


def _cached(answer: Any) -> Iterator[tuple[str, str]]:
    yield from answer.items()
