"""What the health page asks: a URL's query → a view and its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from duckdb import DuckDBPyConnection

from dashboard.address import search_of
from dashboard.rank_rows import NothingCapturedError
from dashboard.rank_view import LANGUAGES, UnknownValueError
from tracker.queries.freshness import Freshness
from tracker.queries.ledger import Failure, LedgerDay, LedgerRow, Run, failures, ledger, runs, sources
from tracker.storage.sql_text import literal

DAY = timedelta(days=1)
RANGES = {"7d": 7, "30d": 30, "90d": 90}  # days
USUAL_RANGE = "30d"
MOST_ROWS = 40  # series that are drawn before all are asked for
MOST_REASONS, MOST_RUNS = 25, 12
LENIENCE = timedelta(minutes=15)  # a run over all series takes a while


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthQuery:
    """The words of the URL, each known; None: not said."""

    range: str | None = None
    source: str | None = None
    rows: str | None = None  # "all"
    lang: str | None = None

    @property
    def search(self) -> str:
        return search_of(self)


@dataclass(frozen=True)
class HealthRows:
    query: HealthQuery
    range: str
    sources: Sequence[str]
    days: tuple[date, date]  # UTC, both included
    rows: Sequence[LedgerRow]  # the least covered first
    failures: Sequence[Failure]
    runs: Sequence[Run]
    fresh: Freshness
    as_of: datetime  # UTC: the present, in an invented world its last capture

    @property
    def drawn(self) -> Sequence[LedgerRow]:
        return self.rows if self.query.rows else self.rows[:MOST_ROWS]

    @property
    def followed(self) -> list[LedgerRow]:
        return [row for row in self.rows if row.every_s]

    @property
    def fresh_series(self) -> int:
        return sum(is_fresh(row, self.as_of) for row in self.followed)

    @property
    def expected(self) -> int:
        """Slots that were due in these days."""
        return sum(day.expected for row in self.rows for day in row.days)


def parse_health_query(query: Mapping[str, str]) -> HealthQuery:
    """The words that we know of a URL's query; other keys are not ours. Raises UnknownValueError."""
    known: dict[str, Sequence[str]] = {"range": list(RANGES), "rows": ("all",), "lang": LANGUAGES}
    said = {key: got for key in (*known, "source") if (got := query.get(key, "").strip())}
    for key, wanted in known.items():
        if key in said and said[key] not in wanted:
            raise UnknownValueError(key, said[key], wanted)
    return HealthQuery(**said)


def health_rows(connection: DuckDBPyConnection, query: HealthQuery, fresh: Freshness, now: datetime) -> HealthRows:
    """Everything for the page. Raises UnknownValueError, and NothingCapturedError where nothing was ever tried."""
    known = sources(connection)
    if query.source and query.source not in known:
        raise UnknownValueError("source", query.source, known)
    as_of = fresh.last_observed_at or now if fresh.simulated else now
    name = query.range or USUAL_RANGE
    until = as_of.astimezone(UTC).date()
    days = (until - (RANGES[name] - 1) * DAY, until)
    rows = ledger(connection, days, query.source, now, as_of)
    if not rows and fresh.last_observed_at is None:
        raise NothingCapturedError
    days, rows = without_the_time_before(days, with_slots(rows))
    return HealthRows(
        query, name, known, days, sorted(rows, key=lambda row: (part(row.days), row.series)),
        failures(connection, days, query.source, MOST_REASONS), runs(connection, days, query.source, MOST_RUNS),
        fresh, as_of,
    )  # fmt: skip


def with_slots(rows: Sequence[LedgerRow]) -> Sequence[LedgerRow]:
    """Those of which anything was due or came: on the first day most of a watchlist still waits for its hour."""
    return [row for row in rows if any(day.expected or day.tried for day in row.days)] or rows


def without_the_time_before(
    days: tuple[date, date], rows: Sequence[LedgerRow]
) -> tuple[tuple[date, date], list[LedgerRow]]:
    """From the first day on that had a slot: a young home is not mostly the time before it."""
    first = min((place for row in rows for place, day in enumerate(row.days) if day.expected), default=0)
    return (days[0] + first * DAY, days[1]), [row._replace(days=row.days[first:]) for row in rows]


def total(days: Sequence[LedgerDay]) -> LedgerDay:
    return LedgerDay(
        sum(day.expected for day in days), sum(day.captured for day in days), sum(day.tried for day in days)
    )


def part(days: Sequence[LedgerDay]) -> float:
    """How much was captured, from 0 to 1; nothing due counts as all."""
    whole = total(days)
    return whole.captured / whole.expected if whole.expected else 1.0


def is_fresh(row: LedgerRow, as_of: datetime) -> bool:
    """The newest capture is not older than two rhythms."""
    if row.every_s is None or row.last_observed_at is None:
        return False
    return as_of - row.last_observed_at <= 2 * timedelta(seconds=row.every_s) + LENIENCE


def health_sql(rows: HealthRows) -> str:
    """The ledger as a query of the view `coverage`: what the reader can check, and what the files hold."""
    since, until = (datetime.combine(day, time(), UTC) for day in (rows.days[0], rows.days[1] + DAY))
    of_source = f"\n    AND source = {literal(rows.query.source)}" if rows.query.source else ""
    # Every value was checked and is quoted; the reader runs it as it stands.
    return (
        "SELECT store, country, device, chart, category, source, CAST(scheduled_for AT TIME ZONE 'UTC' AS DATE) AS day_utc,\n"  # noqa: E501
        "    count(*) AS expected, count(*) FILTER (status IN ('ok', 'suspect')) AS captured,\n"
        "    count(*) FILTER (status = 'suspect') AS suspect, count(*) FILTER (status = 'missed') AS missed\n"
        "FROM coverage\n"
        f"WHERE scheduled_for >= '{since:%Y-%m-%d %H:%M:%S}+00' AND scheduled_for < '{until:%Y-%m-%d %H:%M:%S}+00'\n"
        f"    AND NOT starts_with(source, 'import-'){of_source}\n"
        "GROUP BY ALL ORDER BY ALL"
    )
