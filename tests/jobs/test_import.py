"""The verb import, as a user runs it; and every command of docs/import.md."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.jobs.conftest import Run
from tests.tracker.archives.conftest import TOP_3, row, table
from tests.tracker.archives.written import CHATGPT, app_id, dataset, ranked_array, written
from tracker.config import Home
from tracker.storage.database import lock

DOCS = Path(__file__).parents[2] / "docs" / "import.md"
COMMANDS = re.findall(r"^    rank-tracker (.+)$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)

PLACEHOLDER = dataset()
PLACEHOLDER["items"] = [{"rank": 1, "id": "0000000001", "name": "Sample App 1"}]


def parquet(file: Path, columns: str = "*") -> bytes:
    (file.parent / "rows.csv").write_bytes(table(TOP_3))
    rows = f"SELECT {columns} FROM read_csv('{file.parent / 'rows.csv'}', all_varchar = true)"
    duckdb.execute(f"COPY ({rows}) TO '{file}' (FORMAT parquet)")
    return file.read_bytes()


def own_export(file: Path) -> bytes:
    return parquet(file, "* EXCLUDE source_repo, 'iphone' AS device, 'itunes_rss' AS source")


FILES: dict[str, Callable[[Path], bytes]] = {
    "ranks.parquet": parquet,
    "ranks.csv": lambda _: table(TOP_3),
    "mine.parquet": own_export,
    "top.csv": lambda _: table([{"rank": str(rank), "app_id": app_id(rank), "app_name": "Tea"} for rank in (1, 2, 3)]),
    "ios_ranking.json": lambda _: ranked_array(),
    "2026-02-17-us.json": lambda _: written(dataset()),
    "placeholder.json": lambda _: written(PLACEHOLDER),
}


def count(run: Run, what: str = "observation") -> int:
    return int(run("sql", f"select count(*) from {what}", "--format", "csv").out.split()[-1])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_document_does_what_it_says(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command)
    named = [word for word in words if word in FILES]
    for word in named:
        if words[0] == "import":
            Path(word).write_bytes(FILES[word](tmp_path / word))
    ran = run(*words)
    assert ran.code == (1 if named == ["placeholder.json"] else 0), ran.err
    if words[0] == "import":
        refused = "1 refused" if named == ["placeholder.json"] else "0 refused"
        assert refused in ran.err
        assert count(run) == (0 if "--dry-run" in words or named == ["placeholder.json"] else 3)


def test_the_document_has_commands_and_each_file_of_them_is_written_here() -> None:
    files = {word for command in COMMANDS for word in shlex.split(command) if re.search(r"\.\w+$", word)}
    assert files == FILES.keys()


def test_what_was_stored_is_said_in_one_line_a_file(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_bytes(table(TOP_3))
    second.write_bytes(table([*TOP_3, row(1, CHATGPT, "2025-01-27"), row(1, "0000000001", "2025-01-28")]))
    ran = run("import", str(first), str(second))
    assert ran.code == 1
    assert "first.csv: CSV, stored 1 charts (3 ranks), 0 already there, 0 refused" in ran.err
    assert "second.csv: CSV, stored 1 charts (1 ranks), 1 already there, 1 refused" in ran.err
    assert (
        "second.csv: refused: apple/us/iphone/top-free/all/import-tea-ranks 2025-01-28 00:00:"
        " placeholder: no store gives an app the id 0000000001" in ran.err
    )
    assert count(run) == 4
    assert run("import", str(first)).code == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none.csv"], "none.csv: No such file or directory; name a file with ranks"),
        (["."], "Is a directory; name a file with ranks"),
        (["good.csv", "README.md"], "README.md: no shape of archive that we know; it begins with"),
        (
            ["good.csv", "short.csv"],
            "short.csv: no column observed_at, chart, category; it has store, country, rank, app_id",
        ),
        (["good.csv", "--date", "26.1.2025"], "'26.1.2025' is no time; wanted one like 2025-01-26T22:10Z"),
        (["good.csv", "--date", "2025-01-26T22:10"], "has no zone; wanted one like 2025-01-26T22:10Z"),
        (["good.csv", "--chart", "rising"], "'rising' is not one of"),
        ([], "Missing argument 'FILE...'"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_touched(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    (tmp_path / "files").mkdir()
    monkeypatch.chdir(tmp_path / "files")
    Path("good.csv").write_bytes(table(TOP_3))
    Path("short.csv").write_bytes(b"store,country,rank,app_id\napple,us,1,1000000001\n")
    Path("README.md").write_text("# Ranks\n\nKept by us.\n")
    ran = run("import", *arguments)
    assert ran.code == 2
    assert sentence in ran.sentence
    assert not (tmp_path / "home").exists()


def test_a_held_lock_ends_with_3_and_nothing_is_stored(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ranks.csv"
    file.write_bytes(table(TOP_3))
    run("doctor")
    with lock(Home(tmp_path / "home"), "ingest"):
        ran = run("import", str(file))
    assert ran.code == 3
    assert "another run holds the lock" in ran.sentence
    assert count(run) == 0


@pytest.mark.own_file
def test_simulated_homes_take_no_archive(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ranks.csv"
    file.write_bytes(table(TOP_3))
    run("doctor")
    home = Home(tmp_path / "home")
    home.charts_file.chmod(0o644)
    with duckdb.connect(str(home.charts_file)) as connection:
        connection.execute("INSERT INTO meta VALUES ('simulated', 'true')")
    ran = run("import", str(file))
    assert ran.code == 2
    assert "it holds simulated charts" in ran.sentence


def test_the_verb_explains_itself_with_an_example(run: Run) -> None:
    ran = run("import", "--help")
    assert ran.code == 0
    assert "rank-tracker import ranks.parquet" in ran.out
    assert "import" in run("--help").out
