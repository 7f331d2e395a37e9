"""Strangers' texts on every way out but pages (tests/dashboard/browser/test_hostile.py): words, and nothing more."""

import csv
import io
import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from dashboard.answer_file import answer_file
from dashboard.api.registry import ENDPOINTS
from dashboard.api.tools import call
from dashboard.app import create_app
from dashboard.digest.forms import markdown_text
from jobs.command import main
from jobs.digest import written
from tests.conftest import Counted
from tests.hostile.strings import LINKS, NAMES, OUTSIDE
from tests.hostile.world import SLOTS, Taken
from tracker.storage.answers import FORMULA
from tracker.storage.database import reading
from tracker.text import stored_text

pytestmark = pytest.mark.xdist_group("hostile strings")

ATOM = "{http://www.w3.org/2005/Atom}"
WEEK = timedelta(days=7)
TAGS = {"html", "head", "meta", "title", "body", "h1", "h2", "h3", "p", "ul", "li", "a", "hr", "bdi", "span"}
NEEDED = {"ranks": {"assistant": "chatgpt"}, "breadth": {"assistant": "chatgpt"}}


@pytest.fixture(scope="module")
def client(hostile: Taken) -> FlaskClient:
    client = create_app(hostile.home).server.test_client()
    assert isinstance(client, FlaskClient)
    return client


