"""What every answer tells the browser, whatever was asked and however it went."""

import re
from collections.abc import Iterator

import flask
import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from dashboard.admin import COOKIE
from dashboard.app import create_app
from tests.conftest import Counted
from tests.dashboard.asking import question
from tracker.config import Home

TOKEN = "a token for tests of headers"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
NEVER_KEPT = ("/", "/_dash-layout", "/_dash-dependencies", "/events", "/claims/S08.json", "/no-such-page")
BEYOND_RULES = (
    "/events",
    "/chart?country=atlantis",
    "/sql?q=SELECT 1",
    "/%00",
    "/<script>",
    "/assets/none.js",
    "/a/../b",
)


@pytest.fixture(scope="module")
def client(prepared_home: Home) -> Iterator[FlaskClient]:
    client = create_app(prepared_home, token=TOKEN).server.test_client()
    assert isinstance(client, FlaskClient)
    client.get("/")  # Dash sets the pages up at its first request
    yield client


def addresses(client: FlaskClient) -> list[tuple[str, str]]:
    """Every rule of the server with every method, with something in place of its variables."""
    found = []
    for rule in client.application.url_map.iter_rules():
        assert isinstance(rule, Rule)
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"x-\1", rule.rule)
        found += [(path, method) for method in sorted(rule.methods or ()) if method != "OPTIONS"]
    return found


def test_every_route_forbids_foreign_code_frames_guesses_and_referrers(client: FlaskClient, counted: Counted) -> None:
    """Without `add_headers` in create_app this fails; each header of headers.py that is left out too."""
    asked = [*addresses(client), *((path, "GET") for path in BEYOND_RULES)]
    assert len(asked) >= 50
    codes = set()
    for path, method in asked:
        answer = client.open(path, method=method)
        codes.add(answer.status_code)
        where = f"{method} {path}: {answer.status_code}"
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, where
        check_policy(answer.headers["Content-Security-Policy"])
        assert "Access-Control-Allow-Origin" not in answer.headers, where
        assert answer.status_code != 500, where
        assert b"Traceback" not in answer.get_data(), where
    assert {200, 400, 404, 415} <= codes
    counted(len(asked), "addresses and methods with every header")


def check_policy(policy: str) -> None:
    said = dict(part.split(" ", 1) for part in policy.split("; "))
    assert said["default-src"] == "'none'"
    assert said["frame-ancestors"] == "'none'"
    assert said["base-uri"] == "'none'"
    assert said["form-action"] == "'none'"
    scripts = said["script-src"].split()
    assert [one for one in scripts if one != "'self'" and not re.fullmatch(r"'sha256-[\w+/=]+'", one)] == []
    assert "object-src" not in said


def test_what_says_something_of_now_or_of_us_is_never_kept(client: FlaskClient) -> None:
    """Without `no-store` in headers.py this fails."""
    for path in NEVER_KEPT:
        assert client.get(path).headers["Cache-Control"] == "no-store", path
    answer = client.post("/_dash-update-component", json=question())
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.post("/admin/session", json={"token": TOKEN}).headers["Cache-Control"] == "no-store"
    client.delete_cookie(COOKIE)


def test_a_failure_within_says_nothing_of_the_program(prepared_home: Home) -> None:
    app = create_app(prepared_home)

    def fails() -> flask.Response:
        raise RuntimeError("a secret of the program")

    app.server.add_url_rule("/fails", "fails", fails)
    answer = app.server.test_client().get("/fails")
    assert answer.status_code == 500
    assert "secret" not in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_every_route_that_writes_is_shut_without_the_token(client: FlaskClient, prepared_home: Home) -> None:
    """Without `_must_be_admin` in a view this fails, also in one that somebody adds: the rules are the server's."""
    writing = [(path, method) for path, method in addresses(client) if method not in ("GET", "HEAD")]
    doors = [(path, method) for path, method in writing if path.startswith("/admin/")]
    assert {path for path, _ in writing} - {path for path, _ in doors} <= {"/_dash-update-component"}
    assert len(doors) >= 4
    for path, method in doors:
        if path == "/admin/session" and method == "DELETE":
            continue  # whoever has no session ends none
        answer = client.open(path, method=method, json={})
        assert answer.status_code in (401, 403), f"{method} {path}"
        shut = create_app(prepared_home).server.test_client()
        assert shut.open(path, method=method, json={}).status_code == 404
    assert not prepared_home.events_file.exists()


def test_the_token_stands_in_no_answer_and_no_log(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        said = [
            client.post("/admin/session", json={"token": TOKEN}),
            client.post("/admin/session", json={"token": TOKEN + "x"}),
            client.post("/admin/events", json={}, headers={"Authorization": f"Bearer {TOKEN}"}),
            client.get(f"/events?token={TOKEN}"),
        ]
    assert TOKEN not in caplog.text
    assert all(TOKEN not in answer.get_data(as_text=True) + str(answer.headers) for answer in said[:3])
    session = client.get_cookie(COOKIE)
    assert session is not None
    assert TOKEN not in session.value
    client.delete_cookie(COOKIE)


def test_a_body_without_a_length_is_refused_too(client: FlaskClient) -> None:
    """Without `MAX_CONTENT_LENGTH` this fails: a body that comes in chunks says no length."""
    large = b'{"token": "' + b"x" * 3_000_000 + b'"}'
    headers = {"Transfer-Encoding": "chunked"}
    answer = client.post("/admin/session", data=large, content_type="application/json", headers=headers)
    assert answer.status_code in (400, 413)
    update = client.post("/_dash-update-component", data=b"[" + b"1," * 2_000_000, content_type="application/json")
    assert update.status_code == 413
