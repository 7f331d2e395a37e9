import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import at
from tracker import catalog
from tracker.archives.chart import Said
from tracker.archives.words import IMPORTED, category_of, chart_of, instant, origin_of, said_by_address, series_of
from tracker.errors import ParseError
from tracker.models import Series

US_APPLE = Said("apple", "US", None, "free", "Food & Drink", None, "Tea/ranks (v2)")


def test_words_of_archives_become_ours() -> None:
    assert series_of(US_APPLE, Said()) == Series(
        "apple", "us", "iphone", "top-free", "food-drink", "import-tea-ranks-v2"
    )


def test_two_endpoints_of_one_archive_are_two_sources() -> None:
    said = US_APPLE._replace(source="itunes_rss")
    assert series_of(said, Said()).source == "import-tea-ranks-v2-itunes_rss"


def test_what_was_imported_and_exported_keeps_its_source() -> None:
    said = US_APPLE._replace(source="import-tea", origin=None)
    assert series_of(said, Said()).source == "import-tea"
    assert origin_of(said, Said()) == "tea"


@given(origin=st.text(min_size=1), endpoint=st.text())
def test_no_name_makes_an_imported_source_look_observed(origin: str, endpoint: str) -> None:
    try:
        source = series_of(US_APPLE._replace(origin=origin, source=endpoint), Said()).source
    except ParseError:
        return
    assert source.startswith(IMPORTED)
    assert source not in {"import-", "itunes_rss", "google_play"}
    assert " " not in source and "/" not in source


def test_the_user_says_only_what_the_file_leaves_open() -> None:
    told = Said(country="us", chart="top-free", category="all", origin="tea")
    assert series_of(Said("apple"), told).name == "apple/us/iphone/top-free/all/import-tea"
    with pytest.raises(ParseError, match="the file says country 'jp', not 'us'"):
        series_of(Said("apple", "jp"), told)
    with pytest.raises(ParseError, match="the file says origin 'coffee', not 'tea'"):
        series_of(Said("apple", origin="coffee"), told)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"country": "xx"}, "country 'xx' is none where the apple store has charts"),
        ({"store": "huawei"}, "store 'huawei' is none that we know"),
        ({"chart": "rising"}, "chart 'rising' is none that we know"),
        ({"category": "apps"}, "category 'apps' is none that the apple store has"),
        ({"category": "comics"}, "category 'comics' is none that the apple store has"),
        ({"device": "android"}, "device 'android' is none that the apple store has"),
        ({"store": "google", "country": "cu", "category": "stickers"}, "is none"),
        ({"origin": "--"}, "origin '--' has no letter or digit"),
        ({"country": "", "category": None}, "does not say its country, category; say it with --country --category"),
    ],
)
def test_an_unknown_word_is_refused(words: dict[str, str], why: str) -> None:
    with pytest.raises(ParseError, match=why):
        series_of(US_APPLE._replace(**words), Said())


@pytest.mark.parametrize("store", catalog.STORES)
def test_our_own_slugs_mean_themselves(store: str) -> None:
    for one in catalog.categories().values():
        if one.apple_genre if store == "apple" else one.google_name:
            assert category_of(one.slug, store) == one.slug
    assert [chart_of(chart) for chart in catalog.CHARTS] == list(catalog.CHARTS)


@pytest.mark.parametrize(
    ("word", "slug"),
    [("book", "books"), ("magazine_and_newspapers", "magazines"), ("6007", "productivity"), ("Overall", "all"),
     ("graphics_and_design", "graphics-design"), ("36", "all"), ("Photo & Video", "photo-video")],
)  # fmt: skip
def test_categories_of_archives(word: str, slug: str) -> None:
    assert category_of(word, "apple") == slug


def test_an_address_says_its_chart() -> None:
    games = said_by_address("https://itunes.apple.com/cn/rss/toppaidapplications/limit=100/genre=6014/json")
    assert games == Said("apple", "cn", "iphone", "top-paid", "6014", "itunes_rss")
    ipad = said_by_address("https://itunes.apple.com/us/rss/topfreeipadapplications/limit=100/json")
    assert ipad == Said("apple", "us", "ipad", "top-free", "all", "itunes_rss")
    v2 = said_by_address("https://rss.marketingtools.apple.com/api/v2/kr/apps/top-free/25/apps.json?genre=6007")
    assert v2 == Said("apple", "kr", "iphone", "top-free", "all", "apple_rss")
    assert said_by_address("https://rss.applemarketingtools.com/api/v2/us/music/most-played/10/songs.json") is None
    assert said_by_address("https://example.com") is None


def test_times_are_utc_and_a_time_without_zone_is_none() -> None:
    assert instant("2026-10-02T00:10:00+09:00") == at("2026-10-01 15:10")
    assert instant("2025-01-26T22:10Z") == at("2025-01-26 22:10")
    assert instant("2025-01-26") == at("2025-01-26 00:00")
    for text in ("2025-01-26T22:10", "26.1.2025", "now", ""):
        with pytest.raises(ParseError):
            instant(text)
