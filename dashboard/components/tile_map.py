"""A map of equal tiles, one a country, each with its code and its rank; on phones a list by bin."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components.attributes import aria
from dashboard.components.series_controls import value_label
from dashboard.figures.world import BINS, bin_of
from dashboard.text import Text
from dashboard.text.world import WorldText, world_text
from tracker import catalog
from tracker.catalog.tiles import tiles
from tracker.queries.world import NOT_IN_CHART, NOT_OBSERVED, NOT_SOLD

SIGNS = {NOT_IN_CHART: "–", NOT_SOLD: "", NOT_OBSERVED: "?"}
LOOKS = {NOT_IN_CHART: "beyond", NOT_SOLD: "unsold", NOT_OBSERVED: "unseen"}


def tile_map(text: Text, cells: Mapping[str, int], store: str, history: Callable[[str], str]) -> list[Any]:
    """The map and the list that stands for it on phones. `cells`: country → rank or state; `history`: its link."""
    return [_map(text, cells, store, history), _by_bin(text, cells)]


def _map(text: Text, cells: Mapping[str, int], store: str, history: Callable[[str], str]) -> html.Div:
    words = world_text(text)
    parts = []
    for code, place in tiles().items():
        country = catalog.countries()[code]
        if code not in cells and not country.has_store(store):
            continue
        name, at = value_label(text, "country", code), {"gridColumn": place.column + 1, "gridRow": place.row + 1}
        if code not in cells:
            parts.append(html.Span(code.upper(), className="tile unfollowed", style=at, **aria(hidden="true")))
            continue
        said = f"{name}: {cell_words(words, cells[code])}"
        mark = html.B(cells[code] if cells[code] > 0 else SIGNS[cells[code]])
        shown = html.Span([html.Span(code.upper()), mark], title=said, className="tile-inside")
        link = dmc.Anchor(
            shown, href=history(code), underline="never", className=f"tile {look_of(cells[code])}", style=at,
            **aria(label=said),
        )  # fmt: skip
        parts.append(link)
    return html.Div(parts, className="tiles", dir="ltr", role="group", **aria(label=words.rank_over_time))


def look_of(cell: int) -> str:
    """The class of a tile; dashboard/assets/world.css has its colours."""
    return f"bin-{bin_of(cell)}" if cell > 0 else LOOKS[cell]


def cell_words(words: WorldText, cell: int) -> str:
    """What a cell says, in words: "No. 1", "rank 7", "not in the chart"."""
    if cell > 0:
        return words.no_1 if cell == 1 else words.rank.format(n=cell)
    return {NOT_IN_CHART: words.not_in_chart, NOT_SOLD: words.not_sold, NOT_OBSERVED: words.not_observed}[cell]


def bin_names(words: WorldText) -> list[str]:
    """The bins in words, the best first."""
    spans = [f"{better + 1}–{deepest}" for better, deepest in pairwise(BINS)]
    return [words.no_1, *spans, words.deeper]


def _by_bin(text: Text, cells: Mapping[str, int]) -> html.Dl:
    words = world_text(text)
    looks = {f"bin-{place}": name for place, name in enumerate(bin_names(words))}
    looks |= {"beyond": words.not_in_chart, "unsold": words.not_sold, "unseen": words.not_observed}
    parts: list[Any] = []
    for look, name in looks.items():
        inside = sorted(
            (cell, value_label(text, "country", code)) for code, cell in cells.items() if look_of(cell) == look
        )
        if inside:
            parts.append(html.Dt([html.Span(name, className=f"bin {look}"), html.Span(len(inside))]))
            parts.append(html.Dd(text.comma.join(country for _, country in inside)))
    return html.Dl(parts, className="tile-list")
