"""Parsing stored payloads again repairs what an old parser got wrong, changes nothing else, and says what it did."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest

from tests.conftest import US_ANDROID, US_IPHONE, make_payload
from tests.tracker.stored_charts import (
    DE_IPHONE,
    HOUR,
    NOON,
    age,
    by_name,
    chart,
    loose,
    page,
    rows,
    silence,
    store,
    stored,
)  # fmt: skip
from tracker.config import Home
from tracker.errors import LockedError, ParseError
from tracker.inbox import SUFFIX, encode
from tracker.ingest import ingest
from tracker.models import Chart, ChartEntry, Payload, Series, Slot
from tracker.payload_files import pack_file
from tracker.prepare import prepare
from tracker.reparse import Reparsed, Scope, reparse
from tracker.simulation.wire_apple import apple_viewtop_body
from tracker.storage.captures import Capture, add_captures
from tracker.storage.database import lock, publish, writing
from tracker.storage.repairs import Change
from tracker.stores import SOURCES

SOURCE = SOURCES["itunes_rss"]
Parser = Callable[[bytes, Series], Chart]
EVERYTHING = Scope()
FATES = "SELECT country, scheduled_for, status, depth_returned FROM coverage ORDER BY ALL"
LISTS = "SELECT country, observed_at, rank, app_id, snapshot_id FROM observation ORDER BY ALL"
SURFACE = "SELECT * FROM coverage ORDER BY ALL", LISTS, "SELECT * FROM app ORDER BY ALL"


def fails(body: bytes, series: Series) -> Chart:
    raise ParseError("itunes_rss: an old parser")


def reads_from_below(body: bytes, series: Series) -> Chart:
    true = SOURCE.parse_chart(body, series)
    rows = enumerate(reversed(true.entries), start=1)
    return replace(true, entries=tuple(one._replace(rank=rank) for rank, one in rows))


def reads_the_developer_as_the_name(body: bytes, series: Series) -> Chart:
    true = SOURCE.parse_chart(body, series)
    return replace(true, entries=tuple(one._replace(name=one.developer or "") for one in true.entries))


@contextmanager
def parser(parse_chart: Parser) -> Iterator[None]:
    """The program as it was or will be: with another parser of itunes_rss."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SOURCES, SOURCE.name, replace(SOURCE, parse_chart=parse_chart))
        yield


def store_with(home: Home, parse_chart: Parser, *payloads: Payload) -> None:
    with parser(parse_chart):
        store(home, *payloads)


def surface(home: Home) -> list[list[tuple[object, ...]]]:
    return [rows(home, query) for query in SURFACE]


def changes(done: Reparsed) -> dict[tuple[str, str, str], int]:
    return {(one.before, one.after, one.what): one.slots for one in done.changes}


# What is repaired.


def test_what_an_old_parser_could_not_read_becomes_observations(home: Home) -> None:
    store_with(home, fails, chart("AB"), chart("BA", NOON + HOUR))
    assert rows(home, LISTS) == []
    done = reparse(home, EVERYTHING)
    assert done == Reparsed((Change("parse_error", "ok", "status", 2),), (), 0, ())
    assert [row[2:4] for row in rows(home, LISTS)] == [(1, "65"), (2, "66"), (1, "66"), (2, "65")]
    assert [row[2:] for row in rows(home, FATES)] == [("ok", 2)] * 2


def test_wrong_ranks_are_put_right_and_the_wrong_list_is_gone(home: Home) -> None:
    store_with(home, reads_from_below, chart("ABC"), chart("ABC", NOON + HOUR))
    assert [row[3] for row in rows(home, LISTS)][:3] == ["67", "66", "65"]
    assert changes(reparse(home, EVERYTHING)) == {("ok", "ok", "list"): 2}
    assert [row[3] for row in rows(home, LISTS)] == ["65", "66", "67"] * 2
    assert rows(home, "SELECT count(*) FROM snapshot") == [(1,)]


def test_a_list_that_another_slot_still_has_stays(home: Home) -> None:
    store(home, chart("AB"))
    store_with(home, reads_from_below, chart("BA", NOON + HOUR))
    reparse(home, EVERYTHING)
    assert [row[3] for row in rows(home, LISTS)] == ["65", "66", "66", "65"]
    assert rows(home, "SELECT count(*) FROM snapshot") == [(2,)]


