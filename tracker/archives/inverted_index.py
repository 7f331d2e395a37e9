"""Bundle ids, each with its positions in many charts.

Shape   {bundle: [{country_code, pricing, genre, index, total}]}
Time    none
Id      a bundle id, no id of the store
Depth   total: how many the chart has; where some of the keys are missing, so are their ranks
"""

from collections import defaultdict

from tracker.archives.chart import BUNDLE, ArchivedChart, ArchivedEntry, Document, Refusal, Said

NAME = "bundle ids with positions"


def recognise(document: Document) -> bool:
    places = next(iter(document.values()), None) if isinstance(document, dict) else None
    return isinstance(places, list) and all(
        isinstance(one, dict) and {"index", "genre"} <= one.keys() for one in places
    )


def read(document: Document) -> list[ArchivedChart | Refusal]:
    charts: dict[tuple[str, str, str, int], list[ArchivedEntry]] = defaultdict(list)
    for bundle, places in document.items():
        for place in places:
            key = place["country_code"], place["pricing"], place["genre"], place["total"]
            charts[key].append(ArchivedEntry(place["index"], BUNDLE + bundle))
    return [
        ArchivedChart(Said("apple", country, None, pricing, genre), None, "", tuple(entries), total)
        for (country, pricing, genre, total), entries in charts.items()
    ]
