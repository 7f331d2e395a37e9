"""Look at every due feed, then ingest: headlines are stored, linked to assistants, and made candidates for events.

Cron  hourly; a second run in the same slot changes nothing. Charts may be collected meanwhile
Exit  0 all stored · 1 some feeds failed (each is named), the rest is stored · 2 unknown name, or settings that cannot
      be read · 3 another run is at it
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import click

from jobs.ingest import report_failures
from jobs.output import progress
from tracker.catalog.feeds import FEED_KINDS, Feed
from tracker.collect import new_run_id, run_errands
from tracker.config import Home, mirror_url, read_watchlist
from tracker.errors import ConfigurationError, StorageError
from tracker.fetch import Fetcher
from tracker.inbox import NEWS, Inbox, read_payload
from tracker.ingest import ingest
from tracker.interpret_news import NOT_MODIFIED
from tracker.news_config import News, read_news
from tracker.news_series import feed_watches, news_errand
from tracker.plan import due_slots, slots_now
from tracker.prepare import prepare, refuse_simulated
from tracker.queries.feed_state import captured_feed_slots, feed_validators
from tracker.storage.database import lock, reading

log = logging.getLogger(__name__)

PATIENCE = 60.0  # seconds to wait for an ingest of charts at the end; the payloads are safe meanwhile


@click.command("news", epilog="Example: rank-tracker collect news --feed openai-news --feed status-claude")
@click.option("--feed", "names", multiple=True, help="Only this one; several may be named.", metavar="NAME")
@click.option("--kind", type=click.Choice(FEED_KINDS), help="Only feeds of this kind.")
@click.option("--now", "due_or_not", is_flag=True, help="Look also at what is not due.")
@click.option("--no-ingest", is_flag=True, help="Only fetch.")
@click.pass_obj
def news(home: Home, names: tuple[str, ...], kind: str | None, due_or_not: bool, no_ingest: bool) -> None:
    """Look at the due feeds, or at some of them. One that is named is looked at even if it is switched off."""
    known = read_news(home)
    wanted = chosen_feeds(known, names, kind)
    fetcher = Fetcher(read_watchlist(home).fetch, mirror_url(), pauses=known.pauses, public_only=True)
    failed = collect_news(home, known, wanted, fetcher, due_or_not, no_ingest)
    raise click.exceptions.Exit(1 if failed else 0)


def chosen_feeds(known: News, names: Sequence[str], kind: str | None) -> list[Feed]:
    """The feeds that are named, else all that are switched on. Raises ConfigurationError for a name there is not."""
    for name in names:
        if known.feed(name) is None:
            raise ConfigurationError(f"--feed: no feed {name!r}; rank-tracker sql 'from feed' shows their names")
    found = [
        feed
        for feed in known.feeds
        if (feed.feed in names if names else feed.enabled) and kind in (None, feed.kind)
    ]  # fmt: skip
    if not found:
        raise ConfigurationError("no feed matches; leave out --feed or --kind, or switch one on in news.toml")
    return found


def collect_news(
    home: Home, known: News, wanted: Sequence[Feed], fetcher: Fetcher, due_or_not: bool, no_ingest: bool
) -> int:
    """Look and ingest; returns how many feeds failed, each of which was named in the log."""
    prepare(home)
    refuse_simulated(home)
    with lock(home, "collect-news"):
        now = datetime.now(UTC)
        by_name = {feed.feed: feed for feed in wanted}
        watches = feed_watches(replace(feed, enabled=True) for feed in wanted)
        pick = slots_now if due_or_not else due_slots
        slots = list(pick(watches, now, _captured(home, now)))
        with reading(home.charts_file) as connection:
            seen = feed_validators(connection)
        inbox = Inbox(home.inbox)
        inbox.remove_halves(NEWS)
        errands = [news_errand(by_name[slot.series.category], slot, seen) for slot in slots]
        for _ in progress("Feeds", run_errands(errands, fetcher.fetch, inbox, new_run_id(now)), len(slots)):
            pass
        if no_ingest:
            log.info("fetched %d feeds into %s", len(slots), home.inbox)
            return 0
        return report_failures(ingest(home, None, PATIENCE, known))


def _captured(home: Home, now: datetime) -> set[tuple[str, datetime]]:
    """The slots of the last two days in which nothing was missed, in the database or waiting in the inbox."""
    with reading(home.charts_file) as connection:
        captured = captured_feed_slots(connection, now - timedelta(days=2))
    for file in Inbox(home.inbox).files():
        if file.name.split(".")[1:2] != [NEWS]:
            continue
        try:
            payload = read_payload(file)
        except StorageError:
            continue  # ingest names it
        if payload.answer.error is None and payload.answer.http_status in (200, NOT_MODIFIED):
            captured |= {(slot.series.name, slot.scheduled_for) for slot in payload.slots}
    return captured
