"""Typed rows → Plotly figures, as dicts. Pure.

A colour is the name of a token ("--text"): the browser puts the value of the current scheme in its place.
"""

from typing import Any

Figure = dict[str, Any]  # Plotly's: {"data": [...], "layout": {...}}
