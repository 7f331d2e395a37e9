"""Dated files of one dataset or of several, and a log of them: one JSON object a line.

Shape   {date, country, feedType, limit, genre?, source, total, items[]}, or {datasets: [such]}, or lines of such with
        top10[] instead of items[]; items: {rank, id, name, artistName}
Time    a day
Chart   the address in `source` says it; the same file name may later hold another category, and mediaType "apps" may
        hold one; where the genre of the dataset contradicts the address, the dataset is refused
Depth   `limit`; a top10 is a whole list of ten
"""

from tracker.archives.chart import ArchivedChart, ArchivedEntry, Document, Refusal, Said, read_each
from tracker.archives.words import check_label, instant, said_by_address

NAME = "dated datasets"


def recognise(document: Document) -> bool:
    return any("feedType" in part and ("items" in part or "top10" in part) for part in _datasets(document))


def read(document: Document) -> list[ArchivedChart | Refusal]:
    return read_each(_datasets(document), _chart)


def _datasets(document: Document) -> list[dict[str, Document]]:
    parts = document if isinstance(document, list) else [document]
    return [
        dataset
        for part in parts
        if isinstance(part, dict)
        for dataset in part.get("datasets", [part])
        if isinstance(dataset, dict)
    ]


def _chart(dataset: dict[str, Document]) -> ArchivedChart:
    items = dataset["items"] if "items" in dataset else dataset["top10"]
    entries = tuple(
        ArchivedEntry(item["rank"], str(item["id"]), item.get("name"), item.get("artistName")) for item in items
    )
    return ArchivedChart(
        _said(dataset), instant(dataset["date"]), "date in the file, to the day", entries, dataset.get("limit"), True
    )


def _said(dataset: dict[str, Document]) -> Said:
    """The address outweighs mediaType "apps", which may be the overall chart or a category that was asked for."""
    genre = dataset.get("genre") or ("games" if dataset.get("mediaType") == "games" else None)
    label = Said("apple", dataset["country"], None, dataset["feedType"], str(genre) if genre else None)
    address = said_by_address(dataset.get("source", ""))
    if address is None:
        return label
    check_label(label, address)
    return address
