from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard import answers_kept, page
from dashboard.admin import COOKIE
from dashboard.answers_kept import KeptAnswer, KeptAnswers
from dashboard.app import create_app
from dashboard.page import WIDTH_COOKIE
from tests.dashboard.test_app import page_of
from tests.tracker.storage.test_opened import publish_again
from tracker.config import Home


@pytest.fixture
def client(real_home: Home) -> FlaskClient:
    client = create_app(real_home).server.test_client()
    assert isinstance(client, FlaskClient)
    return client


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The address of every page that was made, and not kept."""
    addresses: list[str] = []
    real = page._content

    def counted(one: Any, query: Any, text: Any, place: Any) -> Any:
        addresses.append(place.path + place.search)
        return real(one, query, text, place)

    monkeypatch.setattr(page, "_content", counted)
    return addresses


def test_the_same_question_of_the_same_data_is_answered_with_the_same_bytes(
    client: FlaskClient, made: list[str]
) -> None:
    first = page_of(client, "?range=7d")
    assert page_of(client, "?range=7d") == first
    assert made == ["/?range=7d"]
    page_of(client, "?range=30d")
    assert made == ["/?range=7d", "/?range=30d"]


def test_a_file_published_anew_is_asked_again_after_five_seconds(
    client: FlaskClient, made: list[str], real_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    page_of(client, "?range=7d")
    publish_again(real_home.charts_file)
    page_of(client, "?range=7d")
    assert made == ["/?range=7d"]
    later = monotonic() + answers_kept.HOLDS
    monkeypatch.setattr(answers_kept, "monotonic", lambda: later)
    page_of(client, "?range=7d")
    assert made == ["/?range=7d"] * 2


@pytest.mark.parametrize("path", ["/api/v1/events", "/api/v1/chart?format=csv", "/feed.atom", "/claims/S08.json"])
def test_a_file_that_was_made_is_given_again_with_its_headers(client: FlaskClient, path: str) -> None:
    first, again = client.get(path), client.get(path)
    assert first.status_code == again.status_code == 200
    assert again.get_data() == first.get_data()
    names = ("Content-Type", "Cache-Control", "ETag", "Content-Disposition", "Content-Security-Policy")
    assert [again.headers.get(name) for name in names] == [first.headers.get(name) for name in names]
    if etag := first.headers.get("ETag"):
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_while_the_next_is_made_readers_get_the_last_one(
    real_home: Home, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(real_home)
    before = page_of(app.server.test_client(), "?range=7d")
    publish_again(real_home.charts_file)
    later = monotonic() + answers_kept.HOLDS
    monkeypatch.setattr(answers_kept, "monotonic", lambda: later)
    counted, entered, go_on = page._content, Event(), Event()

    def slow(*said: Any) -> Any:
        entered.set()
        assert go_on.wait(10)
        return counted(*said)

    monkeypatch.setattr(page, "_content", slow)
    with ThreadPoolExecutor(1) as reader:
        asked = reader.submit(page_of, app.server.test_client(), "?range=7d")
        assert entered.wait(10)
        assert page_of(app.server.test_client(), "?range=7d") == before  # and nobody waited
        go_on.set()
        assert asked.result()
    assert made == ["/?range=7d"] * 2


def test_another_width_is_another_page(client: FlaskClient, made: list[str]) -> None:
    page_of(client)
    client.set_cookie(WIDTH_COOKIE, "360")
    page_of(client)
    assert made == ["/", "/"]


def test_who_signed_in_is_never_given_what_was_kept_and_leaves_nothing(client: FlaskClient, made: list[str]) -> None:
    page_of(client)
    client.set_cookie(COOKIE, "a session")
    page_of(client)
    page_of(client)
    client.delete_cookie(COOKIE)
    page_of(client)
    assert made == ["/", "/", "/"]


def test_what_is_said_of_now_ages(client: FlaskClient, made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    page_of(client)
    later = monotonic() + answers_kept.SECONDS + 1
    monkeypatch.setattr(answers_kept, "monotonic", lambda: later)
    page_of(client)
    assert made == ["/", "/"]


def test_the_oldest_go_when_there_is_no_room() -> None:
    kept = KeptAnswers(most_bytes=2 * (answers_kept.AN_ENTRY + 102) + 50)
    for key in ("a", "b"):
        kept.keep((key,), KeptAnswer(bytes(100), (), "1", monotonic()))
    assert kept.get(("a",), "1")
    kept.keep(("c",), KeptAnswer(bytes(100), (), "1", monotonic()))
    assert [bool(kept.get((key,), "1")) for key in ("a", "b", "c")] == [True, False, True]
    assert kept.bytes == 2 * (answers_kept.AN_ENTRY + 102)


def test_what_many_ask_at_once_is_made_once(real_home: Home, made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(real_home)
    app.server.test_client().get("/")  # sets the pages up
    counted, entered, go_on = page._content, Event(), Event()

    def slow(*said: Any) -> Any:
        entered.set()
        go_on.wait(10)
        return counted(*said)

    monkeypatch.setattr(page, "_content", slow)
    with ThreadPoolExecutor(4) as readers:
        asked = [readers.submit(page_of, app.server.test_client(), "?range=7d")]
        entered.wait(10)
        asked += [readers.submit(page_of, app.server.test_client(), "?range=7d") for _ in range(3)]
        go_on.set()
        answers = {one.result() for one in asked}
    assert len(answers) == 1
    assert made == ["/?range=7d"]


def test_an_answer_that_failed_is_made_by_the_next(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("on purpose")

    with monkeypatch.context() as patched:
        patched.setattr(page, "_content", broken)
        with pytest.raises(KeyError, match="_pages_content"):
            page_of(client, "?range=7d")
    assert "Table" in page_of(client, "?range=7d")[0]
