"""Add an event: in your own words, or by the page of an article, which is read and shown before anything is stored.

Exit  0 added, or you said no · 1 the page cannot be had or read · 2 the event cannot be true; nothing was touched ·
      3 another run is at it
"""

from collections.abc import Sequence
from pathlib import Path

import click

from tracker import catalog
from tracker.catalog.dated_events import CONFIDENCES, MOST_SOURCES, PRECISIONS, STATUSES, TIERS, new_event_id
from tracker.change_events import add_own_event
from tracker.config import Home, mirror_url, read_watchlist
from tracker.errors import ConfigurationError
from tracker.news.knowledge import knowledge
from tracker.news.proposal import proposed_cells
from tracker.own_events import event_of
from tracker.read_source import facts_of_address, facts_of_file, is_address
from tracker.text import terminal_text

CATEGORY = click.Choice(list(catalog.KINDS))
NEEDED = {"start_date": "--date", "title": "--title", "source_url": "--link"}
SHOWN = (
    "start_date", "title", "category", "assistants", "countries", "publisher", "source_tier", "language", "source_url",
)  # fmt: skip

EPILOG = """\b
Example: rank-tracker event add https://mistral.ai/news/japan --country jp
Example: rank-tracker event add --date 2026-11-02 --title "Le Chat opens in Japan" --category launch
      --assistant le-chat --country jp --link https://mistral.ai/news/japan --publisher Mistral --tier official
"""


def known_assistant(_context: click.Context, _option: click.Parameter, slugs: tuple[str, ...]) -> tuple[str, ...]:
    for slug in slugs:
        if slug not in catalog.assistants():
            raise click.BadParameter(f"no assistant {slug!r}; its slug is wanted, like chatgpt")
    return slugs


assistant_option = click.option(
    "--assistant", "assistants", multiple=True, callback=known_assistant, help="A slug, like deepseek.", metavar="SLUG"
)


@click.command("add", epilog=EPILOG)
@click.argument("source", required=False, metavar="[URL|FILE]")
@click.option("--yes", is_flag=True, help="Store what was read without asking.")
@click.option("--date", "start_date", default="", help="UTC day; a month like 2026-11 where that is all.")
@click.option("--title", default="", help="In your own words.")
@click.option("--link", "links", multiple=True, help=f"Its source; up to {MOST_SOURCES}.", metavar="URL")
@assistant_option
@click.option("--category", type=CATEGORY, help="What kind of event; market when nothing says.")
@click.option("--country", "countries", multiple=True, help="Where; everywhere when not said.", metavar="CODE")
@click.option("--precision", type=click.Choice(PRECISIONS), help="Only 'day' is ever tested.")
@click.option("--end-date", default="", help="The last day, where it took several.", metavar="DAY")
@click.option("--local-date", default="", help="The day on the calendar there, where it is another.", metavar="DAY")
@click.option("--title-ar", default="", help="The title in Arabic.")
@click.option("--publisher", default="", help="Of the first link.")
@click.option("--tier", "source_tier", type=click.Choice(TIERS), help="Of the first link; press when nothing says.")
@click.option("--language", default="", help="Of the first link, like ar.", metavar="CODE")
@click.option("--confidence", type=click.Choice(CONFIDENCES), default="medium", show_default=True)
@click.option("--status", type=click.Choice(STATUSES[:2]), default="accepted", show_default=True)
@click.option("--note", default="", help="What to know about it.")
@click.option("--id", "event_id", default="", help="Made of the date and the title when not said.")
@click.pass_obj
def add_event(
    home: Home,
    /,
    source: str | None,
    yes: bool,
    links: tuple[str, ...],
    assistants: tuple[str, ...],
    countries: tuple[str, ...],
    **said: str | None,
) -> None:
    """Add an event of your own, or the one that an article tells of.

    A page's address, or a file of HTML or text, is read for its title, outlet, day and language, and for the
    assistants, the kind and the countries that it names; you see them before they are stored. What you say by options
    counts more. Words and sources are checked as the shipped ones are.
    """
    if len(links) > MOST_SOURCES:
        raise click.BadParameter(f"{len(links)} links; {MOST_SOURCES} at most", param_hint="--link")
    by_hand = {key: value for key, value in said.items() if value}
    by_hand |= {"assistants": "|".join(assistants)} if assistants else {}
    by_hand |= {"countries": "|".join(countries)} if countries else {}
    by_hand |= source_cells(links)
    read = read_cells(home, source) if source else {"category": "market", "source_tier": "press"}
    cells = whole_cells(read | by_hand, is_read=source is not None)
    event = event_of(cells)  # a mistake is told before anyone is asked
    if source and not yes:
        show(cells)
        if not confirmed():
            click.echo("nothing was added", err=True)
            return
    click.echo(add_own_event(home, event).event_id)


def source_cells(links: Sequence[str]) -> dict[str, str]:
    return {f"source_url_{number}" if number > 1 else "source_url": link for number, link in enumerate(links, start=1)}


def read_cells(home: Home, source: str) -> dict[str, str]:
    """What the page or the file proposes."""
    if is_address(source):
        settings = read_watchlist(home).fetch
        url = source if "://" in source else f"https://{source}"
        return proposed_cells(facts_of_address(url, settings, mirror_url()), knowledge())
    return proposed_cells(facts_of_file(Path(source)), knowledge())


def whole_cells(cells: dict[str, str], is_read: bool) -> dict[str, str]:
    """The cells of a row. Raises UsageError for what is missing, and says where it was looked for."""
    for column, option in NEEDED.items():
        if not cells.get(column):
            missing = f"Missing option '{option}'"
            raise click.UsageError(f"{missing}: what was read does not say it." if is_read else f"{missing}.")
    day = cells["start_date"]
    return {
        "event_id": new_event_id(day, cells["title"]),
        "precision": "day" if len(day) == 10 else "month",
    } | cells


def show(cells: dict[str, str]) -> None:
    for column in SHOWN:
        click.echo(f"{column:<12} {terminal_text(cells.get(column) or '-')}", err=True)


def confirmed() -> bool:
    """Raises ConfigurationError where there is nobody to ask."""
    try:
        return click.confirm("Add this event?", err=True)
    except click.Abort:
        raise ConfigurationError("nobody answered, nothing was added; --yes adds it without asking") from None
