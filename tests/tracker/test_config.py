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


def test_the_shipped_watchlist_watches_the_overall_charts_of_the_focus_countries_hourly(home: Home) -> None:
    watchlist = read_watchlist(home)
    assert {watch.series.country for watch in watchlist.watches} == set(watchlist.focus)
    assert {watch.series.source for watch in watchlist.watches} == {"itunes_rss", "google_play"}
    assert {watch.every for watch in watchlist.watches} == {timedelta(hours=1)}


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
        (GOOD.replace('"itunes_rss"', '"itunes"'), "no source 'itunes'; there are itunes_rss, google_play"),
        (GOOD.replace('"top-free"', '"free"'), "source itunes_rss has no chart 'free'"),
        (GOOD.replace('["all"]', '["chatbots"]'), "source itunes_rss has no category 'chatbots'"),
        (GOOD.replace("depth = 100", "depth = 0"), "'charts.1.depth'"),
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
