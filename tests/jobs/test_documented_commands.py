"""Every command of README.md and docs/ runs here, in a copy of a small home, or stands below with the reason why not.

docs/import.md has its own files and its own test, tests/jobs/test_import.py.
"""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from tests.conftest import at, make_payload, put
from tests.countries_world import SERIES
from tests.documents import PAGES, ROOT, Command, blocks, commands_of, in_the_text
from tests.http_sink import HttpSink
from tests.jobs.conftest import Run
from tests.stores_server import StoresServer
from tests.watchlists import watchlist
from tracker.config import Home, read_watchlist
from tracker.models import ChartEntry, Slot

PROGRAMS = {
    "rank-tracker", "make", "duckdb", "curl", "zcat", "tar", "sha256sum", "docker", "systemctl", "useradd", "cp", "git",
    ".venv/bin/pip", ".", "(crontab", "python",
}  # fmt: skip

MAKING = {"make", "git"}  # git: clone and make

# What is indented and no command, by its first words; TOML is told by reading it.
NO_COMMANDS = {
    "rank-tracker [--home DIR]": "the list of verbs: test_the_readme_names_every_verb",
    "watchlist ─►": "the picture of the flow, and the tree",
    "feeds.csv ─►": "the picture of the flow of news",
    "tables/NAME.parquet": "what is in a backup",
    "inbox/ ": "where payloads lie",
    "y = −ln": "a formula",
    "p = (1 +": "a formula",
    "/var/lib/rank-tracker/cron.log {": "a setting of logrotate",
    "time() - rank_tracker": "alarms of Prometheus: tests/test_deployment.py::test_the_metrics_that_are_named_exist",
    '{"mcpServers"': "a setting of an assistant's program",
    "ranks.example.org {": "a setting of Caddy",
}

# Commands that do not run here, by their first words. A test that is named is one that shows the same elsewhere.
NOT_HERE = {
    "(crontab -l": "changes the crontab: tests/test_deployment.py::"
    "test_make_crontab_sets_the_paths_of_this_folder_and_of_the_home",
    ". .venv/bin/activate": "is a shell's own",
    "duckdb -readonly": "another program: tests/test_newest_duckdb.py",
    "docker compose": "needs Docker: tests/test_deployment.py::test_the_scheduler_runs_every_job_and_stops_when_told",
    "git clone": "needs root and an address: test_each_target_of_make_and_each_module_that_is_named_exists",
    "useradd": "needs root",
    "cp deploy/systemd": "needs root: tests/test_deployment.py::test_systemd_understands_the_units",
    "systemctl enable": "needs root: tests/test_deployment.py::test_systemd_runs_what_cron_runs_at_the_same_minutes",
    ".venv/bin/pip install": "needs a package index: tests/lake runs with what it installs",
    "zcat FILE": "names a file of yours: test_a_payload_opens_as_the_page_says",
    "tar --zstd": "tests/tracker/test_pack.py::test_the_standard_tools_open_and_check_a_pack",
    "sha256sum": "tests/tracker/test_pack.py::test_the_standard_tools_open_and_check_a_pack",
    "rank-tracker serve": "serves until it is stopped: tests/jobs/test_serve.py",
    "rank-tracker up": "serves until it is stopped: tests/jobs/test_up.py",
    "rank-tracker mcp": "speaks until its input ends: tests/jobs/test_mcp.py",
    "rank-tracker collect news": "asks eighty feeds: tests/jobs/test_collect_news.py",
    "rank-tracker collect charts --now --store apple --country us --device iphone": "tests/jobs/test_add_a_source.py",
    "rank-tracker collect charts --now --store …": "has places to fill in: tests/jobs/test_collect.py",
    "rank-tracker migrate-storage": "needs PostgreSQL: tests/lake/test_lake.py",
    "rank-tracker --home NEW restore FILE": "names a file of yours: test_what_was_backed_up_is_restored",
    "rank-tracker --home /srv/charts restore": "names a file of yours: test_what_was_backed_up_is_restored",
    "rank-tracker sql \"select rank, app_name from observation where source = 'toy'": "tests/jobs/test_add_a_source.py",
    'rank-tracker --home ~/.local/share/rank-tracker/demo sql "…"': "docs/quick-start.md has a whole one",
    "rank-tracker event show ID": "names an event of yours: tests/jobs/test_event.py",
    "rank-tracker event accept ID": "names an event of yours: tests/jobs/test_event.py",
    "rank-tracker event reject 2026": "test_a_candidate_is_rejected_and_accepted_as_the_page_says",
    "rank-tracker event accept 2026": "test_a_candidate_is_rejected_and_accepted_as_the_page_says",
    "rank-tracker event add https:": "asks the network: tests/jobs/test_event_add.py",
    "rank-tracker event add saved-page": "names a file of yours: tests/jobs/test_event_add.py",
    "rank-tracker import events": "names a file of yours: tests/jobs/test_event.py",
}


