"""What happened in the world: list the events, add your own, accept or reject.

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

from tracker import catalog
from tracker.catalog import Event
from tracker.catalog.dated_events import (
    CONFIDENCES,
    MOST_SOURCES,
    PRECISIONS,
    STATUSES,
    TIERS,
    event_row,
    events_csv,
    new_event_id,
)
from tracker.change_events import add_own_event, change_events, decide_events, proposed_events
from tracker.config import Home
from tracker.own_events import OwnEvents, all_events, event_of, imported_events, read_own_events, with_events
from tracker.storage.answers import spreadsheet_safe
from tracker.text import terminal_text

CATEGORY = click.Choice(list(catalog.KINDS))


@click.group(epilog="Example: rank-tracker event list --assistant deepseek --since 2025-01-01")
def event() -> None:
    """What happened in the world: list the events, add your own, accept or reject."""


def _assistant(_context: click.Context, _option: click.Parameter, slugs: tuple[str, ...]) -> tuple[str, ...]:
    for slug in slugs:
        if slug not in catalog.assistants():
            raise click.BadParameter(f"no assistant {slug!r}; its slug is wanted, like chatgpt")
    return slugs


assistant_option = click.option(
    "--assistant", "assistants", multiple=True, callback=_assistant, help="A slug, like deepseek.", metavar="SLUG"
)


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


ADD_EPILOG = """\b
Example: rank-tracker event add --date 2026-11-02 --title "Le Chat opens in Japan" --category launch
      --assistant le-chat --country jp --link https://mistral.ai/news/japan --publisher Mistral --tier official
"""


@event.command("add", epilog=ADD_EPILOG)
@click.option("--date", "start_date", required=True, help="UTC day; a month like 2026-11 where that is all.")
@click.option("--title", required=True, help="In your own words.")
@click.option("--link", "links", required=True, multiple=True, help=f"Its source; up to {MOST_SOURCES}.", metavar="URL")
@assistant_option
@click.option("--category", type=CATEGORY, default="market", show_default=True)
@click.option("--country", "countries", multiple=True, help="Where; everywhere when not said.", metavar="CODE")
@click.option("--precision", type=click.Choice(PRECISIONS), help="Only 'day' is ever tested.")
@click.option("--end-date", default="", help="The last day, where it took several.", metavar="DAY")
@click.option("--local-date", default="", help="The day on the calendar there, where it is another.", metavar="DAY")
@click.option("--title-ar", default="", help="The title in Arabic.")
@click.option("--publisher", default="", help="Of the first link.")
@click.option("--tier", type=click.Choice(TIERS), default="press", show_default=True, help="Of the first link.")
@click.option("--language", default="", help="Of the first link, like ar.", metavar="CODE")
@click.option("--confidence", type=click.Choice(CONFIDENCES), default="medium", show_default=True)
@click.option("--status", type=click.Choice(STATUSES[:2]), default="accepted", show_default=True)
@click.option("--note", default="", help="What to know about it.")
@click.option("--id", "event_id", default="", help="Made of the date and the title when not said.")
@click.pass_obj
def add_event(
    home: Home,
    /,
    links: tuple[str, ...],
    assistants: tuple[str, ...],
    countries: tuple[str, ...],
    precision: str | None,
    **cells: str,
) -> None:
    """Add an event of your own. Its words and its sources are checked as the shipped ones are."""
    if len(links) > MOST_SOURCES:
        raise click.BadParameter(f"{len(links)} links; {MOST_SOURCES} at most", param_hint="--link")
    cells["event_id"] = cells["event_id"] or new_event_id(cells["start_date"], cells["title"])
    cells["precision"] = precision or ("day" if len(cells["start_date"]) == 10 else "month")
    cells["assistants"], cells["countries"] = "|".join(assistants), "|".join(countries)
    cells["source_tier"] = cells.pop("tier")
    for number, link in enumerate(links, start=1):
        cells[f"source_url_{number}" if number > 1 else "source_url"] = link
    added = add_own_event(home, event_of(cells))
    click.echo(added.event_id)


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
