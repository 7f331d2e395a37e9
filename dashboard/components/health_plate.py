"""The parts of the health page around its picture: the claim, the facts, the key, the caption."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from dash import html

from dashboard.components.health_tables import percent
from dashboard.components.series_controls import value_label
from dashboard.figures.health import FAILED, MISSED, NONE_DUE, PART, WHOLE, state_of
from dashboard.health_rows import HealthRows, part, total
from dashboard.text import Text
from dashboard.text.health import health_text
from dashboard.text.language import number
from tracker import catalog
from tracker.home_sizes import HomeSizes
from tracker.models import Series

TWO_DAYS = 2


def claim_of(text: Text, rows: HealthRows) -> str:
    words = health_text(text)
    if not rows.expected:
        return words.nothing_due.format(day=text.long_day(rows.days[0]))
    share = percent(part([day for row in rows.rows for day in row.days])).removesuffix("%")
    said = {"p": share, "day": text.long_day(rows.days[0])}
    if not rows.followed:
        return words.covered.format(**said)
    return words.fresh.format(n=number(rows.fresh_series), m=number(len(rows.followed)), **said)


def fact_row(text: Text, rows: HealthRows, sizes: HomeSizes) -> html.Dl:
    """Four facts in large: a name, a value, what stands behind it."""
    words, last = health_text(text), rows.fresh.last_observed_at
    recent = total([day for row in rows.rows for day in row.days[-TWO_DAYS:]])
    age = words.simulated_age
    if last and not rows.fresh.simulated:
        age = text.ago.format(age=text.duration(max(timedelta(0), rows.as_of - last)))
    backup = sizes.backups.newest
    facts = [
        (words.newest, text.moment(last) if last else "–", age if last else ""),
        (
            words.due_in_24_h, number(recent.expected),
            words.captured_of.format(n=number(recent.captured), m=number(recent.expected - recent.captured)),
        ),
        (words.waiting, number(sizes.inbox.files), words.waiting_why if sizes.inbox.files else words.waiting_none),
        (
            words.backup, text.moment(backup) if backup else words.no_backup,
            text.ago.format(age=text.duration(max(timedelta(0), rows.as_of - backup))) if backup
            else words.no_backup_why,
        ),
    ]  # fmt: skip
    return html.Dl(
        [html.Div([html.Dt(name), html.Dd(html.B(value)), html.Dd(why)]) for name, value, why in facts],
        className="facts-row",
    )


def key(text: Text, rows: HealthRows) -> html.Div:
    """Only the marks in view."""
    words = health_text(text)
    states = {state_of(day) for row in rows.drawn for day in row.days}
    marks = {
        WHOLE: ("block whole", words.whole), PART: ("block some", words.part), FAILED: ("cross", words.failed),
        MISSED: ("hatch", words.missed), NONE_DUE: ("outline", words.none_due),
    }  # fmt: skip
    return html.Div(
        [html.Span([html.I(className=look), said]) for state, (look, said) in marks.items() if state in states],
        className="key",
    )


def evidence(text: Text, rows: HealthRows) -> list[str]:
    words, whole = health_text(text), total([day for row in rows.rows for day in row.days])
    return [
        words.shown.format(n=number(len(rows.drawn)), m=number(len(rows.rows))),
        words.slots.format(n=number(whole.captured), m=number(whole.expected)),
        words.zone,
        words.without_archives,
    ]


def paper(text: Text, rows: HealthRows, claim: str) -> dict[str, Any]:
    """The words around the plot in a saved picture, for assets/save_picture.js."""
    words = health_text(text)
    return {
        "title": claim,
        "subtitle": words.coverage_why,
        "pins": [],
        "caption": evidence(text, rows)[:-1],
        "marks": [
            (words.whole, "--rank-25", "--rank-25-ink"),
            (words.part, "--rank-100", "--rank-100-ink"),
            (f"✕ {words.failed}", "--no-bg", "--no"),
            (f"//// {words.missed}", "--state-unobserved-bg", "--text"),
        ],
        "address": "health" + rows.query.search,
        "brand": text.brand,
        "simulated": text.simulated if rows.fresh.simulated else "",
        "file": "coverage",
    }


def short_names(text: Text, rows: Sequence[Series], small: bool) -> list[str]:
    """The series beside their rows: the country as its code; the source where it is all that tells two apart."""
    names = [_short_name(text, series, small) for series in rows]
    many = Counter(names)
    return [f"{name} · {series.source}" if many[name] > 1 else name for name, series in zip(names, rows, strict=True)]


def _short_name(text: Text, series: Series, small: bool) -> str:
    parts = [
        *([] if small else [value_label(text, "store", series.store)]),
        series.country.upper(),
        value_label(text, "device", series.device),
        value_label(text, "chart", series.chart),
    ]
    if series.category in catalog.categories() and series.category != "all":
        parts.append(value_label(text, "category", series.category))
    return (" " if small else " · ").join(parts)
