"""What lies in a home is counted, and not for longer than a reader waits."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tracker.catalog import countries
from tracker.catalog.tiles import tiles
from tracker.config import Home
from tracker.home_sizes import Size, folder_size, home_sizes
from tracker.prepare import prepare
from tracker.storage.upkeep import statistics


def test_every_part_of_a_home_has_its_size(home: Home) -> None:
    prepare(home)
    (home.inbox / "one.payload.gz").write_bytes(b"12345")
    (home.inbox / ".half.part").write_bytes(b"not whole yet")
    month = home.payloads / "2025-01"
    month.mkdir()
    (month / "a").write_bytes(b"123")
    (month / "b").write_bytes(b"1")
    sizes = home_sizes(home)
    assert sizes.inbox[:3] == (1, 5, True)
    assert sizes.payloads[:3] == (2, 4, True)
    assert sizes.backups == Size(0, 0)
    assert sizes.published.bytes == home.charts_file.stat().st_size
    assert sizes.payloads.newest
    assert sizes.free_bytes > 0


def test_counting_stops_and_says_so(home: Home) -> None:
    home.make_folders()
    for number in range(5):
        (home.payloads / str(number)).write_bytes(b"1")
    assert folder_size(home.payloads, most=3)[:3] == (3, 3, False)
    assert folder_size(home.payloads, most=5)[:3] == (5, 5, True)
    assert folder_size(home.root / "nowhere") == Size(0, 0)


def test_a_file_that_moves_while_it_is_counted_ends_no_count(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(home)
    for number in range(5):
        (home.inbox / str(number)).write_bytes(b"1")
    scandir, moved = os.scandir, []

    @contextmanager
    def moving(folder: Path) -> Iterator[Iterator[os.DirEntry[str]]]:
        with scandir(folder) as entries:
            listed = list(entries)
            if listed and Path(folder) == home.inbox:
                Path(listed[1].path).unlink()  # as ingest does
                moved.append(listed[1].name)
            yield iter(listed)

    monkeypatch.setattr(os, "scandir", moving)
    assert folder_size(home.inbox)[:3] == (4, 4, True)
    assert statistics(home).inbox_files == 3
    assert len(moved) == 2


def test_every_country_with_an_app_store_has_a_tile_of_its_own() -> None:
    assert {code for code, country in countries().items() if country.in_apple} <= set(tiles())
    assert len(set(tiles().values())) == len(tiles())
    assert tiles()["us"].column < tiles()["de"].column < tiles()["jp"].column
    assert tiles()["se"].row < tiles()["it"].row < tiles()["za"].row
