"""Old payloads are packed or dropped; at no moment is one lost."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from tests.conftest import US_ANDROID, US_IPHONE, make_payload, put
from tests.tracker.stored_charts import (
    DE_IPHONE,
    HOUR,
    NOON,
    age,
    by_name,
    chart,
    files,
    loose,
    page,
    silence,
    store,
    stored,
)  # fmt: skip
from tracker.config import Home
from tracker.errors import LockedError
from tracker.inbox import file_payload
from tracker.models import Payload, Slot
from tracker.pack import read_pack
from tracker.payload_files import pack_file
from tracker.simulation.captures import captures, chart_entries
from tracker.simulation.story import DEPTHS, Story, overall_chart
from tracker.simulation.wire import google_play_body, itunes_rss_body
from tracker.simulation.world import World
from tracker.storage.database import lock

PACK = "2026-07-10.itunes_rss.tar.zst"


def test_payloads_stay_as_they_came_for_as_long_as_the_setting_says(home: Home) -> None:
    store(home, chart("AB"))
    assert age(home, NOON.date() + timedelta(days=30)) == ([], [])
    assert len(loose(home)) == 1
    (aged,), damaged = age(home, NOON.date() + timedelta(days=31))
    assert (aged.done, aged.payloads, aged.kept, damaged) == ("packed", 1, 0, [])
    assert files(home) == [PACK]


def test_today_is_never_packed(home: Home) -> None:
    store(home, chart("AB"))
    assert age(home, NOON.date(), keep_days=0) == ([], [])


def test_a_day_and_source_is_one_pack_with_every_payload_failures_too(home: Home) -> None:
    google = make_payload(Slot(US_ANDROID, NOON, 200), b"", 503)
    apple = [chart("AB"), chart("BA", NOON + HOUR), chart("AC", series=DE_IPHONE), page(NOON + 2 * HOUR), silence()]
    next_day = chart("AB", NOON + 24 * HOUR)
    store(home, google, next_day, *apple)
    aged, _ = age(home)
    assert files(home) == ["2026-07-10.google_play.tar.zst", PACK, "2026-07-11.itunes_rss.tar.zst"]
    assert [(one.source, one.payloads) for one in aged] == [("google_play", 1), ("itunes_rss", 5), ("itunes_rss", 1)]
    assert aged[1].raw_bytes == sum(len(one.answer.body) for one in apple)
    assert aged[1].packed_bytes == pack_file(home.payloads, NOON.date(), "itunes_rss").stat().st_size
    assert stored(home) == by_name(google, next_day, *apple)
    assert age(home) == ([], []), "a packed day is not packed again"


def test_captures_of_one_series_lie_side_by_side(home: Home) -> None:
    store(home, *(chart("AB", NOON + hour * HOUR, series) for hour in range(3) for series in (US_IPHONE, DE_IPHONE)))
    age(home)
    names = [member.name for member in read_pack(pack_file(home.payloads, NOON.date(), "itunes_rss"))]
    assert [(name.split(".")[2], name[9:11]) for name in names] == [
        (country, hour) for country in ("de", "us") for hour in ("12", "13", "14")
    ]


def test_a_late_payload_joins_the_pack_of_its_day(home: Home) -> None:
    early, late = chart("AB"), chart("BA", NOON - HOUR)
    store(home, early)
    age(home)
    store(home, late)
    (aged,), _ = age(home)
    assert (aged.payloads, aged.raw_bytes) == (1, len(early.answer.body) + len(late.answer.body))
    assert files(home) == [PACK]
    assert stored(home) == by_name(early, late)


def test_a_damaged_payload_is_named_and_stays_and_the_others_are_packed(home: Home) -> None:
    whole, torn = chart("AB"), chart("BA", NOON + HOUR)
    store(home, whole, torn)
    file = next(home.payloads.rglob(torn.name))
    file.write_bytes(file.read_bytes()[:100])
    (aged,), damaged = age(home)
    assert (aged.payloads, aged.kept) == (1, 1)
    assert [torn.name in fault for fault in damaged] == [True]
    assert files(home) == sorted([PACK, torn.name])
    assert age(home)[0] == []


def test_a_torn_pack_is_named_and_stays_and_other_days_are_packed(home: Home) -> None:
    store(home, chart("AB"), chart("AB", NOON + 24 * HOUR))
    age(home)
    pack = pack_file(home.payloads, NOON.date(), "itunes_rss")
    torn = pack.read_bytes()[:-30]
    pack.write_bytes(torn)
    late, other = chart("BA", NOON + HOUR), chart("BA", NOON + 25 * HOUR)
    store(home, late, other)
    aged, damaged = age(home)
    assert [f"{pack}: a damaged pack" in fault for fault in damaged] == [True]
    assert [one.day.day for one in aged] == [11]
    assert pack.read_bytes() == torn
    assert [file.name for file in loose(home)] == [late.name]


def test_files_that_do_not_belong_there_are_named_and_stay(home: Home) -> None:
    store(home, chart("AB"))
    month = loose(home)[0].parent
    names = ("mine.payload.gz", "mine.tar.zst", "2026-06-10.itunes_rss.tar.zst")
    for name in names:
        (month / name).write_bytes(b"mine")
    _, damaged = age(home)
    assert sorted(damaged) == [
        f"{month}: 2026-06-10.itunes_rss.tar.zst: this pack lies in the wrong folder",
        f"{month}: mine.payload.gz: not the name of a payload (wanted TIME.SERIES.TOKEN.payload.gz)",
        f"{month}: mine.tar.zst: not the name of a pack (Invalid isoformat string: 'mine')",
    ]
    assert files(home) == sorted([PACK, *names])


# What is dropped when the setting says so.


def test_what_the_database_holds_is_dropped_and_the_rest_is_kept(home: Home) -> None:
    failed, empty_handed = page(NOON + HOUR), silence(NOON + 2 * HOUR)
    refused = make_payload(Slot(US_IPHONE, NOON + 3 * HOUR, 100), b"<html>Forbidden</html>", 403)
    store(home, chart("AB"), failed, empty_handed, refused)
    unknown = chart("BA", NOON + 4 * HOUR)
    write_loose(home, unknown)
    (aged,), _ = age(home, then="drop")
    assert (aged.done, aged.payloads, aged.kept) == ("dropped", 2, 3)
    assert stored(home) == by_name(failed, refused, unknown)
    assert len(files(home)) == 3


def write_loose(home: Home, payload: Payload) -> None:
    """Put a payload among the stored ones that no ingest ever saw."""
    put(home, payload)
    file_payload(home.inbox / payload.name, home.payloads, payload.slots[0].scheduled_for)


def test_a_failure_that_a_later_payload_outdid_is_kept(home: Home) -> None:
    failed, whole = page(), chart("AB", late=HOUR)
    store(home, failed, whole)
    age(home, then="drop")
    assert stored(home) == by_name(failed)


def test_dropping_reaches_into_packs(home: Home) -> None:
    failed = page(NOON + HOUR)
    store(home, chart("AB"), failed, chart("AB", NOON + 24 * HOUR))
    age(home)
    aged, _ = age(home, then="drop")
    assert [(one.day.day, one.payloads, one.kept) for one in aged] == [(10, 1, 1), (11, 1, 0)]
    assert files(home) == [PACK]
    assert stored(home) == by_name(failed)
    assert age(home, then="drop") == ([], [])


def test_nothing_is_dropped_from_a_torn_pack(home: Home) -> None:
    store(home, chart("AB"))
    age(home)
    pack = pack_file(home.payloads, NOON.date(), "itunes_rss")
    pack.write_bytes(pack.read_bytes()[:-30])
    store(home, chart("BA", NOON + HOUR))
    aged, damaged = age(home, then="drop")
    assert (aged, len(damaged), len(files(home))) == ([], 1, 2)


# Two at once, and sudden death.


def test_two_runs_do_not_meet(home: Home) -> None:
    store(home, chart("AB"))
    with lock(home, "maintain"), pytest.raises(LockedError, match="another run holds the lock"):
        age(home)
    assert len(loose(home)) == 1


def test_collect_and_ingest_go_on_meanwhile(home: Home) -> None:
    first = chart("AB")
    store(home, first)
    with lock(home, "collect"), lock(home, "ingest"):
        assert len(age(home)[0]) == 1
    second = chart("BA", NOON + HOUR)
    with lock(home, "maintain"):
        store(home, second)
    assert stored(home) == by_name(first, second)


# Dies at a call of a function of the standard library; everything before it has happened, nothing after it.
DEATH = """
import os, signal, sys, tarfile
from datetime import date
from pathlib import Path
from tracker.config import Home, PayloadsSettings
from tracker.payload_life import age_payloads

