"""A state with words: what is so, why, one next step. Never an empty chart, never a traceback."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html


def state_plate(title: str, why: str, *next_steps: Any, hatched: str = "") -> html.Section:
    """A plate in the place of a page's first one; the title is the page's heading.

    `hatched` is the word in the empty space where a chart would be; without it there is no such space.
    """
    space = html.Div(html.Span(hatched), className="nothing-observed")
    parts = [
        html.H1(title, className="claim"),
        html.P(why, className="subtitle"),
        *next_steps,
        *([space] if hatched else []),
    ]
    return html.Section(parts, className="plate state")


def command(line: str) -> html.Pre:
    return html.Pre(html.Code(line), className="command", tabIndex="0")


def steps(*links: tuple[str, str]) -> html.P:
    """Buttons that are links: words and where they lead. The first is the one to take."""
    buttons: Sequence[Any] = [
        dmc.Anchor(words, href=href, underline="never", className="button primary" if place == 0 else "button")
        for place, (words, href) in enumerate(links)
    ]
    return html.P(list(buttons), className="steps")