# Whole lines that do not run here, though longer ones that begin so do.
ALONE = {
    "rank-tracker sql": "a prompt: tests/jobs/test_prompt.py",
    "rank-tracker event add": "a verb that a sentence names; it needs more",
}


def excuse(line: str, excuses: dict[str, str]) -> str | None:
    return next((why for begin, why in excuses.items() if line.startswith(begin)), None)


def runs_here(command: Command) -> bool:
    return command.program == "rank-tracker" and excuse(command.line, NOT_HERE) is None and command.line not in ALONE


def is_toml(block: str) -> bool:
    return all(re.match(r'\s*($|#|\[|"?[\w.-]+"? = )', line) for line in block.splitlines())


def documented() -> list[Command]:
    """Every command in a block or in a sentence, once a page; docs/import.md has its own test."""
    found: dict[Command, None] = {}
    for page in PAGES:
        if page == "docs/import.md":
            continue
        for block in blocks(page):
            if excuse(block, NO_COMMANDS) is None and not is_toml(block):
                found |= dict.fromkeys(commands_of(page, block))
        found |= dict.fromkeys(in_the_text(page))
    return list(found)


ALL = documented()
HERE = list({one.line: one for one in ALL if runs_here(one)}.values())


@pytest.fixture
def copied(world_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A copy of the world, a user's folder to stand in, and whom the alerts of the pages go to."""
    home = Home(tmp_path / "home")
    shutil.copytree(world_home.root, home.root)
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path / "folder")
    with HttpSink() as sink:
        home.root.joinpath("alerts.toml").write_text(f'[targets]\nme = "json://{sink.address}/"\n')
        home.root.joinpath("alerts.toml").chmod(0o600)
        yield home


def test_every_line_is_a_command_we_know_or_says_what_else_it_is() -> None:
    strange = [one for one in ALL if one.program not in PROGRAMS]
    assert not strange, "not a known program; add it, or say in NO_COMMANDS what it is"


def test_what_does_not_run_here_is_still_in_the_docs() -> None:
    lines = [one.line for one in ALL]
    assert not [begin for begin in NOT_HERE if not any(line.startswith(begin) for line in lines)]
    texts = [block for page in PAGES for block in blocks(page)]
    assert not [begin for begin in NO_COMMANDS if not any(text.startswith(begin) for text in texts)]


def test_every_program_but_ours_is_excused_or_a_target_of_make() -> None:
    left = [one for one in ALL if one.program not in ("rank-tracker", "make", "python", "curl")]
    assert not [one for one in left if excuse(one.line, NOT_HERE) is None]


def adapted(command: Command, home: Home) -> list[str]:
    """The words of a command, with the places of this machine for those of the page."""
    words = command.words[1:]
    places = {"~/.local/share/rank-tracker/demo": str(home.root), "/mnt/charts.tar": str(home.root / "charts.tar")}
    return ["from event" if word == "..." else places.get(word, word) for word in words]


