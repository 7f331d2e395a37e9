"""Dates of strangers → UTC, by how far they can be trusted: feed, JSON-LD, address, page, a crawler's time, our own."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

TRUST = ("feed", "jsonld", "url", "page", "crawl", "seen")  # the best first
RELIABLE = TRUST[:4]  # of what they say a day may be made
MOST_AHEAD = timedelta(days=2)  # of the time we saw it: time zones, and clocks that are wrong
OLDEST = datetime(1995, 1, 1, tzinfo=UTC)  # before that nobody had a page

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan يناير كانون-الثاني جانفي", "february feb فبراير شباط فيفري", "march mar مارس آذار",
            "april apr أبريل ابريل نيسان إبريل أفريل", "may مايو أيار ماي", "june jun يونيو حزيران جوان",
            "july jul يوليو تموز جويلية", "august aug أغسطس اغسطس آب أوت", "september sep sept سبتمبر أيلول",
            "october oct أكتوبر اكتوبر تشرين-الأول", "november nov نوفمبر تشرين-الثاني",
            "december dec ديسمبر كانون-الأول",
        ),
        start=1,
    )
    for name in names.replace("-", " ").split(" ")
    if name not in {"كانون", "تشرين", "الثاني", "الأول"}
}  # fmt: skip
_LEVANTINE = {"كانون الثاني": 1, "تشرين الأول": 10, "تشرين الثاني": 11, "كانون الأول": 12}
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "PST": -8, "PDT": -7, "GMT": 0, "UTC": 0, "Z": 0}


def parse_date(text: str) -> datetime | None:
    """The time that a date of a feed or page names, in UTC; None: none, or none of the ways dates are written in."""
    text = " ".join(text.translate(_DIGITS).split())[:80]
    for read in (_compact, _iso, _mail, _chinese, _words):
        try:
            found = read(text)
        except (ValueError, TypeError, LookupError, OverflowError):
            continue
        if found is not None:
            # midnight is how a day is written where a time is wanted: of the day there
            is_day = (found.hour, found.minute, found.second) == (0, 0, 0)
            return found.astimezone(UTC) if found.tzinfo and not is_day else found.replace(tzinfo=UTC)
    return None


def _compact(text: str) -> datetime | None:
    """GDELT: 20260123T031500Z."""
    return datetime.strptime(text, "%Y%m%dT%H%M%S%z") if re.fullmatch(r"\d{8}T\d{6}Z", text) else None


def _iso(text: str) -> datetime | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}", text):
        return None
    text = re.sub(r"([+-]\d{2})(\d{2})$", r"\1:\2", text.replace(" +", "+").replace(" UTC", "Z"))
    return datetime.fromisoformat(text)


def _mail(text: str) -> datetime | None:
    """RFC 822, as RSS has it: Thu, 14 Nov 2019 15:58:10 GMT; a bare Z is met too."""
    match = re.search(r" ([A-Z]{1,3})$", text)
    found = parsedate_to_datetime(text)
    if found.tzinfo is None and match and match[1] in _ZONES:
        return found.replace(tzinfo=timezone(timedelta(hours=_ZONES[match[1]])))
    return found


def _chinese(text: str) -> datetime | None:
    match = re.search(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:\s*(\d{1,2}):(\d{2}))?", text)
    if match is None:
        return None
    hour, minute = int(match[4] or 0), int(match[5] or 0)
    zone = timezone(timedelta(hours=8)) if match[4] else UTC  # a page that says no hour means the day
    return datetime(int(match[1]), int(match[2]), int(match[3]), hour, minute, tzinfo=zone)


def _words(text: str) -> datetime | None:
    """19 فبراير 2020; February 19, 2020; 19/02/2020 and 2020/02/19."""
    match = re.search(r"(?<!\d)(\d{4})/(\d{1,2})/(\d{1,2})(?!\d)", text)
    if match:
        return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)
    for name, month in (*_LEVANTINE.items(), *_MONTHS.items()):
        word = rf"(?<!\w){name}\.?(?!\w)"
        match = re.search(rf"(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{word},?\s+(\d{{4}})", text, re.IGNORECASE)
        if match:
            return datetime(int(match[2]), month, int(match[1]), tzinfo=UTC)
        match = re.search(rf"{word}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})", text, re.IGNORECASE)
        if match:
            return datetime(int(match[2]), month, int(match[1]), tzinfo=UTC)
    return None


def url_day(url: str) -> date | None:
    """The day that an address names: /2026/01/08/ or 2026-01-08; None: it names none."""
    match = re.search(r"(?<!\d)(20[0-3]\d)([/-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)", url)
    try:
        return date(int(match[1]), int(match[3]), int(match[4])) if match else None
    except ValueError:
        return None


def best_date(said: Iterable[tuple[str, datetime | None]], seen_at: datetime) -> tuple[datetime, str] | None:
    """The most trusted date that can be true, and how we know it; None: none can."""
    possible = [
        (TRUST.index(how), when, how)
        for how, when in said
        if when is not None and OLDEST <= when <= seen_at + MOST_AHEAD
    ]
    if not possible:
        return None
    _, when, how = min(possible, key=lambda one: one[0])
    return when, how


def midnight(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
