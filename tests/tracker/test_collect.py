from dataclasses import replace

from tests.conftest import US_IPHONE, at
from tracker.app_series import badge_series, details_series
from tracker.collect import errands
from tracker.models import Series, Slot

NINE = at("2026-07-10 09:00")


def slot(series: Series) -> Slot:
    return Slot(series, NINE, 100)


def test_charts_that_come_in_one_body_are_asked_for_once() -> None:
    top = [
        Series("apple", "de", "iphone", chart, "all", "apple_viewtop")
        for chart in ("top-free", "top-paid", "top-grossing")
    ]
    (errand,) = errands([slot(series) for series in top])
    assert [one.series for one in errand.slots] == top


def test_charts_of_other_countries_genres_and_times_are_asked_for_on_their_own() -> None:
    series = Series("apple", "de", "iphone", "top-free", "all", "apple_viewtop")
    slots = [slot(series), slot(replace(series, country="fr")), slot(replace(series, category="productivity"))]
    assert len(errands([*slots, Slot(series, at("2026-07-10 10:00"), 200)])) == 4


def test_what_a_store_says_of_our_apps_is_asked_for_like_a_chart() -> None:
    details, badge = errands([slot(details_series("sa")), slot(badge_series("us", "6448311069"))])
    assert details.request.url.startswith("https://itunes.apple.com/lookup?id=")
    assert "6448311069" in details.request.url
    assert details.request.url.endswith("country=sa")
    assert badge.host == "apps.apple.com"
    assert "id6448311069" in badge.request.url


def test_errands_keep_the_order_of_the_slots() -> None:
    slots = [slot(replace(US_IPHONE, country=country)) for country in ("us", "gb", "de")]
    assert [errand.slots[0] for errand in errands(slots)] == slots
