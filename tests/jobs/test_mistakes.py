"""A user's mistake ends in one sentence and exit code 2, and nothing is written."""

import errno
from pathlib import Path

import pytest

from tests.jobs.conftest import Run


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["collect", "charts", "--country", "uk"], "--country: no country 'uk'; wanted an ISO 3166 code in lower case"),
        (["collect", "charts", "--country", "US"], "--country: no country 'US'"),
        (["collect", "charts", "--store", "huawei"], "'huawei' is not one of 'apple', 'google'"),
        (["collect", "charts", "--category", "bots"], "--category: no category 'bots'"),
        (
            ["collect", "charts", "--country", "fj", "--chart", "top-paid"],
            "nothing in the watchlist matches; name the series in full",
        ),
        (["collect", "charts", "--everything"], "No such option"),
        (["collect", "carts"], "No such command 'carts'"),
        (["colect"], "No such command 'colect'"),
        (["serve", "--port", "70000"], "70000 is not in the range"),
        (["reparse", "--since", "yesterday"], "'yesterday' does not match the format '%Y-%m-%d'"),
        (["reparse", "--source", "fax"], "'fax' is not one of 'itunes_rss', "),
        (["sql", "select 1", "--format", "xml"], "'xml' is not one of"),
        (["sql", "select 1", "--format", "parquet"], "--format parquet needs --output FILE"),
        (
            ["collect", "charts", "--store", "google", "--country", "cn", "--chart", "top-free", "--category", "all"],
            "the google store has no charts for country 'cn'",
        ),
    ],
)
def test_a_wrong_word_is_named_with_what_was_expected(
    run: Run, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert sentence in ran.sentence
    assert not (tmp_path / "home").exists(), "nothing was touched"


@pytest.mark.parametrize(
    "verb",
    [
        ["collect", "charts"],
        ["ingest"],
        ["sql", "select 1"],
        ["doctor"],
        ["reparse"],
        ["maintain"],
        ["demo", "--no-serve"],
        ["claim", "check"],
        ["event", "reject", "2026-09-02-muse-spark-1-3"],
    ],
)
def test_a_home_that_is_a_file_is_named(run: Run, tmp_path: Path, verb: list[str]) -> None:
    (tmp_path / "file").write_text("mine")
    ran = run("--home", str(tmp_path / "file"), *verb)
    assert ran.code == 2
    assert f"home {tmp_path / 'file'}: wanted a folder, but" in ran.sentence
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("host", ["ranks..example.org", "x" * 64 + ".example.org"])
@pytest.mark.parametrize("verb", ["serve", "up"])
def test_a_host_that_is_no_name_is_named(run: Run, verb: str, host: str) -> None:
    ran = run(verb, "--host", host)
    assert ran.code == 2
    assert f"cannot listen on {host}:8050 (no name of a machine); name another address with --host" in ran.err
    assert "Traceback" not in ran.err


def test_a_file_with_a_name_that_is_too_long_is_named(run: Run) -> None:
    for arguments in (["import", "events", "x" * 300], ["import", "x" * 300], ["restore", "x" * 300]):
        ran = run(*arguments)
        assert ran.code in (1, 2)
        assert "File name too long" in ran.sentence


def test_a_home_without_permission_is_named(run: Run) -> None:
    ran = run("--home", "/proc/rank-tracker", "doctor")
    assert ran.code == 2
    assert "home /proc/rank-tracker: cannot make" in ran.sentence


def test_a_watchlist_with_a_typo_is_named_and_nothing_is_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "watchlist.toml").write_text("[[charts]]\nsorce = 'itunes_rss'\n")
    ran = run("collect", "charts")
    assert ran.code == 2
    assert f"{tmp_path}/home/watchlist.toml: no setting is called 'charts.1.sorce'" in ran.sentence
    assert [file.name for file in (tmp_path / "home").iterdir()] == ["watchlist.toml"]


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        ("watchlist.toml", ["collect", "charts"]),
        ("alerts.toml", ["alert", "check"]),
        ("news.toml", ["collect", "news"]),
        ("feeds.csv", ["collect", "news"]),
        ("storage.toml", ["ingest"]),
    ],
)
def test_a_file_of_settings_that_may_not_be_read_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, verb: list[str]
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / name).touch()
    read_text = Path.read_text

    def refused(file: Path, *words: str, **more: str) -> str:
        if file.name == name and file.parent.name == "home":  # as of another user's file; the suite may run as root
            raise PermissionError(errno.EACCES, "Permission denied", str(file))
        return read_text(file, *words, **more)

    monkeypatch.setattr(Path, "read_text", refused)
    ran = run(*verb)
    assert ran.code == 2
    assert f"{tmp_path}/home/{name}: cannot be read (Permission denied); it has to belong to the user" in ran.sentence


def test_a_mirror_that_is_no_address_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RANK_TRACKER_MIRROR", "localhost")
    ran = run("collect", "charts")
    assert ran.code == 2
    assert "RANK_TRACKER_MIRROR: wanted http://HOST:PORT, got 'localhost'" in ran.sentence
    assert not (tmp_path / "home").exists()


def test_a_wrong_query_is_an_error_of_usage(run: Run) -> None:
    ran = run("sql", "select rank from observatoin")
    assert ran.code == 2
    assert ran.err.startswith("rank-tracker: sql: Catalog Error: Table with name observatoin does not exist!")
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "verb",
    [
        "",
        "up",
        "collect",
        "collect charts",
        "ingest",
        "reparse",
        "serve",
        "sql",
        "doctor",
        "maintain",
        "demo",
        "event",
        "event list",
        "event add",
        "event accept",
        "event reject",
        "claim",
        "claim check",
    ],
)
def test_every_verb_explains_itself_with_an_example(run: Run, verb: str) -> None:
    ran = run(*verb.split(), "--help")
    assert ran.code == 0
    assert verb == "collect" or "Example: rank-tracker" in ran.out
