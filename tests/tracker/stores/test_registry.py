"""What every source of charts has in common."""

from collections import defaultdict
from itertools import product
from urllib.parse import urlsplit

import pytest

from tracker import catalog
from tracker.models import Request, Series
from tracker.stores import APP_SOURCES, DEFAULT_SOURCE, SOURCES, Source

EACH = pytest.mark.parametrize("source", list(SOURCES.values()), ids=list(SOURCES))


def all_series(source: Source, country: str = "us") -> list[Series]:
    return [
        Series(source.store, country, device, chart, category, source.name)
        for device, chart, category in product(source.devices, source.charts, catalog.categories())
        if source.category_id(device, category) is not None
    ]


def written(request: Request) -> tuple[object, ...]:
    return request.method, request.url, tuple(request.headers.items()), request.body


@EACH
def test_every_series_is_asked_at_the_host_whose_pace_is_kept(source: Source) -> None:
    for series in all_series(source):
        assert urlsplit(chart_url(source, series)).netloc == source.host


def chart_url(source: Source, series: Series) -> str:
    return source.chart_request(series, source.depth).url


@EACH
def test_series_are_called_alike_only_where_the_store_has_one_chart_for_both(source: Source) -> None:
    alike: dict[str, set[tuple[str, str, str | None]]] = defaultdict(set)
    for series in [*all_series(source), *all_series(source, "de")]:
        category = source.category_id(series.device, series.category)
        # Google Play does not say its country
        country = "" if source.name == "google_play" else series.country
        alike[source.chart_name(series)].add((country, series.device + series.chart, category))
    assert all(len(charts) == 1 for charts in alike.values())


@EACH
def test_one_request_serves_one_chart_or_the_three_of_a_genre(source: Source) -> None:
    served: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for series in all_series(source):
        served[written(source.chart_request(series, source.depth))].add(source.chart_name(series))
    assert {len(names) for names in served.values()} == {3 if source.name == "apple_viewtop" else 1}


@EACH
def test_the_depth_asked_for_is_one_that_the_source_gives(source: Source) -> None:
    assert 0 < source.depth <= source.deepest


def test_every_apple_genre_and_play_category_can_be_followed() -> None:
    slugs = list(catalog.categories())
    genres = {SOURCES["itunes_rss"].category_id("iphone", slug) for slug in slugs} - {None}
    assert len(genres) == 46
    assert {"36", "6007", "6014", "7001", "7007", "7019"} <= genres
    names = {SOURCES["google_play"].category_id("android", slug) for slug in slugs} - {None}
    assert len(names) == 54
    assert {"APPLICATION", "GAME", "GAME_WORD", "PRODUCTIVITY", "FAMILY"} <= names


def test_names_are_keys_and_defaults_exist() -> None:
    assert not SOURCES.keys() & APP_SOURCES.keys()
    assert {name: source.name for name, source in (SOURCES | APP_SOURCES).items()} == {
        name: name for name in (*SOURCES, *APP_SOURCES)
    }
    assert {store: SOURCES[name].store for store, name in DEFAULT_SOURCE.items()} == {
        "apple": "apple",
        "google": "google",
    }
    assert set(APP_SOURCES) == {"itunes_lookup", "apple_badge"}
