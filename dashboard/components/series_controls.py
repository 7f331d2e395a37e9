"""The control row of a chart: it reads as a sentence, and offers only what the database has."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components.attributes import aria, data
from dashboard.components.marks import dash_of
from dashboard.rank_view import LEAST_MEANT_FIRST, MOST_ASSISTANTS, RANGES, RankQuery, RankView, in_focus
from dashboard.text import Text
from tracker import catalog
from tracker.models import Series

SERIES_KEYS = tuple(reversed(LEAST_MEANT_FIRST))  # store first
MANY = 8  # options; more want a search box


def control_id(page: str, key: str) -> str:
    return f"{page}-{key}"


def series_controls(
    page: str, text: Text, query: RankQuery, view: RankView, known: Sequence[Series], days: tuple[date, date]
) -> list[Any]:
    """Selects for the series, links for the ranges, a date picker. `days`: the first and the last with data."""
    summary = " · ".join([series_words(text, view.series), range_words(text, view)])
    selects = series_selects(page, text, view.series, known)
    row = [*selects, of_time(_ranges(text, query, view), _dates(page, text, view, days))]
    return folding(text, summary, row)


def series_selects(page: str, text: Text, series: Series, known: Sequence[Series]) -> list[Any]:
    """A select for each part of the series; for the source only where there is a choice."""
    return [
        _select(page, text, key, series, options)
        for key in SERIES_KEYS
        if len(options := options_of(key, series, known)) > 1 or key != "source"
    ]


def folding(text: Text, summary: str, row: Sequence[Any]) -> list[Any]:
    """The controls, which on phones fold into one sentence."""
    fold = html.Button(
        text.change,
        className="button",
        **aria(expanded="false", controls="choices"),
        **data(opens="choices"),
    )
    return [
        html.Div([html.Span(summary), fold], className="summary"),
        html.Div(list(row), id="choices", className="choices"),
    ]


def of_time(*controls: Any) -> html.Span:
    """The range and its days, at the end of the row; where that is full they go into the next one together."""
    return html.Span(list(controls), className="when push")


def options_of(key: str, series: Series, known: Sequence[Series]) -> list[str]:
    """What this key can be while everything before it in the row stays as it is."""
    before = SERIES_KEYS[: SERIES_KEYS.index(key)]
    return list(
        dict.fromkeys(
            getattr(other, key)
            for other in known
            if all(getattr(other, same) == getattr(series, same) for same in before)
        )
    )


def value_label(text: Text, key: str, value: str) -> str:
    """How a value of a series is called in this language."""
    if key == "country":
        country = catalog.countries()[value]
        return country.name_ar if text.code == "ar" else country.name
    if key == "category" and value == "all":
        return text.all_categories
    if key == "category":
        category = catalog.categories()[value]
        return category.name_ar if text.code == "ar" else category.name
    words = {"store": text.stores, "device": text.devices, "chart": text.charts}
    return words.get(key, {}).get(value, value)


def series_words(text: Text, series: Series) -> str:
    """The series in words: "App Store · United States · iPhone · Top free"."""
    keys = ["store", "country", "device", "chart", *(["category"] if series.category != "all" else [])]
    return " · ".join(value_label(text, key, getattr(series, key)) for key in keys)


def range_words(text: Text, view: RankView) -> str:
    if view.range:
        return text.ranges[view.range]
    return text.event_day(view.since.date(), view.last_day, "")


def _select(page: str, text: Text, key: str, series: Series, options: Sequence[str]) -> dmc.Select:
    labels = {option: value_label(text, key, option) for option in options}
    if key == "country":
        labels = dict(sorted(labels.items(), key=lambda item: item[1]))
    return pick(control_id(page, key), text, getattr(text, key), labels, getattr(series, key))


def pick(control: str, text: Text, label: str, labels: Mapping[str, str], value: str) -> dmc.Select:
    """A select that reads as a word of a sentence: its label in grey, its value in ink. `labels`: by value."""
    return dmc.Select(
        id=control, label=label, value=value,
        data=[{"value": option, "label": words} for option, words in labels.items()],
        allowDeselect=False, searchable=len(labels) > MANY, nothingFoundMessage=text.nothing_found,
        className="pick", variant="unstyled", w="auto", comboboxProps={"position": "bottom-start", "width": 220},
        styles={"input": {"width": _wide(labels[value])}}, maxDropdownHeight=320,
        rightSection=html.I(className="chevron"), rightSectionWidth=20, rightSectionPointerEvents="none",
    )  # fmt: skip


def _wide(label: str) -> str:
    """The width of an input that shows this label and a chevron; Latin capitals are wider than a digit."""
    return f"calc({len(label) * 1.08 + 0.6:.1f}ch + 22px)"


def _ranges(text: Text, query: RankQuery, view: RankView) -> html.Div:
    links = {name: replace(query, range=name, since=None, until=None).search for name in RANGES}
    return segments(text.range, [(text.ranges[name], href, name == view.range) for name, href in links.items()])


def segments(label: str, links: Sequence[tuple[str, str, bool]]) -> html.Div:
    """Links of which one is current: words, where it leads, whether it is the current one."""
    anchors = [
        dmc.Anchor(words, href=href, underline="never", **(aria(current="true") if current else {}))
        for words, href, current in links
    ]
    return html.Div(anchors, className="segments", role="group", **aria(label=label))


def _dates(page: str, text: Text, view: RankView, days: tuple[date, date]) -> dmc.DatePickerInput:
    return day_range(control_id(page, "dates"), text, (view.since.date(), view.last_day), days)


def day_range(control: str, text: Text, chosen: tuple[date, date], days: tuple[date, date]) -> dmc.DatePickerInput:
    """A picker of the first and the last day; `days`: the first and the last with data."""
    # Mantine names its dialog after an id that ours replaces; a dialog without a name is worse than none.
    unnamed = {"withRoles": False, "withinPortal": False}
    return dmc.DatePickerInput(
        id=control, type="range", value=[day.isoformat() for day in chosen],
        minDate=min(days[0], chosen[0]).isoformat(), maxDate=max(days[1], chosen[1]).isoformat(),
        allowSingleDateInRange=True, className="pick dates",
        valueFormat="YYYY-MM-DD" if text.direction == "rtl" else "D MMM YYYY", variant="unstyled", w="auto",
        ariaLabels={"previousMonth": text.previous_month, "nextMonth": text.next_month},
        popoverProps=unnamed, **aria(label=text.dates),
    )  # fmt: skip


def assistant_chips(page: str, text: Text, query: RankQuery, view: RankView) -> html.Div:
    """The assistants in view; each can go, others can come."""
    labels = {slug: assistant.label for slug, assistant in catalog.assistants().items()}
    chips: list[Any] = [_chip(text, query, view, slug, labels[slug]) for slug in view.assistants]
    if len(view.assistants) < MOST_ASSISTANTS:
        others = [{"value": slug, "label": label} for slug, label in labels.items() if slug not in view.assistants]
        chips.append(
            dmc.Select(
                id=control_id(page, "add"), data=others, placeholder=f"+ {text.add}", searchable=True, value=None,
                nothingFoundMessage=text.nothing_found, className="chip add", variant="unstyled",
                comboboxProps={"position": "bottom-start", "width": 220}, maxDropdownHeight=320,
                styles={"input": {"width": f"{len(text.add) + 3}ch"}}, rightSection=html.Span(), rightSectionWidth=0,
                **aria(label=text.add),
            )
        )  # fmt: skip
    return html.Div(chips, className="chips")


def _chip(text: Text, query: RankQuery, view: RankView, slug: str, label: str) -> html.Span:
    parts: list[Any] = [dash_of(slug if slug in in_focus(view.assistants) else ""), html.Bdi(label)]
    others = tuple(other for other in view.assistants if other != slug)
    if others:
        remove = dmc.Anchor(
            "×", href=replace(query, assistants=others).search, underline="never", className="remove",
            **aria(label=text.remove.format(name=label)),
        )  # fmt: skip
        parts.append(remove)
    return html.Span(parts, className="chip")
