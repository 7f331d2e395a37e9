"""Is all well with this home? Facts → findings, each with what to do. Pure, but for the sizes that it is given."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from tracker.home_sizes import HomeSizes
from tracker.queries.feed_health import FeedHealth
from tracker.queries.freshness import Freshness
from tracker.queries.health import SeriesHealth
from tracker.queries.ledger import LedgerRow

Light = Literal["green", "yellow", "red"]
LIGHTS: tuple[Light, ...] = ("green", "yellow", "red")  # the worst last

NAMED = 5  # failing series that are spelled out
FEW = 0.1  # of the series may fail, as some store always refuses something, before it is red
USUAL_COVERAGE, POOR_COVERAGE = 0.98, 0.8  # of the slots that were due
BACKUP_AGE = timedelta(days=8)
STILL_COMING = timedelta(minutes=5)  # a run brings one every few seconds, and ingests when it has all
SILENT = timedelta(days=2)  # a feed
FAILED = frozenset({"network_error", "http_error", "rate_limited", "parse_error", "empty", "invalid", "missed"})
ALERT_AGE = timedelta(hours=24)
PUBLISHED_COPIES, A_DAY_OF_PAYLOADS = 2, 200_000_000  # the next published copy; bytes

SUSPECTS = (
    "run: rank-tracker sql \"select store, country, chart, category, error from coverage where status = 'suspect'"
    ' order by scheduled_for desc"'
)


class Diagnosis(NamedTuple):
    check: str  # a word that stays, for monitors
    light: Light
    sentence: str  # what is so
    advice: str = ""  # what to do about it; empty where there is nothing to do


def worst(findings: Sequence[Diagnosis]) -> Light:
    return max((one.light for one in findings), key=LIGHTS.index, default="green")


def check_charts(
    state: Freshness, health: Sequence[SeriesHealth], now: datetime, cures: Mapping[str, str]
) -> Iterator[Diagnosis]:
    """What the newest capture and the newest slot of every series say now; `cures`: what to do, by status."""
    if state.simulated:
        yield Diagnosis("freshness", "green", "SIMULATED: an invented world; nothing is collected here")
        return
    if state.last_observed_at is None:
        yield Diagnosis("freshness", "red", "nothing was captured yet", "run: rank-tracker collect charts")
        return
    age = now - state.last_observed_at
    usual = timedelta(seconds=min((one.every_s for one in health), default=3600))
    said = f"last capture {state.last_observed_at:%Y-%m-%d %H:%M} UTC, {spoken(age)} ago"
    if age > 2 * usual:
        yield Diagnosis("freshness", "red", f"{said}; expected every {spoken(usual)}", "is cron running?")
    else:
        yield Diagnosis("freshness", "green", said)
    yield from _check_series(health, cures)


def _check_series(watched: Sequence[SeriesHealth], cures: Mapping[str, str]) -> Iterator[Diagnosis]:
    health = [one for one in watched if one.last_slot is not None]
    waiting = len(watched) - len(health)
    failing = [one for one in health if one.last_status not in {"ok", "suspect", None}]
    doubted = sum(one.last_status == "suspect" for one in health)
    if failing:
        kinds = Counter(one.last_status for one in failing)
        counts = ", ".join(f"{count} {status}" for status, count in kinds.most_common())
        yield Diagnosis(
            "series",
            "red" if len(failing) > FEW * len(health) else "yellow",
            f"{len(failing)} of {len(health)} series failed at their newest slot: {counts}",
            "the page Health of the dashboard says what each of them needs",
        )
    for one in failing[:NAMED]:
        said = ": ".join(part for part in (one.series, one.last_status, one.last_error) if part)
        yield Diagnosis("series", "yellow", said, cures.get(one.last_status or "", ""))
    if doubted:
        yield Diagnosis(
            "suspects", "yellow", f"{doubted} series were kept with a doubt at their newest slot",
            SUSPECTS,
        )  # fmt: skip
    if not failing and health:
        later = f"; {waiting} more had none due yet" if waiting else ""
        yield Diagnosis("series", "green", f"{len(health)} series, none failed at its newest slot{later}")


def check_coverage(rows: Sequence[LedgerRow], days: int) -> Iterator[Diagnosis]:
    """Slots that should have been captured in the last days, those that no run came to among them."""
    told = [day for row in rows for day in row.days]
    expected, captured = sum(day.expected for day in told), sum(day.captured for day in told)
    missed = sum(day.expected - day.tried for day in told)
    if not expected:
        return
    share = captured / expected
    light: Light = "green" if share >= USUAL_COVERAGE else "yellow" if share >= POOR_COVERAGE else "red"
    advice = "was the machine off, or cron? the page Health shows which hours" if missed else "the page Health says why"
    yield Diagnosis(
        "coverage", light,
        f"{captured} of {expected} slots of {days} days captured" + (f"; to {missed} no run came" if missed else ""),
        "" if light == "green" else advice,
    )  # fmt: skip


def check_feeds(feeds: Sequence[FeedHealth], now: datetime) -> Iterator[Diagnosis]:
    """Which feeds answer. One that fails once is no matter; one that is silent for days is."""
    if not feeds:
        return
    silent = [one for one in feeds if one.status in FAILED and now - (one.last_ok or one.first_slot) > SILENT]
    if not silent:
        failing = sum(one.status in FAILED for one in feeds)
        yield Diagnosis("news", "green", f"news: {len(feeds)} feeds, {failing} failed at their newest slot")
        return
    named = ", ".join(f"{one.feed} ({one.status}: {one.error})" for one in silent[:NAMED])
    yield Diagnosis(
        "news", "yellow", f"news: {len(silent)} of {len(feeds)} feeds did not answer for two days: {named}",
        "run: rank-tracker collect news, or switch them off in news.toml",
    )  # fmt: skip


def check_sizes(sizes: HomeSizes, now: datetime, inbox: str, is_simulated: bool) -> Iterator[Diagnosis]:
    """What waits, what is backed up, and what room there is."""
    waiting, newest = sizes.inbox.files, sizes.inbox.newest
    if newest and timedelta() <= now - newest < STILL_COMING:
        yield Diagnosis("inbox", "green", f"{waiting} payloads in {inbox}, the newest just came: a run is fetching")
    elif waiting:
        yield Diagnosis("inbox", "red", f"{waiting} payloads wait in {inbox}", "run: rank-tracker ingest")
    backup = sizes.backups.newest
    if not is_simulated and backup is None:
        yield Diagnosis("backup", "yellow", "there is no backup", "run: rank-tracker backup, and let cron run it")
    elif not is_simulated and backup is not None:
        age = now - backup
        old = age > BACKUP_AGE
        yield Diagnosis(
            "backup", "yellow" if old else "green", f"newest backup {spoken(age)} ago",
            "let cron run rank-tracker backup" if old else "",
        )  # fmt: skip
    needed = PUBLISHED_COPIES * sizes.published.bytes + A_DAY_OF_PAYLOADS
    enough = sizes.free_bytes > needed
    yield Diagnosis(
        "disk", "green" if enough else "red",
        f"{sizes.free_bytes / 1e9:,.1f} GB free" + ("" if enough else f"; wanted {needed / 1e9:.1f} GB"),
        "" if enough else "free some space",
    )  # fmt: skip


def check_alerts(rules: int, waiting: Sequence[datetime], now: datetime) -> Iterator[Diagnosis]:
    """`waiting` are the times of what has to be told still."""
    old = [one for one in waiting if now - one > ALERT_AGE]
    if old:
        said = f"{len(old)} alerts wait for more than {spoken(ALERT_AGE)}"
        yield Diagnosis("alerts", "yellow", said, "run: rank-tracker alert check, it says why")
    elif rules:
        yield Diagnosis("alerts", "green", f"alert rules: {rules}, alerts that wait: {len(waiting)}")


def spoken(duration: timedelta) -> str:
    minutes = max(0, round(duration.total_seconds() / 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 60 * 48 else f"{minutes // (60 * 24)} d"
