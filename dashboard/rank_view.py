"""What a URL asks for: its query → a checked view, and back.

A value that we do not know is an error that says what would be known; it is never replaced in silence. A value that is
not said has a default: App Store, United States, top free, the last 90 days before the last capture, or all of them
where there are fewer. Of a simulated home the default range is the one that it was made for: January 2025, when
DeepSeek passed ChatGPT.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from tracker import catalog
from tracker.models import Series

RANGES = {
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "90d": timedelta(days=90),
    "1y": timedelta(days=365),
    "all": None,
}
LANGUAGES = ("en", "ar")
USUAL = {"store": "apple", "country": "us", "device": "iphone", "chart": "top-free", "category": "all"}
USUAL_ASSISTANTS = ("deepseek", "chatgpt", "gemini", "grok", "claude")
USUAL_RANGE, USUAL_LENGTH = "90d", timedelta(days=90)
FOUNDING_STORY = (date(2024, 12, 20), date(2025, 3, 20))
MOST_ASSISTANTS = 10
MOST_IN_FOCUS = 6  # more hues cannot be told apart by everyone
# Where a choice leaves no series, these are given up first.
LEAST_MEANT_FIRST = ("source", "category", "chart", "device", "country", "store")

FIRST_YEAR, LAST_YEAR = 1971, 8999
ROOM = f"a date from {FIRST_YEAR} to {LAST_YEAR}"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class ViewError(Exception):
    """Why a page shows a state and no chart."""


class UnknownValueError(ViewError):
    """A value of the URL that means nothing here, and what would mean something."""

    def __init__(self, key: str, got: str, wanted: Sequence[str]) -> None:
        super().__init__(f"{key}: got {got!r}, wanted one of {', '.join(wanted)}")
        self.key = key
        self.got = got
        self.wanted = tuple(wanted)


class NotCapturedError(ViewError):
    """The values are known, but nobody ever captured this series."""

    def __init__(self, series: Series) -> None:
        super().__init__(f"{series.name} was never captured")
        self.series = series


@dataclass(frozen=True, slots=True, kw_only=True)
class RankQuery:
    """The words of the URL, each known; None: not said."""

    store: str | None = None
    country: str | None = None
    device: str | None = None
    chart: str | None = None
    category: str | None = None
    source: str | None = None
    assistants: tuple[str, ...] | None = None
    range: str | None = None
    since: date | None = None
    until: date | None = None  # inclusive
    event: str | None = None  # whose days before and after are shown
    lang: str | None = None

    @property
    def search(self) -> str:
        """The query string, with its question mark; only what is said, in the order of the fields."""
        said = {field.name: value for field in fields(self) if (value := getattr(self, field.name)) is not None}
        text = {key: ",".join(value) if isinstance(value, tuple) else str(value) for key, value in said.items()}
        return "?" + urlencode(text, safe=",") if text else ""


Query = TypeVar("Query", bound=RankQuery)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankView:
    """What the page shows, every default filled in."""

    store: str
    country: str
    device: str
    chart: str
    category: str
    source: str
    assistants: tuple[str, ...]  # slugs, in the order of the URL
    since: datetime  # UTC
    until: datetime  # UTC, exclusive
    lang: str
    range: str | None = None  # the range that gave the dates; None: the URL named them
    event: str | None = None  # the id of the event whose days before and after are shown

    @property
    def series(self) -> Series:
        return Series(self.store, self.country, self.device, self.chart, self.category, self.source)

    @property
    def last_day(self) -> date:
        return (self.until - timedelta(microseconds=1)).date()

    @property
    def query(self) -> RankQuery:
        """Everything said, dates included: this address shows the same range for ever."""
        return RankQuery(
            **asdict(self.series), assistants=self.assistants, since=self.since.date(), until=self.last_day,
            event=self.event, lang=self.lang,
        )  # fmt: skip


def in_focus(assistants: Sequence[str]) -> frozenset[str]:
    """Those that are drawn in their colours: the first that are named. The others are grey, with their names."""
    return frozenset(assistants[:MOST_IN_FOCUS])


def parse_query(query: Mapping[str, str]) -> RankQuery:
    """The words that we know of a URL's query; other keys are not ours. Raises UnknownValueError."""
    known: dict[str, Sequence[str]] = {
        "store": catalog.STORES,
        "country": list(catalog.countries()),
        "device": [device for devices in catalog.DEVICES.values() for device in devices],
        "chart": catalog.CHARTS,
        "category": list(catalog.categories()),
        "range": list(RANGES),
        "lang": LANGUAGES,
    }
    said = {key: _one_of(key, value, known[key]) for key in known if (value := _text(query.get(key)))}
    since, until = day_of(query, "since"), day_of(query, "until")
    if since and until and until < since:
        raise UnknownValueError("until", str(until), [f"{since} and later"])
    return RankQuery(
        **said, source=_text(query.get("source")), assistants=_slugs(query), since=since, until=until,
        event=_text(query.get("event")),
    )  # fmt: skip


