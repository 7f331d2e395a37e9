"""The chart's data as a table: the accessible path to what the plot shows."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from dash import html

from dashboard.components.attributes import aria
from dashboard.components.marks import movement, named
from dashboard.components.sparkline import sparkline
from dashboard.rank_view import in_focus
from dashboard.text import Text
from dashboard.text.language import number
from tracker.queries.rank_history import RankSpan
from tracker.queries.standing import Standing

SPARK_DAYS = 30


def best_first(standings: Sequence[Standing]) -> list[Standing]:
    """Ranked ones by rank, then the others in the order given."""
    return sorted(standings, key=lambda standing: (standing.rank is None, standing.rank or 0))


def standing_table(
    text: Text,
    standings: Sequence[Standing],
    labels: Mapping[str, str],
    histories: Mapping[str, Sequence[RankSpan]],
    since: datetime,
    until: datetime,
) -> html.Div:
    """One row an assistant, best first. The columns of less need are hidden on phones."""
    days = min(SPARK_DAYS, max(1, (until - since) // timedelta(days=1)))
    heads = [
        (text.assistant, ""),
        (text.now, "number"),
        (text.change_24_h, "number"),
        (text.change_7_d, "number"),
        (text.best_since.format(day=text.short_day(since)), "number optional"),
        (text.days_at_1, "number optional"),
        (text.count(text.last_days, days), "optional spark"),
        (text.captures_ranked, "number optional"),
    ]
    head = html.Tr([html.Th(words, scope="col", className=kind) for words, kind in heads])
    spark_since = until - timedelta(days=days)
    rows = [
        _row(text, standing, labels, histories.get(standing.assistant, []), spark_since, until)
        for standing in best_first(standings)
    ]
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="data")
    return html.Div(table, className="scroll", tabIndex="0", role="group", **aria(label=text.as_table))


def _row(
    text: Text,
    standing: Standing,
    labels: Mapping[str, str],
    history: Sequence[RankSpan],
    since: datetime,
    until: datetime,
) -> html.Tr:
    hue = _hue(standing, labels)
    cells: list[tuple[Any, str]] = [
        (html.B(standing.rank) if standing.rank else state_words(text, standing, history), "number"),
        (movement(text, standing.rank, standing.rank_day_before), "number"),
        (movement(text, standing.rank, standing.rank_week_before), "number"),
        (standing.best_rank or "–", "number optional"),
        (f"{standing.days_at_1:.1f}" if standing.days_at_1 else "0", "number optional"),
        (sparkline(hue, history, since, until), "optional spark"),
        (text.ranked_of.format(n=number(standing.ranked), m=number(standing.captured)), "number optional"),
    ]
    head = html.Th(named(hue, labels[standing.assistant]), scope="row")
    return html.Tr([head, *(html.Td(inside, className=kind) for inside, kind in cells)])


def _hue(standing: Standing, labels: Mapping[str, str]) -> str:
    """Whose colour it has; that of nobody, grey, out of focus."""
    return standing.assistant if standing.assistant in in_focus(list(labels)) else ""


def state_words(text: Text, standing: Standing, history: Sequence[RankSpan]) -> str:
    """What is so of an assistant that is not ranked, in words."""
    if standing.state == "not_in_chart":
        depth = next((span.depth for span in reversed(history) if span.depth), None)
        return text.not_in_top.format(n=depth) if depth else text.not_in_chart
    return text.not_observed if standing.state == "not_observed" else text.not_sold


def standing_list(
    text: Text, standings: Sequence[Standing], labels: Mapping[str, str], histories: Mapping[str, Sequence[RankSpan]]
) -> html.Ul:
    """The same in short, for phones, where the lines end in numbers alone."""
    return html.Ul(
        [
            html.Li([
                named(_hue(standing, labels), labels[standing.assistant]),
                movement(text, standing.rank, standing.rank_week_before),
                html.B(standing.rank)
                if standing.rank
                else html.Span(state_words(text, standing, histories.get(standing.assistant, [])), className="words"),
            ])
            for standing in best_first(standings)
        ],
        className="standing",
    )  # fmt: skip
