"""Any address that is no page."""

from dash import Dash

from dashboard.components.shell import PageContent
from dashboard.components.state_box import state_plate, steps
from dashboard.page import Page, Visit


def content(visit: Visit) -> PageContent:
    text = visit.text
    plate = state_plate(text.no_page, text.no_page_why, steps((text.start_over, f"/?lang={text.code}")))
    return PageContent(text.no_page, [plate])


def register_callbacks(_: Dash) -> None:
    """It has none."""


PAGE = Page("not_found", "", lambda text: text.no_page, content, register_callbacks)
