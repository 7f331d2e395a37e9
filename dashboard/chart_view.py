"""What the URL of the chart page asks for: its query → a checked view, and back.

`at` is a moment in UTC; what is shown is the capture at or before it. A value that we do not know is an error that says
what would be known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from dashboard.rank_view import LEAST_MEANT_FIRST, ROOM, RankQuery, UnknownValueError, ViewError, has_room, parse_query
from tracker.models import Series

AGAINST = {"24h": timedelta(days=1), "7d": timedelta(days=7)}
APPS = ("all", "assistants")
ROWS = ("25", "all")
USUAL_ROWS = 25
# A day's only capture may come late; what is older is not the chart of the moment asked for.
REACH = timedelta(days=1, hours=2)
MINUTE = timedelta(minutes=1)

SERIES_KEYS = (*LEAST_MEANT_FIRST, "lang")
EVERY_SERIES = RankQuery()


class NoCaptureError(ViewError):
    """No capture at the moment asked for, nor within reach before it."""

    def __init__(self, series: Series, asked: datetime) -> None:
        super().__init__(f"{series.name} has no capture within {REACH} before {asked}")
        self.series = series
        self.asked = asked


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartQuery:
    """The words of the URL, each known; None: not said."""

    series: RankQuery = EVERY_SERIES  # store to source, and the language
    at: datetime | None = None  # UTC, whole minutes
    against: str | None = None
    apps: str | None = None
    rows: str | None = None

    @property
    def search(self) -> str:
        """The query string, with its question mark; only what is said."""
        own = {
            "at": f"{self.at:%Y-%m-%dT%H:%M}" if self.at else None,
            "against": self.against,
            "apps": self.apps,
            "rows": self.rows,
        }
        said = urlencode({key: value for key, value in own.items() if value}, safe=":")
        parts = [part for part in (self.series.search.removeprefix("?"), said) if part]
        return "?" + "&".join(parts) if parts else ""

    def asking(self, at: datetime | None) -> "ChartQuery":
        """The same at another moment; None: the newest capture."""
        return replace(self, at=up_to_minute(at) if at else None)

    @property
    def back(self) -> timedelta:
        """How far back the movement is counted from."""
        return AGAINST[self.against or "24h"]


def parse_chart_query(query: Mapping[str, str]) -> ChartQuery:
    """The words that we know of a URL's query; other keys are not ours. Raises UnknownValueError."""
    series = parse_query({key: value for key, value in query.items() if key in SERIES_KEYS})
    return ChartQuery(
        series=series,
        at=_moment(query.get("at")),
        against=_one_of("against", query.get("against"), tuple(AGAINST)),
        apps=_one_of("apps", query.get("apps"), APPS),
        rows=_one_of("rows", query.get("rows"), ROWS),
    )


def up_to_minute(moment: datetime) -> datetime:
    """The full minute at or after a moment: an address in minutes that still has this capture before it."""
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + MINUTE


def _moment(said: str | None) -> datetime | None:
    text = (said or "").strip()
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnknownValueError("at", text, ["a time like 2025-01-27T12:00"]) from None
    if not has_room(moment):
        raise UnknownValueError("at", text, [ROOM])
    return up_to_minute(moment)


def _one_of(key: str, said: str | None, wanted: tuple[str, ...]) -> str | None:
    text = (said or "").strip()
    if text and text not in wanted:
        raise UnknownValueError(key, text, wanted)
    return text or None
