"""What lies on disk: who may read it, and that no name or archive of a stranger leads out of its folder."""

import gzip
import io
import os
import shutil
import stat
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest
import zstandard

from jobs.command import main
from jobs.serve import public_warning
from tests.conftest import Counted
from tests.tracker.stored_charts import chart
from tracker.alerts.rules import read_alerts
from tracker.archives.chart import Said, Told
from tracker.config import Home
from tracker.errors import ConfigurationError, StorageError, TrackerError
from tracker.import_archives import check_files
from tracker.inbox import Inbox, read_payload
from tracker.pack import read_pack
from tracker.prepare import prepare
from tracker.restore import restore
from tracker.storage.backup import backup
from tracker.storage.place import lake_of

ALERTS = """[targets]
me = "https://secret.example/hook"
[[alert]]
name = "a"
when = "enters_top"
assistant = "grok"
top = 10
"""


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_home_is_its_owners_alone(tmp_path: Path) -> None:
    """Without the mode in `make_folders` this fails. A home that is there stays as its owner shares it."""
    before = os.umask(0o022)
    try:
        home = Home(tmp_path / "a" / "home")
        prepare(home)
        assert mode_of(home.root) == 0o700
        home.root.chmod(0o750)
        prepare(home)
        assert mode_of(home.root) == 0o750
    finally:
        os.umask(before)


def test_a_file_with_secrets_that_others_may_read_is_refused(home: Home) -> None:
    """Without `_check_secrecy` this fails."""
    file = home.root / "alerts.toml"
    file.write_text(ALERTS)
    file.chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600") as refused:
        read_alerts(home, {})
    assert "secret.example" not in str(refused.value)
    file.chmod(0o600)
    prepare(home)
    made = backup(home).file
    assert mode_of(made) == 0o600
    restored = Home(home.root.parent / "restored")
    restore(restored, made)
    assert mode_of(restored.root / "alerts.toml") == 0o600


@pytest.mark.parametrize(
    "secret",
    ['url = "ducklake:postgres:host=db password=hidden"', 'url = "ducklake:sqlite:a"\n[s3]\nsecret = "hidden"'],
)
def test_a_lake_whose_secrets_others_may_read_is_refused(home: Home, secret: str) -> None:
    file = home.root / "storage.toml"
    file.write_text(f"[storage]\n{secret}\n")
    file.chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600") as refused:
        lake_of(home, {})
    assert "hidden" not in str(refused.value)
    file.chmod(0o600)
    assert lake_of(home, {})
    file.write_text('[storage]\nurl = "ducklake:sqlite:a"\n')
    file.chmod(0o644)
    assert lake_of(home, {}), "no secret is in it"


@pytest.mark.parametrize(
    ("address", "has_token", "said"),
    [
        ("127.0.0.1", False, None), ("127.8.9.1", False, None), ("::1", False, None),
        ("0.0.0.0", False, "nobody can write"), ("::", False, "nobody can write"),
        ("192.168.1.5", True, "put https before it"), ("fe80::1%eth0", True, "put https before it"),
    ],
)  # fmt: skip
def test_serving_to_others_is_said_to_whoever_starts_it(address: str, has_token: bool, said: str | None) -> None:
    """Without `public_warning` this fails."""
    warning = public_warning(address, True, has_token)
    assert (warning is None) == (said is None)
    if warning is not None and said is not None:
        assert said in warning
        assert "SQL" in warning
        assert "SQL" not in (public_warning(address, False, has_token) or "")


