"""Parts of a page that no callback touches, as one component.

Dash wraps every component in one of its own that listens for changes; of a page with two thousand, making those takes
longer than all the rest. What only stands there is sent as a tree, and assets/still.js makes the same elements of it.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, dcc
from dash.development.base_component import Component

from dashboard.components.parts import is_part

LINK = "link"  # the tree's word for a link to another page of ours, which needs no new document
LINKS = (dcc.Link, dmc.Anchor)
LINK_PROPS = ("id", "href", "className", "style", "title", "target")
# Where Dash keeps what is no attribute.
NOT_SAID = frozenset({"children", "available_properties", "available_wildcard_properties"})
# What a reader types into has a state of its own.
TYPED_INTO = ("Textarea", "Select", "Option", "Input")

Tree = str | int | float | list[Any]


class Still(Component):
    """A tree of elements: `[tag, attributes, child, ...]`, a child being text, a number or a tree."""

    _namespace = "rank_tracker"
    _type = "Still"
    _prop_names = ["trees"]  # noqa: RUF012  as Dash declares them
    _base_nodes: list[str] = []  # noqa: RUF012  Dash need not look into it
    _children_props: list[str] = []  # noqa: RUF012
    _valid_wildcard_attributes: list[str] = []  # noqa: RUF012
    available_properties = ["trees"]  # noqa: RUF012

    trees: list[Tree]

    def __init__(self, trees: Sequence[Tree]) -> None:
        super().__init__(trees=list(trees))  # type: ignore[no-untyped-call]


def live_ids(app: Dash) -> frozenset[str]:
    """The ids that callbacks of this app read or write."""
    found: set[str] = set()
    for one in app._callback_list:
        found |= {str(part["id"]) for part in (*one["inputs"], *one["state"])}
        outputs = one["output"].removeprefix("..").removesuffix("..").split("...")
        found |= {output.rsplit(".", 1)[0] for output in outputs}
    return frozenset(found)


def stilled(component: Any, live: Collection[str]) -> Any:
    """The component with its still parts as `Still`; `live` are the ids that callbacks use.

    It is changed in place, where not all of it is still.
    """
    tree = _tree(component, live)
    return _wrapped([component], [tree])[0] if tree is not None else component


def _tree(part: Any, live: Collection[str]) -> Tree | None:
    """The part as a tree; None: it is not still, and what is still in it was replaced."""
    if isinstance(part, str | int | float):
        return part
    if not isinstance(part, Component):
        return None
    inside = list(_children(part))
    trees = [_tree(child, live) for child in inside]
    head = _head(part, live)
    if head is not None and None not in trees:
        return [*head, *trees]
    if inside and hasattr(part, "children"):
        part.children = _wrapped(inside, trees)
    return None


def _children(part: Component) -> Iterator[Any]:
    inside = getattr(part, "children", None)
    if isinstance(inside, list | tuple):
        yield from (one for one in inside if one is not None)
    elif inside is not None:
        yield inside


def _head(part: Component, live: Collection[str]) -> list[Any] | None:
    """Tag and attributes; None: it is none of those that only stand there."""
    said = {key: value for key, value in vars(part).items() if key not in NOT_SAID and key[0] != "_"}
    if str(said.get("id", "")) in live or is_part(said.get("id")):
        return None
    if isinstance(part, LINKS):
        kept = {key: value for key, value in said.items() if key in LINK_PROPS or key[:5] in {"aria-", "data-"}}
        return [LINK, kept | ({"data-underline": "never"} if said.get("underline") == "never" else {})]
    if type(part).__module__.startswith("dash.html") and part._type not in TYPED_INTO:
        return [part._type.lower(), said]
    return None


def _wrapped(parts: Sequence[Any], trees: Sequence[Tree | None]) -> list[Any]:
    """The parts, every run of still ones as one component."""
    made: list[Any] = []
    run: list[Tree] = []
    for part, tree in zip([*parts, None], [*trees, None], strict=True):
        if tree is not None:
            run.append(tree)
            continue
        if run:
            made.append(Still(run))
            run = []
        if part is not None:
            made.append(part)
    return made
