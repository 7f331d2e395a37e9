"""Incidents of a service, as Statuspage tells them.

Source  https://status.HOST/api/v2/incidents.json, no key: the 25 to 50 newest; other services answer in its shape too
Quirks  nearly all incidents are small: only a major one, or one of the product people use that lasted an hour, may
        begin a candidate; a shortlink may be absent; collections of incidents say title and severity, and what changed
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tracker.errors import ParseError
from tracker.news.dates import parse_date
from tracker.news.entries import FeedContent, FeedEntry, first_entries
from tracker.news.feed_body import body_text
from tracker.news.headline import plain_text

LONG = timedelta(hours=1)
GREAT = ("major", "critical")
PEOPLE_USE = ("chatgpt", "claude.ai", "claude for", "deepseek", "login", "logging in", "网页", "app", "conversations")


def parse_statuspage(body: bytes, headers: Mapping[str, str], address: str) -> FeedContent:
    """Every incident; those without a link of their own link to the status page. Raises ParseError."""
    text, doubt = body_text(body, headers)
    try:
        answer = json.loads(text)
        incidents = answer["incidents"] if "incidents" in answer else answer["changed"]
        if not isinstance(incidents, list):
            raise TypeError("incidents is no list")
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ParseError(f"status page: wanted incidents[], got {text[:60]!r}") from error
    content = FeedContent(doubt=doubt)
    content.entries = [_incident(one, address) for one in first_entries(incidents, content)]
    return content


def _incident(one: dict[str, Any], address: str) -> FeedEntry:
    title = plain_text(str(one.get("name") or one.get("title") or ""))
    began = str(one.get("started_at") or one.get("created_at") or "")
    page = address.split("/api/")[0]
    own_id = one.get("id") or one.get("incident_id")
    url = one.get("shortlink") or (f"{page}/incidents/{own_id}" if own_id else "")
    return FeedEntry(
        title=title,
        url=str(url),
        published=began,
        outlet=plain_text(str(one.get("provider_name") or "")),  # collections hold many services' incidents
        is_notable=_is_notable(one, title, began),
    )


def _is_notable(one: dict[str, Any], title: str, began: str) -> bool:
    impact = one.get("impact") or one.get("severity")
    if impact in GREAT:
        return True
    lasted = _between(parse_date(began), parse_date(str(one.get("resolved_at") or "")))
    is_used = any(word in title.lower() for word in PEOPLE_USE)
    return is_used and lasted is not None and lasted > LONG and impact != "none"


def _between(first: datetime | None, last: datetime | None) -> timedelta | None:
    return last - first if first and last else None
