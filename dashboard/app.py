"""One Dash app for one home. Nothing is loaded from another host."""

import logging

import flask
from dash import Dash, dcc, html, page_container

from dashboard.admin import add_doors
from dashboard.answers_kept import keep_answers
from dashboard.api.routes import add_api
from dashboard.claim_files import serve_claim_files
from dashboard.components.parts import ROUTING, add_parts
from dashboard.compression import compress_answers
from dashboard.feed_route import add_feed
from dashboard.headers import add_headers
from dashboard.hosts import Known, refuse_other_hosts
from dashboard.metrics import add_metrics
from dashboard.page import NO_ANSWER, do_not_keep
from dashboard.pages import register_pages
from dashboard.plotly_bundle import plotly_path, plotly_script, serve_plotly
from dashboard.remembered import remembered
from dashboard.text import text_for
from dashboard.theme import ASSETS
from tracker.config import Home
from tracker.queries.freshness import freshness
from tracker.storage.asking_apart import Console
from tracker.storage.opened import OpenedFile

log = logging.getLogger(__name__)

# The first script runs before the first paint: the colour scheme must not flash, and the server must learn the width.
INDEX = """<!DOCTYPE html>
<html lang="{lang}" dir="{direction}" data-mantine-color-scheme="light">
  <head>
    {metas}
    <title>{title}</title>
    <link rel="icon" type="image/svg+xml" href="{mark}">
    <link rel="alternate" type="application/atom+xml" href="{feed}">
    <script src="{first_script}"></script>
    <link rel="preload" as="script" href="{plotly}">
    {css}
  </head>
  <body>
    <div id="react-entry-point"></div>
    <noscript>{needs_script}</noscript>
    <div>
      {config}
      {scripts}
      {renderer}
    </div>
  </body>
</html>"""


class RankTrackerDash(Dash):
    """Dash with the document in the language of the URL."""

    def interpolate_index(
        self,
        metas: str = "",
        title: str = "",
        css: str = "",
        config: str = "",
        scripts: str = "",
        app_entry: str = "",
        favicon: str = "",
        renderer: str = "",
    ) -> str:
        del title, app_entry, favicon  # INDEX has its own
        text = text_for(flask.request.args.get("lang", "en"))
        simulated = f"{text.simulated} · " if _is_simulated(self.server.config["OPENED"]) else ""
        return INDEX.format(
            lang=text.code,
            direction=text.direction,
            title=simulated + text.brand,
            first_script=self.get_asset_url("before_paint.js"),
            plotly=f"{self.config.requests_pathname_prefix}{plotly_path()}",
            metas=metas,
            mark=self.get_asset_url("mark.svg"),
            feed=f"{self.config.requests_pathname_prefix}feed.atom?lang={text.code}",
            needs_script=text.needs_script,
            css=css,
            config=config,
            scripts=plotly_script(self.config.requests_pathname_prefix) + scripts,
            renderer=renderer,
        )


def create_app(
    home: Home, has_console: bool = True, token: str | None = None, is_known_host: Known | None = None
) -> Dash:
    """The dashboard of this home; `.server` is its WSGI application. Without the console there is no page /sql; without
    a token nobody can write; without a judge of hosts every name is answered.
    """
    app = RankTrackerDash(
        "dashboard",
        title="Rank Tracker",
        update_title="",  # the title says what is shown, also while something loads
        use_pages=True,
        pages_folder="",
        assets_folder=str(ASSETS),
        assets_ignore="before_paint.js",  # the index loads it itself, earlier
        include_pages_meta=False,
        suppress_callback_exceptions=True,  # pages bring their own components
        on_error=_log_error,
        routing_callback_inputs=dict(ROUTING),
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.server.config["HOME"] = home
    app.server.config["OPENED"] = OpenedFile(home.charts_file)
    app.server.config["CONSOLE"] = Console(home.charts_file)
    app.layout = html.Div(
        [
            page_container,
            dcc.Store(id="scheme"),  # assets/scheme.js writes it when the colours change
            dcc.Store(id="window-width"),  # assets/scheme.js writes it when the window becomes another one
            add_parts(app),
        ]
    )
    if is_known_host is not None:
        refuse_other_hosts(app, is_known_host)
    register_pages(app, has_console)
    serve_plotly(app)
    serve_claim_files(app)
    add_doors(app, token)
    keep_answers(app)
    add_api(app)
    add_feed(app)
    add_metrics(app)
    compress_answers(app)
    add_headers(app)
    return app


def _is_simulated(opened: OpenedFile) -> bool:
    try:
        with opened.reading() as (connection, version):
            return remembered(version, "freshness", lambda: freshness(connection)).simulated
    except NO_ANSWER:
        return False  # the page itself says that the database does not answer


def _log_error(error: Exception) -> None:
    """A callback that fails changes nothing on the page; its reason is in the log."""
    do_not_keep()
    log.error("a callback failed", exc_info=error)
