from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from tracker.config import Home, PayloadsSettings, default_home, mirror_url, parse_every, read_watchlist
from tracker.errors import ConfigurationError

GOOD = """
focus = ["us"]
[[charts]]
source = "itunes_rss"
countries = "focus"
charts = ["top-free"]
categories = ["all"]
every = "1h"
depth = 100
"""


def watchlist_in(home: Home, text: str) -> Home:
    home.make_folders()
    home.watchlist_file.write_text(text, encoding="utf-8")
    return home


def test_the_shipped_watchlist_sweeps_the_world(home: Home) -> None:
    watchlist = read_watchlist(home)
    rhythms = Counter(
        (one.series.store, one.series.chart, one.every // timedelta(hours=1)) for one in watchlist.watches
    )
    assert rhythms == {
        ("apple", "top-free", 1): 2 * 12, ("google", "top-free", 1): 2 * 12,
        ("apple", "top-free", 3): 2 * (175 - 12), ("google", "top-free", 3): 2 * (125 - 12),
        ("apple", "top-grossing", 24): 175, ("google", "top-grossing", 24): 125,
        ("google", "top-free", 24): 120,  # answered with one chart for many
        ("apple", "details", 24): 175,
    }  # fmt: skip
    assert [one.every for one in watchlist.watches] == sorted(one.every for one in watchlist.watches)


def test_a_fallback_is_another_series(home: Home) -> None:
    text = GOOD + 'fallback = ["apple_viewtop", "apple_web"]\n'
    (watch,) = read_watchlist(watchlist_in(home, text)).watches
    assert [series.source for series in watch.fallback] == ["apple_viewtop", "apple_web"]
    assert {series.name.rpartition("/")[0] for series in watch.fallback} == {watch.series.name.rpartition("/")[0]}


def test_badges_are_read_for_the_apps_of_an_assistant(home: Home) -> None:
    text = GOOD + '[[badges]]\ncountries = ["us"]\nassistants = ["chatgpt"]\nevery = "1d"\n'
    series = [watch.series for watch in read_watchlist(watchlist_in(home, text)).watches]
    assert "apple/us/any/badge/6448311069/apple_badge" in [one.name for one in series]


def test_a_watchlist_in_the_home_replaces_the_shipped_one(home: Home) -> None:
    watchlist = read_watchlist(watchlist_in(home, GOOD))
    assert [watch.series.name for watch in watchlist.watches] == ["apple/us/iphone/top-free/all/itunes_rss"]


def test_all_countries_are_those_that_the_store_has(home: Home) -> None:
    text = GOOD.replace('"focus"', '"all"')
    assert len(read_watchlist(watchlist_in(home, text)).watches) == 175
    google = text.replace("itunes_rss", "google_play")
    assert "cn" not in {watch.series.country for watch in read_watchlist(watchlist_in(home, google)).watches}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (GOOD.replace("countries =", "contries ="), "no setting is called 'charts.1.contries'"),
        (GOOD.replace('every = "1h"\n', ""), "'charts.1.every' is missing"),
        (GOOD.replace('"1h"', '"7h"'), "'charts.1.every': wanted a time that divides a day"),
        (GOOD.replace('"focus"', '["uk"]'), "no country 'uk'"),
        (GOOD.replace('"itunes_rss"', '"itunes"'), "no source 'itunes'; there are itunes_rss, apple_rss, "),
        (GOOD.replace('"top-free"', '"free"'), "source itunes_rss has no chart 'free'"),
        (GOOD.replace('["all"]', '["chatbots"]'), "source itunes_rss has no category 'chatbots'"),
        (GOOD.replace("depth = 100", "depth = 0"), "'charts.1.depth'"),
        (GOOD.replace("depth = 100", "depth = 201"), "source itunes_rss gives 200 ranks at most, got depth = 201"),
        (GOOD + 'fallback = ["google_play"]', "no fallback 'google_play' for itunes_rss; there are apple_rss"),
        (GOOD + '[[badges]]\ncountries = "focus"\nassistants = ["gpt"]\nevery = "1d"', "no assistant 'gpt'"),
        (GOOD + '[[details]]\ncountries = ["uk"]\nevery = "1d"', "[[details]] no. 1: no country 'uk'"),
        (GOOD + "[fetch]\nper_minute = -1\n", "'fetch.per_minute'"),
        ("charts = [", "not valid TOML"),
    ],
)
def test_a_typo_is_named_with_its_file(home: Home, wrong: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_watchlist(watchlist_in(home, wrong))
    assert str(caught.value).startswith(str(home.watchlist_file))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value).strip()


@pytest.mark.parametrize("text", ["0h", "25h", "7h", "1w", "h", "-1h", "", "1.5h", "1441m"])
def test_a_rhythm_must_divide_a_day(text: str) -> None:
    with pytest.raises(ValueError, match="divides a day"):
        parse_every(text)


def test_the_home_is_named_by_the_environment() -> None:
    assert default_home({"RANK_TRACKER_HOME": "/srv/ranks"}).root == Path("/srv/ranks")
    assert default_home({}).root.name == "rank-tracker"


@pytest.mark.parametrize("url", ["127.0.0.1:9000", "ftp://x", "http://", "http://x y"])
def test_a_mirror_must_be_an_http_address(url: str) -> None:
    with pytest.raises(ConfigurationError, match="RANK_TRACKER_MIRROR: wanted http://HOST:PORT"):
        mirror_url({"RANK_TRACKER_MIRROR": url})


def test_the_mirror_is_optional_and_loses_its_last_slash() -> None:
    assert mirror_url({}) is None
    assert mirror_url({"RANK_TRACKER_MIRROR": "http://127.0.0.1:9000/"}) == "http://127.0.0.1:9000"


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="wanted a folder, but"):
        Home(tmp_path / "file").make_folders()


def test_a_home_where_nothing_can_be_made_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="name another with --home"):
        Home(Path("/proc/rank-tracker")).make_folders()


@pytest.mark.parametrize("text", [None, GOOD, GOOD + "[payloads]\n"], ids=["shipped", "not said", "empty"])
def test_payloads_are_kept_a_month_and_then_packed_unless_the_watchlist_says_otherwise(
    home: Home, text: str | None
) -> None:
    if text is not None:
        watchlist_in(home, text)
    assert read_watchlist(home).payloads == PayloadsSettings(keep_days=30, then="pack")
