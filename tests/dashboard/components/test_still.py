from typing import Any

import dash_mantine_components as dmc
import pytest
from dash import Dash, Input, Output, dcc, html

from dashboard.components.attributes import aria, data
from dashboard.components.still import Still, live_ids, stilled

LIVE = frozenset({"plot", "button"})


def trees_of(component: Any) -> Any:
    assert isinstance(component, Still)
    return component.trees


def test_what_only_stands_there_becomes_one_component() -> None:
    page = html.Section([html.H2("Ranks", className="h2"), html.P(["No. ", 1, html.B("!")], id="words")], **data(a="b"))
    assert trees_of(stilled(page, LIVE)) == [
        [
            "section",
            {"data-a": "b"},
            ["h2", {"className": "h2"}, "Ranks"],
            ["p", {"id": "words"}, "No. ", 1, ["b", {}, "!"]],
        ]
    ]


def test_what_a_callback_uses_stays_a_component_and_so_does_what_holds_it() -> None:
    button = html.Button("CSV", id="button")
    page = html.Div([html.H2("a"), html.P("b"), html.Div([html.B("c"), button]), dcc.Store(id="kept"), html.P("d")])
    live = stilled(page, LIVE)
    assert live is page
    before, inner, store, after = live.children
    assert trees_of(before) == [["h2", {}, "a"], ["p", {}, "b"]]
    assert trees_of(inner.children[0]) == [["b", {}, "c"]]
    assert inner.children[1] is button
    assert isinstance(store, dcc.Store)
    assert trees_of(after) == [["p", {}, "d"]]


def test_links_to_pages_of_ours_are_links_of_a_tree_with_their_own_attributes_only() -> None:
    link = dmc.Anchor("All", href="/?range=all", underline="never", className="x", **aria(current="true"))
    assert trees_of(stilled(html.Nav([link]), LIVE)) == [
        [
            "nav",
            {},
            [
                "link",
                {"href": "/?range=all", "className": "x", "aria-current": "true", "data-underline": "never"},
                "All",
            ],
        ]
    ]


def test_text_stays_text() -> None:
    name = "<img src=x onerror=alert(1)>"
    assert trees_of(stilled(html.Bdi(name), LIVE)) == [["bdi", {}, name]]


@pytest.mark.parametrize("nothing", [None, []])
def test_an_element_may_be_empty(nothing: Any) -> None:
    assert trees_of(stilled(html.Div(nothing), LIVE)) == [["div", {}]]


def test_the_ids_of_an_app_are_those_of_its_callbacks() -> None:
    app = Dash("still")
    app.layout = html.Div()
    app.callback(Output("one", "children"), Input("two", "value"))(str)
    app.callback([Output("three", "data"), Output("four", "data")], Input("two", "value"))(str)
    assert live_ids(app) == {"one", "two", "three", "four"}