@pytest.mark.parametrize("name", ["../out.csv", "/etc/x.csv", "a/../../out.csv", "none/out.csv", "."])
def test_an_export_goes_where_its_user_says_and_never_makes_folders(
    home: Home, tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    """A path is the user's own word; a view's name is none, so it leads nowhere."""
    with pytest.raises(SystemExit) as stop:
        main(["--home", str(home.root), "export", name, "--output", str(tmp_path / "none" / "x.csv")])
    assert stop.value.code == 2
    assert "Traceback" not in capfd.readouterr().err
    assert not (tmp_path / "none").exists()
    assert not list(tmp_path.parent.glob("out.csv"))


@pytest.fixture(scope="module")
def whole(prepared_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of nothing but the catalogue."""
    copied = Home(tmp_path_factory.mktemp("whole") / "home")
    shutil.copytree(prepared_home.root, copied.root)
    return backup(copied).file


def packed(members: list[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for member, body in members:
            member.size = len(body)
            tar.addfile(member, io.BytesIO(body) if body else None)
    return out.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, to: str = "") -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type, found.linkname = kind, to
    return found


STRANGERS = [
    member("../escaped"),
    member("/tmp/escaped"),
    member("a/../../escaped"),
    member("link", tarfile.SYMTYPE, "/etc/passwd"),
    member("hard", tarfile.LNKTYPE, "/etc/passwd"),
    member("fifo", tarfile.FIFOTYPE),
    member("device", tarfile.CHRTYPE),
    member("inbox/../../escaped"),
    member("home/alerts.toml", tarfile.SYMTYPE, "/etc/passwd"),
    member("dir", tarfile.DIRTYPE),
]


@pytest.mark.parametrize("stranger", STRANGERS, ids=[f"{one.name} {one.type!r}" for one in STRANGERS])
def test_no_archive_leads_out_of_its_folder(whole: Path, tmp_path: Path, stranger: tarfile.TarInfo) -> None:
    """Without `NAME` in pack.py, or the comparison of a backup's members with its manifest, this fails."""
    body = b"" if stranger.type != tarfile.REGTYPE else b"x"
    pack = tmp_path / "x.tar.zst"
    sums = f"{sha256(body).hexdigest()}  {stranger.name}\n".encode()
    pack.write_bytes(zstandard.compress(packed([(stranger, body), (member("SHA256SUMS"), sums)])))
    with pytest.raises(StorageError):
        list(read_pack(pack))
    with tarfile.open(whole) as tar:
        members = [(one, tar.extractfile(one).read()) for one in tar.getmembers()]  # type: ignore[union-attr]
    made = tmp_path / whole.name
    made.write_bytes(packed([*members, (stranger, body)]))
    other = Home(tmp_path / "other")
    with pytest.raises(StorageError):
        restore(other, made)
    assert not list(tmp_path.parent.rglob("escaped*"))
    assert not other.charts_file.exists()


def test_there_are_as_many_strangers_in_archives_as_promised(counted: Counted) -> None:
    assert len({(one.name, one.type) for one in STRANGERS}) >= 10
    counted(len(STRANGERS), "members of archives that lead elsewhere, in packs and in backups")


def test_a_payload_that_unfolds_to_gigabytes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the limit in `read_plain` or in `read_pack`, this fails."""
    monkeypatch.setattr("tracker.inbox.LARGEST_PLAIN", 10_000_000)
    monkeypatch.setattr("tracker.pack.LARGEST_PLAIN", 10_000_000)
    bomb = gzip.compress(bytes(50_000_000), 1)
    assert len(bomb) < 1_000_000
    payload = chart("ABC")
    file = tmp_path / payload.name
    file.write_bytes(bomb)
    with pytest.raises(StorageError, match="larger than"):
        read_payload(file)
    pack = tmp_path / "x.tar.zst"
    name = payload.name.removesuffix(".gz")
    pack.write_bytes(zstandard.compress(packed([(member(name), bytes(50_000_000))])))
    with pytest.raises(StorageError, match="larger than"):
        list(read_pack(pack))


def test_an_import_of_a_bomb_or_a_folder_or_a_device_ends_in_a_sentence(tmp_path: Path) -> None:
    files = {
        "zeros.csv.gz": gzip.compress(bytes(30_000_000), 1),
        "deep.json": b"[" * 200_000,
        "wide.json": b'{"a":' * 50_000 + b"1",
    }
    for name, body in files.items():
        (tmp_path / name).write_bytes(body)
    for name in (*files, ".", "none.csv"):
        with pytest.raises(TrackerError) as refused:
            check_files([tmp_path / name], Told(Said()))
            pytest.fail(f"{name} was taken")
        assert "\n" not in str(refused.value)


def test_the_name_of_a_payload_leads_nowhere(tmp_path: Path) -> None:
    """What a store answers is never part of a file's name: it is made of the series and the slot."""
    payload = chart("ABC")
    (tmp_path / "inbox").mkdir()
    Inbox(tmp_path / "inbox").put(payload)
    (file,) = (tmp_path / "inbox").rglob("*.gz")
    assert file.parent == tmp_path / "inbox"
    assert "/" not in file.name
    assert ".." not in file.name
