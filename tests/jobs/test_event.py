"""The verb event and import events, as a user runs them."""

import csv
import io
import json
import re
import shlex
from pathlib import Path

import pytest

from tests.jobs.conftest import Run
from tracker import catalog

ADD = (
    "event", "add", "--date", "2026-11-02", "--title", "Le Chat opens in Japan", "--category", "launch",
    "--assistant", "le-chat", "--country", "jp", "--link", "https://example.org/japan", "--link", "https://example.org/b",
)  # fmt: skip
ADDED = "2026-11-02-le-chat-opens-in-japan"


def asked(run: Run, query: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(run("sql", query, "--format", "csv").out)))[1:]


def test_an_event_is_added_shown_and_asked_in_sql(run: Run) -> None:
    ran = run(*ADD)
    assert (ran.code, ran.out.strip()) == (0, ADDED)
    assert ADDED in run("event", "list", "--assistant", "le-chat").out
    assert asked(run, f"select origin, is_testable, local_date from event where event_id = '{ADDED}'") == [
        ["own", "true", "2026-11-02"]
    ]
    assert asked(run, f"select url from event_source where event_id = '{ADDED}' order by position") == [
        ["https://example.org/japan"], ["https://example.org/b"],
    ]  # fmt: skip


def test_a_candidate_is_shown_when_it_is_accepted(run: Run) -> None:
    run(*ADD, "--status", "candidate")
    assert asked(run, "select count(*) from event where origin = 'own'") == [["0"]]
    assert "[candidate] Le Chat opens" in run("event", "list", "--status", "candidate").out
    assert run("event", "accept", ADDED).code == 0
    assert asked(run, "select event_id from event where origin = 'own'") == [[ADDED]]
    assert run("event", "reject", ADDED).code == 0
    assert asked(run, "select count(*) from event where origin = 'own'") == [["0"]]
    assert ADDED not in run("event", "list").out


def test_a_month_is_a_day_for_no_test(run: Run) -> None:
    run("event", "add", "--date", "2026-10", "--title", "Something", "--link", "https://example.org/")
    assert asked(run, "select start_date, precision, is_testable from event where origin = 'own'") == [
        ["2026-10-01", "month", "false"]
    ]


@pytest.mark.parametrize("form", ["list", "table"])
def test_what_was_exported_can_be_imported_again(run: Run, tmp_path: Path, form: str) -> None:
    run(*ADD)
    export = ("event", "list", "--format", "csv") if form == "list" else ("sql", "from event", "--format", "csv")
    (tmp_path / "mine.csv").write_text(run(*export).out, encoding="utf-8")
    other = ("--home", str(tmp_path / "other"))
    assert run(*other, "import", "events", str(tmp_path / "mine.csv")).err.startswith("1 new events, 0 changed, ")
    again = run(*other, "import", "events", str(tmp_path / "mine.csv"))
    assert again.err.startswith(f"0 new events, 0 changed, {len(catalog.events()) + 1} known already")


def test_a_title_that_a_spreadsheet_would_run_is_exported_harmless_and_imported_as_it_was(
    run: Run, tmp_path: Path
) -> None:
    title = '=HYPERLINK("https://evil.org")'
    run("event", "add", "--date", "2026-11-02", "--title", title, "--link", "https://example.org/")
    for export in (("event", "list"), ("sql", "from event where origin = 'own'")):
        text = run(*export, "--format", "csv").out
        assert "'=HYPERLINK" in text
        (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
        assert "0 new events, 0 changed" in run("import", "events", str(tmp_path / "mine.csv")).err


def test_events_are_listed_as_json_for_programs(run: Run) -> None:
    listed = json.loads(run("event", "list", "--category", "rank", "--country", "us", "--format", "json").out)
    assert len(listed) >= 5
    assert {one["kind"] for one in listed} == {"attention"}
    assert not any(one["is_testable"] for one in listed)


def test_events_are_listed_by_their_time(run: Run) -> None:
    listed = run("event", "list", "--since", "2025-01-20", "--until", "2025-01-21", "--format", "csv").out
    assert [row["event_id"][:10] for row in csv.DictReader(io.StringIO(listed))] == ["2025-01-20", "2025-01-21"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["event", "add", "--date", "2026-11-02", "--title", "T"], "Missing option '--link'"),
        ([*ADD, "--link", "ftp://example.org"], "source_url_3 is 'ftp://example.org'; wanted an address"),
        ([*ADD, "--country", "uk"], "countries names 'uk', which countries.csv has not"),
        ([*ADD, "--assistant", "chatgtp"], "no assistant 'chatgtp'; its slug is wanted"),
        ([*ADD, "--end-date", "2026-11-01"], "end_date (2026-11-01) is before start_date"),
        ([*ADD[:3], "soon", *ADD[4:]], "start_date is 'soon'; wanted a date like 2025-01-26"),
        ([*ADD[:3], "2099-01-01", *ADD[4:]], "start_date 2099-01-01 lies ahead"),
        (["event", "accept", "nothing"], "no event 'nothing'; rank-tracker event list shows their ids"),
        (["import", "events", "nowhere.csv"], "nowhere.csv: No such file or directory"),
        (["import", "events", "nowhere.csv", "--store", "apple"], "import events takes no option"),
        (["event", "list", "--category", "gossip"], "'gossip' is not one of"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_touched(
    run: Run, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert sentence in ran.sentence
    assert not (tmp_path / "home").exists()


def test_an_id_is_given_once(run: Run) -> None:
    run(*ADD)
    again = run(*ADD[:-1], "https://example.org/other")
    assert again.code == 2
    assert f"there is an event '{ADDED}' already; name another id with --id" in again.sentence


def test_a_broken_file_is_named_and_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "events.csv").write_text("start_date,title,category,source_url\nsoon,T,launch,https://a.b/\n")
    ran = run(*ADD)
    assert ran.code == 2
    assert "events.csv, line 2: start_date is 'soon'" in ran.sentence
    assert [file.name for file in (tmp_path / "home").iterdir()] == ["events.csv"]


DOCS = Path(__file__).parents[2] / "docs" / "catalogue.md"
COMMANDS = re.findall(r"^    rank-tracker (.+)$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_document_works(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my-events.csv").write_text("start_date,title,category,source_url\n2026-11-02,T,launch,https://a.org/\n")
    assert run(*shlex.split(command)).code == 0


def test_a_new_event_needs_no_more_than_the_document_says(run: Run, tmp_path: Path) -> None:
    assert len(COMMANDS) == 9
    (tmp_path / "home").mkdir()
    row = "2026-11-02,Le Chat opens in Japan,launch,le-chat,jp,https://example.org/japan,Mistral\n"
    (tmp_path / "home" / "events.csv").write_text(
        "start_date,title,category,assistants,countries,source_url,publisher\n" + row, encoding="utf-8"
    )
    assert asked(run, "select event_id from event where origin = 'own'") == [[ADDED]]
