"""What app-store-scraper gives for a collection.

Shape   [{id, appId, title, url, developer, genreId, free}], no rank: the order is the rank
Time    none: only the file's name or the history of the repository has it
Chart   the country is in each url; nobody says the chart and the category, but each app's genre is there
"""

from tracker.archives.chart import ArchivedChart, ArchivedEntry, Document, Refusal, Said, read_each
from tracker.archives.ranked_array import one_country

NAME = "app-store-scraper list"


def recognise(document: Document) -> bool:
    return isinstance(document, list) and all(
        isinstance(app, dict) and {"id", "appId", "title"} <= app.keys() and "rank" not in app
        for app in document[:1] or [None]
    )


def read(document: Document) -> list[ArchivedChart | Refusal]:
    return read_each([document], _chart)


def _chart(apps: list[dict[str, Document]]) -> ArchivedChart:
    entries = tuple(
        ArchivedEntry(
            rank,
            str(app["id"]),
            app["title"],
            app.get("developer"),
            frozenset({str(app["genreId"])} if "genreId" in app else ()),
        )
        for rank, app in enumerate(apps, start=1)
    )
    return ArchivedChart(Said("apple", one_country([app["url"] for app in apps])), None, "", entries)
