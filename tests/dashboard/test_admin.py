"""The writing doors: shut without a token, opened by it alone, for our own pages alone."""

import hmac
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.admin import COOKIE, MOST_FAILURES
from dashboard.app import create_app
from tracker.config import Home, admin_token
from tracker.errors import ConfigurationError
from tracker.own_events import read_own_events
from tracker.prepare import prepare
from tracker.queries.event_list import event_sources, one_event
from tracker.storage.database import reading

TOKEN = "a token that is long enough"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
EVENT = {"date": "2025-03-01", "title": "Le Chat opens a shop", "link": "https://example.org/shop",
         "assistants": "le-chat,chatgpt", "countries": ["fr"]}  # fmt: skip
ID = "2025-03-01-le-chat-opens-a-shop"
Client = Callable[..., FlaskClient]


def said(answer: TestResponse) -> dict[str, str]:
    assert isinstance(answer.json, dict)
    return answer.json


@pytest.fixture
def client_of(home: Home) -> Iterator[Client]:
    prepare(home)

    def made(token: str | None = TOKEN) -> FlaskClient:
        client = create_app(home, token=token).server.test_client()
        assert isinstance(client, FlaskClient)
        return client

    yield made


def test_without_a_token_set_nobody_can_write(client_of: Client, home: Home) -> None:
    client = client_of(None)
    for path in ("/admin/session", "/admin/events", f"/admin/events/{ID}/accept"):
        answer = client.post(path, json={"token": "", **EVENT}, headers={"Authorization": "Bearer "})
        assert answer.status_code == 404
        assert "RANK_TRACKER_ADMIN_TOKEN" in said(answer)["error"]
    assert not home.events_file.exists()


def test_the_token_in_a_header_adds_an_event_that_pages_show(client_of: Client, home: Home) -> None:
    answer = client_of().post("/admin/events", json=EVENT, headers=BEARER)
    assert (answer.status_code, said(answer)["event_id"]) == (201, ID)
    with reading(home.charts_file) as connection:
        event, sources = one_event(connection, ID), event_sources(connection, ID)
    assert event is not None
    assert (event.title, event.assistants, event.countries, event.origin) == (
        "Le Chat opens a shop", ("le-chat", "chatgpt"), ("fr",), "own",
    )  # fmt: skip
    assert [source.url for source in sources] == ["https://example.org/shop"]


def test_an_event_is_rejected_and_accepted_again(client_of: Client, home: Home) -> None:
    client = client_of()
    client.post("/admin/events", json=EVENT, headers=BEARER)
    for decision, is_there in (("reject", False), ("accept", True)):
        assert client.post(f"/admin/events/{ID}/{decision}", json={}, headers=BEARER).status_code == 204
        with reading(home.charts_file) as connection:
            assert (one_event(connection, ID) is not None) == is_there
    answer = client.post(f"/admin/events/{ID}/delete", json={}, headers=BEARER)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"link": "javascript:alert(1)"}, "wanted an address"),
        ({"link": ""}, "link: it is needed"),
        ({"title": " "}, "title: it is needed"),
        ({"date": "yesterday"}, "wanted a date"),
        ({"date": "2999-01-01"}, "lies ahead"),
        ({"assistants": "clippy"}, "clippy"),
        ({"title": ["a", "list"]}, "text is wanted"),
    ],
)
def test_an_event_that_cannot_be_true_is_refused_in_a_sentence(
    client_of: Client, home: Home, change: dict[str, object], why: str
) -> None:
    answer = client_of().post("/admin/events", json=EVENT | change, headers=BEARER)
    assert answer.status_code == 400
    assert why in said(answer)["error"]
    assert not home.events_file.exists()


