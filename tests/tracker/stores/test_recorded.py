"""Real answers of the stores give exactly the lists that were read from them by hand."""

import csv
import hashlib
from pathlib import Path

import pytest

from tests.conftest import US_ANDROID, US_IPHONE
from tracker.errors import EmptyChartError, ParseError, RateLimitedError
from tracker.models import Badge, Series
from tracker.stores import SOURCES, apple_badge, apple_rss, apple_web, google_play, itunes_lookup, itunes_rss

US_WEB = Series("apple", "us", "iphone", "top-free", "productivity", "apple_web")


def test_every_recorded_chart_gives_its_expected_ids(recorded: Path) -> None:
    with (recorded / "stores" / "expected.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 44
    for row in rows:
        check_row(row, (recorded / "stores" / row["file"]).read_bytes())


def check_row(row: dict[str, str], body: bytes) -> None:
    source = SOURCES[row["source"]]
    category = row["category"].replace("-and-", "-")  # the recordings spell a category in full
    ids: list[str] = []
    for chart in [row["chart"]] if row["chart"] else source.charts:
        series = Series(source.store, row["country"], row["device"], chart, category, source.name)
        if row["entries"] == "0":
            with pytest.raises(EmptyChartError):
                source.parse_chart(body, series)
        else:
            parsed = source.parse_chart(body, series)
            assert parsed.said == source.chart_name(series)
            assert [one.rank for one in parsed.entries] == list(range(1, int(row["entries"]) + 1))
            ids = [one.app_id for one in parsed.entries]
    tenth = ids[9] if len(ids) > 9 else ""
    assert (len(ids), *ids[:1], tenth, *ids[-1:]) == (
        int(row["entries"]), *([row["first"]] if ids else []), row["tenth"], *([row["last"]] if ids else []),
    )  # fmt: skip
    assert hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16] == row["ids_sha256_16"]


def test_recorded_pages_that_were_cut_by_hand_are_errors(recorded: Path) -> None:
    for name, reason in (
        ("partial_a", "stands at place 6 and says 25"), ("partial_b", "only 4 lockups"), ("cut", "no chart"),
    ):  # fmt: skip
        file = recorded / "stores" / "apple_charts_html_shoebox" / f"us_iphone_6007_topfree_2025-01_{name}.html"
        with pytest.raises(ParseError, match=reason):
            apple_web.parse_chart(file.read_bytes(), US_WEB)


def test_a_recorded_product_page_shows_its_position(recorded: Path) -> None:
    body = (recorded / "stores/apple_product_html/us_570060128_duolingo_2026-07.html").read_bytes()
    badge = apple_badge.parse_badge(body, "us", "570060128")
    assert badge == Badge("us", "iphone", "top-free", "education", 1, "570060128")
    with pytest.raises(ParseError, match="it is the page of app '570060128' in 'us'"):
        apple_badge.parse_badge(body, "de", "570060128")
    with pytest.raises(ParseError, match="no chart"):
        apple_web.parse_chart(body, US_WEB)


def test_recorded_lookups_tell_who_is_offered(recorded: Path) -> None:
    folder = recorded / "stores" / "itunes_lookup"
    asked = ["379968583", "1", "829587759", "570060128"]
    rows = itunes_lookup.parse_lookup((folder / "us_multi3_2026-07.json").read_bytes(), "us", asked)
    assert [(one.app_id, one.offered) for one in rows] == list(zip(asked, (True, False, True, True), strict=True))
    assert [one.genre for one in rows] == ["6017", None, "6017", "6017"]
    none = itunes_lookup.parse_lookup((folder / "us_notfound_2026-07.json").read_bytes(), "us", ["1"])
    assert [one.offered for one in none] == [False]
    # asked without a country, so the American store answered
    search = (recorded / "stores/itunes_search/kr_5apps_2024-03.json").read_bytes()
    with pytest.raises(ParseError, match="wanted an app in kr"):
        itunes_lookup.parse_lookup(search, "kr", ["648450205"])


def test_recorded_answers_to_other_questions_are_errors(recorded: Path) -> None:
    stores = recorded / "stores"
    for file in [*(stores / "play_batchexecute_other").iterdir(), *(stores / "play_html").iterdir()]:
        with pytest.raises(ParseError, match="vyAe2"):
            google_play.parse_chart(file.read_bytes(), US_ANDROID)
    with pytest.raises(ParseError, match="refused the call"):
        google_play.parse_chart((stores / "errors/play_rpc_rejected_vyae2.txt").read_bytes(), US_ANDROID)
    with pytest.raises(RateLimitedError):
        google_play.parse_chart((stores / "errors/play_429_2017.html").read_bytes(), US_ANDROID)
    with pytest.raises(ParseError, match=r"wanted feed\.entry"):
        itunes_rss.parse_chart((stores / "apple_reviews_rss/us_duolingo_p1_2026-07.json").read_bytes(), US_IPHONE)
    with pytest.raises(ParseError, match="wanted apps, got 'albums'"):
        apple_rss.parse_chart((stores / "apple_rss_v2/us_music_most-played_2_2024-10-28.json").read_bytes(), US_IPHONE)
