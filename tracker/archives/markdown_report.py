"""A daily report in Markdown: a table for each chart.

Shape   # ... (2026-03-07); ## CN apps top-free Top 20; - Source: ADDRESS; | Rank | Name | Artist | App ID |
Time    a day, in the title
Chart   the address says it
Depth   - Total: how many the store gave; the table holds the first of them
"""

import re

from tracker.archives.chart import ArchivedChart, ArchivedEntry, Document, Refusal, Said, read_each
from tracker.archives.words import check_label, instant, said_by_address
from tracker.errors import ParseError

NAME = "Markdown report"
DAY = re.compile(r"^# .*\((\d{4}-\d\d-\d\d)\)\s*$", re.MULTILINE)
TITLE = re.compile(r"(\w\w) (\w+) (top-\w+) Top \d+\s")
ROW = re.compile(r"^\| *(\d+) *\| (.*) \| *(\d+) *\|\s*$", re.MULTILINE)  # a name may hold a bar


def recognise(document: Document) -> bool:
    return isinstance(document, str) and "| Rank |" in document and "## " in document


def read(document: Document) -> list[ArchivedChart | Refusal]:
    report = str(document)
    day = DAY.search(report)

    def chart(section: str) -> ArchivedChart:
        title, address = TITLE.match(section), re.search(r"^- Source: (\S+)", section, re.MULTILINE)
        said = said_by_address(address[1]) if address else None
        if title is None or said is None:
            raise ParseError(f"the section {section.partition(chr(10))[0]!r} has no known source")
        country, media, name = title.groups()
        check_label(Said("apple", country, None, name, "games" if media == "games" else None), said)
        total = re.search(r"^- Total: (\d+)", section, re.MULTILINE)
        return ArchivedChart(
            said,
            instant(day[1]) if day else None,
            "title of the file, to the day",
            tuple(_entry(*row) for row in ROW.findall(section)),
            int(total[1]) if total else None,
            is_day=True,
        )

    return read_each(re.split(r"^## ", report, flags=re.MULTILINE)[1:], chart)


def _entry(rank: str, names: str, app_id: str) -> ArchivedEntry:
    name, _, artist = names.rpartition(" | ")
    return ArchivedEntry(int(rank), app_id, name or artist, artist if name else None)
