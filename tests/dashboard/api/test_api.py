"""The read API: the same rows in every form, with the query behind them; nothing unknown is passed over."""

import csv
import io
import json
import threading
from pathlib import Path
from typing import Any

import duckdb
import pytest
from flask.testing import FlaskClient

from dashboard import answers_kept
from dashboard.api import answer as answering
from dashboard.api.endpoint import Endpoint
from dashboard.api.openapi import TYPES
from dashboard.api.registry import ENDPOINTS
from dashboard.app import create_app
from tests.conftest import at
from tracker.config import Home
from tracker.storage.database import reading

NEEDED = {"ranks": {"assistant": "deepseek"}, "breadth": {"assistant": "deepseek"}}
SQL_TYPES = {
    "VARCHAR": "string", "INTEGER": "integer", "BIGINT": "integer", "SMALLINT": "integer", "BOOLEAN": "boolean",
    "TIMESTAMP WITH TIME ZONE": "date-time", "DATE": "date", "VARCHAR[]": "strings", "DOUBLE": "number",
}  # fmt: skip


@pytest.fixture
def client(real_home: Home) -> FlaskClient:
    found = create_app(real_home).server.test_client()
    assert isinstance(found, FlaskClient)
    return found


def rows(client: FlaskClient, path: str, **words: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{path}", query_string=words)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    data = answer.json["data"] if answer.json else None
    assert isinstance(data, list)
    return data


@pytest.mark.parametrize("endpoint", ENDPOINTS.values(), ids=list(ENDPOINTS))
def test_columns_are_what_the_query_brings(real_home: Home, endpoint: Endpoint) -> None:
    values = dict(NEEDED.get(endpoint.name, {})) | {"country": "us"}
    with reading(real_home.charts_file) as connection:
        described = connection.execute(f"DESCRIBE ({endpoint.query(values, at('2025-03-20 00:00'))})").fetchall()
    assert [(name, SQL_TYPES[kind]) for name, kind, *_ in described] == [
        (one.name, one.kind) for one in endpoint.columns
    ]
    assert {one.kind for one in endpoint.columns} <= set(TYPES)


def test_four_states_and_only_ranked_has_a_rank(client: FlaskClient) -> None:
    found = rows(client, "ranks", assistant="deepseek", since="2025-01-01", until="2025-02-12")
    states = {row["state"] for row in found}
    assert {"ranked", "not_in_chart", "not_observed"} <= states
    assert all((row["rank"] is not None) == (row["state"] == "ranked") for row in found)
    first = next(row for row in found if row["rank"] == 1)
    assert first["scheduled_for"].startswith("2025-01-26")


def test_the_query_in_the_answer_makes_the_same_rows(client: FlaskClient, real_home: Home) -> None:
    for name in ENDPOINTS:
        said = client.get(f"/api/v1/{name}", query_string=NEEDED.get(name, {})).json
        assert said is not None
        assert said["meta"]["simulated"] is False
        with reading(real_home.charts_file) as connection:
            assert len(connection.execute(said["meta"]["sql"]).fetchall()) == said["meta"]["rows"] > 0, name


def test_every_form_has_the_same_rows(client: FlaskClient, tmp_path: Path) -> None:
    words = {"country": "us", "at_time": "2025-02-01", "limit": "40"}
    data = rows(client, "chart", **words)
    table = client.get("/api/v1/chart", query_string=words | {"format": "csv"})
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(io.StringIO(table.get_data(as_text=True))))
    assert [(line["rank"], line["app_id"], line["simulated"]) for line in lines] == [
        (str(row["rank"]), row["app_id"], "false") for row in data
    ]
    file = tmp_path / "chart.parquet"
    file.write_bytes(client.get("/api/v1/chart", query_string=words | {"format": "parquet"}).get_data())
    ranks = duckdb.sql(f"SELECT rank, app_id FROM '{file}' ORDER BY rank").fetchall()
    assert ranks == [(row["rank"], row["app_id"]) for row in data]


def test_an_answer_that_was_cut_says_so(client: FlaskClient) -> None:
    said = client.get("/api/v1/chart?limit=3").json
    assert said is not None
    assert (len(said["data"]), said["meta"]["was_cut"]) == (3, True)


@pytest.mark.parametrize(
    ("address", "another"),
    [("events?assistant=deepseek", "events?assistant=chatgpt"), ("claims/S08", "claims/S09")],
)
def test_the_etag_is_that_of_the_data(home: Home, monkeypatch: pytest.MonkeyPatch, address: str, another: str) -> None:
    monkeypatch.setattr(answers_kept, "HOLDS", -1)  # seconds that an answer is given again, whatever was published
    client = create_app(home).server.test_client()
    first = client.get(f"/api/v1/{address}")
    again = client.get(f"/api/v1/{address}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    other = client.get(f"/api/v1/{another}", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    copy = home.charts_file.with_name("copy")
    copy.write_bytes(home.charts_file.read_bytes())
    copy.replace(home.charts_file)  # as publishing does
    published = client.get(f"/api/v1/{address}", headers={"If-None-Match": first.headers["ETag"]})
    assert published.status_code == 200


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("ranks", "assistant"),
        ("ranks?assistant=clippy", "assistant"),
        ("ranks?assistant=deepseek&asistant=x", "asistant"),
        ("ranks?assistant=deepseek&since=yesterday", "since"),
        ("ranks?assistant=deepseek&since=2025-02-30", "since"),
        ("chart?country=atlantis", "country"),
        ("chart?country=us&country=de", "country"),
        ("chart?limit=0", "limit"),
        ("chart?limit=-1", "limit"),
        ("chart?limit=٣", "limit"),
        ("chart?format=xml", "format"),
        ("chart?source=%27%3B%20DROP%20TABLE%20event", "source"),
        ("movers?hours=1e3", "hours"),
        ("breadth?assistant=deepseek&since=2025-01-01T00:00:00Z", "since"),
    ],
)
def test_a_wrong_word_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    answer = client.get(f"/api/v1/{query}")
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"]["parameter"] == parameter


def test_a_claim_has_what_the_charts_and_the_sources_say(client: FlaskClient) -> None:
    claims = rows(client, "claims")
    ranked = next(row["claim_id"] for row in claims if row["rank"])
    said = client.get(f"/api/v1/claims/{ranked}").json
    assert said is not None
    assert said["verdict"] in ("supported", "contradicted", "partly", "not_observed", "not_checkable")
    assert said["editors_verdict"]
    assert client.get("/api/v1/claims/nothing").status_code == 404


def test_nothing_is_there_without_data_and_elsewhere(tmp_path: Path, client: FlaskClient) -> None:
    empty = create_app(Home(tmp_path / "none")).server.test_client()
    gone = empty.get("/api/v1/chart")
    assert gone.status_code == 503
    assert gone.headers["Retry-After"]
    assert client.get("/api/v1/nowhere").status_code == 404
    assert client.post("/api/v1/chart").status_code == 405


def test_many_at_once_are_told_to_come_again(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "PATIENCE", 0.05)
    monkeypatch.setattr(answering, "AT_ONCE", threading.BoundedSemaphore(1))
    with answering.AT_ONCE:
        assert client.get("/api/v1/chart").status_code == 503
    assert client.get("/api/v1/chart").status_code == 200


def test_hostile_names_stay_data(client: FlaskClient) -> None:
    found = client.get("/api/v1/chart?at_time=2025-02-01")
    assert any("onerror" in row["app_name"] for row in json.loads(found.get_data())["data"])
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in found.headers["Content-Security-Policy"]
