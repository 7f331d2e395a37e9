"""What a year of the shipped watchlist costs: requests, hours of asking, disk. Counted from the watchlist and from
figures that the other benchmarks measured (docs/benchmarks.md); no request is made.

    python -m benchmarks.year
"""

import gzip
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.pack import bodies
from tracker.collect import errands
from tracker.config import Home, Watch, read_watchlist
from tracker.models import Series, Slot
from tracker.plan import slot_time
from tracker.stores import APP_SOURCES, SOURCES

BYTES_AN_OBSERVATION = 2.57  # benchmarks/storage.py
# How many times smaller than what came: docs/payloads.md, every country, described.
PACKED = {"itunes_rss": 30, "google_play": 54}
BACKUP_SHARE = 0.77  # of the database: docs/backup.md
DAY, YEAR = timedelta(days=1), 365
EXAMPLES = {
    "itunes_rss": Series("apple", "us", "iphone", "top-free", "all", "itunes_rss"),
    "google_play": Series("google", "us", "android", "top-free", "all", "google_play"),
}


def requests_of_an_hour(watches: tuple[Watch, ...]) -> list[Counter[str]]:
    """By host, for each of the 24 hours of a day."""
    midnight = datetime(2027, 1, 1, tzinfo=UTC)
    hours = []
    for hour in range(24):
        now = midnight + timedelta(hours=hour)
        due = [Slot(one.series, now, one.depth) for one in watches if slot_time(now, one.every) == now]
        hours.append(Counter(host_of(errand.slots[0].series.source) for errand in errands(due)))
    return hours


def host_of(source: str) -> str:
    return (SOURCES.get(source) or APP_SOURCES[source]).host


def body_bytes(source: str) -> tuple[int, int]:
    """One answer as a store sends it, and as it lies in the inbox; apps with descriptions, as real ones have."""
    _, body = next(iter(bodies((EXAMPLES[source],), timedelta(hours=3), described=True)))
    return len(body), len(gzip.compress(body, 3))


def main() -> None:
    watchlist = read_watchlist(Home(Path("/nowhere")))
    watches = watchlist.watches
    hours = requests_of_an_hour(watches)
    day = sum(hours, Counter())
    print(f"series                {len(watches):,}")
    print(f"requests a day        {day.total():,}: " + ", ".join(f"{host} {n:,}" for host, n in day.most_common()))
    print(f"requests a year       {day.total() * YEAR:,}")
    most = max(max(hour.values(), default=0) for hour in hours)
    print(f"the longest hour      {most} requests to one host, {most / watchlist.fetch.per_minute:.0f} minutes")
    observed = sum((DAY // one.every) * one.depth for one in watches if one.series.source in EXAMPLES)
    database = observed * YEAR * BYTES_AN_OBSERVATION
    print(f"observations a day    {observed:,} at most")
    print(f"database, a year      {database / 1e9:.2f} GB, twice: the writer's and the published one")
    print(f"seven backups         {7 * BACKUP_SHARE * database / 1e9:.1f} GB")
    loose = packed = 0.0
    for source in EXAMPLES:
        captures = sum(DAY // one.every for one in watches if one.series.source == source)
        raw, zipped = body_bytes(source)
        print(f"{source:<21} {captures:,} answers a day, each {raw / 1e3:.0f} kB, {zipped / 1e3:.0f} kB in the inbox")
        loose += captures * zipped * watchlist.payloads.keep_days
        packed += captures * raw / PACKED[source] * YEAR
    print(f"raw payloads          {loose / 1e9:.1f} GB of the last {watchlist.payloads.keep_days} days")
    print(f"packed, a year        {packed / 1e9:.1f} GB")
    print(f"everything            {(loose + packed + (2 + 7 * BACKUP_SHARE) * database) / 1e9:.0f} GB after a year")


if __name__ == "__main__":
    main()
