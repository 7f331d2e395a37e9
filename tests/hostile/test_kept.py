"""What the server keeps to give again: it reaches nobody whom it was not made for, and no stranger fills the memory."""

import gzip
from itertools import product
from time import monotonic

import pytest
from flask.testing import FlaskClient

from dashboard import answers_kept
from dashboard.admin import COOKIE
from dashboard.answers_kept import KeptAnswer, KeptAnswers
from dashboard.app import create_app
from dashboard.plotly_bundle import plotly_path
from tests.conftest import Counted
from tests.dashboard.asking import question
from tests.hostile.world import TOKEN
from tracker.config import Home

CLAIM = "/claims/S08"  # its page and its files cite themselves with the host by which the reader knows us
FILES = (f"{CLAIM}.json", f"{CLAIM}.md", "/feed.atom", "/api/v1/events", "/api/v1/openapi.json", "/metrics")
EVIL, OURS = "evil.example", "ranks.example.org"


@pytest.fixture
def client(prepared_home: Home) -> FlaskClient:
    client = create_app(prepared_home, token=TOKEN).server.test_client()
    assert isinstance(client, FlaskClient)
    client.get("/")
    return client


def test_no_reader_is_given_what_was_made_for_another_host(client: FlaskClient, counted: Counted) -> None:
    """Without `host_url` in the key of pages, or of files, this fails: a claim says how to cite it."""
    whom: tuple[dict[str, str], ...] = (
        {},
        {"Accept-Encoding": "gzip"},
        {"Accept": "text/plain"},
        {"X-Forwarded-Host": EVIL},
        {"Forwarded": EVIL},
    )
    cited = 0
    for more in whom:
        for _ in range(2):  # made, then given again
            said = client.post("/_dash-update-component", json=question(CLAIM), headers={"Host": EVIL} | more)
            cited += EVIL.encode() in said.get_data()
            plain = client.post("/_dash-update-component", json=question(CLAIM), headers={"Host": OURS})
            assert EVIL.encode() not in plain.get_data()
            assert OURS.encode() in plain.get_data()
        for path in FILES:
            client.get(path, headers={"Host": EVIL} | more)
            assert EVIL.encode() not in client.get(path, headers={"Host": OURS}).get_data(), path
    assert cited, "no page cites its host, so nothing was tested"
    counted(len(whom) * (len(FILES) + 2), "answers asked for in another's name, none of which reached a reader")


def test_what_was_kept_is_as_whole_as_what_was_made(client: FlaskClient) -> None:
    """HEAD, a range, a condition, another method or a foreign body leave nothing that the next reader would get."""
    for path in FILES[:-1]:
        whole = create_app(client.application.config["HOME"]).server.test_client().get(path).get_data()
        odd = (
            client.head(path),
            client.get(path, headers={"Range": "bytes=0-3"}),
            client.get(path, headers={"If-None-Match": "*"}),
            client.post(path, data=b"x"),
            client.get(path, data=b"x", content_type="application/json"),
            client.get(path, headers={"X-HTTP-Method-Override": "DELETE"}),
            client.get(path, headers={"Accept-Encoding": "gzip;q=0, br"}),
        )
        assert {one.status_code for one in odd} <= {200, 304, 405}
        assert client.get(path).get_data() == whole, path
        assert client.get(path, headers={"Range": "bytes=0-3"}).status_code == 200


def test_what_a_signed_in_person_sees_is_neither_kept_nor_given(client: FlaskClient) -> None:
    """Without the look at the cookie in `_key`, this fails: the review stands on the page of events."""
    other = client.application.test_client()
    assert client.post("/admin/session", json={"token": TOKEN}).status_code == 204
    body = question("/events")
    seen = client.post("/_dash-update-component", json=body).get_data()
    plain = other.post("/_dash-update-component", json=body).get_data()
    assert b"event-add-save" in seen or seen != plain
    assert other.post("/_dash-update-component", json=body).get_data() == plain
    assert client.post("/_dash-update-component", json=body).get_data() == seen
    client.delete_cookie(COOKIE)


def test_addresses_of_strangers_do_not_fill_the_memory(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what an address takes in `_size`, or the longest of one in `_key`, this fails."""
    kept = KeptAnswers(most_bytes=1_000_000)
    for number in range(1_000):
        kept.keep(("http://host/", f"/metrics?{number}" + "x" * 5_000), KeptAnswer(b"up", (), "1", monotonic()))
    assert kept.bytes <= 1_000_000
    assert len(kept._answers) < 100
    seen: list[object] = []
    monkeypatch.setattr(KeptAnswers, "keep", lambda _, key, __: seen.append(key))
    for path in FILES:
        client.get(f"{path}?" + "x" * 100_000)
    assert seen == []
    client.get(FILES[0])
    assert len(seen) == 1
    assert answers_kept.LONGEST_QUESTION < 100_000


def test_a_script_is_packed_once_whatever_is_added_to_its_address(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, counted: Counted
) -> None:
    """With what was packed kept by its address, this fails: a stranger makes as many addresses as there is memory."""
    packed: list[int] = []
    real = gzip.compress

    def watched(raw: bytes, level: int, mtime: int) -> bytes:
        packed.append(len(raw))
        return real(raw, level, mtime=mtime)

    monkeypatch.setattr(gzip, "compress", watched)
    paths = [
        path.format(number)
        for path, number in product(
            (f"/{plotly_path()}?{{0}}", "/_dash-component-suites/dash/dcc/dash_core_components.v{0}_0m1.js?{0}"),
            range(1, 51),
        )
    ]
    codes = {client.get(path, headers={"Accept-Encoding": "gzip"}).status_code for path in paths}
    assert codes == {200}
    assert len(packed) == 2
    before = len(_packed_by(client))
    for number in range(5):
        assert client.get(f"/_plotly/{number}", headers={"Accept-Encoding": "gzip"}).mimetype == "text/html"
    assert len(_packed_by(client)) == before == 2
    counted(len(paths), "addresses of two scripts, each packed once")


def _packed_by(client: FlaskClient) -> dict[bytes, bytes]:
    """What the server keeps packed: it stands in the function that packs, and nowhere else."""
    (compress,) = (one for one in client.application.after_request_funcs[None] if one.__name__ == "compress")
    (known,) = (cell.cell_contents for cell in compress.__closure__ or () if isinstance(cell.cell_contents, dict))
    return known
