"""The articles that an event rests on: whose they are, when, in which language, and why they are about it."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components.marks import outside
from dashboard.text import Text
from dashboard.text.events import EventsText
from tracker.queries.news_candidates import EvidenceRow

MOST_SHOWN = 20


def evidence_list(text: Text, words: EventsText, rows: Sequence[EvidenceRow]) -> html.Ol:
    """Originals first; copies are marked. At most 20: the rest is counted where the list stands."""
    return html.Ol([html.Li(_article(text, words, row)) for row in rows[:MOST_SHOWN]], className="pins every evidence")


def evidence_said(text: Text, words: EventsText, rows: Sequence[EvidenceRow]) -> str:
    """How many articles of how many outlets."""
    outlets = len({row.outlet.casefold() for row in rows if not row.is_copy})
    articles = text.count(words.article_count, len(rows))
    return words.articles_of.format(articles=articles, outlets=text.count(words.outlet_count, outlets))


def evidence_fold(text: Text, words: EventsText, rows: Sequence[EvidenceRow]) -> Any:
    """The list behind its count; nothing where there is none."""
    if not rows:
        return None
    return html.Details([html.Summary(evidence_said(text, words, rows)), evidence_list(text, words, rows)],
                        className="evidence-fold")  # fmt: skip


def _article(text: Text, words: EventsText, row: EvidenceRow) -> html.Div:
    day = row.published_at.date()
    facts: list[Any] = [
        html.Bdi(row.outlet),
        html.Time(text.event_day(day, None, "day"), dateTime=day.isoformat()),
        *([html.Span(words.languages.get(row.language, row.language))] if row.language else []),
        *([html.Span(text.tiers[row.tier])] if row.tier in text.tiers else []),
        *([html.Span(words.copied)] if row.is_copy else []),
    ]
    because = ", ".join(row.because)
    return html.Div(
        [
            html.Div(outside(html.Bdi(row.title), row.url), className="event-title"),
            html.Div(facts, className="facts"),
            html.P([words.because, ": ", html.Bdi(because or row.why)], className="note"),
        ]
    )
