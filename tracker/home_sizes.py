"""How large the parts of a home are. Counting stops where it would keep a reader waiting."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tracker.config import Home

MOST_FILES = 20_000  # a folder with more is said to have at least so many


class Size(NamedTuple):
    files: int
    bytes: int
    is_whole: bool = True  # False: there are more, which were not counted
    newest: datetime | None = None  # UTC


class HomeSizes(NamedTuple):
    published: Size  # the database that everyone reads
    store: Size  # the writer's
    inbox: Size  # payloads that wait for ingest
    payloads: Size
    backups: Size
    free_bytes: int  # on the disk of the home


def home_sizes(home: Home) -> HomeSizes:
    return HomeSizes(
        file_size(home.charts_file),
        file_size(home.store_file),
        folder_size(home.inbox),
        folder_size(home.payloads),
        folder_size(home.backups),
        shutil.disk_usage(home.root).free,
    )


def file_size(file: Path) -> Size:
    """A file that is not there has no size."""
    try:
        told = file.stat()
    except OSError:
        return Size(0, 0)
    return Size(1, told.st_size, newest=datetime.fromtimestamp(told.st_mtime, UTC))


def folder_size(folder: Path, most: float = MOST_FILES) -> Size:
    """What lies in a folder and below, files whose name begins with a dot left out: they are not whole yet."""
    files, total, newest = 0, 0, 0.0
    for told in _files(folder):
        if files == most:
            return Size(files, total, False, datetime.fromtimestamp(newest, UTC))
        files, total, newest = files + 1, total + told.st_size, max(newest, told.st_mtime)
    return Size(files, total, newest=datetime.fromtimestamp(newest, UTC) if files else None)


def _files(folder: Path) -> Iterator[os.stat_result]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from _files(Path(entry.path))
                elif not entry.name.startswith("."):
                    with suppress(FileNotFoundError):  # moved by ingest meanwhile
                        yield entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return  # packed by maintain meanwhile, or never made