def _text(value: str | None) -> str | None:
    return (value or "").strip() or None


def _one_of(key: str, got: str, wanted: Sequence[str]) -> str:
    if got not in wanted:
        raise UnknownValueError(key, got, wanted)
    return got


def _slugs(query: Mapping[str, str]) -> tuple[str, ...] | None:
    named = [slug.strip() for slug in (_text(query.get("assistants")) or "").split(",") if slug.strip()]
    slugs = tuple(dict.fromkeys(_one_of("assistants", slug, list(catalog.assistants())) for slug in named))
    if len(slugs) > MOST_ASSISTANTS:
        raise UnknownValueError("assistants", ",".join(slugs), [f"at most {MOST_ASSISTANTS} of them"])
    return slugs or None


def day_of(query: Mapping[str, str], key: str) -> date | None:
    """The date that a URL says; None: it says none. Raises UnknownValueError."""
    text = _text(query.get(key))
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UnknownValueError(key, text, ["a date like 2025-01-26"]) from None
    if not has_room(day):
        raise UnknownValueError(key, text, [ROOM])
    return day


def has_room(day: date) -> bool:
    """Is there room before and after it? At the ends of the calendar no day can be added, nor a time zone."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def choose_series(query: RankQuery, known: Sequence[Series]) -> Series:
    """The known series that has everything said and is otherwise most like the usual one.

    Raises UnknownValueError for a source that no series has, NotCapturedError if no series has everything.
    """
    sources = sorted({series.source for series in known})
    if query.source is not None:
        _one_of("source", query.source, sources)
    matching = [series for series in known if _has(series, query)]
    if matching:
        return max(matching, key=_likeness)  # the first of the best
    filled = {key: getattr(query, key) or usual for key, usual in USUAL.items()}
    if query.device is None:
        filled["device"] = catalog.DEVICES[filled["store"]][0]
    raise NotCapturedError(Series(**filled, source=query.source or ""))


def _has(series: Series, query: RankQuery) -> bool:
    return all(getattr(query, key) in (None, getattr(series, key)) for key in LEAST_MEANT_FIRST)


def _likeness(series: Series) -> int:
    """Store and country weigh more than all that follows them."""
    return sum(
        2 ** (len(USUAL) - place) for place, (key, usual) in enumerate(USUAL.items()) if getattr(series, key) == usual
    )


def changed(query: Query, known: Sequence[Series], key: str, value: str) -> Query:
    """The query after one control was set; what then has no series any more is no longer said."""
    query = _with(query, key, value)
    for other in LEAST_MEANT_FIRST:
        if any(_has(series, query) for series in known):
            break
        if other != key:
            query = _with(query, other, None)
    return query


def _with(query: Query, key: str, value: str | None) -> Query:
    said: dict[str, Any] = {key: value}
    return replace(query, **said)


def choose_dates(
    query: RankQuery, first: datetime, last: datetime, now: datetime, simulated: bool
) -> tuple[datetime, datetime, str | None]:
    """The range in view, [since, until), and its name if a name chose it.

    `first` and `last` are the first and last capture. A named range ends an hour after the last capture, so that it
    is in it.
    """
    end = last + HOUR
    if query.since or query.until:
        since = _midnight(query.since) if query.since else first
        until = min(_midnight(query.until) + DAY if query.until else end, max(end, now))
        return since, max(until, since + HOUR), None
    if query.range is None and simulated:
        since, until = _midnight(FOUNDING_STORY[0]), _midnight(FOUNDING_STORY[1]) + DAY
        if first < until and last >= since:
            return since, min(until, end), None
    # A young home is not mostly the time before it: what it has fills the chart.
    name = query.range or ("all" if end - first < USUAL_LENGTH else USUAL_RANGE)
    length = RANGES[name]
    # A capture is made some minutes after the full hour that it is for.
    beginning = first.replace(minute=0, second=0, microsecond=0)
    return (beginning if length is None else end - length), end, name


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def choose_assistants(query: RankQuery, best_rank: Mapping[str, int | None], simulated: bool) -> tuple[str, ...]:
    """Those of the URL; else the usual ones, best first, without those that never ranked in the range.

    `best_rank` is the best rank of each in the range. A simulated home shows the usual ones as they are.
    """
    if query.assistants or simulated:
        return query.assistants or USUAL_ASSISTANTS
    ranked = [slug for slug in USUAL_ASSISTANTS if best_rank.get(slug)]
    return tuple(sorted(ranked, key=lambda slug: best_rank[slug] or 0)) or USUAL_ASSISTANTS
