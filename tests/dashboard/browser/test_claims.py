"""The pages /claims and /claims/<id> in a browser."""

import pytest
from playwright.sync_api import expect

from tests.dashboard.browser.conftest import Open, Scheme
from tests.dashboard.browser.test_shell import violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize(
    ("scheme", "language"), [pytest.param("light", "en", marks=pytest.mark.thorough), ("dark", "ar")]
)
@pytest.mark.parametrize("path", ["/claims", "/claims/S08"])
def test_both_pages_fit_every_width_and_axe_finds_nothing(
    open_page: Open, simulated_url: str, path: str, scheme: Scheme, language: str
) -> None:
    page = open_page(f"{simulated_url}{path}?lang={language}", scheme=scheme, wait_for=".claim", width=1280)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"at {width} px"
        assert violations(page) == [], f"at {width} px"


def test_a_claim_leads_to_its_page_and_to_those_it_contradicts(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + "/claims", wait_for=".claim")
    page.locator('a[href="/claims/S08"]').click()
    expect(page.locator("h1")).to_contain_text("most downloaded")
    expect(page.locator(".claim-page table tbody tr")).to_have_count(1)
    page.locator('a[href="/claims/S27"]').click()
    expect(page.locator("h1")).to_contain_text("top-rated")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("most downloaded")


def test_a_reported_rank_has_a_page_and_an_unknown_claim_says_so(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + "/claims/R001", wait_for=".claim")
    expect(page.locator(".verdict").first).to_be_visible()
    page = open_page(simulated_url + "/claims/nobody-said-this", wait_for=".plate")
    expect(page.locator("body")).to_contain_text("nobody-said-this")
