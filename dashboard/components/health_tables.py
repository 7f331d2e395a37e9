"""The tables of the health page: what needs a look, sources, runs, sizes, coverage by series."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from dash import html

from dashboard.components.attributes import aria
from dashboard.components.state_box import command
from dashboard.figures.health import MISSED, state_of
from dashboard.health_rows import MOST_REASONS, HealthRows, part, total
from dashboard.text import Text
from dashboard.text.health import HealthText, health_text
from dashboard.text.language import number
from tracker.home_sizes import HomeSizes, Size
from tracker.queries.ledger import Failure, LedgerRow

Cell = tuple[Any, str]  # what is inside, and its class


def table(label: str, heads: Sequence[tuple[str, str]], rows: Sequence[Sequence[Cell]], kind: str = "") -> html.Div:
    """A table whose first column names its rows."""
    head = html.Tr([html.Th(words, scope="col", className=name) for words, name in heads])
    body = [
        html.Tr(
            [
                html.Th(row[0][0], scope="row", className=row[0][1]),
                *(html.Td(said, className=name) for said, name in row[1:]),
            ]
        )
        for row in rows
    ]
    inside = html.Table([html.Thead(head), html.Tbody(body)], className="data")
    return html.Div(inside, className=f"scroll {kind}".strip(), tabIndex="0", role="group", **aria(label=label))


def machine(words: str) -> html.Span:
    """Names that the program itself uses, left to right in every language."""
    return html.Span(words, className="machine", dir="ltr")


def moment(text: Text, at: datetime | None, otherwise: str = "–") -> Any:
    return html.Time(text.moment(at), dateTime=at.isoformat(timespec="minutes")) if at else otherwise


def percent(share: float) -> str:
    """Never rounded up: 100% is all of it."""
    return f"{int(share * 1000) / 10:g}%"


def failure_table(text: Text, rows: HealthRows) -> list[Any]:
    words = health_text(text)
    found = [_failure(text, words, one) for one in rows.failures]
    missed = sum(max(0, day.expected - day.tried) for row in rows.rows for day in row.days)
    if missed:
        found.insert(0, _missed(text, words, rows, missed))
    if not found and not rows.expected:
        return [html.P(words.nothing_due_why, className="subtitle"), command(text.capture_now)]
    if not found:
        return [html.P(words.nothing_wrong, className="subtitle")]
    heads = [
        (words.state, ""), (words.reason, ""), (words.slots_head, "number optional"), (words.last, "optional"),
        (words.what_to_do, ""),
    ]  # fmt: skip
    more = [html.P(words.more_reasons.format(n=MOST_REASONS), className="note")]
    return [table(words.needs_a_look, heads, found, "tall"), *(more if len(rows.failures) == MOST_REASONS else [])]


def _failure(text: Text, words: HealthText, one: Failure) -> list[Cell]:
    example = html.Span(words.example.format(series=one.example), className="why", dir="auto")
    # The error may hold a stranger's words: only ever text.
    said: list[Any] = [machine(one.source), " · ", html.Bdi(one.error)] if one.error else [machine(one.source)]
    why = html.Div([*said, html.Br(), example])
    return [
        (html.Span(words.statuses.get(one.status, one.status), className=f"tag {one.status}"), ""),
        (why, "reason"),
        (number(one.slots), "number optional"),
        (moment(text, one.last_at), "optional"),
        (words.cures.get(one.status, ""), "cure"),
    ]


def _missed(text: Text, words: HealthText, rows: HealthRows, slots: int) -> list[Cell]:
    last = max(
        rows.days[0] + place * timedelta(days=1)
        for row in rows.rows
        for place, day in enumerate(row.days)
        if day.expected > day.tried
    )
    return [
        (html.Span(words.statuses["missed"], className="tag missed"), ""),
        (words.missed_why, "reason"),
        (number(slots), "number optional"),
        (text.day(last), "optional"),
        (words.cures["missed"], "cure"),
    ]


def source_table(text: Text, rows: HealthRows) -> html.Div:
    words = health_text(text)

    def source(row: LedgerRow) -> str:
        return row.series.source

    found: list[list[Cell]] = []
    for name, group in groupby(sorted(rows.rows, key=source), key=source):
        inside = list(group)
        newest = max((row.last_observed_at for row in inside if row.last_observed_at), default=None)
        covered = part([day for row in inside for day in row.days])
        found.append([
            (machine(name), ""), (number(len(inside)), "number"), (percent(covered), "number"),
            (moment(text, newest, words.never), "number"),
        ])  # fmt: skip
    heads = [
        (words.source, ""), (words.series, "number"), (words.captured, "number"), (words.newest_head, "number"),
    ]  # fmt: skip
    return table(words.sources, heads, found)


def run_table(text: Text, rows: HealthRows) -> Any:
    words = health_text(text)
    if not rows.runs:
        return html.P(words.no_runs, className="subtitle")
    heads = [
        (words.run, ""), (words.began, "number"), (words.ended, "number optional"), (words.captured, "number"),
        (words.requests, "number optional"),
    ]  # fmt: skip
    found: list[list[Cell]] = [
        [
            (machine(run.run_id), ""), (moment(text, run.first_observed_at), "number"),
            (moment(text, run.last_observed_at), "number optional"),
            (text.ranked_of.format(n=number(run.captured), m=number(run.slots)), "number"),
            (number(run.requests), "number optional"),
        ]
        for run in rows.runs
    ]  # fmt: skip
    return table(words.runs, heads, found)


def storage_table(text: Text, sizes: HomeSizes) -> html.Div:
    words = health_text(text)
    parts = {
        "published": sizes.published, "store": sizes.store, "inbox": sizes.inbox, "payloads": sizes.payloads,
        "backups": sizes.backups,
    }  # fmt: skip
    found: list[list[Cell]] = [
        [(words.parts[name], ""), (_many(words, size), "number"), (amount(words, size), "number")]
        for name, size in parts.items()
    ]
    found.append([(words.parts["free"], ""), ("", "number"), (in_bytes(sizes.free_bytes), "number")])
    return table(words.storage, [(words.part_head, ""), (words.files, "number"), (words.size, "number")], found)


def _many(words: HealthText, size: Size) -> str:
    return number(size.files) if size.is_whole else words.at_least.format(n=number(size.files))


def amount(words: HealthText, size: Size) -> Any:
    said = in_bytes(size.bytes)
    return said if size.is_whole else html.Span(words.at_least.format(n=size.bytes // 1_000_000))


def in_bytes(many: int) -> html.Span:
    """As people write it: "66.1 MB"."""
    for unit, worth in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if many >= worth:
            return machine(f"{many / worth:,.1f} {unit}")
    return machine(f"{many} B")


def ledger_table(text: Text, rows: HealthRows) -> html.Div:
    """Every series, drawn or not: the accessible path to what the picture shows."""
    words = health_text(text)
    heads = [
        (words.series_head, ""), (words.every, "number optional"), (words.coverage_head, "number"),
        (words.captured, "number optional"), (words.expected, "number optional"),
        (words.missed_days, "number optional"),
        (words.last_capture, "number"),
    ]  # fmt: skip
    found: list[list[Cell]] = []
    for row in rows.rows:
        whole = total(row.days)
        every = text.duration(timedelta(seconds=row.every_s)) if row.every_s else words.not_followed
        found.append([
            (machine(row.series.name), ""), (every, "number optional"), (percent(part(row.days)), "number"),
            (number(whole.captured), "number optional"), (number(whole.expected), "number optional"),
            (number(sum(state_of(day) == MISSED for day in row.days)), "number optional"),
            (moment(text, row.last_observed_at, words.never), "number"),
        ])  # fmt: skip
    return table(words.table, heads, found, "tall")