class Page(HTMLParser):
    """What a browser would make of it: its elements, their handlers, its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.handlers: list[str] = []
        self.links: list[str] = []
        self.styles: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.styles += [value or "" for name, value in attrs if name == "style"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "data")]


def check(page: Page) -> None:
    assert page.handlers == []
    assert all(link.startswith(("http://", "https://")) for link in page.links)
    assert OUTSIDE not in page.links
    assert not [style for style in page.styles if "900px" in style or "fixed" in style]


def formulas(text: str) -> list[str]:
    """Cells that a spreadsheet would run; numbers may begin with a sign."""
    found = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row if cell.startswith(FORMULA)]
    return [cell for cell in found if not re.fullmatch(r"[+-]\d+(\.\d+)?(e[+-]?\d+)?", cell)]


def command(capfd: pytest.CaptureFixture[str], hostile: Taken, *arguments: str) -> str:
    with pytest.raises(SystemExit) as stop:
        main(["--home", str(hostile.home.root), *arguments])
    said = capfd.readouterr()
    assert not stop.value.code, said.err
    return said.out


def test_the_corpus_is_as_large_as_promised_and_came_in_by_every_door(hostile: Taken, counted: Counted) -> None:
    """In `itunes_rss`, `google_play`, an import, a feed, a file of events and the form: 373 texts, 42 links."""
    assert len(set(NAMES)) >= 300
    assert len(set(LINKS)) >= 40
    with reading(hostile.home.charts_file) as connection:
        names = {name for (name,) in connection.execute("SELECT DISTINCT app_name FROM app").fetchall()}
        makers = {name for (name,) in connection.execute("SELECT DISTINCT developer FROM app").fetchall()}
        statuses = connection.execute("SELECT DISTINCT status FROM coverage").fetchall()
        articles = connection.execute("SELECT count(*) FROM article").fetchall()[0][0]
        events = connection.execute("SELECT count(*) FROM event WHERE origin = 'own'").fetchall()[0][0]
    kept = {stored_text(name) for name in NAMES} - {""}
    assert kept <= names
    assert kept <= makers
    assert statuses == [("ok",)]
    assert articles >= 300
    assert hostile.events >= 300
    assert events == hostile.events + 1
    assert hostile.forms == (201, 400, 400)
    counted(len(set(NAMES)), "texts of strangers")
    counted(len(set(LINKS)), "links of strangers")
    counted(len(names), f"names of apps stored; {articles} headlines, {events} events")


def test_nothing_stored_is_longer_than_a_name_or_holds_control_signs(hostile: Taken) -> None:
    """Without `stored_text` in interpret.py, archive_rows.py, headline.py or dated_events.py, this fails."""
    query = (
        "SELECT app_name FROM app UNION SELECT developer FROM app UNION SELECT title FROM article"
        " UNION SELECT title FROM event UNION SELECT publisher FROM event_source UNION SELECT note FROM event"
    )
    with reading(hostile.home.charts_file) as connection:
        texts = [text for (text,) in connection.execute(query).fetchall() if text]
    assert len(texts) > 1000
    assert max(map(len, texts)) <= 1000
    assert not {sign for text in texts for sign in text if unicodedata.category(sign) in ("Cc", "Cs")}


def test_only_web_addresses_are_stored_as_links(hostile: Taken) -> None:
    """Without `is_url` where events are read and feeds are, this fails."""
    with reading(hostile.home.charts_file) as connection:
        found = connection.execute("SELECT url FROM event_source UNION SELECT url FROM article").fetchall()
    assert len(found) > 600
    wanted = re.compile(r"https?://[\w.-]+\.[\w-]+(:\d+)?([/?#][^\s\x00-\x20\x7f<>\"\\]*)?")
    assert [url for (url,) in found if not wanted.fullmatch(url)] == []


def test_no_export_holds_a_formula(
    hostile: Taken, capfd: pytest.CaptureFixture[str], tmp_path: Path, counted: Counted
) -> None:
    """Without `FORMULA` in export.py or `spreadsheet_safe` in answers.py, this fails."""
    views = [line.split()[0] for line in command(capfd, hostile, "export").splitlines()]
    cells = 0
    for view in views:
        file = tmp_path / f"{view}.csv"
        command(capfd, hostile, "export", view, "--output", str(file))
        text = file.read_text(encoding="utf-8")
        assert formulas(text) == [], view
        cells += text.count("'=") + text.count("'+")
    assert cells > 50
    counted(len(views), f"views exported; {cells} cells that began as a formula")
    names = 'SELECT app_name, developer AS "=1+1" FROM app'
    assert formulas(command(capfd, hostile, "sql", names, "--format", "csv")) == []
    assert formulas(command(capfd, hostile, "event", "list", "--format", "csv")) == []


def test_no_file_of_the_dashboard_holds_a_formula(hostile: Taken, client: FlaskClient) -> None:
    from base64 import b64decode

    file = answer_file(hostile.home.charts_file, "SELECT app_name, developer FROM app", "csv", "some")
    assert formulas(b64decode(file["content"]).decode()) == []
    for name in ENDPOINTS:
        said = client.get(f"/api/v1/{name}", query_string=NEEDED.get(name, {}) | {"format": "csv"})
        assert said.status_code == 200
        assert formulas(said.get_data(as_text=True)) == []


def test_the_api_and_tools_answer_in_json_that_holds_the_words(hostile: Taken, client: FlaskClient) -> None:
    seen: set[str] = set()
    for name in ENDPOINTS:
        said = client.get(f"/api/v1/{name}", query_string=NEEDED.get(name, {}))
        assert said.content_type.startswith("application/json")
        rows = json.loads(said.get_data())["data"]
        told = call(hostile.home.charts_file, name, NEEDED.get(name, {}))
        assert not told.is_error
        json.dumps(told.said).encode()
        if name == "chart":
            seen = {row["app_name"] for row in rows}
    assert "<script>window.hacked=1</script>" in seen


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_digest_in_html_has_our_elements_alone(hostile: Taken, language: str) -> None:
    """Without `escape` in digest/forms.py, this fails."""
    html = written(hostile.home, "html", language, ("us",), "http://ranks", _now(), WEEK)
    page = Page(html)
    assert page.tags <= TAGS
    assert page.links
    check(page)
    assert "window.hacked" in html, "nothing hostile was told, so nothing was tested"


def test_a_digest_in_markdown_has_no_mark_of_a_stranger(hostile: Taken) -> None:
    """Without `markdown_text`, this fails."""
    told = written(hostile.home, "md", "en", ("us",), "http://ranks", _now(), WEEK)
    assert "window.hacked" in told
    assert "<" not in re.sub(r"\]\(<https?://[^<>\s]*>\)", "", told)
    targets = re.findall(r"(?<!\\)\]\(<?([^)>]*)", told)
    assert targets
    assert all(target.startswith(("http://", "https://")) for target in targets)
    for name in NAMES:
        line = markdown_text(name[:2000])
        assert "\n" not in line
        assert not re.search(r"(?<!\\)[\[\]`*_|~$]", line)
        assert not re.match(r"([+*-]|\d+[.)]|#{1,6})(\s|$)|>|(=+|-+)$", line)
        assert "<" not in line


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_atom_feed_is_well_formed_and_safe(hostile: Taken, client: FlaskClient, language: str) -> None:
    """Without `escape` in digest/feed.py, this fails."""
    said = client.get(f"/feed.atom?lang={language}").get_data()
    feed = ElementTree.fromstring(said)
    contents = [one.text or "" for one in feed.iter(f"{ATOM}content")]
    assert contents
    assert any("window.hacked" in one for one in contents)
    for one in contents:
        page = Page(one)
        assert page.tags <= TAGS
        check(page)
    assert all((link.get("href") or "").startswith("http") for link in feed.iter(f"{ATOM}link"))


def test_claims_as_files_are_json_and_markdown(client: FlaskClient) -> None:
    claims = client.get("/api/v1/claims").json
    assert claims is not None
    ranked = next(row["claim_id"] for row in claims["data"] if row["rank"])
    json.loads(client.get(f"/claims/{ranked}.json").get_data())
    said = client.get(f"/claims/{ranked}.md").get_data(as_text=True)
    assert not re.search(r"<(script|img|svg|a|iframe)\b", said)
    for wrong in ("<script>x", "..", "%00", "=1+1", "x" * 9000):
        refused = client.get(f"/claims/{wrong}.json")
        assert (refused.status_code, refused.mimetype) == (404, "application/json")
        assert len(refused.get_data()) < 1000


def test_a_terminal_is_told_words_alone(hostile: Taken, capfd: pytest.CaptureFixture[str]) -> None:
    """Without `terminal_text`, this fails."""
    raw = "SELECT chr(27) || ']0;title' || chr(7) || app_name AS x FROM app"
    for arguments in (
        ("event", "list"), ("event", "show", "hostile-1"), ("sql", "SELECT app_name, developer FROM app"), ("sql", raw),
        ("digest", "write"),
    ):  # fmt: skip
        said = command(capfd, hostile, *arguments)
        assert len(said) > 100
        assert {sign for sign in said if unicodedata.category(sign) == "Cc"} <= {"\n"}


def _now() -> datetime:
    return max(datetime.now(UTC), SLOTS[1])
