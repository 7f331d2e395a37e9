"""A small home with seven countries: the story of tests/dashboard/world.py, told a little differently in each.

Two months of 2025, two captures a day, by watch. In Italy and South Korea DeepSeek is not sold from some day on, as the
catalogue says; one day nobody ran; in Japan every try of three days failed; Google Play has two countries.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.conftest import at
from tests.dashboard.world import capture, chart
from tracker.config import Home, Watch
from tracker.models import Series
from tracker.prepare import prepare
from tracker.storage.captures import Capture, add_captures, record_watches
from tracker.storage.database import lock, now_text, publish, stamp, writing

START, END = at("2025-01-01 00:00"), at("2025-02-28 12:00")
EVERY = timedelta(hours=12)
COUNTRIES = ("de", "it", "jp", "kr", "sa", "us")
NOBODY_RAN = (at("2025-02-09 00:00"), at("2025-02-10 00:00"))
JAPAN_FAILED = (at("2025-02-20 00:00"), at("2025-02-23 00:00"))

SERIES = (
    *(Series("apple", country, "iphone", "top-free", "all", "itunes_rss") for country in COUNTRIES),
    *(Series("google", country, "android", "top-free", "all", "google_play") for country in ("sa", "us")),
)


def build_countries(home: Home, simulated: bool) -> Home:
    prepare(home)
    with lock(home, "ingest"):
        with writing(home) as connection:
            connection.execute("BEGIN")
            add_captures(connection, [one for series in SERIES for one in captures(series)])
            record_watches(connection, [Watch(series, EVERY, 100) for series in SERIES], START)
            stamp(connection, simulated="true" if simulated else "false", published_at=now_text())
            connection.execute("COMMIT")
        publish(home)
    return home


def captures(series: Series) -> Iterator[Capture]:
    late = timedelta(hours=9 * sorted(COUNTRIES).index(series.country))  # the story comes later there
    moment = START
    while moment <= END:
        if not _within(moment, NOBODY_RAN):
            failed = series.country == "jp" and _within(moment, JAPAN_FAILED)
            yield capture(series, moment, None if failed else chart(series, moment - late))
        moment += EVERY


def _within(moment: datetime, span: tuple[datetime, datetime]) -> bool:
    return span[0] <= moment < span[1]
