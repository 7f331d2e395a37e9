"""A backup restores to the same answers, and is either whole or not there."""

import errno
import hashlib
import io
import json
import signal
import subprocess
import sys
import tarfile
import textwrap
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.conftest import at, put
from tests.tracker.stored_charts import DE_IPHONE, HOUR, NOON, chart, page, store
from tracker.config import Home
from tracker.errors import ConfigurationError, LockedError, StorageError
from tracker.prepare import prepare
from tracker.restore import restore
from tracker.storage.backup import backup, drop_older
from tracker.storage.backup_file import MANIFEST, content, is_our_name, opened_backup, table_names
from tracker.storage.database import lock, publish, reading, stamp, writing
from tracker.storage.migrate import LEDGER, shipped_migrations
from tracker.storage.sql_text import quoted

pytestmark = pytest.mark.own_file

ANSWERS = (
    "FROM rank_history('chatgpt', since := TIMESTAMPTZ '2026-07-10 00:00:00+00') ORDER BY ALL",
    "FROM observation ORDER BY ALL",
    "FROM coverage ORDER BY ALL",
)


@pytest.fixture
def filled(home: Home) -> Home:
    """A home with charts of two countries, a failure, and settings."""
    prepare(home)
    store(home, chart("ABC"), chart("BCA", NOON + HOUR), chart("CAB", NOON, DE_IPHONE), page(NOON + 2 * HOUR))
    with lock(home, "ingest"), writing(home) as connection:
        connection.execute("UPDATE app SET app_id = '6448311069' WHERE app_name = 'App B'")  # ChatGPT's
    publish(home)
    (home.root / "alerts.toml").write_text("# mine\n")
    return home


@pytest.fixture
def empty(tmp_path: Path) -> Home:
    return Home(tmp_path / "other")


def contents(home: Home) -> dict[str, object]:
    """What is in each table; the time of publishing is the home's own."""
    with reading(home.charts_file) as connection:
        found: dict[str, object] = {
            table: content(connection, quoted(table)) for table in table_names(connection) if table != "meta"
        }
        found["meta"] = connection.execute("FROM meta WHERE key <> 'published_at' ORDER BY key").fetchall()
    return found


def answers(home: Home) -> list[list[tuple[object, ...]]]:
    with reading(home.charts_file) as connection:
        return [connection.execute(query).fetchall() for query in ANSWERS]


def test_a_restored_home_gives_the_same_answers(filled: Home, empty: Home) -> None:
    done = backup(filled)
    assert done.file.parent == filled.backups
    restored = restore(empty, done.file)
    assert contents(empty) == contents(filled)
    assert answers(empty) == answers(filled)
    assert all(answers(empty))
    assert {row[3] for row in answers(empty)[0]} >= {"ranked", "not_observed"}
    assert (empty.root / "alerts.toml").read_text() == "# mine\n"
    assert (restored.put_aside, restored.beside) == (None, ())
    assert [file.name for file in empty.root.glob(".*")] == []


def test_every_table_is_in_it_whichever_there_are(filled: Home, empty: Home) -> None:
    with opened_backup(backup(filled).file) as (_, manifest), reading(filled.charts_file) as connection:
        assert [table.name for table in manifest.tables] == table_names(connection)
        assert "schema_migration" in table_names(connection)


def test_collecting_goes_on_in_a_restored_home(filled: Home, empty: Home) -> None:
    restore(empty, backup(filled).file)
    store(empty, chart("AB", NOON + 3 * HOUR))
    assert len(answers(empty)[1]) == len(answers(filled)[1]) + 2


def test_payloads_are_in_it_where_they_are_wanted(filled: Home, empty: Home) -> None:
    waiting = chart("AC", NOON + 4 * HOUR)
    put(filled, waiting)
    assert backup(filled, filled.root / "without.tar").files == 1
    restore(empty, backup(filled, payloads=True).file)
    assert (empty.inbox / waiting.name).read_bytes() == (filled.inbox / waiting.name).read_bytes()
    assert sum(1 for one in empty.payloads.rglob("*.gz")) == 4