def test_a_session_is_a_cookie_that_scripts_cannot_read_and_other_sites_cannot_send(client_of: Client) -> None:
    client = client_of()
    assert client.post("/admin/events", json=EVENT).status_code == 401
    answer = client.post("/admin/session", json={"token": TOKEN})
    assert answer.status_code == 204
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(COOKIE)
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert TOKEN not in cookie
    assert client.post("/admin/events", json=EVENT).status_code == 201
    session = client.get_cookie(COOKIE)
    assert session is not None
    assert client.delete("/admin/session").status_code == 204
    client.set_cookie(COOKIE, session.value)
    assert client.post("/admin/events", json=EVENT).status_code == 401, "a session that ended opens nothing"


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
     {"Sec-Fetch-Site": "same-site"}],
)  # fmt: skip
def test_another_site_cannot_make_a_reader_s_browser_write(
    client_of: Client, home: Home, headers: dict[str, str]
) -> None:
    client = client_of()
    client.post("/admin/session", json={"token": TOKEN})
    assert client.post("/admin/events", json=EVENT, headers=headers).status_code == 403
    assert not read_own_events(home).events


def test_a_form_of_another_site_is_no_json(client_of: Client, home: Home) -> None:
    client = client_of()
    client.post("/admin/session", json={"token": TOKEN})
    assert client.post("/admin/events", data=EVENT).status_code == 415
    assert client.post("/admin/events", data="{}", content_type="text/plain").status_code == 415
    assert not home.events_file.exists()


def test_who_guesses_has_to_wait_and_a_session_goes_on(client_of: Client) -> None:
    client = client_of()
    client.post("/admin/session", json={"token": TOKEN})
    wrong = {"Authorization": "Bearer wrong"}
    other = client.application.test_client()
    codes = [other.post("/admin/events", json=EVENT, headers=wrong).status_code for _ in range(MOST_FAILURES)]
    assert set(codes) == {403}
    assert other.post("/admin/events", json=EVENT, headers=BEARER).status_code == 429
    assert client.post("/admin/events", json=EVENT).status_code == 201


@pytest.mark.parametrize(
    "body",
    [b'{"token": "\\ud800"}', b"[" * 19_000, b'{"a":' * 3_000, b'{"token":' + b"1" * 19_000 + b"}", b"\xff", b"", b"1",
     b'{"token": null}', b'{"token": {"$ne": 1}}', b'{"token": true}', b'{"token": ["%s"]}' % TOKEN.encode()],
)  # fmt: skip
def test_a_body_that_no_form_sends_is_refused_in_a_sentence(client_of: Client, body: bytes) -> None:
    client = client_of()
    for path in ("/admin/session", "/admin/events"):
        answer = client.post(path, data=body, content_type="application/json", headers=BEARER)
        assert answer.status_code in (400, 403)
        assert said(answer)["error"]
    client.set_cookie(COOKIE, "\xff")
    assert client.post("/admin/events", json=EVENT).status_code == 401


def test_a_wrong_token_of_any_length_takes_a_comparison_of_constant_time(
    client_of: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With == in place of compare_digest, this fails."""
    compared: list[tuple[bytes, bytes]] = []
    real = hmac.compare_digest

    def watched(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", watched)
    client = client_of()
    for wrong in ("", "a", TOKEN[:-1] + "x", TOKEN + "x"):
        assert client.post("/admin/session", json={"token": wrong}).status_code == 403
        assert compared.pop() == (TOKEN.encode(), wrong.encode())
    assert client.post("/admin/session", json={"token": TOKEN}).status_code == 204
    compared.clear()
    assert client.post("/admin/events", json=EVENT).status_code == 201
    assert len(compared) == 1, "the session's cookie too"


def test_the_token_in_an_address_opens_nothing(client_of: Client) -> None:
    assert client_of().post(f"/admin/events?token={TOKEN}", json=EVENT).status_code == 401


def test_a_token_that_is_easily_guessed_is_refused() -> None:
    assert admin_token({}) is None
    assert admin_token({"RANK_TRACKER_ADMIN_TOKEN": f" {TOKEN} "}) == TOKEN
    with pytest.raises(ConfigurationError, match="at least 16"):
        admin_token({"RANK_TRACKER_ADMIN_TOKEN": "secret"})
