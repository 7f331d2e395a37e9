"""Review and add events: shown only where the admin token is set; assets/admin.js sends what they say."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components.attributes import aria, data
from dashboard.components.event_evidence import evidence_fold
from dashboard.components.event_table import assistant_names, event_time, event_title, kind_mark
from dashboard.components.marks import outside
from dashboard.text import Text
from dashboard.text.events import EventsText
from tracker import catalog
from tracker.catalog.dated_events import KINDS, PRECISIONS
from tracker.queries.event_list import ListedEvent
from tracker.queries.news_candidates import EvidenceRow


def admin_plate(
    text: Text,
    words: EventsText,
    candidates: Sequence[ListedEvent],
    found: Mapping[str, Sequence[EvidenceRow]],
    is_admin: bool,
) -> html.Section:
    """A sign-in for those who know the token; for those signed in, the queue and the form.

    `found`: the articles that candidates rest on, by their ids.
    """
    if not is_admin:
        form = html.Form(
            [
                dmc.PasswordInput(label=words.admin_key, name="token", required=True, autoComplete="off",
                                  id="admin-token", className="field"),
                html.Button(words.sign_in, className="button"),
                _error(),
            ],
            className="fields", **data(posts="/admin/session", failed=words.failed),
        )  # fmt: skip
        return html.Section([html.H2(words.sign_in, className="h2"), html.P(words.sign_in_why, className="subtitle"),
                             form], className="plate admin", id="admin")  # fmt: skip
    out = html.Button(words.sign_out, className="button",
                      **data(posts="/admin/session", method="DELETE", failed=words.failed))  # fmt: skip
    return html.Section(
        [
            html.H2(words.review, className="h2"),
            _queue(text, words, candidates, found),
            html.H2(words.add, className="h2"),
            html.P(words.add_why, className="subtitle"),
            add_form(words),
            html.P([words.signed_in, " ", out], className="note"),
        ],
        className="plate admin", id="admin",
    )  # fmt: skip


def decision_buttons(words: EventsText, event_id: str, decisions: Sequence[str] = ("accept", "reject")) -> html.Span:
    said = {"accept": words.accept, "reject": words.reject}
    return html.Span(
        [
            html.Button(said[one], className="button", **data(posts=f"/admin/events/{event_id}/{one}",
                                                              failed=words.failed))
            for one in decisions
        ]
        + [_error()],
        className="decide",
    )  # fmt: skip


def _error() -> html.Span:
    return html.Span("", className="form-error", role="alert")


def _queue(
    text: Text, words: EventsText, candidates: Sequence[ListedEvent], found: Mapping[str, Sequence[EvidenceRow]]
) -> Any:
    if not candidates:
        return html.P(words.nothing_to_review, className="note")
    return html.Ol(
        [
            html.Li(
                [
                    html.Div(
                        [
                            html.Div(outside(html.Bdi(event_title(text, event)), event.url), className="event-title"),
                            html.Div([kind_mark(text, event.kind, event.assistants), event_time(text, event),
                                      *assistant_names(event.assistants), html.Bdi(event.publisher)],
                                     className="facts"),
                            evidence_fold(text, words, found.get(event.event_id, ())),
                        ]
                    ),
                    decision_buttons(words, event.event_id),
                ]
            )
            for event in candidates
        ],
        className="queue",
    )  # fmt: skip


def add_form(words: EventsText, **more: str) -> html.Form:
    """The form of a new event; `stays="yes"`: the page is loaded anew, instead of the page of the new event."""

    def field(name: str, label: str, **more: Any) -> dmc.TextInput:
        return dmc.TextInput(label=label, name=name, id=f"add-{name}", className="field", **more)

    assistants = [{"value": slug, "label": one.label} for slug, one in catalog.assistants().items()]
    categories = [{"value": slug, "label": words.categories[slug]} for slug in KINDS]
    precisions = [{"value": one, "label": words.precision[one]} for one in PRECISIONS]
    picker = {"comboboxProps": {"withinPortal": False}, "className": "field"}
    return html.Form(
        [
            field("date", words.date, required=True, placeholder="2026-11-02"),
            dmc.Select(id="add-precision", label=words.how_exact, name="precision", data=precisions, value="day",
                       allowDeselect=False, **picker),
            field("title", words.title, required=True),
            field("link", words.link, required=True, placeholder="https://"),
            field("publisher", words.publisher),
            dmc.Select(id="add-category", label=words.category, name="category", data=categories, value="market",
                       allowDeselect=False, **picker),
            dmc.MultiSelect(id="add-assistants", label=words.assistants, name="assistants", data=assistants,
                            searchable=True, **picker),
            field("countries", words.countries, placeholder=words.countries_hint),
            html.Button(words.save, className="button primary"),
            _error(),
        ],
        className="fields", **data(posts="/admin/events", failed=words.failed, **more), **aria(label=words.add),
    )  # fmt: skip
