"""Say what is configured, how fresh the charts are, what is missing, and what to do.

Cron  after collect, where a monitor reads exit codes
Exit  0 all is well · 1 something is wrong (it is named)
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

import click

from tracker.config import Home, mirror_url, read_watchlist
from tracker.inbox import Inbox
from tracker.prepare import prepare
from tracker.queries.feed_health import FeedHealth, feed_health
from tracker.queries.freshness import Freshness, freshness
from tracker.queries.health import SeriesHealth, series_health
from tracker.storage.database import reading

SILENT = timedelta(days=2)
FAILED = frozenset({"network_error", "http_error", "rate_limited", "parse_error", "empty", "invalid", "missed"})
NAMED = 5  # failing series that are spelled out

MARKS = {"ok": "ok  ", "note": "note", "wrong": "WRONG"}


class Finding(NamedTuple):
    level: Literal["ok", "note", "wrong"]
    sentence: str  # what is so, and what to do about it


@click.command(epilog="Example: rank-tracker doctor")
@click.pass_obj
def doctor(home: Home) -> None:
    """Say what is configured, how fresh it is, what is missing, and what to do."""
    watchlist = read_watchlist(home)
    mirror = mirror_url()
    prepare(home)
    with reading(home.charts_file) as connection:
        state, health, feeds = freshness(connection), series_health(connection), feed_health(connection)
    where = home.watchlist_file if home.watchlist_file.is_file() else "as shipped"
    findings = [
        Finding("ok", f"home {home.root}, watchlist {where}: {len(watchlist.watches)} series"),
        *([Finding("note", f"every request goes to the mirror {mirror}")] if mirror else []),
        *check_charts(state, health, datetime.now(UTC)),
        *check_feeds(feeds, datetime.now(UTC)),
        *check_inbox(home),
        *check_disk(home),
    ]
    for finding in findings:
        click.echo(f"{MARKS[finding.level]:<6}{finding.sentence}")
    raise click.exceptions.Exit(1 if any(finding.level == "wrong" for finding in findings) else 0)


def check_charts(state: Freshness, health: list[SeriesHealth], now: datetime) -> Iterator[Finding]:
    """Pure: what the state of the database says at this time."""
    if state.simulated:
        yield Finding("note", "SIMULATED: an invented world; nothing is collected here")
        return
    if state.last_observed_at is None:
        yield Finding("wrong", "nothing was captured yet; run: rank-tracker collect charts")
        return
    age = now - state.last_observed_at
    usual = timedelta(seconds=min((one.every_s for one in health), default=3600))
    late = age > 2 * usual
    yield Finding(
        "wrong" if late else "ok",
        f"last capture {state.last_observed_at:%Y-%m-%d %H:%M} UTC, {_spoken(age)} ago"
        + (f"; expected every {_spoken(usual)}: is cron running?" if late else ""),
    )
    failing = [one for one in health if one.last_status not in {"ok", None}]
    kinds = Counter(one.last_status for one in failing)
    if failing:
        counts = ", ".join(f"{count} {status}" for status, count in kinds.most_common())
        yield Finding("wrong", f"{len(failing)} of {len(health)} series failed at their newest slot: {counts}")
    for one in failing[:NAMED]:
        yield Finding("wrong", f"{one.series}: {one.last_status}: {one.last_error}")
    if not failing and health:
        yield Finding("ok", f"{len(health)} series, none failed at its newest slot")


def check_feeds(feeds: list[FeedHealth], now: datetime) -> Iterator[Finding]:
    """Pure: which feeds answer. One that fails once is no matter; one that is silent for days is."""
    if not feeds:
        return
    silent = [one for one in feeds if one.status in FAILED and (one.last_ok is None or now - one.last_ok > SILENT)]
    failing = sum(one.status in FAILED for one in feeds)
    if not silent:
        yield Finding("ok", f"news: {len(feeds)} feeds, {failing} failed at their newest slot")
        return
    named = ", ".join(f"{one.feed} ({one.status}: {one.error})" for one in silent[:NAMED])
    yield Finding(
        "wrong",
        f"news: {len(silent)} of {len(feeds)} feeds did not answer for two days: {named};"
        " run: rank-tracker collect news, or switch them off in news.toml",
    )


def check_inbox(home: Home) -> Iterator[Finding]:
    waiting = len(Inbox(home.inbox).files())
    if waiting:
        yield Finding("wrong", f"{waiting} payloads wait in {home.inbox}; run: rank-tracker ingest")


def check_disk(home: Home) -> Iterator[Finding]:
    free = shutil.disk_usage(home.root).free
    needed = 2 * home.charts_file.stat().st_size + 200_000_000  # the next published copy, and a day of payloads
    enough = free > needed
    yield Finding(
        "ok" if enough else "wrong",
        f"{free / 1e9:,.1f} GB free" + ("" if enough else f"; wanted {needed / 1e9:.1f} GB: free some space"),
    )


def _spoken(duration: timedelta) -> str:
    minutes = max(0, round(duration.total_seconds() / 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 60 * 48 else f"{minutes // (60 * 24)} d"
