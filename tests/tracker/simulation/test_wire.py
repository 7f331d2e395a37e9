"""The simulated stores send what real ones send: read here by the documented paths, not by our parsers."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.models import ChartEntry, Series
from tracker.simulation.story import overall_chart
from tracker.simulation.wire import google_play_body, itunes_rss_body

IPHONE, ANDROID = overall_chart("apple", "us"), overall_chart("google", "us")
UPDATED_AT = datetime(2026, 7, 10, 10, 26, 28, tzinfo=UTC)


def entries(many: int = 3) -> list[ChartEntry]:
    return [
        ChartEntry(rank, str(6448311068 + rank), f"App “{rank}” <b>&=", f"Maker {rank}") for rank in range(1, many + 1)
    ]


def read_itunes(body: bytes) -> list[tuple[str, str, str]]:
    """(app id, name, developer) in the order of the feed."""
    rows = json.loads(body)["feed"]["entry"]
    rows = [rows] if isinstance(rows, dict) else rows
    return [(row["id"]["attributes"]["im:id"], row["im:name"]["label"], row["im:artist"]["label"]) for row in rows]


def play_lines(body: bytes) -> list[str]:
    return body.decode("utf-8").split("\n")


def play_chart(body: bytes) -> Any:
    """The JSON in the JSON of the frame of our call."""
    frames = [frame for line in play_lines(body) if line.startswith("[") for frame in json.loads(line)]
    (ours,) = [frame for frame in frames if frame[:2] == ["wrb.fr", "vyAe2"]]
    return json.loads(ours[2])


def read_play(body: bytes) -> list[tuple[str, str, str]]:
    """(app id, name, developer) in the order of the list."""
    apps = [row[0] for row in play_chart(body)[0][1][0][28][0]]
    return [(app[0][0], app[3], app[14]) for app in apps]


def play_chart_name(body: bytes) -> bytes:
    return base64.b64decode(play_chart(body)[0][1][0][3][0])


def written(rows: list[ChartEntry]) -> list[tuple[str, str | None, str | None]]:
    return [(one.app_id, one.name, one.developer) for one in rows]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8))
def test_what_goes_in_comes_out_whatever_the_script(texts: list[tuple[str, str]]) -> None:
    rows = [ChartEntry(rank, f"90000{rank}", name, maker) for rank, (name, maker) in enumerate(texts, start=1)]
    assert read_itunes(itunes_rss_body(IPHONE, rows, UPDATED_AT)) == written(rows)
    assert read_play(google_play_body(ANDROID, rows)) == written(rows)


# --- iTunes RSS


def test_the_feed_repeats_the_address_it_was_asked_at() -> None:
    feed = json.loads(itunes_rss_body(IPHONE, entries(), UPDATED_AT))["feed"]
    address = "https://itunes.apple.com/us/rss/topfreeapplications/limit=100/json"
    assert feed["id"]["label"] == address
    assert feed["link"][1]["attributes"] == {"rel": "self", "href": address}


def test_the_address_of_a_category_has_its_genre() -> None:
    games = Series("apple", "jp", "ipad", "top-grossing", "games", "itunes_rss")
    feed = json.loads(itunes_rss_body(games, entries(), UPDATED_AT, depth=50))["feed"]
    address = "https://itunes.apple.com/jp/rss/topgrossingipadapplications/limit=50/genre=6014/json"
    assert feed["id"]["label"] == address
    assert feed["title"]["label"] == "iTunes Store: Top Grossing iPad Apps in Games"


@pytest.mark.parametrize(
    ("updated_at", "pacific"),
    [(UPDATED_AT, "2026-07-10T03:26:28-07:00"), (datetime(2026, 1, 9, 5, tzinfo=UTC), "2026-01-08T21:00:00-08:00")],
)
def test_the_feed_tells_its_time_in_california(updated_at: datetime, pacific: str) -> None:
    assert json.loads(itunes_rss_body(IPHONE, entries(), updated_at))["feed"]["updated"]["label"] == pacific


def test_one_app_alone_is_an_object_and_no_app_is_no_entry() -> None:
    assert isinstance(json.loads(itunes_rss_body(IPHONE, entries(1), UPDATED_AT))["feed"]["entry"], dict)
    assert "entry" not in json.loads(itunes_rss_body(IPHONE, [], UPDATED_AT))["feed"]


def test_an_entry_has_what_later_parsers_read() -> None:
    row = json.loads(itunes_rss_body(IPHONE, entries(), UPDATED_AT))["feed"]["entry"][0]
    assert row["im:price"]["attributes"] == {"amount": "0.00", "currency": "USD"}
    assert row["im:image"][-1]["attributes"]["height"] == "100"
    assert row["category"]["attributes"].keys() == {"im:id", "term", "scheme", "label"}
    assert row["id"]["attributes"]["im:bundleId"]
    assert row["title"]["label"] == f"{row['im:name']['label']} - {row['im:artist']['label']}"
    assert row["link"]["attributes"]["href"] == row["id"]["label"]
    assert "/id6448311069?" in row["id"]["label"]


def test_an_app_without_a_developer_has_no_artist() -> None:
    nameless = [one._replace(developer=None) for one in entries()]
    assert all(
        "im:artist" not in row for row in json.loads(itunes_rss_body(IPHONE, nameless, UPDATED_AT))["feed"]["entry"]
    )
    assert read_play(google_play_body(ANDROID, nameless)) == written(nameless)


# --- Google Play


def test_the_chart_is_named_in_base64() -> None:
    name = play_chart_name(google_play_body(ANDROID, entries()))
    # each field has its length before it; the real token of a games chart is compared below
    assert (
        name == b"\xaa\x02\x2a\x12\x28\x10\x00\xe2\x04\x23\x0a\x21\x0a\x1btopselling_free_APPLICATION\x10\x2d\x18\x03"
    )
    games = replace(ANDROID, chart="top-grossing", category="games")
    assert b"\x10topgrossing_GAME" in play_chart_name(google_play_body(games, entries()))


def test_lengths_count_utf16_units_and_two_newlines() -> None:
    lines = play_lines(google_play_body(ANDROID, [ChartEntry(1, "sim.a", "架空 🙂", "م")]))
    assert lines[:2] == [")]}'", ""]
    for length, frame in zip(lines[2:-1:2], lines[3::2], strict=True):
        assert int(length) == len(frame.encode("utf-16-le")) // 2 + 2


@pytest.mark.parametrize("many", [0, 1, 11, 12, 13, 130, 200])
def test_the_last_frame_tells_the_length_of_the_whole_body(many: int) -> None:
    body = google_play_body(ANDROID, entries(many))
    assert json.loads(play_lines(body)[7]) == [["e", 4, None, None, len(body)]]


def test_signs_that_could_end_a_script_are_escaped() -> None:
    body = google_play_body(ANDROID, entries())
    assert not set(b"<>&=") & set(body)
    assert b"\\\\u003cb\\\\u003e\\\\u0026\\\\u003d" in body


def test_an_app_looks_the_same_in_every_chart() -> None:
    one, other = entries(2)
    first, second = (
        play_chart(google_play_body(ANDROID, rows))[0][1][0][28][0] for rows in ([one, other], [other, one])
    )
    assert first == second[::-1]


# --- real answers, where they are: the paths above are the stores' own


def test_a_real_feed_reads_by_the_same_paths_and_has_the_same_shape(recorded: Path) -> None:
    body = (recorded / "stores/apple_legacy_rss_json/us_topfree_all_limit10_2026-07-10.json").read_bytes()
    assert ("6448311069", "ChatGPT") in [row[:2] for row in read_itunes(body)]
    real, ours = (
        json.loads(body)["feed"],
        json.loads(itunes_rss_body(IPHONE, entries(10), UPDATED_AT, depth=10))["feed"],
    )
    assert list(real) == list(ours)
    assert real["id"] == ours["id"]
    assert real["updated"] == ours["updated"]
    assert real["title"] == ours["title"]
    assert list(real["entry"][0]) == list(ours["entry"][0])
    assert shape(real["entry"][0]) == shape(ours["entry"][0])


def test_a_real_feed_of_one_app_is_an_object_too(recorded: Path) -> None:
    body = (recorded / "stores/apple_legacy_rss_json/hk_topfree_2018.json").read_bytes()
    assert [row[0] for row in read_itunes(body)] == ["310633997"]
    assert isinstance(json.loads(body)["feed"]["entry"], dict)


def test_a_real_play_answer_reads_by_the_same_paths_and_has_the_same_frames(recorded: Path) -> None:
    body = (recorded / "stores/play_vyae2/us_topfree_GAME_2026-07.txt").read_bytes()
    rows = read_play(body)
    assert len(rows) == 100
    assert rows[2] == ("com.roblox.client", "Roblox", "Roblox Corporation")
    ours = google_play_body(replace(ANDROID, category="games"), entries(100))
    assert play_chart_name(body) == play_chart_name(ours)
    real_lines, our_lines = play_lines(body), play_lines(ours)
    assert len(real_lines) == len(our_lines)
    assert real_lines[5] == our_lines[5]
    for length, frame in zip(real_lines[2:-1:2], real_lines[3::2], strict=True):
        assert int(length) == len(frame.encode("utf-16-le")) // 2 + 2
    assert json.loads(real_lines[7])[0][4] == len(body)
    assert not set(b"<>&=") & set(body)


def shape(value: Any) -> Any:
    """The keys of JSON, without its values."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    return [shape(one) for one in value] if isinstance(value, list) else type(value)
