"""Files that archives hold beside charts, and that are none: recognised, so that the reason can be told."""

import re

from tracker.archives.chart import NO_APP, ArchivedChart, Document, Refusal

NAME = "no chart"
LINE_LENGTH = 200


def recognise(document: Document) -> bool:
    return _reason(document) is not None


def read(document: Document) -> list[ArchivedChart | Refusal]:
    return [Refusal(str(_reason(document)))]


def _reason(document: Document) -> str | None:
    if isinstance(document, dict) and isinstance(document.get("items"), list) and "updatedAt" in document:
        if not document["items"]:
            return NO_APP
        return "it does not say which chart it is: no country, no chart, no category"
    if document in ({}, []):
        return NO_APP
    if not isinstance(document, str):
        return None
    if re.search(r'"\w+Rank": *\d+', document):
        return "it is the ranks of one app that it does not name, among program code; no chart"
    line = document.strip()
    if "\n" not in line and 0 < len(line) <= LINE_LENGTH and not line.startswith(("{", "[", "<")):
        return f"it is a line of text, {line!r}, and no chart"
    return None
