"""One file a URL. A page is one module with a `PAGE`, listed here in the order of the navigation."""

import dash
from dash import Dash

from dashboard.page import page_layout, page_title
from dashboard.pages import health, not_found, race, rank_history, store_chart, world

PAGES = (rank_history.PAGE, store_chart.PAGE, world.PAGE, race.PAGE, health.PAGE)


def register_pages(app: Dash) -> None:
    for order, page in enumerate(PAGES):
        layout = page_layout(page, PAGES)
        dash.register_page(  # type: ignore[no-untyped-call]
            page.module, path=page.path, layout=layout, title=page_title, order=order
        )
        page.register_callbacks(app)
    # Dash knows this page by the end of its module's name.
    dash.register_page(  # type: ignore[no-untyped-call]
        "not_found_404", path="/404", layout=page_layout(not_found.PAGE, PAGES), title=page_title
    )
