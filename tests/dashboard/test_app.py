"""What the server answers, without a browser."""

import gzip
import json
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.chart_view import REACH
from dashboard.components.sql_behind import rank_history_sql
from dashboard.page import WIDTH_COOKIE
from dashboard.rank_rows import rank_rows
from dashboard.rank_view import RankQuery, parse_query
from tests.conftest import US_IPHONE, at
from tests.dashboard.asking import question
from tests.dashboard.world import END
from tracker.config import Home
from tracker.prepare import prepare
from tracker.storage.database import reading


@pytest.fixture
def client(real_home: Home) -> FlaskClient:
    client = create_app(real_home).server.test_client()
    assert isinstance(client, FlaskClient)
    return client


def page_of(client: FlaskClient, search: str = "", path: str = "/") -> tuple[str, str]:
    """What the page says, as JSON text, and its title."""
    client.get("/")  # Dash sets the pages up at its first request
    answer = client.post("/_dash-update-component", json=question(path, search))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    response = json.loads(answer.get_data())["response"]
    said = json.dumps(response["_pages_content"]["children"], ensure_ascii=False)
    return said, response["_pages_store"]["data"]["title"]


def test_every_answer_forbids_foreign_code_and_frames(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "http" not in scripts
    assert client.get("/_dash-layout").headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/assets/paint.js").headers["Referrer-Policy"] == "no-referrer"


def test_what_depends_on_the_data_is_not_kept_by_the_browser(client: FlaskClient) -> None:
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert client.get("/_dash-layout").headers["Cache-Control"] == "no-store"


def test_the_server_says_that_it_is_alive(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200


def test_the_document_has_the_language_of_the_address(client: FlaskClient) -> None:
    assert '<html lang="en" dir="ltr"' in client.get("/").get_data(as_text=True)
    assert '<html lang="ar" dir="rtl"' in client.get("/?lang=ar").get_data(as_text=True)


def test_nothing_is_loaded_from_another_host(client: FlaskClient) -> None:
    assert "://" not in client.get("/").get_data(as_text=True)


def test_answers_are_packed_for_those_who_can_unpack(client: FlaskClient) -> None:
    plain = client.get("/assets/shell.css")
    packed = client.get("/assets/shell.css", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


def test_the_page_says_the_finding_in_its_title_and_its_heading(client: FlaskClient) -> None:
    said, title = page_of(client, "?since=2024-12-20&until=2025-03-20")
    assert title.startswith("DeepSeek reached No. 1 on 26 January 2025 and kept it for")
    assert "SIMULATED" not in said


def test_a_simulated_home_says_so_first(simulated_home: Home) -> None:
    client = create_app(simulated_home).server.test_client()
    said, title = page_of(client)
    assert title.startswith("SIMULATED · DeepSeek reached No. 1")
    assert "An invented world" in said
    assert "<title>SIMULATED · " in client.get("/").get_data(as_text=True)
    assert page_of(client, "?lang=ar")[1].startswith("محاكاة · ")


def test_two_apps_in_one_process_keep_their_homes_apart(real_home: Home, simulated_home: Home) -> None:
    real, simulated = (create_app(home).server.test_client() for home in (real_home, simulated_home))
    assert page_of(simulated)[1].startswith("SIMULATED")
    assert not page_of(real)[1].startswith("SIMULATED")


@pytest.mark.parametrize(
    ("search", "says"),
    [
        ("?country=atlantis", "country: got"),
        ("?country=fr", "rank-tracker collect charts --now --store apple --country fr"),
        ("?since=2020-01-01&until=2020-02-01", "No capture in this range"),
        ("?country=atlantis&lang=ar", "يطلب هذا العنوان شيئًا غير معروف"),
        ("?assistants=clippy", "This address asks for something unknown"),
        ("?until=9999-12-31", "until: 9999-12-31 is not one of: a date from 1971 to 8999"),
        ("?since=0001-01-01", "since: 0001-01-01 is not one of: a date from 1971 to 8999"),
        ("?store=apple&store=google", "store: apple,google is not one of"),
    ],
)
def test_what_cannot_be_shown_is_a_state_with_words(client: FlaskClient, search: str, says: str) -> None:
    said, _ = page_of(client, search)
    expected = says.replace("country: got", "country: atlantis is not one of")
    assert expected in said


@pytest.mark.parametrize(
    ("language", "says"), [("en", "nor in the {reach} hours before"), ("ar", "ولا خلال {reach} ساعة قبلها")]
)
def test_a_moment_without_a_capture_says_how_far_back_was_looked(client: FlaskClient, language: str, says: str) -> None:
    said, _ = page_of(client, f"?at=2025-02-08T20:00&lang={language}", "/chart")
    assert says.format(reach=REACH // timedelta(hours=1)) in said


def test_an_empty_home_says_what_to_do(home: Home) -> None:
    prepare(home)
    said, title = page_of(create_app(home).server.test_client())
    assert title == "Ranks · Rank Tracker"
    assert "Nothing has been captured yet" in said
    assert "rank-tracker collect charts --now" in said


@pytest.mark.parametrize("damage", ["missing", "garbage"])
def test_a_database_that_does_not_answer_is_said_in_one_sentence_and_logged(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    home = Home(tmp_path)
    if damage == "garbage":
        home.charts_file.write_bytes(b"not a database" * 1000)
    with caplog.at_level(logging.ERROR):
        said, _ = page_of(create_app(home).server.test_client())
    assert "Could not read the data" in said
    assert "Traceback" not in said
    assert str(home.charts_file) in caplog.text


DAMAGES: dict[str, Callable[[Home], object]] = {
    "no file": lambda home: home.charts_file.unlink(),
    "a damaged file": lambda home: home.charts_file.write_bytes(b"not a database" * 1000),
    "settings with an error": lambda home: (home.root / "storage.toml").write_text("[storage"),
    "a catalog that does not run": lambda home: (home.root / "storage.toml").write_text(
        '[storage]\nurl = "ducklake:postgres:host=127.0.0.1 port=1 dbname=ranks connect_timeout=2"\n'
    ),
}


@pytest.mark.own_file
@pytest.mark.parametrize("damage", DAMAGES)
def test_every_address_says_that_the_database_does_not_answer(home: Home, damage: str) -> None:
    DAMAGES[damage](home)
    client = create_app(home).server.test_client()
    assert "Could not read the data" in page_of(client)[0]
    assert "rank_tracker_up 0" in client.get("/metrics").get_data(as_text=True)
    for path in (
        "/healthz",
        "/api/v1/events",
        "/api/v1/claims/S08",
        "/feed.atom",
        "/claims/S08.json",
        "/claims/S08.md",
    ):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert "Traceback" not in answer.get_data(as_text=True)
    assert client.get("/claims/cite?store=apple").status_code == 200  # the page says it


def test_another_address_is_no_page(client: FlaskClient) -> None:
    said, title = page_of(client, path="/nowhere")
    assert "No such page" in said
    assert title == "No such page · Rank Tracker"


def test_the_navigation_lists_only_pages_that_exist(client: FlaskClient) -> None:
    said, _ = page_of(client)
    links = [link for link in nodes(json.loads(said)) if link.get("type") == "link"]
    nav = [link["props"]["href"] for link in links if link["props"].get("aria-current") == "page"]
    assert nav == ["/"]


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every component of a page; an element of a still part looks like one too."""
    if isinstance(tree, dict):
        yield tree
        if tree.get("type") == "Still":
            yield from (element for one in tree["props"]["trees"] for element in elements(one))
            return
        for child in tree.values():
            yield from nodes(child)
    elif isinstance(tree, list):
        for child in tree:
            yield from nodes(child)


def elements(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, list):
        tag, attributes, *inside = tree
        yield {"type": tag, "props": attributes | {"children": inside}}
        for one in inside:
            yield from elements(one)


@pytest.mark.parametrize(("told", "height"), [("360", "500px"), ("2560", "780px"), ("x", "630px"), ("-5", "630px")])
def test_the_chart_is_laid_out_for_the_width_that_the_browser_told(client: FlaskClient, told: str, height: str) -> None:
    client.set_cookie(WIDTH_COOKIE, told)
    said, _ = page_of(client)
    assert f'"height": "{height}"' in said


def test_hostile_words_stay_words(client: FlaskClient) -> None:
    said, _ = page_of(client, "?since=2025-01-01&until=2025-03-20")
    tree = json.loads(said)
    assert not [node for node in nodes(tree) if node.get("type") == "Markdown"]
    titles = [node["props"]["children"] for node in nodes(tree) if node.get("type") == "bdi"]
    assert any("<img src=x" in str(title) for title in titles)
    hrefs = [node["props"]["href"] for node in nodes(tree) if "href" in node.get("props", {})]
    assert not [href for href in hrefs if str(href).startswith("javascript")]


def test_the_sql_behind_the_page_gives_the_same_ranks(real_home: Home) -> None:
    with reading(real_home.charts_file) as connection:
        rows = rank_rows(connection, parse_query({"range": "7d"}), END, False, "1")
        answered = connection.execute(rank_history_sql(rows.view)).fetchall()
        names = [column[0] for column in connection.description or []]
    ranks = {dict(zip(names, row, strict=True))["rank"] for row in answered}
    # the page also carries in what was seen just before the range
    within = {span.rank for span in rows.in_view if span.rank and span.start > rows.view.since}
    assert within <= ranks - {None} <= {span.rank for span in rows.in_view}
    assert len(within) > 5
    assert {row[names.index("assistant")] for row in answered} == set(rows.view.assistants)


def test_sql_is_quoted(real_home: Home) -> None:
    with reading(real_home.charts_file) as connection:
        rows = rank_rows(connection, RankQuery(), END, False, "1")
    sql = rank_history_sql(rows.view.__class__(**{name: getattr(rows.view, name) for name in rows.view.__slots__}
                                               | {"source": "it's"}))  # fmt: skip
    assert "source := 'it''s'" in sql


def test_the_first_and_last_capture_are_asked_again_after_publishing(real_home: Home) -> None:
    with reading(real_home.charts_file) as connection:
        one = rank_rows(connection, RankQuery(), END, False, "a")
        two = rank_rows(connection, RankQuery(), END, False, "b")
    assert (one.first, one.last) == (two.first, two.last) == (at("2024-12-20 00:02"), at("2025-03-20 18:02"))
    assert one.view.series == US_IPHONE


def test_the_database_is_only_read(real_home: Home, client: FlaskClient) -> None:
    before = real_home.charts_file.read_bytes()
    page_of(client)
    assert real_home.charts_file.read_bytes() == before
    with duckdb.connect(str(real_home.charts_file), read_only=True) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
