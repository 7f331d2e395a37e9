"""backup, restore and publish as a user runs them: what they say, their exit codes."""

from pathlib import Path

import pytest

from tests.jobs.conftest import Run
from tests.tracker.stored_charts import NOON, chart, store
from tracker.config import Home
from tracker.storage.database import lock, reading, writing


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """The one that `run` runs in, with a chart."""
    home = Home(tmp_path / "home")
    store(home, chart("ABC", NOON))
    return home


@pytest.mark.own_file
def test_backup_says_where_and_restore_takes_it(run: Run, home: Home, tmp_path: Path) -> None:
    ran = run("backup")
    assert ran.code == 0
    file = Path(ran.out.strip())
    assert file.parent == home.backups and file.is_file()
    assert "MB, verified" in ran.err
    other = run("--home", str(tmp_path / "other"), "restore", str(file))
    assert other.code == 0
    assert "restored " in other.err and f"into {tmp_path}/other" in other.err
    assert run("--home", str(tmp_path / "other"), "sql", "select count(*) from observation", "--format", "csv").out == (
        "count_star()\n3\n"
    )


@pytest.mark.own_file
def test_the_secrets_of_alerts_stay_secrets(run: Run, home: Home, tmp_path: Path) -> None:
    alerts = home.root / "alerts.toml"
    alerts.write_text('[targets]\nme = "json://user:s3cr3t@127.0.0.1"\n')
    alerts.chmod(0o600)
    file = Path(run("backup").out.strip())
    assert file.stat().st_mode & 0o777 == 0o600
    other = tmp_path / "other"
    assert run("--home", str(other), "restore", str(file)).code == 0
    assert (other / "alerts.toml").stat().st_mode & 0o777 == 0o600
    assert run("--home", str(other), "alert", "check").code == 0


def test_the_older_ones_go_when_it_is_said_how_many_stay(run: Run, home: Home) -> None:
    for day in (1, 2, 3):
        (home.backups / f"charts-2026070{day}T000000Z.tar").touch()
    ran = run("backup", "--keep", "2")
    assert sorted(home.backups.iterdir()) == [home.backups / "charts-20260703T000000Z.tar", Path(ran.out.strip())]
    assert "deleted the older charts-20260701T000000Z.tar" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["backup", "--keep", "2", "--output", "x.tar"], 2, "leave --output out"),
        (["backup", "--output", "/no/such/folder/x.tar"], 2, "wanted a file in a folder that exists"),
        (["restore", "/no/such/file.tar"], 1, "no backup is here"),
        (["restore", "/etc/passwd"], 1, "not a whole backup"),
    ],
)
@pytest.mark.own_file
def test_a_mistake_is_one_sentence(run: Run, home: Home, arguments: list[str], code: int, sentence: str) -> None:
    ran = run(*arguments)
    assert ran.code == code
    assert sentence in ran.sentence


@pytest.mark.own_file
def test_restore_into_a_home_with_charts_is_a_wrong_usage(run: Run, home: Home) -> None:
    file = run("backup").out.strip()
    ran = run("restore", file)
    assert ran.code == 2
    assert "has 1 captures already" in ran.sentence
    assert run("restore", file, "--force").code == 0


def test_publish_brings_out_what_the_writer_has(run: Run, home: Home) -> None:
    with lock(home, "ingest"), writing(home) as connection:
        connection.execute("DELETE FROM attempt")
    assert run("publish").code == 0
    with reading(home.charts_file) as reader:
        assert reader.execute("SELECT count(*) FROM attempt").fetchone() == (0,)


def test_publish_waits_for_no_ingest(run: Run, home: Home) -> None:
    run("sql", "select 1")
    with lock(home, "ingest"):
        assert run("publish").code == 3
