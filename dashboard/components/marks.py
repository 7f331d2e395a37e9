"""Small things that are the same everywhere: the dash of an assistant, a movement, an outside link."""

from typing import Any

from dash import html

from dashboard import theme
from dashboard.components.attributes import aria
from dashboard.figures.readings import is_web
from dashboard.text import Text


def dash_of(assistant: str) -> html.Span:
    """The assistant's colour; decoration, for its name always stands beside it."""
    return html.Span(className="dash", style={"background": theme.css(theme.line_colour(assistant))})


def named(assistant: str, label: str) -> html.Span:
    return html.Span([dash_of(assistant), html.Bdi(label)], className="named")


def movement(text: Text, rank: int | None, before: int | None) -> html.Span:
    """How far up or down: a triangle and a number, with the words for those who do not see them."""
    if rank is None or before is None:
        return html.Span(["–", html.Span(text.unknown_change, className="sr")], className="move same")
    by = before - rank
    if by == 0:
        return html.Span(["=", html.Span(text.same, className="sr")], className="move same")
    way = "up" if by > 0 else "down"
    words = (text.up if by > 0 else text.down).format(n=abs(by))
    shown = html.Span([html.I(className=f"arrow {way}"), str(abs(by))], **aria(hidden="true"))
    return html.Span([shown, html.Span(words, className="sr")], className=f"move {way}")


def outside(words: Any, url: str) -> Any:
    """A link to a source in a new tab; only the words, if the address is not one of the web."""
    if not is_web(url):
        return words
    return html.A(words, href=url, target="_blank", rel="noopener noreferrer")
