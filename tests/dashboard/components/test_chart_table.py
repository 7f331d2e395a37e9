"""Where the rows of a chart lead."""

import pytest

from dashboard.components.chart_table import is_assistant, store_page
from tests.conftest import US_ANDROID, US_IPHONE


def test_a_row_leads_to_the_store_page_of_its_country() -> None:
    assert store_page(US_IPHONE, "6737597349") == "https://apps.apple.com/us/app/id6737597349"
    page = "https://play.google.com/store/apps/details?id=com.deepseek.chat&gl=us"
    assert store_page(US_ANDROID, "com.deepseek.chat") == page


@pytest.mark.parametrize("app_id", ["javascript:alert(1)", "1/../../x", "", "١٢٣", "5?x=1"])
def test_an_id_that_the_app_store_could_not_have_given_leads_nowhere(app_id: str) -> None:
    assert store_page(US_IPHONE, app_id) == ""


def test_an_id_cannot_say_more_than_an_id() -> None:
    assert (
        store_page(US_ANDROID, "x&gl=de#y/z")
        == "https://play.google.com/store/apps/details?id=x%26gl%3Dde%23y%2Fz&gl=us"
    )


def test_only_what_people_talk_to_is_called_an_assistant() -> None:
    assert is_assistant("chatgpt")
    assert not is_assistant("m365-copilot")
    assert not is_assistant(None)
