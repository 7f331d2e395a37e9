"""Say what is configured, how fresh the charts are, what is missing, and what to do.

Cron  after collect, where a monitor reads exit codes
Exit  0 green or yellow: it works · 1 red: something is wrong (it is named); with --strict yellow too
"""

import json
import logging
import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from dashboard.text.health import ENGLISH as WORDS
from jobs.output import tell_monitor
from tracker.alerts.memory import read_ledger
from tracker.alerts.rules import read_alerts
from tracker.config import Home, mirror_url, read_watchlist
from tracker.diagnosis import (
    LIGHTS,
    Diagnosis,
    check_alerts,
    check_charts,
    check_coverage,
    check_feeds,
    check_sizes,
    worst,
)
from tracker.errors import ConfigurationError, StorageError
from tracker.home_sizes import home_sizes
from tracker.prepare import prepare
from tracker.queries.feed_health import feed_health
from tracker.queries.freshness import freshness
from tracker.queries.health import series_health
from tracker.queries.ledger import ledger
from tracker.storage.database import reading

log = logging.getLogger(__name__)

DAYS = 2  # UTC days of which the coverage is judged, the present one included


@click.command(epilog="Example: rank-tracker doctor --json")
@click.option("--json", "as_json", is_flag=True, help="For monitors.")
@click.option("--strict", is_flag=True, help="End with 1 for yellow too.")
@click.pass_obj
def doctor(home: Home, as_json: bool, strict: bool) -> None:
    """Say what is configured, how fresh it is, what is missing, and what to do: green, yellow or red."""
    findings = list(examine(home, datetime.now(UTC)))
    light = worst(findings)
    if as_json:
        said: dict[str, Any] = {"light": light, "home": str(home.root), "findings": [one._asdict() for one in findings]}
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            line = f"{finding.light:<7}" + "; ".join(part for part in (finding.sentence, finding.advice) if part)
            click.echo(line)
            tell_monitor(line)
        counts = Counter(finding.light for finding in findings)
        log.info("%s: %s", light, ", ".join(f"{counts[one]} {one}" for one in LIGHTS if counts[one]))
    fails = LIGHTS.index(light) >= LIGHTS.index("yellow" if strict else "red")
    raise click.exceptions.Exit(1 if fails else 0)


def examine(home: Home, now: datetime) -> Iterator[Diagnosis]:
    """Everything that is known about a home. Raises ConfigurationError for a watchlist that cannot be read."""
    watchlist = read_watchlist(home)
    mirror = mirror_url()
    prepare(home)
    where = home.watchlist_file if home.watchlist_file.is_file() else "as shipped"
    yield Diagnosis("home", "green", f"home {home.root}, watchlist {where}: {len(watchlist.watches)} series")
    if mirror:
        yield Diagnosis("mirror", "green", f"every request goes to the mirror {mirror}")
    with reading(home.charts_file) as connection:
        state, health, feeds = freshness(connection), series_health(connection), feed_health(connection)
        since = now.date() - timedelta(days=DAYS - 1)
        rows = [] if state.simulated else ledger(connection, (since, now.date()), None, now, now)
    yield from check_charts(state, health, now, WORDS.cures)
    yield from check_feeds(feeds, now)
    yield from check_coverage(rows, DAYS)
    yield from check_sizes(home_sizes(home), now, str(home.inbox), state.simulated)
    yield from _alerts(home, now)


def _alerts(home: Home, now: datetime) -> Iterator[Diagnosis]:
    try:
        alerts = read_alerts(home, os.environ)
        waiting = [one.happened.confirmed_at or one.happened.at for one in read_ledger(home).waiting]
    except (ConfigurationError, StorageError) as error:
        yield Diagnosis("alerts", "red", str(error), "then look: rank-tracker alert check --dry-run")
        return
    yield from check_alerts(len(alerts.rules) if alerts else 0, waiting, now)
