"""The parts of a page that another view of the same page brings anew.

Dash makes a page anew, with every control and every listener, at each change of its address: of the time from a click
to the picture that takes a third. So a page says which parts it has. Where nothing but their insides changed, only
those are sent, and assets/parts.js puts in what is not there already.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from dash import Dash, Input, Output, State, ctx, dcc, html, no_update, set_props
from dash.dependencies import ClientsideFunction
from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

PREFIX = "part-"
MAIN = f"{PREFIX}main"  # replaced by a callback, because what it holds has callbacks of its own
ARRIVED = "parts-arrived"  # a store: what came for the page that is shown
SHOWN = "page-shown"  # a store within the page: which frame is shown
ROUTING = {"shown": State(SHOWN, "data", allow_optional=True)}  # of Dash's own callback of pages


def part(name: str, children: Any) -> html.Div:
    """A part that takes no room of its own: its children are laid out as if it were not there."""
    return html.Div(children, id=PREFIX + name, className="part")


def is_part(component_id: object) -> bool:
    return isinstance(component_id, str) and component_id.startswith(PREFIX)


def parted(controls: Sequence[Any]) -> list[Any]:
    """The control row, each control a part: what one choice leaves as it is stays in the document."""
    return [_parted(f"control-{place}", control) for place, control in enumerate(controls)]


def _parted(name: str, control: Any) -> Any:
    if {"summary", "choices"} & set(str(getattr(control, "className", "")).split()):
        control.children = [part(f"{name}-{place}", choice) for place, choice in enumerate(control.children)]
        return control
    return part(name, control)


def whole_or_parts(page: Component, shown: str | None) -> Any:
    """The page, or where its frame is shown already, its parts alone: Dash is then told to leave the page as it is."""
    parts = {str(found.id): found for found in _parts(page)}
    insides = {name: found.children for name, found in parts.items()}
    for found in parts.values():
        found.children = None
    frame = hashlib.sha256(json.dumps(page, cls=PlotlyJSONEncoder).encode()).hexdigest()[:16]
    if frame == shown:
        asked = {name: ctx.inputs.get(f"_pages_location.{name}") for name in ("pathname", "search")}
        set_props(ARRIVED, {"data": asked | {"parts": insides}})
        return no_update
    for name, found in parts.items():
        found.children = insides[name]
    return html.Div([page, dcc.Store(id=SHOWN, data=frame)])


def _parts(component: Any) -> Iterator[Any]:
    """The outermost parts of a tree."""
    if is_part(getattr(component, "id", None)):
        yield component
        return
    inside = getattr(component, "children", None)
    for child in inside if isinstance(inside, list | tuple) else [inside]:
        if isinstance(child, Component):
            yield from _parts(child)


def add_parts(app: Dash) -> dcc.Store:
    """The store that parts arrive in; it belongs into the layout of the app."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("parts", "replace"), Output(MAIN, "children"), Input(ARRIVED, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    return dcc.Store(id=ARRIVED)
