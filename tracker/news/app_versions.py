"""What the App Store says of the newest version of each app we follow: a history of versions, a day at a time.

Source  https://itunes.apple.com/lookup?id={id,id,…}&country=us, as in stores/itunes_lookup.py
Quirks  most notes say "bug fixes": a version may begin a candidate only if its notes speak of something
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tracker.errors import ParseError
from tracker.models import Request
from tracker.news.entries import FeedContent, FeedEntry, first_entries
from tracker.news.feed_body import body_text
from tracker.news.headline import plain_text
from tracker.stores.itunes_lookup import BATCH, HOST, lookup_request

COUNTRY = "us"
__all__ = ["HOST", "app_versions_request", "parse_app_versions"]


def app_versions_request(app_ids: Sequence[str]) -> Request:
    """One look-up of these apps."""
    return lookup_request(COUNTRY, app_ids[:BATCH])


def parse_app_versions(body: bytes, headers: Mapping[str, str], _language: str) -> FeedContent:
    """The newest version of each app; an app that does not say its version is refused. Raises ParseError."""
    text, doubt = body_text(body, headers)
    try:
        results = json.loads(text)["results"]
        if not isinstance(results, list):
            raise TypeError("results is no list")
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ParseError(f"app versions: wanted results[], got {text[:60]!r}") from error
    content = FeedContent(doubt=doubt)
    for row in first_entries(results, content):
        entry = _version(row)
        if entry is None:
            content.refused["without a version"] += 1
        else:
            content.entries.append(entry)
    return content


def _version(row: dict[str, Any]) -> FeedEntry | None:
    name, version, url = row.get("trackName"), row.get("version"), row.get("trackViewUrl")
    if not (isinstance(name, str) and isinstance(version, str) and isinstance(url, str)):
        return None
    notes = row.get("releaseNotes")
    return FeedEntry(
        title=plain_text(f"{name} {version}"),
        url=f"{url.split('?')[0]}#version-{version}",  # a page of its own for each version there is not
        published=str(row.get("currentVersionReleaseDate") or ""),
        text=plain_text(notes) if isinstance(notes, str) else "",
        is_notable=False,
        app_id=str(row.get("trackId") or ""),
    )