def test_payloads_are_not_taken_while_they_are_packed(filled: Home) -> None:
    with lock(filled, "maintain"), pytest.raises(LockedError):
        backup(filled, payloads=True)
    assert not list(filled.backups.iterdir())


def test_an_ingest_at_the_same_time_is_not_disturbed(filled: Home) -> None:
    with lock(filled, "ingest"), writing(filled):
        assert backup(filled).rows > 0


def test_a_home_with_charts_is_not_overwritten(filled: Home) -> None:
    file = backup(filled).file
    store(filled, chart("AB", NOON + 3 * HOUR))
    before = contents(filled)
    with pytest.raises(ConfigurationError, match=r"has 5 captures already; .* --force"):
        restore(filled, file)
    assert contents(filled) == before


def test_force_puts_the_database_aside(filled: Home) -> None:
    file, wanted = backup(filled).file, contents(filled)
    store(filled, chart("AB", NOON + 3 * HOUR))
    done = restore(filled, file, force=True)
    assert contents(filled) == wanted
    assert done.put_aside and done.put_aside.parent == filled.backups
    with duckdb.connect(str(done.put_aside), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM attempt").fetchone() == (5,)


def test_a_damaged_database_can_be_replaced(filled: Home) -> None:
    file, wanted = backup(filled).file, contents(filled)
    for damaged in (filled.store_file, filled.charts_file):  # either alone is made anew from the other
        damaged.unlink()
        damaged.write_bytes(b"no database " * 5000)
    with pytest.raises(StorageError, match=r"damaged.*; put it aside with --force"):
        restore(filled, file)
    restore(filled, file, force=True)
    assert contents(filled) == wanted


def test_other_settings_of_the_home_stay_and_the_backups_lie_beside(filled: Home, empty: Home) -> None:
    prepare(empty)
    (empty.root / "alerts.toml").write_text("# yours\n")
    done = restore(empty, backup(filled).file)
    assert (empty.root / "alerts.toml").read_text() == "# yours\n"
    assert done.beside == (empty.root / "alerts.toml.from-backup",)
    assert done.beside[0].read_text() == "# mine\n"


def test_a_restore_waits_for_nobody(filled: Home, empty: Home) -> None:
    file = backup(filled).file
    prepare(empty)
    with lock(empty, "ingest"), pytest.raises(LockedError):
        restore(empty, file)


def test_a_backup_of_a_newer_schema_is_refused(filled: Home, empty: Home) -> None:
    with lock(filled, "ingest"), writing(filled) as connection:
        connection.execute("INSERT INTO schema_migration VALUES (9999, 'later', 'abc', now(), '3.0.0')")
    publish(filled)
    with pytest.raises(StorageError, match=r"has schema 9999, this program knows .*; upgrade"):
        restore(empty, backup(filled).file)
    assert not empty.store_file.exists()


def test_a_backup_of_an_older_schema_is_migrated(new_home: Home, empty: Home) -> None:
    new_home.make_folders()
    first = shipped_migrations()[0]
    with duckdb.connect(str(new_home.charts_file)) as connection:
        connection.execute(LEDGER)
        connection.execute(first.sql)
        connection.execute("INSERT INTO schema_migration VALUES (1, 'begin', ?, now(), '1.5.5')", [first.sha256])
        connection.execute("INSERT INTO series VALUES (1, 'apple', 'us', 'iphone', 'top-free', 'all', 'itunes_rss')")
        connection.execute("INSERT INTO app VALUES (1, 'apple', '65', 'App A', NULL, 'us', now())")
        connection.execute("INSERT INTO snapshot VALUES ('s', 1, [1])")
        connection.execute(
            "INSERT INTO attempt (series_key, scheduled_for, observed_at, status, depth_requested, snapshot_id)"
            " VALUES (1, now(), now(), 'ok', 100, 's')"
        )
    restore(empty, backup(new_home).file)
    with reading(empty.charts_file) as connection:
        versions = connection.execute("SELECT version FROM schema_migration ORDER BY 1").fetchall()
        assert versions == [(one.version,) for one in shipped_migrations()]
        assert connection.execute("SELECT rank, app_name FROM observation").fetchall() == [(1, "App A")]
        assert connection.execute("SELECT count(*) > 40 FROM assistant").fetchone() == (True,)


def rewritten(file: Path, change: Callable[[tarfile.TarInfo, bytes], tuple[tarfile.TarInfo, bytes] | None]) -> Path:
    """The backup with its members changed, or left out."""
    other = file.with_name("changed.tar")
    with tarfile.open(file) as old, tarfile.open(other, "w") as new:
        for member in old.getmembers():
            stream = old.extractfile(member)
            assert stream
            changed = change(member, stream.read())
            if changed:
                changed[0].size = len(changed[1])
                new.addfile(changed[0], io.BytesIO(changed[1]))
    return other


def flip(member: tarfile.TarInfo, body: bytes) -> tuple[tarfile.TarInfo, bytes]:
    return member, body[:100] + bytes([body[100] ^ 1]) + body[101:] if "snapshot" in member.name else body


def drop_one(member: tarfile.TarInfo, body: bytes) -> tuple[tarfile.TarInfo, bytes] | None:
    return None if "snapshot" in member.name else (member, body)


def lead_out(member: tarfile.TarInfo, body: bytes) -> tuple[tarfile.TarInfo, bytes]:
    if member.name == "home/alerts.toml":
        member.name = "home/../../escaped.toml"
    return member, body.replace(b"home/alerts.toml", b"home/../../escaped.toml")


def link(member: tarfile.TarInfo, body: bytes) -> tuple[tarfile.TarInfo, bytes]:
    if member.name == "home/alerts.toml":
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        return member, b""
    return member, body


def lie(member: tarfile.TarInfo, body: bytes) -> tuple[tarfile.TarInfo, bytes]:
    if member.name != MANIFEST:
        return member, body
    manifest = json.loads(body)
    for table in manifest["tables"]:
        table["rows"] += 1
    return member, json.dumps(manifest).encode()


def without_migrations(member: tarfile.TarInfo, body: bytes) -> tuple[tarfile.TarInfo, bytes]:
    if member.name != MANIFEST:
        return member, body
    return member, json.dumps(json.loads(body) | {"migrations": {}}).encode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (without_migrations, "its manifest.json is not one of ours"),
        (flip, "tables/snapshot.parquet is damaged"),
        (drop_one, "promises 'tables/snapshot.parquet'"),
        (lead_out, "holds 'home/../../escaped.toml'"),
        (link, "holds 'home/alerts.toml'"),
        (lie, "came out with"),
    ],
)
def test_a_changed_backup_is_refused_and_nothing_is_touched(
    filled: Home,
    empty: Home,
    change: Callable[[tarfile.TarInfo, bytes], tuple[tarfile.TarInfo, bytes] | None],
    sentence: str,
) -> None:
    file = rewritten(backup(filled).file, change)
    with pytest.raises(StorageError, match=sentence.replace(".", r"\.")):
        restore(empty, file)
    assert not empty.store_file.exists() and not empty.charts_file.exists()
    assert not list(empty.root.parent.rglob("escaped*"))
    assert [one.name for one in empty.root.iterdir() if one.name.startswith(".")] == []


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_torn_backup_is_refused(filled: Home, empty: Home, share: float) -> None:
    file = backup(filled).file
    body = file.read_bytes()
    end = body.rindex(b'"files"')  # of the manifest; zeroes after it are padding
    file.write_bytes(body[: int(end * share)])
    with pytest.raises(StorageError, match="not a whole backup"):
        restore(empty, file)


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), FileNotFoundError()])
def test_what_goes_wrong_beside_a_backup_is_not_blamed_on_it(filled: Home, error: OSError) -> None:
    with pytest.raises(type(error)) as raised, opened_backup(backup(filled).file):
        raise error
    assert raised.value is error