def test_the_result_is_what_the_right_parser_would_have_stored(home: Home) -> None:
    payloads = [
        chart("ABC"), chart("CAB", NOON + HOUR), page(NOON + 2 * HOUR), silence(NOON + 3 * HOUR),
        chart("DA", NOON, DE_IPHONE), page(NOON + HOUR, DE_IPHONE), chart("AD", NOON + HOUR, DE_IPHONE, late=HOUR / 3),
    ]  # fmt: skip
    right = Home(home.root.with_name("right"))
    store(right, *payloads)
    store_with(home, reads_from_below, *payloads[:3])
    store_with(home, fails, *payloads[3:])
    reparse(home, EVERYTHING)
    for query in SURFACE[:2]:
        assert rows(home, query) == rows(right, query)


def test_names_are_put_right(home: Home) -> None:
    store_with(home, reads_the_developer_as_the_name, chart("AB"))
    done = reparse(home, EVERYTHING)
    assert (changes(done), done.renamed) == ({("ok", "ok", "nothing"): 1}, 2)
    assert rows(home, "SELECT app_name FROM app ORDER BY ALL") == [("App A",), ("App B",)]


def renamed(payload: Payload) -> Payload:
    body = payload.answer.body.replace(b"App A", b"App A, new")
    return replace(payload, answer=replace(payload.answer, body=body))


def test_an_old_payload_does_not_bring_an_old_name_back(home: Home) -> None:
    store_with(home, fails, chart("AB"))
    store(home, renamed(chart("AB", NOON + 48 * HOUR)))
    done = reparse(home, Scope(failed=True))
    assert (changes(done), done.renamed) == ({("parse_error", "ok", "status"): 1}, 0)
    assert rows(home, "SELECT app_name FROM app WHERE app_id = '65'") == [("App A, new",)]
    assert reparse(home, EVERYTHING).renamed == 0


def test_a_newer_list_that_names_no_app_takes_no_name_away(home: Home) -> None:
    series = Series("apple", "us", "iphone", "top-free", "all", "apple_viewtop")
    charts = {name: [ChartEntry(1, "65", None)] for name in ("top-free", "top-paid", "top-grossing")}
    slot = Slot(series, NOON + HOUR, 200)
    store(home, chart("A"), make_payload(slot, apple_viewtop_body(series, charts)))
    assert rows(home, "SELECT app_name FROM app") == [("App A",)]
    assert reparse(home, Scope(source="apple_viewtop")).renamed == 0
    assert reparse(home, EVERYTHING).renamed == 0
    assert rows(home, "SELECT app_name FROM app") == [("App A",)]


def test_an_app_was_first_seen_when_the_repaired_list_shows_it(home: Home) -> None:
    store_with(home, fails, chart("AB"))
    store(home, chart("A", NOON + HOUR))
    reparse(home, EVERYTHING)
    assert rows(home, "SELECT app_id, first_seen_at FROM app ORDER BY ALL") == [("65", NOON), ("66", NOON)]


# What a slot becomes.


# The name's end is random: payloads of one slot lie in any order.
TOKENS = pytest.mark.parametrize("tokens", ["0f", "f0"])


def ending(payload: Payload, token: str) -> Payload:
    series, _, _ = payload.name.removesuffix(SUFFIX).rpartition(".")
    return replace(payload, name=f"{series}.{token * 8}{SUFFIX}")


@TOKENS
def test_the_first_payload_of_a_slot_that_parses_now_counts(home: Home, tokens: str) -> None:
    first, second = ending(chart("AB"), tokens[0]), ending(chart("BA", late=HOUR / 2), tokens[1])
    store_with(home, fails, first)
    store(home, second)
    assert rows(home, "SELECT payload FROM coverage") == [(second.name,)]
    assert changes(reparse(home, EVERYTHING)) == {("ok", "ok", "list"): 1}
    assert rows(home, "SELECT payload FROM coverage") == [(first.name,)]


@TOKENS
def test_a_list_that_cannot_be_parsed_any_more_becomes_that_failure(home: Home, tokens: str) -> None:
    first, second = ending(chart("AB"), tokens[0]), ending(page(late=HOUR / 2), tokens[1])
    store(home, first, second)
    with parser(fails):
        done = reparse(home, EVERYTHING)
    assert changes(done) == {("ok", "parse_error", "status"): 1}
    ((series, when, status, error),) = done.lost
    assert (series, when, status, error) == (US_IPHONE.name, NOON, "parse_error", "itunes_rss: an old parser")
    assert rows(home, LISTS) == []
    assert rows(home, "SELECT count(*) FROM snapshot") == [(0,)]
    assert rows(home, "SELECT payload FROM coverage") == [(second.name,)], "the last failure counts"


