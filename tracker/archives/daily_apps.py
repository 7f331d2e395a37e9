"""One file a day, country and category.

Shape   {collected_at, date, country, chart, category, genre_id, count, apps[]}; apps: {rank, id, name, developer,
        genres[]}
Time    collected_at, with its offset; the date is local and may be a day ahead of UTC
Chart   category; the first files of such an archive were labelled by category and all held the overall chart
Depth   count: how many the store gave
"""

from tracker.archives.chart import ArchivedChart, ArchivedEntry, Document, Refusal, Said, read_each
from tracker.archives.words import instant

NAME = "daily apps"


def recognise(document: Document) -> bool:
    return isinstance(document, dict) and {"collected_at", "apps"} <= document.keys()


def read(document: Document) -> list[ArchivedChart | Refusal]:
    return read_each([document], _chart)


def _chart(file: dict[str, Document]) -> ArchivedChart:
    return ArchivedChart(
        Said("apple", file["country"], file.get("device"), file["chart"], file["category"]),
        instant(file["collected_at"]),
        "collected_at in the file",
        tuple(_entry(app) for app in file["apps"]),
        file.get("count"),
    )


def _entry(app: dict[str, Document]) -> ArchivedEntry:
    genres = frozenset(str(genre["id"]) for genre in app.get("genres", ()))
    return ArchivedEntry(app["rank"], str(app["id"]), app.get("name"), app.get("developer"), genres)