def test_a_missing_backup_is_one_sentence(empty: Home, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no backup is here"):
        restore(empty, tmp_path / "none.tar")


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/passwd", "home/../x", "home/other", "tables/../x", "payloads/2026-07/..", "inbox/.hidden", "x", "",
     "payloads/2026-07/a\\b", "tables//x", "payloads/x/y/z"],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_none_of_ours(name: str) -> None:
    assert not is_our_name(name)


def test_only_the_newest_backups_are_kept_and_strangers_never_go(filled: Home) -> None:
    names = [f"charts-2026070{day}T000000Z.tar" for day in range(1, 6)] + ["simulated-20260701T120000Z.tar"]
    for name in [*names, "mine.tar", "replaced-20260701T000000.000000Z.duckdb"]:
        (filled.backups / name).touch()
    assert [file.name for file in drop_older(filled, 4)] == [names[0], names[5]]
    assert len(list(filled.backups.iterdir())) == 6


def test_a_backup_of_a_simulated_home_says_so(filled: Home, empty: Home) -> None:
    with lock(filled, "ingest"), writing(filled) as connection:
        stamp(connection, simulated="true")
    publish(filled)
    done = backup(filled)
    assert done.file.name.startswith("simulated-")
    assert restore(empty, done.file).manifest.simulated


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from tracker.config import Home
    from tracker.storage.backup import backup
    from tracker.restore import restore

    root, file, steps = Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    begun = 0

    def watch(event, arguments):
        global begun
        if event in {"open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "duckdb"}:
            if str(root) in str(arguments):
                begun += 1
                if begun == steps:
                    os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    if sys.argv[1] == "backup":
        backup(Home(root))
    else:
        restore(Home(root), file, force=True)
    print(begun)
"""


def run_until(what: str, home: Home, file: Path, steps: int) -> int:
    """Run it in a process that is killed at this step of the file system; returns how many steps it did whole."""
    script = [sys.executable, "-c", textwrap.dedent(KILLED), what, str(home.root), str(file), str(steps)]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr
    return int(done.stdout) if done.returncode == 0 else 0


def spread(steps: int) -> list[int]:
    """Some of the steps from the first to the last."""
    return sorted({1, steps, *(1 + steps * part // 3 for part in range(1, 3))})


def test_a_backup_that_is_killed_leaves_nothing_half_made(filled: Home, empty: Home) -> None:
    whole = run_until("backup", filled, Path(), 0)
    (first,) = filled.backups.iterdir()
    first.unlink()
    for steps in spread(whole):
        run_until("backup", filled, Path(), steps)
        for file in filled.backups.glob("[!.]*"):
            with opened_backup(file) as (_, manifest):
                assert len(manifest.tables) > 15
            file.unlink()
    last = backup(filled).file
    assert [file.name for file in filled.backups.iterdir()] == [last.name]
    restore(empty, last)
    assert contents(empty) == contents(filled)


def test_a_restore_that_is_killed_leaves_the_former_or_the_restored(filled: Home, tmp_path: Path) -> None:
    file = backup(filled, tmp_path / "one.tar").file
    wanted = contents(filled)
    store(filled, chart("AB", at("2026-07-11 12:00")))
    whole = run_until("restore", filled, file, 0)
    assert contents(filled) == wanted
    for steps in spread(whole):
        store(filled, chart("AB", at("2026-07-11 12:00")))
        former = contents(filled)
        run_until("restore", filled, file, steps)
        with lock(filled, "ingest"), writing(filled) as connection:
            row = connection.execute("SELECT count(*) FROM attempt").fetchone()
        assert row in {(4,), (5,)}
        assert contents(filled) in (wanted, former)
    restore(filled, file, force=True)
    assert contents(filled) == wanted
    assert not list(filled.root.glob(".restore-*"))


def test_the_sums_in_the_manifest_are_those_of_sha256sum(filled: Home) -> None:
    file = backup(filled).file
    with opened_backup(file) as (tar, manifest):
        for table in manifest.tables:
            stream = tar.extractfile(table.member)
            assert stream and hashlib.sha256(stream.read()).hexdigest() == table.sha256
    assert file.stat().st_size % 512 == 0
