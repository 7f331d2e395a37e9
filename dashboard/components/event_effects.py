"""How unusual the days after an event were: in words for the chart of the page, in a table for every other."""

from typing import Any

from dash import html

from dashboard.components.event_table import assistant_names
from dashboard.components.health_tables import Cell, table
from dashboard.components.series_controls import value_label
from dashboard.components.sql_behind import event_effect_sql
from dashboard.effect_rows import MOST, EffectRows
from dashboard.text import Text
from dashboard.text.event_effects import EffectsText, effects_words
from tracker.analysis.effect_words import WORDS, StoredEffect, effect_text, size_text, small
from tracker.analysis.event_effects import METHOD_VERSION
from tracker.analysis.natural_experiment import CountryChange, NaturalExperiment


def effects_section(text: Text, rows: EffectRows) -> html.Section:
    words = effects_words(text.code)
    parts: list[Any] = [html.H2(words.head, className="h2")]
    if not rows.event.is_testable:
        return html.Section([*parts, html.P(words.not_tested, className="note")], className="effects", id="effects")
    parts.append(html.P(words.why, className="note"))
    if not rows.every:
        parts.append(html.P(words.none, className="note"))
    parts += [_said(text, words, rows, one) for one in rows.here]
    parts += _counts(text, words, rows)
    if rows.every:
        parts.append(_every(text, words, rows))
    for slug, found in rows.elsewhere.items():
        parts += _elsewhere(text, words, slug, found)
    parts.append(html.P(words.method.format(version=METHOD_VERSION), className="note"))
    return html.Section(parts, className="effects", id="effects")


def _said(text: Text, words: EffectsText, rows: EffectRows, effect: StoredEffect) -> html.Div:
    """The effect in the chart of the page, in sentences."""
    names = {event_id: text.name(title) for event_id, title in rows.titles.items()}
    said = effect_text(effect, text.code, names)
    lines = [said.seen, said.size, *said.tests, *said.more]
    near = rows.near.get(effect.assistant)
    if near is not None:
        line = words.no_change if near.offset is None else words.near_change
        lines.append(line.format(share=round(100 * near.chance)))
    return html.Div(
        [
            html.Div(assistant_names([effect.assistant]), className="names"),
            html.P(said.verdict, className="effect-verdict"),
            html.Ul([html.Li(line) for line in lines if line]),
            *([html.P(said.overlapping, className="note")] if said.overlapping else []),
        ],
        className="effect",
    )


def _counts(text: Text, words: EffectsText, rows: EffectRows) -> list[Any]:
    """A line an assistant: in how many charts what was said."""
    comma = "، " if text.direction == "rtl" else ", "
    found = []
    for slug in dict.fromkeys(one.assistant for one in rows.counts):
        parts = [
            f"{words.says[one.said]}: {text.count(words.in_charts, one.charts)}"
            for one in rows.counts
            if one.assistant == slug
        ]
        found.append(html.P([*assistant_names([slug]), ": ", comma.join(parts)], className="effect-counts"))
    return found


def _every(text: Text, words: EffectsText, rows: EffectRows) -> html.Details:
    heads = [
        (words.chart, ""), (words.reading, ""), (words.before, "number"), (words.after, "number"),
        (words.own, "number optional"), (words.similar, "number optional"),
    ]  # fmt: skip
    several = len({one.assistant for one in rows.every}) > 1
    body = [_row(text, words, one, several) for one in rows.every[:MOST]]
    more = [html.P(words.shown.format(n=MOST), className="note")] if len(rows.every) > MOST else []
    return html.Details(
        [
            html.Summary(text.count(words.every, len(rows.every))),
            table(words.head, heads, body, "tall"),
            *more,
            html.P(words.sql_why, className="note"),
            html.Pre(html.Code(event_effect_sql(rows.event.event_id)), className="command", tabIndex="0"),
        ],
        className="effects-every",
    )


def _row(text: Text, words: EffectsText, one: StoredEffect, several: bool) -> list[Cell]:
    keys = ["country", "store", *(["chart"] if one.chart != "top-free" else []),
            *(["category"] if one.category != "all" else [])]  # fmt: skip
    chart = " · ".join(value_label(text, key, getattr(one, key)) for key in keys)
    name: list[Any] = [*assistant_names([one.assistant]), " "] if several else []
    return [
        (html.Div([*name, chart]), ""),
        (words.says[one.verdict or one.status], ""),
        (_rank(words, one.rank_before, one.days_before, one.depth), "number"),
        (_rank(words, one.rank_after, one.days_after, one.depth), "number"),
        (_p(one.p_time, one.q_time), "number optional"),
        (_p(one.p_controls, one.q_controls), "number optional"),
    ]


def _rank(words: EffectsText, middle: float | None, days: int, depth: int | None) -> html.Div:
    said = "–" if not days else words.outside.format(depth=depth) if middle is None else f"{middle:g}"
    return html.Div([html.Div(said), html.Div(words.observed.format(k=days), className="note")])


def _p(p: float | None, q: float | None) -> Any:
    if p is None:
        return "–"
    return html.Div(
        [html.Div(f"p {small(p)}"), html.Div(f"q {small(q)}" if q is not None else "", className="note")], dir="ltr"
    )


def _elsewhere(text: Text, words: EffectsText, slug: str, found: NaturalExperiment) -> list[Any]:
    """The countries where it happened beside the others."""
    lines = []
    if found.median_elsewhere is not None:
        size = size_text(WORDS[text.code], found.median_elsewhere)
        lines.append(f"{text.count(words.median, found.elsewhere)}: {size[:1].lower()}{size[1:]}")
    for one in found.countries:
        if one.p is not None:
            as_far = round(one.p * (found.elsewhere + 1)) - 1
            country = value_label(text, "country", one.country)
            lines.append(words.apart.format(country=country, m=found.elsewhere, k=as_far, p=small(one.p)))
    if found.elsewhere < 19:
        lines.append(words.no_apart.format(m=found.elsewhere))
    heads = [(words.place, ""), (words.before, "number"), (words.after, "number"), (words.change, "")]
    return [
        html.H2(words.elsewhere, className="h2"),
        html.P([*assistant_names([slug]), " · ", words.elsewhere_why], className="note"),
        html.Ul([html.Li(line) for line in lines]),
        html.Details(
            [
                html.Summary(text.count(words.every, len(found.countries))),
                table(words.elsewhere, heads, [_country(text, words, one) for one in found.countries], "tall"),
            ],
            className="effects-every",
        ),
    ]


def _country(text: Text, words: EffectsText, one: CountryChange) -> list[Cell]:
    effect = one.effect
    mark: list[Any] = [" ", html.Span(words.happened, className="tag")] if one.happened else []
    size = size_text(WORDS[text.code], effect.change, effect.rank_after is None) if effect.change is not None else ""
    return [
        (html.Div([value_label(text, "country", one.country), *mark]), ""),
        (_rank(words, effect.rank_before, effect.days_before, effect.depth), "number"),
        (_rank(words, effect.rank_after, effect.days_after, effect.depth), "number"),
        (size or words.says.get(effect.status, ""), ""),
    ]
