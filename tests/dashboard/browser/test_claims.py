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
    expect(page.locator(".claim-page > div > .scroll tbody tr")).to_have_count(1)
    page.locator('a[href="/claims/S27"]').click()
    expect(page.locator("h1")).to_contain_text("top-rated")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("most downloaded")


def test_a_reported_rank_has_a_page_and_an_unknown_claim_says_so(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + "/claims", wait_for=".claim")
    page.locator('a[href="/claims/R001"]').click()
    expect(page.locator("h1")).to_have_text(
        "ChatGPT: deeper than 10 in “year-end most downloaded free iPhone apps”, App Store, United States,"
        " 1 Jan 2023 – 31 Dec 2023"
    )
    expect(page.locator(".verdict").first).to_be_visible()
    page = open_page(simulated_url + "/claims/nobody-said-this", wait_for=".plate")
    expect(page.locator("body")).to_contain_text("nobody-said-this")


def test_what_a_chart_says_can_be_cited_and_its_address_keeps_what_was_seen(
    open_page: Open, simulated_url: str
) -> None:
    page = open_page(simulated_url + "/", wait_for=".claim")
    page.locator(".caption a", has_text="Cite this").click()
    expect(page.locator("h1")).to_contain_text("DeepSeek ranked No. 1")
    expect(page.locator(".verdict").first).to_have_text("Supported")
    said = page.locator("#citation").inner_text()
    assert said.startswith("SIMULATED. Rank Tracker: DeepSeek ranked No. 1")
    address = said.split()[-1]
    page = open_page(address, wait_for=".claim")
    expect(page.locator(".claim-page")).to_contain_text("The evidence is the same as when this address was made")


def test_another_fingerprint_is_a_restatement(open_page: Open, simulated_url: str) -> None:
    asked = "assistant=deepseek&store=apple&country=us&chart=top-free&category=all&rank=1"
    seen = "since=2025-01-26&until=2025-01-26&evidence=0123456789ab&verdict=contradicted"
    page = open_page(f"{simulated_url}/claims/cite?{asked}&{seen}", wait_for=".claim")
    expect(page.locator(".restated")).to_contain_text("then: Contradicted")


def test_the_files_of_a_claim_hold_what_its_page_says(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + "/claims/S08", wait_for=".claim")
    with page.expect_download() as started:
        page.locator("button", has_text="PNG").click()
    assert started.value.suggested_filename == "claims-S08.png"
    assert started.value.path().read_bytes().startswith(b"\x89PNG")
    answer = page.request.get(simulated_url + "/claims/S08.json")
    assert answer.json()["evidence"] in page.locator(".evidence").first.inner_text()
    assert answer.json()["simulated"] is True
    assert page.request.get(simulated_url + "/claims/S08.md?lang=ar").text().count("محاكاة") == 1
    assert page.request.get(simulated_url + "/claims/nobody.json").status == 404
    assert page.request.get(simulated_url + "/claims/cite.json?store=x").status == 400
