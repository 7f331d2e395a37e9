"""The last days as an Atom feed (RFC 4287): an entry for each UTC day that is over, the same for ever once it is."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from html import escape

from duckdb import DuckDBPyConnection

from dashboard.digest.forms import html_parts
from dashboard.digest.letter import Letter, letter_of
from dashboard.digest.rows import DAY, Digest, digest_series, digests_of
from dashboard.text import text_for
from dashboard.text.digest import digest_words
from tracker.models import Window
from tracker.queries.freshness import freshness

DAYS = 7
TYPE = "application/atom+xml"


def feed_days(connection: DuckDBPyConnection, now: datetime) -> list[date]:
    """The days of the feed, newest first: those before the present one, in an invented world up to its last capture."""
    fresh = freshness(connection)
    if fresh.last_observed_at is None:
        return []
    end = fresh.last_observed_at if fresh.simulated else now
    return [end.date() - days * DAY for days in range(1, DAYS + 1)]


def day_digests(connection: DuckDBPyConnection, days: Sequence[date], countries: Sequence[str]) -> list[Digest]:
    """What was seen on each of these UTC days, in their order."""
    starts = [datetime.combine(day, time(), UTC) for day in days]
    return digests_of(connection, digest_series(connection, countries), [Window(one, one + DAY) for one in starts])


def feed_of(
    digests: Sequence[Digest], updated: datetime, language: str, dashboard: str, countries: Sequence[str]
) -> str:
    """`digests` newest first; `dashboard` is the address that readers reach, without a closing slash."""
    text, words = text_for(language), digest_words(language)
    simulated = f"{text.simulated} · " if any(one.fresh.simulated for one in digests) else ""
    place = "+".join(countries)
    address = f"{dashboard}/feed.atom?country={place}&lang={language}"
    entries = [_entry(one, letter_of(one, language, dashboard), place) for one in digests if _saw_something(one)]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{text.code}">',
            f"<title>{escape(simulated + text.brand)}</title>",
            f"<subtitle>{escape(words.feed)}</subtitle>",
            f"<id>{_identity('feed', place, language)}</id>",
            f'<link rel="self" type="{TYPE}" href="{escape(address)}"/>',
            f'<link rel="alternate" type="text/html" href="{escape(dashboard)}/"/>',
            f"<updated>{updated:%Y-%m-%dT%H:%M:%SZ}</updated>",
            f"<author><name>{escape(text.brand)}</name></author>",
            *entries,
            "</feed>\n",
        ]
    )


def _saw_something(digest: Digest) -> bool:
    """A day of which nothing is known yet, or that nobody was to observe, is no entry."""
    return any(chart.covered.expected for chart in digest.charts)


def _entry(digest: Digest, letter: Letter, place: str) -> str:
    updated = digest.until - timedelta(seconds=1)
    return "\n".join(
        [
            "<entry>",
            f"<title>{escape(_headline(letter))}</title>",
            f"<id>{_identity(f'{digest.since:%Y-%m-%d}', place, letter.language)}</id>",
            f'<link rel="alternate" type="text/html" href="{escape(_first_link(letter))}"/>',
            f"<updated>{updated:%Y-%m-%dT%H:%M:%SZ}</updated>",
            f'<content type="html">{escape(html_parts(letter))}</content>',
            "</entry>",
        ]
    )


def _headline(letter: Letter) -> str:
    """The title, and what can be said of the first chart."""
    first = next((section for section in letter.sections if section.link), None)
    return f"{letter.title} · {first.lines[0].text}" if first else letter.title


def _first_link(letter: Letter) -> str:
    return next((section.link for section in letter.sections if section.link), letter.link)


def _identity(*parts: str) -> str:
    return "urn:rank-tracker:" + ":".join(parts)