def test_the_next_best_payload_takes_the_place_of_one_that_fails_now(home: Home) -> None:
    first, second = chart("AB"), chart("BAC", late=HOUR / 2)
    store(home, first, second)

    def refuses_short_lists(body: bytes, series: Series) -> Chart:
        true = SOURCE.parse_chart(body, series)
        if len(true.entries) < 3:
            raise ParseError("itunes_rss: too short")
        return true

    with parser(refuses_short_lists):
        done = reparse(home, EVERYTHING)
    assert (changes(done), done.lost) == ({("ok", "ok", "list"): 1}, ())
    assert rows(home, "SELECT payload, depth_returned FROM coverage") == [(second.name, 3)]


def test_a_list_whose_payload_is_gone_stays(home: Home) -> None:
    whole, failed = chart("AB"), page(late=HOUR / 2)
    store(home, whole, failed)
    next(home.payloads.rglob(whole.name)).unlink()
    assert changes(reparse(home, EVERYTHING)) == {("ok", "ok", "nothing"): 1}
    assert len(rows(home, LISTS)) == 2


def test_a_failure_whose_payload_is_gone_gives_way_to_a_list(home: Home) -> None:
    early, failed = chart("AB"), page(late=HOUR / 2)
    store_with(home, fails, early, failed)
    next(home.payloads.rglob(failed.name)).unlink()
    assert changes(reparse(home, EVERYTHING)) == {("parse_error", "ok", "status"): 1}


def test_rows_from_an_archive_are_left_alone(home: Home) -> None:
    prepare(home)
    entries = (ChartEntry(1, "77", "Archived"),)
    imported = Capture(
        Slot(US_IPHONE, NOON, 100), NOON + HOUR, "ok", entries, None, None, None, 1, "archive", "forgotten"
    )
    with lock(home, "ingest"):
        with writing(home) as connection:
            connection.execute("BEGIN")
            add_captures(connection, [imported])
            connection.execute("UPDATE attempt SET payload = NULL")
            connection.execute("COMMIT")
        publish(home)
    store(home, chart("AB"))
    assert changes(reparse(home, EVERYTHING)) == {("ok", "ok", "nothing"): 1}
    assert [row[3] for row in rows(home, LISTS)] == ["77"]


@pytest.mark.own_file
def test_a_lost_database_is_made_again_from_the_payloads(home: Home) -> None:
    store(home, chart("AB"), chart("BA", NOON + HOUR), page(NOON + 2 * HOUR))
    age(home)
    store(home, chart("CA", NOON + 3 * HOUR), replace(chart("CA", NOON + 4 * HOUR), simulated=True))
    before = surface(home)
    home.store_file.unlink()
    home.charts_file.unlink()
    prepare(home)
    assert changes(reparse(home, EVERYTHING)) == {
        ("unknown", "ok", "status"): 4,
        ("unknown", "parse_error", "status"): 1,
    }
    assert surface(home) == before
    assert rows(home, "SELECT value FROM meta WHERE key = 'simulated'") == [("true",)]


# Which payloads, and what comes of doing it again.


def failed_days(home: Home) -> None:
    google = make_payload(Slot(US_ANDROID, NOON, 200), b"<html>")
    store_with(home, fails, chart("AB", NOON - 48 * HOUR), chart("AB"), chart("AB", NOON + 24 * HOUR), google)


@pytest.mark.parametrize("packed", [False, True], ids=["loose", "packed"])
def test_only_what_was_asked_for_is_parsed_again(home: Home, packed: bool) -> None:
    failed_days(home)
    if packed:
        age(home)
    repaired = {
        scope: changes(reparse(home, scope, dry_run=True)).get(("parse_error", "ok", "status"), 0)
        for scope in (
            Scope(), Scope(date(2026, 7, 10)), Scope(date(2026, 7, 11)), Scope(date(2026, 8, 1)),
            Scope(source="itunes_rss"), Scope(source="google_play"), Scope(failed=True),
            Scope(date(2026, 7, 9), "itunes_rss", failed=True),
        )
    }  # fmt: skip
    assert list(repaired.values()) == [3, 2, 1, 0, 3, 0, 3, 2]
    reparse(home, Scope(date(2026, 7, 11)))
    assert rows(home, "SELECT scheduled_for FROM coverage WHERE status = 'ok'") == [(NOON + 24 * HOUR,)]


def test_slots_that_have_a_list_are_not_parsed_when_only_failures_are_asked_for(home: Home) -> None:
    store(home, chart("AB"), page(NOON + HOUR))
    with parser(fails):
        done = reparse(home, Scope(failed=True))
    assert changes(done) == {("parse_error", "parse_error", "reason"): 1}
    assert len(rows(home, LISTS)) == 2


