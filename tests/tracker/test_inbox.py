import gzip
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import US_IPHONE, at, make_payload
from tracker.errors import StorageError
from tracker.inbox import Inbox, encode, file_payload, read_payload
from tracker.models import Slot

SLOT = Slot(US_IPHONE, at("2026-07-10 09:00"), 100)


def test_what_was_put_is_read_again(tmp_path: Path) -> None:
    payload = make_payload(SLOT, b'{"feed": 1}\nsecond line \xff', seen_at=SLOT.scheduled_for + timedelta(minutes=7))
    assert read_payload(Inbox(tmp_path).put(payload)) == payload


@given(body=st.binary(max_size=500), error=st.none() | st.text(max_size=50))
def test_any_body_and_any_error_survive(tmp_path_factory: pytest.TempPathFactory, body: bytes, error: str) -> None:
    payload = make_payload(SLOT, body, http_status=None, error=error)
    assert read_payload(Inbox(tmp_path_factory.mktemp("inbox")).put(payload)) == payload


def test_the_name_sorts_by_slot_and_says_the_series(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    late = inbox.put(make_payload(Slot(US_IPHONE, at("2026-07-10 10:00"), 100)))
    early = inbox.put(make_payload(SLOT))
    assert inbox.files() == [early, late]
    assert early.name.startswith("20260710T090000Z.apple.us.iphone.top-free.all.itunes_rss.")


def test_a_half_written_file_is_never_seen(tmp_path: Path) -> None:
    (tmp_path / ".20260710T090000Z.x.payload.gz.part").write_bytes(b"half")
    assert Inbox(tmp_path).files() == []


@pytest.mark.parametrize("damage", [lambda raw: raw[: len(raw) // 2], lambda raw: b"", lambda raw: b"not gzip"])
def test_a_damaged_file_is_named_with_its_reason(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    file = tmp_path / "x.payload.gz"
    file.write_bytes(damage(encode(make_payload(SLOT, b"body"))))
    with pytest.raises(StorageError, match=r"x\.payload\.gz: not a whole payload"):
        read_payload(file)


def test_a_body_that_is_not_the_stored_one_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "x.payload.gz"
    file.write_bytes(
        gzip.compress(gzip.decompress(encode(make_payload(SLOT, b"rank 1"))).replace(b"rank 1", b"rank 2"))
    )
    with pytest.raises(StorageError, match="its hash differs"):
        read_payload(file)


def test_a_folder_that_cannot_be_written_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="free some space"):
        Inbox(tmp_path / "gone").put(make_payload(SLOT))


def test_an_ingested_payload_is_filed_by_the_month_of_its_slot(tmp_path: Path) -> None:
    (tmp_path / "payloads").mkdir()
    file = Inbox(tmp_path).put(make_payload(SLOT))
    filed = file_payload(file, tmp_path / "payloads", SLOT.scheduled_for)
    assert filed == tmp_path / "payloads" / "2026-07" / file.name
    assert [one.name for one in filed.parent.iterdir()] == [file.name]
