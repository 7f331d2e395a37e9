"""Overtakes and streaks of a race as dated lists, and its places as a table."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard import theme
from dashboard.components.attributes import aria
from dashboard.components.marks import named
from dashboard.race_order import Overtake, Period, Streak
from dashboard.rank_view import in_focus
from dashboard.text import Text
from dashboard.text.language import number
from dashboard.text.race import RaceWords
from tracker.models import State

MOST_PINNED = 9
MOST_STREAKS = 6
MOST_ROWS = 62


def most_telling(overtakes: Sequence[Overtake]) -> list[Overtake]:
    """Those nearest to the top, then those that lasted longest, as many as get a disc; by day."""
    telling = sorted(overtakes, key=lambda one: (one.rank, -one.days_ahead))[:MOST_PINNED]
    return [one for one in overtakes if one in telling]


def race_rail(
    text: Text,
    words: RaceWords,
    overtakes: Sequence[Overtake],
    pinned: Sequence[Overtake],
    streaks: Sequence[Streak],
    labels: Mapping[str, str],
) -> html.Aside:
    parts: list[Any] = [html.H2(words.overtakes, className="h3"), html.P(words.overtakes_why, className="note")]
    if not overtakes:
        parts.append(html.P(words.no_overtakes, className="note"))
    items = [_overtake(text, words, one, labels, place) for place, one in enumerate(pinned, start=1)]
    parts.append(html.Ol(items, className="pins", id="overtakes"))
    if len(overtakes) > len(pinned):
        every = [_overtake(text, words, one, labels) for one in overtakes]
        parts.append(_more(words.all_overtakes.format(n=len(overtakes)), every, "all-overtakes"))
    parts += [html.H2(words.streaks, className="h3"), html.P(words.streaks_why, className="note")]
    if not streaks:
        parts.append(html.P(words.no_streaks, className="note"))
    longest = sorted(streaks, key=lambda one: -one.days_seen)[:MOST_STREAKS]
    shown = [_streak(text, words, one, labels) for one in streaks if one in longest]
    parts.append(html.Ol(shown, className="pins every", id="streaks"))
    if len(streaks) > len(longest):
        every = [_streak(text, words, one, labels) for one in streaks]
        parts.append(_more(words.all_streaks.format(n=len(streaks)), every, "all-streaks"))
    return html.Aside(parts, className="rail race-rail", **aria(label=words.overtakes))


def _more(summary: str, items: Sequence[html.Li], list_id: str) -> html.Details:
    return html.Details(
        [html.Summary(summary), html.Ol(list(items), className="pins every")], className="all-events", id=list_id
    )


def _who(slug: str, labels: Mapping[str, str]) -> html.B:
    hue = slug if slug in in_focus(list(labels)) else ""
    return html.B(html.Bdi(labels[slug]), style={"color": theme.css(theme.text_colour(hue))})


def _filled(sentence: str, **parts: Any) -> list[Any]:
    """A sentence with components in the places of its values."""
    found: list[Any] = []
    rest = sentence
    while "{" in rest:
        before, _, rest = rest.partition("{")
        key, _, rest = rest.partition("}")
        found += [before, parts[key]]
    return [*found, rest]


def _overtake(
    text: Text, words: RaceWords, one: Overtake, labels: Mapping[str, str], place: int | None = None
) -> html.Li:
    title = _filled(words.passed, first=_who(one.assistant, labels), second=_who(one.passed, labels))
    sure = (one.day - one.last_day_behind).days == 1
    when = (words.on if sure else words.by).format(day=text.day(one.day), behind=text.day(one.last_day_behind))
    held = text.count(words.ahead if one.certain else words.ahead_least, one.days_ahead)
    facts = [html.Time(when, dateTime=one.day.isoformat()), html.Span(held)]
    if one.ended_on is None:
        facts.append(html.Span(words.still_ahead))
    body = html.Div([html.Div(title, className="event-title"), html.Div(facts, className="facts")])
    disc = [html.Span(place, className="disc", **aria(hidden="true"))] if place else []
    return html.Li([*disc, body])


def _streak(text: Text, words: RaceWords, one: Streak, labels: Mapping[str, str]) -> html.Li:
    length = text.count(words.streak_least if one.at_least else words.streak, one.days_seen)
    title = html.Div([_who(one.assistant, labels), ": ", length], className="event-title")
    days = text.event_day(one.first_day, one.last_day, "day")
    return html.Li(html.Div([title, html.Div(html.Time(days), className="facts")]))


def race_table(text: Text, words: RaceWords, periods: Sequence[Period], labels: Mapping[str, str]) -> html.Div:
    """One row a period, the newest first: the place of each assistant, or in words why it has none.

    Of very many only the newest are listed; the files hold all.
    """
    head = html.Tr([
        html.Th(words.period, scope="col"),
        *(html.Th(named(slug, label), scope="col") for slug, label in labels.items()),
    ])  # fmt: skip
    rows = [
        html.Tr([
            html.Th(html.Time(_when(text, period), dateTime=(period.seen_on or period.start).isoformat()), scope="row"),
            *(html.Td(_cell(text, words, period, slug)) for slug in labels),
        ])
        for period in list(reversed(periods))[:MOST_ROWS]
    ]  # fmt: skip
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="data race-rows")
    listed = html.Div(table, className="scroll", tabIndex="0", role="group", **aria(label=words.table))
    if len(periods) <= MOST_ROWS:
        return html.Div(listed)
    return html.Div([listed, html.P(words.newest_rows.format(n=MOST_ROWS, m=number(len(periods))), className="note")])


def _when(text: Text, period: Period) -> str:
    if period.seen_on:
        return text.day(period.seen_on)
    return text.event_day(period.start, period.end.fromordinal(period.end.toordinal() - 1), "day")


def _cell(text: Text, words: RaceWords, period: Period, slug: str) -> Any:
    if slug in period.places:
        return words.place.format(place=period.places[slug], rank=period.ranks[slug])
    said: dict[State, str] = {"not_in_chart": text.not_in_chart, "not_sold": text.not_sold}
    state = period.absent.get(slug, "not_observed")
    return html.Span(said.get(state, text.not_observed), className="words")
