"""Where each country stands on a map of equal tiles: a place that keeps neighbours near each other."""

import csv
import io
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from tracker.errors import ConfigurationError


class Tile(NamedTuple):
    column: int  # 0 is in the west
    row: int  # 0 is in the north


@cache
def tiles() -> dict[str, Tile]:
    """The place of each country that has one, by its code. Raises ConfigurationError for two countries on one tile."""
    text = (files("tracker.catalog") / "countries.csv").read_text(encoding="utf-8")
    found: dict[str, Tile] = {}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        if not row["tile_col"]:
            continue
        place = Tile(int(row["tile_col"]), int(row["tile_row"]))
        if place in found.values():
            raise ConfigurationError(f"countries.csv: {row['iso2']} stands on a tile that is taken: {tuple(place)}")
        found[row["iso2"]] = place
    return found