def test_doing_it_again_changes_and_publishes_nothing(home: Home) -> None:
    store_with(home, fails, chart("AB"))
    reparse(home, EVERYTHING)
    before, published = surface(home), home.charts_file.stat()
    done = reparse(home, EVERYTHING)
    assert changes(done) == {("ok", "ok", "nothing"): 1}
    assert surface(home) == before
    assert home.charts_file.stat().st_ino == published.st_ino


def test_a_dry_run_says_the_same_and_changes_nothing(home: Home) -> None:
    store_with(home, fails, chart("AB"), chart("BA", NOON + 24 * HOUR))
    store_with(home, reads_the_developer_as_the_name, chart("ABC", NOON + HOUR))
    before, published = surface(home), home.charts_file.stat()
    said = reparse(home, EVERYTHING, dry_run=True)
    assert changes(said)["parse_error", "ok", "status"] == 2
    assert home.charts_file.stat().st_ino == published.st_ino
    ingest(home, None)
    assert surface(home) == before
    assert reparse(home, EVERYTHING) == said


@pytest.mark.own_file
def test_what_a_run_that_was_cut_short_did_not_publish_is_published_by_the_next(home: Home) -> None:
    store_with(home, fails, chart("AB"))
    old = home.charts_file.read_bytes()
    reparse(home, EVERYTHING)
    home.charts_file.unlink()
    home.charts_file.write_bytes(old)
    assert rows(home, LISTS) == []
    assert changes(reparse(home, EVERYTHING)) == {("ok", "ok", "nothing"): 1}
    assert len(rows(home, LISTS)) == 2


def test_packed_and_loose_payloads_together_give_what_loose_ones_give(home: Home) -> None:
    other = Home(home.root.with_name("other"))
    first = [chart("ABC"), chart("BCA", NOON + HOUR), page(NOON, DE_IPHONE)]
    second = [chart("AB", NOON + 2 * HOUR), chart("CB", NOON, DE_IPHONE, late=HOUR / 2), chart("AC", NOON + 24 * HOUR)]
    store_with(home, reads_from_below, *first)
    age(home)
    store_with(home, reads_from_below, *second)
    store_with(other, reads_from_below, *first, *second)
    assert len(loose(home)) == 3
    assert changes(reparse(home, EVERYTHING)) == changes(reparse(other, EVERYTHING))
    for query in SURFACE[:2]:
        assert rows(home, query) == rows(other, query)


# What cannot be read, and who else is at work.


def test_what_is_damaged_is_named_and_the_rest_is_repaired(home: Home) -> None:
    store_with(home, fails, chart("AB"), chart("AB", NOON + 24 * HOUR))
    age(home)
    pack = pack_file(home.payloads, NOON.date(), "itunes_rss")
    pack.write_bytes(pack.read_bytes()[:-30])
    torn = chart("BA", NOON + HOUR)
    store_with(home, fails, torn, chart("BA", NOON + 2 * HOUR))
    next(home.payloads.rglob(torn.name)).write_bytes(b"torn")
    done = reparse(home, EVERYTHING)
    assert [pack.name in fault or torn.name in fault for fault in done.damaged] == [True, True]
    assert [row[1:3] for row in rows(home, FATES) if row[2] == "ok"][-2:] == [
        (NOON + 2 * HOUR, "ok"),
        (NOON + 24 * HOUR, "ok"),
    ]


def test_payloads_of_a_source_that_this_program_does_not_know_are_named(home: Home) -> None:
    payload = chart("AB")
    store(home, payload)
    strange = replace(
        payload, name=payload.name.replace("itunes_rss", "apple_fax"),
        slots=(replace(payload.slots[0], series=replace(US_IPHONE, source="apple_fax")),),
    )  # fmt: skip
    loose(home)[0].with_name(strange.name).write_bytes(encode(strange))
    done = reparse(home, EVERYTHING)
    assert "this program knows no source 'apple_fax'" in done.damaged[0]
    assert changes(done) == {("ok", "ok", "nothing"): 1}


@pytest.mark.parametrize("name", ["ingest", "maintain"])
def test_nothing_is_parsed_while_others_write_or_pack(home: Home, name: str) -> None:
    store_with(home, fails, chart("AB"))
    with lock(home, name), pytest.raises(LockedError):
        reparse(home, EVERYTHING)
    assert rows(home, LISTS) == []


def test_a_payload_that_was_kept_is_dropped_once_it_parses(home: Home) -> None:
    failed, hopeless = chart("AB"), page(NOON + HOUR)
    store_with(home, fails, failed, hopeless)
    age(home, then="drop")
    assert stored(home) == by_name(failed, hopeless)
    reparse(home, EVERYTHING)
    age(home, then="drop")
    assert stored(home) == by_name(hopeless)