@pytest.mark.parametrize("command", HERE, ids=[f"{one.page}: {one.line[:60]}" for one in HERE])
@pytest.mark.xdist_group("documented commands")
def test_a_command_of_the_docs_ends_as_it_should(
    command: Command, copied: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command.line.startswith("rank-tracker collect charts"):
        with StoresServer() as stores:
            copied = a_home_to_collect_in(copied, stores)
            monkeypatch.setenv("RANK_TRACKER_MIRROR", stores.url)
            ran = run(*adapted(command, copied))
    else:
        ran = run(*adapted(command, copied))
    assert ran.code == 0, ran.err
    if "--output" in command.words:
        assert Path(adapted(command, copied)[adapted(command, copied).index("--output") + 1]).stat().st_size > 0
    elif ' sql "' in command.line:
        assert ran.out


def a_home_to_collect_in(copied: Home, stores: StoresServer) -> Home:
    """An empty home in the copy's place: into a simulated one nothing is collected."""
    shutil.rmtree(copied.root)
    copied.root.mkdir()
    copied.watchlist_file.write_text(watchlist(focus=("us",)))
    for watch in read_watchlist(copied).watches:
        app_id = "6737597349" if watch.series.store == "apple" else "com.deepseek.chat"
        stores.serve(watch.series, [ChartEntry(1, app_id, "DeepSeek", "DeepSeek")])
    return copied


def made_by(command: Command) -> list[str]:
    """The targets that a line has make build, in this folder or the one that -C names."""
    _, _, after = f"{command.line} ".partition("make ")
    return re.findall(r"(?:^|(?<= ))(?!-)[.a-z/-]+", re.sub(r"-C \S+", "", after)) if command.program in MAKING else []


def test_each_target_of_make_and_each_module_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text().replace("$(VENV)/", ".venv/")
    targets = set(re.findall(r"^([.a-z/-]+):", makefile, re.MULTILINE))
    named = {target for one in ALL for target in made_by(one)}
    assert {"run", ".venv/plotly"} <= named
    assert named <= targets
    modules = {one.line.split()[2] for one in ALL if one.line.startswith("python -m ")}
    assert modules
    assert not [name for name in modules if find_spec(name) is None]


def test_the_readme_names_every_verb(run: Run) -> None:
    said = run("--help").out.partition("Commands:")[2]
    verbs = set(re.findall(r"^  ([a-z-]+)  ", said, re.MULTILINE))
    (block,) = [one for one in blocks("README.md") if one.startswith("rank-tracker [--home DIR]")]
    assert verbs
    assert verbs == set(re.findall(r"(?:DIR\] |\| )([a-z-]+)", block.replace("\n", " "))) - {
        "news", "show", "add", "accept", "reject", "check", "test", "file",
    }  # fmt: skip


def test_what_was_backed_up_is_restored(copied: Home, run: Run, tmp_path: Path) -> None:
    assert run("backup", "--payloads", "--output", "charts.tar").code == 0
    assert run("--home", str(tmp_path / "new"), "restore", "charts.tar").code == 0
    count = ("sql", "select count(*) from observation", "--format", "csv")
    assert run("--home", str(tmp_path / "new"), *count).out == run(*count).out


def test_a_candidate_is_rejected_and_accepted_as_the_page_says(copied: Home, run: Run) -> None:
    lines = [
        one
        for one in ALL
        if one.page == "docs/catalogue.md" and re.match("rank-tracker event (reject|accept) ", one.line)
    ]
    assert [one.words[2] for one in lines] == ["reject", "accept"]
    for one, is_there in zip(lines, (False, True), strict=True):
        assert run(*one.words[1:]).code == 0
        assert (one.words[3] in run("event", "list", "--format", "csv").out) == is_there


def test_a_payload_opens_as_the_page_says(copied: Home) -> None:
    put(copied, make_payload(Slot(SERIES[0], at("2025-03-01 00:00"), 100), b"the body"))
    (file,) = copied.inbox.glob("*.payload.gz")
    lines = [one.line for one in ALL if one.page == "docs/payloads.md" and one.program == "zcat"]
    said = [
        subprocess.check_output(line.replace("FILE.payload.gz", shlex.quote(str(file))), shell=True) for line in lines
    ]
    assert said[0].startswith(b"{")
    assert said[1] == b"the body"


@pytest.fixture
def client(copied: Home, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    client = create_app(copied, token="a token that is long enough").server.test_client()
    assert isinstance(client, FlaskClient)
    return client


@pytest.mark.parametrize("page", sorted({one.page for one in ALL if one.program == "curl"}))
def test_what_curl_asks_is_answered(page: str, client: FlaskClient) -> None:
    for one in [one for one in ALL if (one.page, one.program) == (page, "curl")]:
        words = shlex.split(one.line.replace("$RANK_TRACKER_ADMIN_TOKEN", "a token that is long enough"))
        headers = [words[place + 1].split(": ", 1) for place, word in enumerate(words) if word == "-H"]
        data = words[words.index("-d") + 1] if "-d" in words else None
        (address,) = [word for word in words if word.startswith("http://127.0.0.1:8050")]
        asked = client.post if data is not None else client.get
        answer = asked(address.removeprefix("http://127.0.0.1:8050"), headers=dict(headers), data=data)
        assert answer.status_code in (200, 201, 204), answer.get_data(as_text=True)
