"""Another view of the same page is sent as its parts; another page, or another frame, is sent whole."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.components.parts import ARRIVED, MAIN, SHOWN
from tests.dashboard.asking import question
from tracker.config import Home


@pytest.fixture(scope="module")
def client(real_home: Home) -> FlaskClient:
    client: FlaskClient = create_app(real_home).server.test_client()
    client.get("/")  # Dash sets the pages up at its first request
    return client


def asked(client: FlaskClient, path: str, search: str = "", shown: str | None = None) -> dict[str, Any]:
    answer = client.post("/_dash-update-component", json=question(path, search, shown))
    assert answer.status_code == 200
    said: dict[str, Any] = json.loads(answer.get_data())
    return said


def frame_of(said: dict[str, Any]) -> str:
    whole = said["response"]["_pages_content"]["children"]
    (store,) = [one for one in whole["props"]["children"] if one["props"].get("id") == SHOWN]
    return str(store["props"]["data"])


def test_another_range_of_the_page_that_is_shown_is_its_parts_alone(client: FlaskClient) -> None:
    shown = frame_of(asked(client, "/", "?range=7d"))
    said = asked(client, "/", "?range=30d", shown)
    assert "_pages_content" not in said["response"]
    assert "7 d" not in said["response"]["_pages_store"]["data"]["title"]
    arrived = said["sideUpdate"][ARRIVED]["data"]
    assert (arrived["pathname"], arrived["search"]) == ("/", "?range=30d")
    parts = arrived["parts"]
    assert MAIN in parts
    assert parts["part-control-0-0"][0]["props"]["trees"][0][-1].endswith("Top free · 30 d")
    whole = json.dumps(asked(client, "/", "?range=30d")["response"]["_pages_content"])
    assert all(json.dumps(inside) in whole for inside in parts.values())


@pytest.mark.parametrize(
    ("path", "search"),
    [("/chart", ""), ("/", "?range=7d&lang=ar"), ("/nowhere", ""), ("/", "?assistants=clippy")],
    ids=["another page", "another language", "no page", "a page without controls"],
)
def test_what_has_another_frame_is_sent_whole(client: FlaskClient, path: str, search: str) -> None:
    shown = frame_of(asked(client, "/", "?range=7d"))
    said = asked(client, path, search, shown)
    assert frame_of(said) != shown
    assert "sideUpdate" not in said
