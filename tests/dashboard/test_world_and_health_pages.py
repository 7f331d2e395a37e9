"""What the server answers for World and Health, without a browser."""

import gzip
import json
from datetime import date

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.health_rows import health_rows, health_sql, parse_health_query
from dashboard.pages.world import after
from dashboard.world_rows import world_rows
from dashboard.world_sql import file_name, world_sql
from dashboard.world_view import WorldQuery, known_charts, parse_world_query
from tests.conftest import at
from tests.countries_world import END, SERIES
from tests.dashboard.test_app import nodes, page_of
from tracker.config import Home
from tracker.queries.freshness import freshness
from tracker.storage.database import reading


@pytest.fixture(scope="module")
def client(world_home: Home) -> FlaskClient:
    client = create_app(world_home).server.test_client()
    assert isinstance(client, FlaskClient)
    return client


@pytest.mark.parametrize(
    ("path", "search", "title"),
    [
        ("/world", "", "SIMULATED · On 28 January 2025 DeepSeek was No. 1 in 6 of 6 observed countries"),
        ("/world", "?lang=ar", "محاكاة · في 28 يناير 2025"),
        ("/health", "", "SIMULATED · 8 of 8 series are fresh; 95.4% of the slots"),
        ("/health", "?lang=ar", "محاكاة · سلاسل حديثة: 8 من 8"),
    ],
)
def test_the_title_is_the_finding(client: FlaskClient, path: str, search: str, title: str) -> None:
    said, tab = page_of(client, search, path)
    assert tab.startswith(title)
    assert len(gzip.compress(said.encode())) < 60_000


def links_of(said: str) -> list[str]:
    return [str(node["props"]["href"]) for node in nodes(json.loads(said)) if "href" in node.get("props", {})]


def test_a_tile_of_the_map_leads_to_the_ranks_of_the_country_in_the_language_of_the_page(client: FlaskClient) -> None:
    tiles = [href for href in links_of(page_of(client, "?lang=ar", "/world")[0]) if href.startswith("/?store=")]
    assert len(tiles) == 6
    assert all("&lang=ar" in href and "event=" not in href for href in tiles)
    said, _ = page_of(client, tiles[0].removeprefix("/"))
    assert "جدول" in said
    assert "يطلب هذا العنوان شيئًا غير معروف" not in said


@pytest.mark.parametrize(
    ("path", "search"),
    [
        ("/world", "?store=amazon"),
        ("/world", "?chart=top-paid"),
        ("/claims/cite", "?store=amazon"),
        ("/race", "?store=amazon"),
        ("/chart", "?store=amazon"),
        ("/health", "?range=ever"),
        ("/events", "?kind=party"),
        ("/", "?store=amazon"),
    ],
)
def test_starting_over_leads_to_the_same_page_in_the_same_language(client: FlaskClient, path: str, search: str) -> None:
    plain = path.removesuffix("/cite")
    said, _ = page_of(client, f"{search}&lang=ar", path)
    assert f"{plain}?lang=ar" in links_of(said)
    assert "?lang=ar?" not in said


def test_the_sql_behind_the_world_gives_what_is_drawn(world_home: Home) -> None:
    with reading(world_home.charts_file) as connection:
        query = parse_world_query({"assistant": "chatgpt", "since": "2025-01-20", "until": "2025-02-18"})
        rows = world_rows(connection, query, END, True, "sql")
        told = connection.execute(world_sql(rows.view)).fetchall()
        names = [column[0] for column in connection.description or []]
    best = {(row[names.index("country")], row[names.index("day_utc")]): row[names.index("best_rank")] for row in told}
    drawn = {
        (row.country, start): cell
        for row in rows.countries
        for start, cell in zip(rows.steps.starts, row.cells, strict=True)
        if cell > 0
    }
    assert {key: rank for key, rank in best.items() if rank} == drawn
    assert drawn
    assert rows.last_observed_at.date() == date(2025, 2, 18) < rows.extent.last_day, "of the range, not of the chart"
    assert file_name(rows.view) == "world-chatgpt-apple-iphone-top-free-all-itunes_rss-20250120-20250218"


def test_the_sql_behind_the_ledger_gives_what_is_drawn(world_home: Home) -> None:
    with reading(world_home.charts_file) as connection:
        rows = health_rows(
            connection, parse_health_query({"source": "itunes_rss"}), freshness(connection), at("2025-06-01 00:00")
        )
        told = connection.execute(health_sql(rows)).fetchall()
    drawn = {
        (row.series.country, rows.days[0].toordinal() + place): (day.expected, day.captured, day.expected - day.tried)
        for row in rows.rows
        for place, day in enumerate(row.days)
        if day.expected
    }
    assert {(row[1], row[6].toordinal()): (row[7], row[8], row[10]) for row in told} == drawn
    assert any(missed for *_, missed in drawn.values())


def test_a_control_changes_only_what_it_says() -> None:
    known = known_charts(SERIES)
    shown = WorldQuery(
        assistant="deepseek", store="apple", device="iphone", chart="top-free", category="all", source="itunes_rss",
        since=date(2025, 1, 1), until=date(2025, 2, 1), day=date(2025, 1, 26), order="rank",
    )  # fmt: skip
    query = WorldQuery(day=date(2025, 1, 26))
    assert after(query, shown, "order", "name", known) == WorldQuery(day=date(2025, 1, 26), order="name")
    assert after(query, shown, "order", "rank", known) is None
    assert after(query, shown, "day", "2025-01-27", known) == WorldQuery(day=date(2025, 1, 27))
    assert after(query, shown, "day", "2025-01-26", known) is None
    assert after(query, shown, "day", None, known) is None
    moved = after(query, shown, "dates", ["2025-01-05", "2025-01-09"], known)
    assert moved == WorldQuery(since=date(2025, 1, 5), until=date(2025, 1, 9))
    assert after(query, shown, "dates", ["2025-01-05", None], known) is None
