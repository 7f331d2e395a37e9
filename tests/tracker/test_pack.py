"""A pack gives back every byte, opens with standard tools, and says when it is damaged."""

import gzip
import hashlib
import io
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import US_IPHONE, make_payload
from tests.tracker.stored_charts import DE_IPHONE, HOUR, NOON, chart
from tracker.errors import StorageError
from tracker.inbox import encode
from tracker.models import Payload, Slot
from tracker.pack import Member, payload_name_parts, read_pack, write_pack


def members(*payloads: Payload) -> list[Member]:
    return [Member(one.name, gzip.decompress(encode(one))) for one in payloads]


def some() -> list[Member]:
    return members(*(chart("ABCDEFGH"[: 1 + hour], NOON + hour * HOUR) for hour in range(5)))


def content(file: Path) -> bytes:
    """The tar inside a pack."""
    return zstandard.ZstdDecompressor().stream_reader(file.read_bytes()).read()


@settings(max_examples=25, deadline=None)
@given(bodies=st.lists(st.binary(max_size=2000), min_size=1, max_size=5))
def test_every_byte_survives(tmp_path_factory: pytest.TempPathFactory, bodies: list[bytes]) -> None:
    put = members(*(make_payload(Slot(US_IPHONE, NOON, 100), body) for body in bodies))
    file = tmp_path_factory.mktemp("pack") / "x.tar.zst"
    assert write_pack(file, put) == sum(len(body) for body in bodies)
    assert list(read_pack(file)) == put


@pytest.mark.skipif(not (shutil.which("tar") and shutil.which("zstd")), reason="no tar or no zstd here")
def test_the_standard_tools_open_and_check_a_pack(tmp_path: Path) -> None:
    file, put = tmp_path / "x.tar.zst", some()
    write_pack(file, put)
    subprocess.run(["zstd", "-q", "--test", file], check=True)
    subprocess.run(["tar", "--zstd", "-xf", file], cwd=tmp_path, check=True)
    subprocess.run(["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=tmp_path, check=True)
    for member in put:
        assert (tmp_path / member.name.removesuffix(".gz")).read_bytes() == member.plain


def test_a_pack_is_a_tar_dated_by_its_slots_that_lists_its_sums(tmp_path: Path) -> None:
    file, put = tmp_path / "x.tar.zst", some()
    write_pack(file, put)
    with tarfile.open(fileobj=io.BytesIO(content(file))) as tar:
        times = {entry.name: entry.mtime for entry in tar}
        sums = tar.extractfile("SHA256SUMS")
        assert sums is not None
        lines = sums.read().decode().splitlines()
    names = [member.name.removesuffix(".gz") for member in put]
    assert list(times) == [*names, "SHA256SUMS"]
    assert [times[name] for name in names] == [(NOON + hour * HOUR).timestamp() for hour in range(5)]
    assert lines == [
        f"{hashlib.sha256(member.plain).hexdigest()}  {name}" for name, member in zip(names, put, strict=True)
    ]


def test_the_same_payloads_make_the_same_pack(tmp_path: Path) -> None:
    put = some()
    for name in ("x", "y"):
        write_pack(tmp_path / name, put)
    assert (tmp_path / "x").read_bytes() == (tmp_path / "y").read_bytes()


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "half": lambda raw: raw[: len(raw) // 2],
    "all but its end": lambda raw: raw[:-30],
    "nothing": lambda raw: b"",
    "something else": lambda raw: b"<html>",
    "a bit that flipped": lambda raw: raw[: len(raw) // 2] + bytes([raw[len(raw) // 2] ^ 1]) + raw[len(raw) // 2 + 1 :],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_pack_is_named(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "x.tar.zst"
    write_pack(file, some())
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    with pytest.raises(StorageError, match=r"x\.tar\.zst: a damaged pack"):
        list(read_pack(file))


def repacked(file: Path, change: Callable[[list[tarfile.TarInfo]], list[tarfile.TarInfo]]) -> None:
    """The pack as somebody would pack it by hand, well formed, with other members."""
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(content(file))) as tar, tarfile.open(fileobj=out, mode="w") as new:
        for entry in change(tar.getmembers()):
            new.addfile(entry, tar.extractfile(entry) if entry.size else None)
    file.write_bytes(zstandard.compress(out.getvalue()))


def test_a_pack_that_lacks_a_payload_or_its_sums_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "x.tar.zst"
    write_pack(file, some())
    repacked(file, lambda entries: entries[1:])
    with pytest.raises(StorageError, match="not those that its list of sums names"):
        list(read_pack(file))
    repacked(file, lambda entries: entries[:-1])
    with pytest.raises(StorageError, match="ends before its list of sums, after 4 payloads"):
        list(read_pack(file))


def test_a_pack_with_a_stranger_in_it_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "x.tar.zst"
    write_pack(file, some())
    stranger = tarfile.TarInfo("notes.txt")
    repacked(file, lambda entries: [*entries, stranger])
    with pytest.raises(StorageError, match=r"'notes.txt' is not the name of a payload"):
        list(read_pack(file))


def test_what_lies_before_the_damage_is_read(tmp_path: Path) -> None:
    file, put = tmp_path / "x.tar.zst", some()
    write_pack(file, put)
    repacked(file, lambda entries: entries[:3])
    found = []
    with pytest.raises(StorageError):
        for member in read_pack(file):
            found.append(member)  # noqa: PERF402 - the last round raises
    assert found == put[:3]


def test_a_payload_that_comes_twice_is_stored_once(tmp_path: Path) -> None:
    file, put = tmp_path / "x.tar.zst", some()
    write_pack(file, [put[0], *put])
    assert list(read_pack(file)) == put


def test_two_payloads_of_one_name_that_differ_are_an_error_and_leave_the_pack_as_it_was(tmp_path: Path) -> None:
    file, put = tmp_path / "x.tar.zst", some()
    write_pack(file, put)
    before = file.read_bytes()
    with pytest.raises(StorageError, match="two payloads of this name differ"):
        write_pack(file, [*put, put[0]._replace(plain=put[1].plain)])
    assert [one.name for one in tmp_path.iterdir()] == ["x.tar.zst"]
    assert file.read_bytes() == before


def test_without_payloads_there_is_no_pack(tmp_path: Path) -> None:
    file = tmp_path / "x.tar.zst"
    write_pack(file, some())
    assert write_pack(file, []) == 0
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="nothing was deleted; free some space, then maintain again"):
        write_pack(tmp_path / "gone" / "x.tar.zst", some())


def test_the_name_of_a_payload_says_its_series_and_day_and_sorts_by_series() -> None:
    names = [chart("A", when, series).name for when in (NOON, NOON + HOUR) for series in (US_IPHONE, DE_IPHONE)]
    parts = sorted(payload_name_parts(name) for name in names)
    assert [one.series.split(".")[1] for one in parts] == ["de", "de", "us", "us"]
    assert [one.time for one in parts] == ["20260710T120000Z", "20260710T130000Z"] * 2
    assert {(one.source, one.day) for one in parts} == {("itunes_rss", date(2026, 7, 10))}
    for strange in ("notes.payload.gz", names[0].replace("20260710", "20261310"), names[0] + ".old"):
        with pytest.raises(StorageError, match="not the name of a payload"):
            payload_name_parts(strange)
