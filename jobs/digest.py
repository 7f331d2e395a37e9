"""Write what happened in the last days: Markdown, HTML for a mail, JSON, or an Atom feed.

Cron  weekly; docs/operations.md shows how it becomes a mail
Exit  0 written · 1 the file cannot be written · 2 wrong words
"""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from dashboard.digest.feed import day_digests, feed_days, feed_of
from dashboard.digest.forms import as_html, as_json, as_markdown
from dashboard.digest.letter import letter_of
from dashboard.digest.rows import digest_of, digest_series
from tracker import catalog
from tracker.config import Home, read_watchlist
from tracker.errors import ConfigurationError
from tracker.prepare import prepare
from tracker.queries.freshness import freshness
from tracker.storage.answers import whole_file
from tracker.storage.database import reading
from tracker.text import terminal_text

log = logging.getLogger(__name__)

FORMS = ("md", "html", "json", "atom")
LONGEST = timedelta(days=366)
MOST_COUNTRIES = 12


@click.group(epilog="Example: rank-tracker digest write --since 7d")
def digest() -> None:
    """What happened, in words."""


@digest.command(epilog="Example: rank-tracker digest write --since 7d --format html --lang ar --output week.html")
@click.option("--since", default="7d", show_default=True, help="So many days or hours before now, like 7d or 24h.")
@click.option("--format", "form", type=click.Choice(FORMS), help="[default: by the name of FILE, else md]")
@click.option("--lang", type=click.Choice(["en", "ar"]), default="en", show_default=True)
@click.option("--country", "countries", multiple=True, help="[default: the watchlist's focus]", metavar="CODE")
@click.option(
    "--dashboard", default="http://127.0.0.1:8050", show_default=True, help="Where links lead.", metavar="URL"
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="[default: the screen]")
@click.pass_obj
def write(
    home: Home, since: str, form: str | None, lang: str, countries: tuple[str, ...], dashboard: str, output: Path | None
) -> None:
    """Write movements, records, overtakes, events and coverage of the last days."""
    length = parse_length(since)
    suffix = output.suffix.lower().removeprefix(".") if output else "md"
    form = form or (suffix if suffix in FORMS else "md")
    for code in countries:
        if code not in catalog.countries():
            raise ConfigurationError(
                f"--country: no country {code!r}; an ISO 3166 code in lower case is wanted, like us"
            )
    wanted = countries or (read_watchlist(home).focus or ("us",))[:MOST_COUNTRIES]
    prepare(home)
    said = written(home, form, lang, wanted, dashboard.rstrip("/"), datetime.now(UTC), length)
    if output is None:
        click.echo(terminal_text(said), nl=False)
        return
    with whole_file(output) as part:
        part.write_text(said, encoding="utf-8")
    log.info("wrote %s", output)


def written(
    home: Home, form: str, lang: str, countries: tuple[str, ...], dashboard: str, now: datetime, length: timedelta
) -> str:
    """The digest of the time before now; in an invented world, before its last capture."""
    with reading(home.charts_file) as connection:
        if form == "atom":
            days = day_digests(connection, feed_days(connection, now), countries)
            return feed_of(days, freshness(connection).published_at or now, lang, dashboard, countries)
        fresh = freshness(connection)
        until = fresh.last_observed_at + timedelta(seconds=1) if fresh.simulated and fresh.last_observed_at else now
        told = digest_of(connection, digest_series(connection, countries), until - length, until)
    letter = letter_of(told, lang, dashboard)
    return {"md": lambda: as_markdown(letter), "html": lambda: as_html(letter), "json": lambda: as_json(told, letter)}[
        form
    ]()


def parse_length(text: str) -> timedelta:
    """Raises ConfigurationError for what is no length of time, or more than a year."""
    unit = {"d": timedelta(days=1), "h": timedelta(hours=1)}.get(text[-1:])
    number = text[:-1]
    length = int(number) * unit if unit and number.isdecimal() and len(number) < 6 else None
    if length is None or not timedelta(0) < length <= LONGEST:
        raise ConfigurationError(f"--since: days or hours up to a year are wanted, like 7d or 24h, got {text!r}")
    return length
