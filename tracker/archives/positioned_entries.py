"""Entries of the iTunes RSS feeds with their position beside them.

Shape   [{$position: {country_code, pricing, genre, index, total}, id: {attributes: {im:id, im:bundleId}}, im:name,
        im:artist, category}]
Time    none: only the history of the repository has it
Depth   $position.total: how many the chart has
"""

from tracker.archives.chart import ArchivedChart, ArchivedEntry, Document, Refusal, Said, read_each

NAME = "iTunes RSS entries with $position"


def recognise(document: Document) -> bool:
    return isinstance(document, list) and all(
        isinstance(app, dict) and "$position" in app for app in document[:1] or [None]
    )


def read(document: Document) -> list[ArchivedChart | Refusal]:
    charts: dict[tuple[str, str, str, int], list[dict[str, Document]]] = {}
    for app in document:
        place = app["$position"]
        charts.setdefault((place["country_code"], place["pricing"], place["genre"], place["total"]), []).append(app)
    return read_each(charts.values(), _chart)


def _chart(apps: list[dict[str, Document]]) -> ArchivedChart:
    place = apps[0]["$position"]
    said = Said("apple", place["country_code"], None, place["pricing"], place["genre"])
    return ArchivedChart(said, None, "", tuple(map(_entry, apps)), place["total"])


def _entry(app: dict[str, Document]) -> ArchivedEntry:
    genre = app.get("category", {}).get("attributes", {}).get("im:id")
    return ArchivedEntry(
        app["$position"]["index"],
        app["id"]["attributes"]["im:id"],
        app["im:name"]["label"],
        app.get("im:artist", {}).get("label"),
        frozenset({genre} if genre else ()),
    )