root, owner, name, calls = sys.argv[1], {"os": os, "TarFile": tarfile.TarFile}[sys.argv[2]], sys.argv[3], sys.argv[4]
real, left = getattr(owner, name), int(calls)


def deadly(*arguments, **named):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **named)


setattr(owner, name, deadly)
list(age_payloads(Home(Path(root)), PayloadsSettings(), date(2027, 1, 1), []))
"""


@pytest.mark.parametrize(
    ("owner", "name", "call"),
    [
        ("TarFile", "addfile", 3),  # in the middle of writing
        ("os", "fsync", 1),  # written, not on disk
        ("os", "rename", 1),  # verified, without its name
        ("os", "fsync", 2),  # with its name, the folder not on disk
        ("os", "unlink", 1),  # before the first original is deleted
        ("os", "unlink", 3),  # in the middle of deleting
    ],
)
def test_killed_at_any_point_nothing_is_lost_and_the_next_run_completes_it(
    home: Home, owner: str, name: str, call: int
) -> None:
    packed = [chart("AB", NOON + hour * HOUR) for hour in range(2)]
    fresh = [chart("BA", NOON + (hour + 2) * HOUR) for hour in range(3)]
    store(home, *packed)
    age(home)
    store(home, *fresh)
    died = subprocess.run([sys.executable, "-c", DEATH, str(home.root), owner, name, str(call)])
    assert died.returncode == -signal.SIGKILL
    assert stored(home) == by_name(*packed, *fresh)
    _, damaged = age(home)
    assert (damaged, files(home)) == ([], [PACK])
    assert stored(home) == by_name(*packed, *fresh)


def test_a_pack_that_does_not_read_back_right_replaces_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    payload = chart("AB")
    store(home, payload)
    # a disk that says yes and loses the end
    monkeypatch.setattr(os, "fsync", lambda file: os.ftruncate(file, os.fstat(file).st_size - 30))
    aged, damaged = age(home)
    assert (aged, len(damaged), files(home)) == ([], 1, [payload.name])
    assert stored(home) == by_name(payload)


def test_half_a_pack_that_a_killed_run_left_is_swept_away(home: Home) -> None:
    store(home, chart("AB"))
    (loose(home)[0].parent / f".{PACK}.part").write_bytes(b"half")
    age(home)
    assert files(home) == [PACK]


# How much smaller.


def test_a_day_of_the_simulated_world_is_at_least_fifteen_times_smaller(home: Home) -> None:
    series = tuple(overall_chart(store, country) for store in ("apple", "google") for country in ("us", "de", "jp"))
    world = World(Story(series, NOON - 12 * HOUR, 8))
    bodies = {"itunes_rss": itunes_rss_body, "google_play": lambda one, entries, _: google_play_body(one, entries)}
    for refresh in captures(world):
        for place, one in enumerate(series):
            body = bodies[one.source](one, chart_entries(world, refresh, place), refresh.scheduled_for)
            write_loose(home, make_payload(Slot(one, refresh.scheduled_for, DEPTHS[one.source]), body))
    before = stored(home)
    aged, _ = age(home)
    assert [one.payloads for one in aged] == [24, 24]
    assert min(one.ratio for one in aged) >= 15
    assert stored(home) == before
