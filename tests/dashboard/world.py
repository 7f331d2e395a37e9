"""A small home with a story in it, built through the tracker's own functions: 90 days around January 2025.

Every six hours a chart of 100 apps; some captures fail, some assistants are not in the list. The same at every run.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import exp, log, sin

from tests.conftest import US_IPHONE, at
from tracker.catalog import app_periods
from tracker.config import Home
from tracker.models import ChartEntry, Series, Slot
from tracker.prepare import prepare
from tracker.storage.captures import Capture, add_captures
from tracker.storage.database import lock, now_text, publish, stamp, writing

START, END = at("2024-12-20 00:00"), at("2025-03-20 18:00")
EVERY = timedelta(hours=6)
DEPTH = 100
FAILED = ((at("2025-01-03 00:00"), at("2025-01-04 18:00")), (at("2025-02-07 06:00"), at("2025-02-09 00:00")))

# Where each assistant is at some moments; between them it moves evenly on the logarithmic axis.
STORY = {
    "deepseek": {"2024-12-20": 420, "2025-01-22": 180, "2025-01-24": 33, "2025-01-26": 1, "2025-02-11": 1,
                 "2025-02-13": 3, "2025-03-20": 23},
    "chatgpt": {"2024-12-20": 4, "2025-01-25": 1, "2025-01-26": 2, "2025-02-11": 2, "2025-02-13": 1, "2025-03-20": 1},
    "gemini": {"2024-12-20": 26, "2025-01-27": 14, "2025-02-06": 22, "2025-03-20": 9},
    "grok": {"2024-12-20": 420, "2025-01-09": 61, "2025-02-16": 74, "2025-02-21": 5, "2025-03-20": 34},
    "claude": {"2024-12-20": 118, "2025-01-28": 131, "2025-02-24": 160, "2025-02-26": 70, "2025-03-20": 96},
}  # fmt: skip

OTHERS = (
    Series("apple", "de", "iphone", "top-free", "all", "itunes_rss"),
    Series("apple", "us", "iphone", "top-grossing", "all", "itunes_rss"),
    Series("apple", "us", "iphone", "top-free", "productivity", "itunes_rss"),
    Series("google", "us", "android", "top-free", "all", "google_play"),
)

HOSTILE_TITLE = "\u202egnp.exe <img src=x onerror=\"document.title='owned'\"> <b>bold</b>"


def build(home: Home, simulated: bool) -> Home:
    """The story in this home; another few series have a week of captures each."""
    prepare(home)
    with lock(home, "ingest"):
        with writing(home) as connection:
            connection.execute("BEGIN")
            add_captures(connection, list(story_captures()))
            for series in OTHERS:
                add_captures(connection, list(week_captures(series)))
            connection.execute(
                """
                INSERT INTO event BY NAME SELECT * REPLACE (
                    'hostile' AS event_id, DATE '2025-02-20' AS start_date, NULL AS end_date, $title AS title,
                    'rank' AS category, 'attention' AS kind, ['deepseek'] AS assistants, ['*'] AS countries
                ) FROM event ORDER BY event_id LIMIT 1
            """,
                {"title": HOSTILE_TITLE},
            )
            connection.execute("""
                INSERT INTO event_source VALUES ('hostile', 1, 'javascript:alert(1)', '<i>nobody</i>', 'press', 'en')
            """)
            stamp(connection, simulated="true" if simulated else "false", published_at=now_text())
            connection.execute("COMMIT")
        publish(home)
    return home


def story_captures() -> Iterator[Capture]:
    moment = START
    while moment <= END:
        failed = any(start <= moment < end for start, end in FAILED)
        yield capture(US_IPHONE, moment, None if failed else chart(US_IPHONE, moment))
        moment += EVERY


def week_captures(series: Series) -> Iterator[Capture]:
    for hours in range(0, 7 * 24, 12):
        moment = END - timedelta(hours=hours)
        yield capture(series, moment, chart(series, moment))


def capture(series: Series, slot: datetime, apps: list[str] | None) -> Capture:
    entries = tuple(ChartEntry(rank, app_id, name_of(app_id)) for rank, app_id in enumerate(apps or (), start=1))
    observed_at = slot + timedelta(minutes=2)
    if apps is None:
        return Capture(Slot(series, slot, DEPTH), observed_at, "http_error", (), None, 503, "HTTP 503", 3, "story", "")
    return Capture(Slot(series, slot, DEPTH), observed_at, "ok", entries, None, 200, None, 1, "story", "")


def name_of(app_id: str) -> str:
    """What the store calls an app; one of them is a stranger's attempt."""
    return HOSTILE_TITLE if app_id == "900000005" else f"App {app_id}"


def chart(series: Series, moment: datetime) -> list[str]:
    """The app ids of one list, best first."""
    wanted = {assistant: rank_of(assistant, moment) for assistant in STORY}
    taken: dict[int, str] = {}
    # The one that the story is about comes first where two want the same place.
    for assistant, rank in sorted(wanted.items(), key=lambda item: item[0] != "deepseek"):
        app = app_id(assistant, series, moment)
        while rank in taken:
            rank += 1
        if app and rank <= DEPTH:
            taken[rank] = app
    return [taken.get(rank, f"9{rank:08d}") for rank in range(1, DEPTH + 1)]


def app_id(assistant: str, series: Series, moment: datetime) -> str | None:
    """The app that stands for the assistant there and then; None while it is not offered."""
    for period in app_periods():
        if (period.assistant, period.store, period.country) == (assistant, series.store, series.country):
            begun = period.valid_from is None or period.valid_from <= moment.date()
            over = period.valid_to is not None and period.valid_to <= moment.date()
            if begun and not over:
                return period.app_id
    return None


def rank_of(assistant: str, moment: datetime) -> int:
    points = [(at(f"{day} 06:00"), log(rank)) for day, rank in STORY[assistant].items()]
    before = [point for point in points if point[0] <= moment] or points[:1]
    after = [point for point in points if point[0] > moment] or points[-1:]
    (start, low), (end, high) = before[-1], after[0]
    part = (moment - start) / (end - start) if end > start else 0
    # A movement of its own, so that lines have steps; none at the top, so that the story holds.
    wave = 0.0 if low == 0 else 0.12 * sin(moment.timestamp() / 90_000 + len(assistant))
    return max(1, round(exp(low + (high - low) * part + wave)))
