"""Chart positions that the press stated: in its words, and as far as these name a chart."""

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.catalog.apps import Assistant
from tracker.catalog.places import Country
from tracker.catalog.rows import Row, catalog_day, check_unique

REPORTED_COLUMNS = (
    "report_id", "date", "date_precision", "assistant", "app", "store", "country", "chart", "rank", "source_url",
    "note",
)  # fmt: skip

# The words of the sources, and the chart and category they name. Others name no chart that a store has.
NAMED_CHARTS = {
    "top free (overall)": ("top-free", "all"),
    "top free (iPhone)": ("top-free", "all"),
    "top free iPhone": ("top-free", "all"),
    "top overall (free)": ("top-free", "all"),
    "top free (productivity)": ("top-free", "productivity"),
    "top free (news)": ("top-free", "news"),
}
UNNAMED_CHARTS = (
    "top of the charts", "availability", "year-end most downloaded free iPhone apps",
    "App Store (month of March, Appfigures)",
)  # fmt: skip
Day = date  # a field of ReportedRank is called date
RANK = r"([<>]=?)?[1-9]\d{0,3}"  # "1", "<=10", ">100"


@dataclass(frozen=True, slots=True)
class ReportedRank:
    """A position the press stated. Never mixed with observed ones."""

    date: str  # as the source allows: 2025-01-26, 2025-01, 2025, or FROM..TO
    precision: str
    assistant: str | None  # slug; None: an app we do not follow
    app: str
    store: str
    country: str  # ISO code, or the source's words when it names no single country
    chart: str  # the source's words
    rank: str  # "1", or the source's bound: "<=10", ">100"
    source_url: str
    note: str
    report_id: str = ""

    @property
    def position(self) -> int | None:
        """The stated rank where it is a plain position, else None."""
        return int(self.rank) if self.rank.isdigit() else None

    @property
    def is_overall_free(self) -> bool:
        return NAMED_CHARTS.get(self.chart) == ("top-free", "all")

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries it names: us of "US + 51 other countries", none of "unstated (US context)"."""
        if len(self.country) == 2:
            return (self.country,)
        named = re.match(r"([A-Z]{2}) \+", self.country)
        return (named[1].lower(),) if named else ()

    @property
    def country_count(self) -> int | None:
        """In how many countries at least, where it gives a number."""
        others = re.fullmatch(r"[A-Z]{2} \+ (\d+) other countries", self.country)
        several = re.fullmatch(r"(\d+) countries", self.country)
        return int(others[1]) + 1 if others else int(several[1]) if several else None

    @property
    def days(self) -> tuple[Day, Day]:
        """The first and the last day that it may mean: a month or a range covers all its days."""
        first, _, last = self.date.partition("..")
        start, end = catalog_day(first), catalog_day(last)
        assert start is not None
        if end:
            return start, end
        if re.fullmatch(r"\d{4}", first):
            return start, date(start.year, 12, 31)
        if re.fullmatch(r"\d{4}-\d{2}", first):
            return start, start + timedelta(days=calendar.monthrange(start.year, start.month)[1] - 1)
        return start, start


def read_reported_ranks(rows: Sequence[Row]) -> tuple[ReportedRank, ...]:
    """Every rank that the press stated, oldest first."""
    check_unique(rows, "report_id")
    ranks = (
        ReportedRank(
            row["date"], row["date_precision"], row["assistant"] or None, row["app"], row["store"],
            row["country"], row["chart"], row["rank"], row.url("source_url"), row["note"], row["report_id"],
        )
        for row in rows
    )  # fmt: skip
    return tuple(sorted(ranks, key=lambda reported: reported.date))


def check_reported_ranks(rows: Iterable[Row], assistants: dict[str, Assistant], countries: dict[str, Country]) -> None:
    for row in rows:
        if not re.fullmatch(r"R\d{3,}", row["report_id"]):
            raise row.fault(f"report_id is {row['report_id']!r}; wanted the next free one, like R096")
        row.one_of("assistant", ("", *assistants))
        row.one_of("store", ("apple", "google", "apple+google"))
        row.one_of("chart", (*NAMED_CHARTS, *UNNAMED_CHARTS))
        is_place = row["country"] in countries or re.fullmatch(
            r"unstated( \([A-Z]{2} context\))?|([A-Z]{2} \+ )?\d+ (other )?countries", row["country"]
        )
        if not is_place:
            raise row.fault(f"country is {row['country']!r}; wanted a code like us, '111 countries', or 'unstated'")
        if not re.fullmatch(f"{RANK}|removed", row["rank"]):
            raise row.fault(f"rank is {row['rank']!r}; wanted a number, '<=10', '>100' or 'removed'")
        _check_date(row)


def _check_date(row: Row) -> None:
    first, _, last = row["date"].partition("..")
    try:
        start, end = catalog_day(first), catalog_day(last)
    except ValueError:
        start = end = None
    if start is None or (end is not None and end < start):
        raise row.fault(f"date is {row['date']!r}; wanted 2025-01-26, 2025-01, 2025 or 2025-01-26..2025-02-02")
