"""What happened in the world: list the events, show one with its articles, add your own, accept or reject.

Your events are rows of events.csv in the home; a row of it wins over a shipped one of the same id.

Exit  0 done · 2 an event cannot be true, or there is none of this id; nothing was touched · 3 another run is at it
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jobs.event_add import CATEGORY, add_event, assistant_option
from tracker.catalog import Event
from tracker.catalog.dated_events import STATUSES, event_row, events_csv
from tracker.change_events import change_events, decide_events, proposed_events
from tracker.config import Home
from tracker.errors import ConfigurationError
from tracker.own_events import OwnEvents, all_events, imported_events, read_own_events, with_events
from tracker.prepare import prepare
from tracker.queries.news_candidates import evidence
from tracker.storage.answers import spreadsheet_safe
from tracker.storage.database import reading
from tracker.text import terminal_text


@click.group(epilog="Example: rank-tracker event list --assistant deepseek --since 2025-01-01")
def event() -> None:
    """What happened in the world: list the events, show one with its articles, add your own, accept or reject."""


event.add_command(add_event)


@event.command("list", epilog="Example: rank-tracker event list --status candidate")
@assistant_option
@click.option("--category", type=CATEGORY)
@click.option("--country", help="Those there, or everywhere.", metavar="CODE")
@click.option("--status", type=click.Choice(STATUSES), help="Rejected ones are shown only when asked for.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="UTC day, inclusive.", metavar="DAY")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="UTC day, inclusive.", metavar="DAY")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.pass_obj
def list_events(home: Home, /, form: str, **wanted: object) -> None:
    """The events, oldest first. As CSV they are a file that `import events` takes."""
    found = [one for one in all_events(read_own_events(home), proposed_events(home)) if _is_wanted(one, **wanted)]  # type: ignore[arg-type]
    WRITERS[form](found)


def _is_wanted(
    one: Event,
    assistants: Sequence[str],
    category: str | None,
    country: str | None,
    status: str | None,
    since: date | None,
    until: date | None,
) -> bool:
    first, last = one.start.isoformat(), (one.end or one.start).isoformat()
    return (
        (not assistants or bool(set(assistants) & set(one.assistants)))
        and category in (None, one.category)
        and (country is None or bool({country, "*"} & set(one.countries)))
        and (one.status == status if status else one.status != "rejected")
        and (since is None or last >= f"{since:%Y-%m-%d}")
        and (until is None or first <= f"{until:%Y-%m-%d}")
    )


def _write_table(events: Sequence[Event]) -> None:
    table = Table("day", "precision", "category", "assistants", "title", "event_id", box=None, pad_edge=False)
    for one in events:
        title = one.title if one.status == "accepted" else f"[{one.status}] {one.title}"
        cells = (one.start.isoformat(), one.precision, one.category, " ".join(one.assistants), title, one.event_id)
        table.add_row(*(Text(terminal_text(cell)) for cell in cells))
    # a pipe has no width: cutting ids to 80 columns would lose them
    Console(width=None if sys.stdout.isatty() else 10_000).print(table)
    click.echo(f"{len(events)} events", err=True)


def _write_json(events: Sequence[Event]) -> None:
    objects = [
        event_row(one)
        | {"assistants": one.assistants, "countries": one.countries, "local_date": one.local_date.isoformat()}
        | {"kind": one.kind, "is_testable": one.is_testable}
        for one in events
    ]
    click.echo(json.dumps(objects, ensure_ascii=False, indent=1))


WRITERS: dict[str, Callable[[Sequence[Event]], None]] = {
    "table": _write_table,
    "csv": lambda events: click.echo(events_csv(events, spreadsheet_safe), nl=False),
    "json": _write_json,
}


@event.command("show", epilog="Example: rank-tracker event show 2025-01-31-texas-bans-deepseek-on-state-devices")
@click.argument("event_id", metavar="EVENT_ID")
@click.pass_obj
def show_event(home: Home, event_id: str) -> None:
    """One event with its sources, and the articles it rests on: of which outlets, and why they are about it."""
    known = {one.event_id: one for one in all_events(read_own_events(home), proposed_events(home))}
    if event_id not in known:
        raise ConfigurationError(f"no event {event_id!r}; rank-tracker event list shows their ids")
    one = known[event_id]
    for name, cell in event_row(one).items():
        if cell:
            click.echo(f"{name:<15} {terminal_text(cell)}")
    prepare(home)
    with reading(home.charts_file) as connection:
        articles = evidence(connection, event_id)
    for row in articles:
        said = f"{row.outlet}, {row.published_at:%F %H:%M} ({row.date_from}), {row.language or '?'}, {row.tier}"
        because = "; ".join(row.because) or "-"
        click.echo(
            terminal_text(f"\n{'copy: ' if row.is_copy else ''}{row.title}\n  {said}\n  {row.url}\n  why: {because}")
        )
    click.echo(f"{len(articles)} articles", err=True)


@event.command("accept", epilog="Example: rank-tracker event accept 2026-11-02-le-chat-opens-in-japan")
@click.argument("event_ids", nargs=-1, required=True, metavar="EVENT_ID...")
@click.pass_obj
def accept(home: Home, event_ids: tuple[str, ...]) -> None:
    """Show these events: candidates, or what was rejected before."""
    _decide(home, event_ids, "accept")


@event.command("reject", epilog="Example: rank-tracker event reject 2026-09-02-muse-spark-1-3")
@click.argument("event_ids", nargs=-1, required=True, metavar="EVENT_ID...")
@click.pass_obj
def reject(home: Home, event_ids: tuple[str, ...]) -> None:
    """Show these events no more, shipped ones too. accept brings them back."""
    _decide(home, event_ids, "reject")


def _decide(home: Home, event_ids: Iterable[str], decision: str) -> None:
    decide_events(home, event_ids, decision)


def take_in_events(home: Home, files: Sequence[Path]) -> None:
    """Add the events of these files to the home's, and say what changed."""
    imported = [one for file in files for one in imported_events(file)]

    changes = []

    def after(own: OwnEvents) -> tuple[Event, ...]:
        events, change = with_events(own, imported)
        changes.append(change)
        return events

    change_events(home, after)
    change = changes[-1]
    click.echo(f"{change.new} new events, {change.changed} changed, {change.same} known already", err=True)
