"""Rank archives that others kept: bytes → charts in the archive's own words. Pure; one shape a module.

A shape is recognised by its content, never by the file's name. To add one: write its module (NAME, recognise, read),
then list it here. Tables (CSV, Parquet) are not read here but by DuckDB: tracker/storage/archives.py.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tracker.archives import (
    daily_apps,
    dated_datasets,
    inverted_index,
    markdown_report,
    no_chart,
    positioned_entries,
    ranked_array,
    scraper_list,
)
from tracker.archives.chart import DAMAGED, NO_APP, ArchivedChart, Document, Refusal, Told, damage
from tracker.archives.genres import check_genres
from tracker.archives.words import missing_words, series_of, unsaid
from tracker.errors import ParseError


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    recognise: Callable[[Document], bool]
    read: Callable[[Document], list[ArchivedChart | Refusal]]


SHAPES = tuple(
    Shape(module.NAME, module.recognise, module.read)
    for module in (
        dated_datasets,
        daily_apps,
        positioned_entries,
        ranked_array,
        scraper_list,
        inverted_index,
        markdown_report,
        no_chart,
    )
)


def recognise(raw: bytes) -> tuple[Shape, Document]:
    """The shape of a file and what it holds: JSON, a list of the objects on its lines, or text.

    Raises ParseError if it is none that we know.
    """
    document = _document(raw)
    for shape in SHAPES:
        try:
            if shape.recognise(document):
                return shape, document
        except DAMAGED:
            continue  # like the shape in its names only
    raise ParseError(f"no shape of archive that we know; it begins with {raw[:60]!r}")


def _document(raw: bytes) -> Document:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError(f"neither text in UTF-8 nor Parquet; it begins with {raw[:20]!r}") from error
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return text


def read_archive(shape: Shape, document: Document, told: Told) -> list[ArchivedChart | Refusal]:
    """Every chart of a file, or why it is refused; in the order of the file."""
    try:
        return [_checked(one, told) for one in shape.read(document)]
    except DAMAGED as error:
        return [Refusal(damage(error))]


def _checked(chart: ArchivedChart | Refusal, told: Told) -> ArchivedChart | Refusal:
    if isinstance(chart, Refusal):
        return chart
    if chart.is_day and _is_in_day(chart.observed_at, told.observed_at):
        chart = replace(chart, observed_at=told.observed_at, time_source="--date")
    try:
        missing = missing_words(chart.said, told.said)
        if not (chart.observed_at or told.observed_at):
            raise ParseError(unsaid([*missing, "date"]))
        series = series_of(chart.said, told.said)
        check_genres(series.category, [entry.genres for entry in chart.entries])
    except ParseError as error:
        when = f"{chart.observed_at:%Y-%m-%d %H:%M}" if chart.observed_at else None
        return Refusal(str(error), example=" ".join(word for word in (*chart.said[:5], when) if word))
    return chart if chart.entries else Refusal(NO_APP)


def _is_in_day(midnight: datetime | None, when: datetime | None) -> bool:
    """Can a time be meant by a day? Nobody says of which zone the day is; they reach from UTC-12 to UTC+14."""
    if midnight is None or when is None:
        return False
    return midnight - timedelta(hours=14) <= when < midnight + timedelta(hours=24 + 12)
