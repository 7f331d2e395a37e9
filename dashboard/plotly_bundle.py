"""Plotly for the browser: the third of it that our charts need, where `make` could fetch it, else the whole.

Without it the first chart of a cold browser waits for 4.8 MB of script, not 1.5. Dash takes a Plotly that is there.
"""

from pathlib import Path

from dash import Dash
from flask import Response, send_file

FILE = Path(__file__).parent / "bundle" / "plotly-cartesian.min.js"  # dashboard/fetch_plotly.sh puts it there
PATH = "_plotly/plotly-cartesian.min.js"
WHOLE = "_dash-component-suites/plotly/package_data/plotly.min.js"  # Dash asks for it once a page wants to draw
KEPT = 86_400  # seconds


def plotly_path() -> str:
    """Where the browser finds Plotly, below the prefix of the app."""
    return f"{PATH}?{FILE.stat().st_mtime_ns}" if FILE.is_file() else WHOLE


def plotly_script(prefix: str) -> str:
    """The script element that brings the small Plotly before Dash asks for the whole; nothing where it is not there."""
    return f'<script src="{prefix}{plotly_path()}"></script>' if FILE.is_file() else ""


def serve_plotly(app: Dash) -> None:
    def bundle() -> Response:
        return send_file(FILE, mimetype="application/javascript", max_age=KEPT)

    if FILE.is_file():
        app.server.add_url_rule(f"/{PATH}", "plotly_bundle", bundle)
