"""Who an app is: by its id alone, in its time."""

from datetime import date
from pathlib import Path

import pytest

from tests.conftest import at
from tracker import catalog
from tracker.catalog import SHIPPED, LookAlike
from tracker.catalog.colours import GROUNDS, contrast
from tracker.config import Home
from tracker.models import ChartEntry, Series, Slot
from tracker.prepare import prepare
from tracker.storage.captures import Capture, add_captures
from tracker.storage.database import writing

NAMED_BY_THE_ARTICLES = (
    "deepseek", "chatgpt", "claude", "gemini", "meta-ai", "le-chat", "qwen", "copilot", "grok",
)  # fmt: skip


@pytest.mark.parametrize("slug", NAMED_BY_THE_ARTICLES)
def test_every_assistant_of_the_founding_articles_has_an_id_in_both_stores(slug: str) -> None:
    assert {one.store for one in catalog.identities() if one.assistant == slug} == {"apple", "google"}


def test_ernie_and_the_chinese_qwen_are_in_apples_store_only_for_play_is_not_in_china() -> None:
    for slug in ("wenxin", "qianwen"):
        assert {one.store for one in catalog.identities() if one.assistant == slug} == {"apple"}


def test_every_id_says_how_it_was_verified() -> None:
    for one in catalog.identities():
        assert one.verification in {"verified", "single-source"}
        assert one.sources


def test_an_app_that_changed_hands_stands_for_each_in_its_time() -> None:
    office = [one for one in catalog.identities() if one.app_id == "541164041"]
    assert [(one.assistant, one.valid_from, one.valid_to) for one in office] == [
        ("copilot", date(2026, 8, 28), None),
        ("m365-copilot", None, date(2026, 8, 28)),
    ]


def test_tiktok_is_a_control_in_both_stores_and_no_control_is_an_assistant() -> None:
    assert {one.store for one in SHIPPED.controls if one.control == "tiktok"} == {"apple", "google"}
    assert len({one.control for one in SHIPPED.controls}) == 64
    ids = {(one.store, one.app_id) for one in catalog.identities()}
    assert not [one for one in SHIPPED.controls if (one.store, one.app_id) in ids]


def test_every_assistant_has_a_colour_of_its_own_that_is_seen_on_paper_and_in_the_dark() -> None:
    for one in catalog.assistants().values():
        for colour, grounds in zip((one.colour_light, one.colour_dark), GROUNDS.values(), strict=True):
            assert min(contrast(colour, ground) for ground in grounds) >= 3


@pytest.mark.parametrize(("one", "two", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_that_of_wcag(one: str, two: str, ratio: float) -> None:
    assert contrast(one, two) == contrast(two, one) == pytest.approx(ratio, abs=0.005)


# --- look-alikes


def of_store(store: str) -> list[LookAlike]:
    return [one for one in SHIPPED.lookalikes if one.store == store and one.app_id]


@pytest.mark.parametrize("store", ["apple", "google"])
def test_a_look_alike_never_stands_for_an_assistant_whatever_it_is_called(tmp_path: Path, store: str) -> None:
    """Each is captured under the very name of the assistant that it may be confused with; beside it the real one."""
    home = Home(tmp_path)
    prepare(home)
    names = {one.slug: one.name for one in catalog.assistants().values()}
    real = next(one for one in catalog.identities() if (one.assistant, one.store) == ("chatgpt", store))
    fakes = of_store(store)
    assert len(fakes) >= 3
    entries = [ChartEntry(rank, one.app_id, names[one.confusable_with]) for rank, one in enumerate(fakes, start=1)]
    entries.append(ChartEntry(len(entries) + 1, real.app_id, "Some app"))
    device, source = ("iphone", "itunes_rss") if store == "apple" else ("android", "google_play")
    series = Series(store, "us", device, "top-free", "all", source)
    noon = at("2026-10-01 12:00")
    capture = Capture(Slot(series, noon, 100), noon, "ok", tuple(entries), None, 200, None, 1, "run-1", "payload")
    with writing(home) as connection:
        add_captures(connection, [capture])
        rows = connection.execute("SELECT app_id, assistant FROM observation ORDER BY rank").fetchall()
    assert rows == [*((one.app_id, None) for one in fakes), (real.app_id, "chatgpt")]


def test_no_look_alike_is_known_by_its_bundle_either() -> None:
    bundles = {one.bundle.lower() for one in SHIPPED.lookalikes if one.bundle}
    assert len(bundles) >= 10
    assert not bundles & set(catalog.app_ids_by_bundle())
