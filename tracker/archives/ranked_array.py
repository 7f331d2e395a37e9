"""One chart as an array, one file overwritten each day.

Shape   [{rank, title, developer, url}]
Time    none: only the history of the repository has it
Chart   the country is in each url; nobody says the chart and the category
Id      the digits after /id in the url; titles change over time
"""

import re

from tracker.archives.chart import ArchivedChart, ArchivedEntry, Document, Refusal, Said, read_each
from tracker.errors import ParseError

NAME = "ranked array"
APP_ADDRESS = re.compile(r"//(?:apps|itunes)\.apple\.com/(?:(\w\w)/)?.*?/id(\d+)")


def recognise(document: Document) -> bool:
    return isinstance(document, list) and all(
        isinstance(app, dict) and {"rank", "url"} <= app.keys() for app in document[:1] or [None]
    )


def read(document: Document) -> list[ArchivedChart | Refusal]:
    return read_each([document], _chart)


def _chart(apps: list[dict[str, Document]]) -> ArchivedChart:
    entries = tuple(
        ArchivedEntry(app["rank"], app_address(app["url"])[1], app.get("title"), app.get("developer")) for app in apps
    )
    return ArchivedChart(Said("apple", one_country([app["url"] for app in apps])), None, "", entries)


def app_address(url: str) -> tuple[str | None, str]:
    """The country and the app's id in an address of the App Store."""
    match = APP_ADDRESS.search(url)
    if match is None:
        raise ParseError(f"{url[:100]!r} is no address of an app in the App Store")
    return match[1], match[2]


def one_country(urls: list[str]) -> str | None:
    """The country that all addresses name; None if they name none."""
    named = {country for country, _ in map(app_address, urls) if country}
    if len(named) > 1:
        raise ParseError(f"the addresses are of several countries: {', '.join(sorted(named))}")
    return min(named, default=None)
