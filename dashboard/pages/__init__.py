"""One file a URL. A page is one module with a `PAGE`, listed here in the order of the navigation."""

import dash
from dash import Dash

from dashboard.page import page_layout, page_title
from dashboard.pages import (
    claim,
    claims,
    event,
    events,
    health,
    not_found,
    race,
    rank_history,
    sql,
    store_chart,
    world,
)

PAGES = (
    rank_history.PAGE, store_chart.PAGE, world.PAGE, race.PAGE, events.PAGE, event.PAGE, claims.PAGE, claim.PAGE,
    health.PAGE, sql.PAGE,
)  # fmt: skip


def register_pages(app: Dash, has_console: bool) -> None:
    pages = tuple(page for page in PAGES if has_console or page is not sql.PAGE)
    for order, page in enumerate(pages):
        layout = page_layout(page, pages)
        dash.register_page(  # type: ignore[no-untyped-call]
            page.module,
            path=page.path or None,  # Dash makes one of the template
            path_template=page.template or None,
            layout=layout,
            title=page_title,
            order=order,
        )
        page.register_callbacks(app)
    # Dash knows this page by the end of its module's name.
    dash.register_page(  # type: ignore[no-untyped-call]
        "not_found_404", path="/404", layout=page_layout(not_found.PAGE, pages), title=page_title
    )
