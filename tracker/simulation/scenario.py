"""The story of the demo: assistants in twenty countries since November 2024.

Facts come from the catalogue: which apps there are and where and since when they are sold, the days of events, and
the ranks that the press reported, which are forced. INVENTED are the usual ranks and the size and length of every
bump; ASSUMED are the launches that the catalogue does not date and the ranks before a climb that nobody reported.

A reported rank is forced if it is a plain position of an app in the overall free chart of one store in one country
on one day, exact or approximate; ranges, months, categories and bounds are not. It is forced in the last refresh of
that day (UTC), so that the last rank of the day is the one reported. Where reports of one day contradict each other,
the first in the catalogue's order holds in the evening, the next in the morning, and a third is left out.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from tracker import catalog
from tracker.catalog import AppPeriod, ReportedRank
from tracker.models import Series
from tracker.simulation.parameters import REFRESH
from tracker.simulation.story import Absence, Bump, ForcedRank, KnownApp, Outage, Story, overall_chart
from tracker.simulation.world import World

COUNTRIES = (
    "us", "gb", "ca", "au", "de", "fr", "es", "it", "nl", "se",
    "br", "mx", "in", "jp", "kr", "id", "sa", "ae", "eg", "tr",
)  # fmt: skip
START = datetime(2024, 11, 21, tzinfo=UTC)  # fixed, so that history is the same whenever the demo is built
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
SEED = 5  # of sixty tried, one where DeepSeek leads for days and no other app steals the story

EVENING, MORNING = time(21), time(9)  # UTC; the last refresh of a day, and one well before it

# INVENTED: the rank around which an app moves when nothing happens, as of early 2025 or of its launch.
# Assistant, which of its app ids (0: the first in the catalogue), App Store, Google Play, exceptions by chart.
USUAL_RANKS: list[tuple[str, int, int, int, dict[str, int]]] = [
    ("chatgpt", 0, 4, 4, {"apple/us": 2, "apple/jp": 7, "apple/kr": 8, "google/in": 6}),
    ("gemini", 0, 30, 40, {"apple/in": 18, "google/in": 20, "apple/kr": 60}),
    ("meta-ai", 0, 62, 75, {"apple/jp": 260, "google/jp": 300, "apple/kr": 240, "google/kr": 280}),
    ("copilot", 0, 80, 90, {}),
    ("m365-copilot", 0, 115, 70, {}),
    ("grok", 0, 50, 62, {"apple/in": 95, "apple/jp": 75, "google/jp": 70}),
    ("perplexity", 0, 140, 150, {"apple/in": 70, "google/in": 65, "apple/kr": 80, "google/kr": 85}),
    ("claude", 0, 190, 260, {"apple/jp": 150, "apple/in": 230}),
    ("deepseek", 0, 165, 155, {"apple/br": 120, "apple/sa": 110, "google/eg": 100, "apple/it": 130}),
    ("character-ai", 0, 95, 85, {"apple/jp": 210, "apple/sa": 160}),
    ("gemini-notebook", 0, 175, 150, {"apple/jp": 95, "google/jp": 105}),
    ("dola", 0, 170, 75, {"google/eg": 30, "google/id": 28, "google/mx": 45, "apple/sa": 70, "apple/ae": 80}),
    ("sora", 0, 90, 110, {}),
    ("muse", 0, 14, 30, {}),
    ("le-chat", 0, 420, 460, {"apple/fr": 58, "google/fr": 66, "apple/de": 230}),
    ("qwen", 0, 330, 280, {"google/id": 120, "apple/id": 150}),
    ("kimi", 0, 390, 400, {"apple/sa": 210}),
    ("poe", 0, 280, 320, {}),
    ("replika", 0, 360, 330, {}),
    ("manus", 0, 310, 340, {"apple/jp": 190, "apple/ae": 180}),
    ("luzia", 0, 700, 600, {"apple/es": 60, "google/es": 48, "apple/br": 85, "google/br": 55, "google/mx": 80}),
]  # fmt: skip

# ASSUMED, by store: the catalogue has no day.
LAUNCHES = {
    ("grok", "apple"): date(2025, 1, 9),
    ("grok", "google"): date(2025, 2, 4),
    ("sora", "google"): date(2025, 11, 4),
    ("qwen", "apple"): date(2026, 1, 15),
    ("qwen", "google"): date(2026, 1, 15),
    ("manus", "apple"): date(2025, 3, 6),
    ("manus", "google"): date(2025, 3, 6),
}

# ASSUMED: where an app was before a climb. Without them it would be drawn up weeks before the first reported rank.
ANCHORS = [
    ForcedRank("deepseek", "apple", "us", datetime(2025, 1, 12, 21, tzinfo=UTC), 300, assumed=True),
    ForcedRank("deepseek", "apple", "us", datetime(2025, 1, 18, 21, tzinfo=UTC), 200, assumed=True),
    ForcedRank("gemini", "apple", "us", datetime(2025, 8, 25, 21, tzinfo=UTC), 40, assumed=True),
    ForcedRank("claude", "apple", "us", datetime(2026, 1, 10, 21, tzinfo=UTC), 140, assumed=True),
    ForcedRank("meta-ai", "apple", "us", datetime(2026, 3, 25, 21, tzinfo=UTC), 60, assumed=True),
]

# INVENTED sizes. The event of the catalogue that gives the day, the assistant, size at the peak in log-demand, days
# to halve, days to rise, and the countries where it differs from the event's.
BUMPS: list[tuple[str, str, float, float, float, str]] = [
    ("2024-12-11-gemini-2-0-generation-starts", "gemini", 0.5, 5, 1, ""),
    ("2025-01-20-deepseek-r1-released-web-app-open-weight", "deepseek", 3.2, 12, 6, ""),
    ("2025-01-20-deepseek-r1-released-web-app-open-weight", "deepseek", 1.0, 80, 6, ""),
    ("2025-01-23-chatgpt-outage-of-about-four-hours", "chatgpt", -0.5, 0.4, 0.1, ""),
    ("2025-01-27-deepseek-limits-sign-ups-after-a-large-a", "deepseek", -0.4, 1, 0.3, ""),
    ("2025-02-06-le-chat-ios-and-android-apps-with-pro-pl", "le-chat", 2.6, 8, 3, "fr"),
    ("2025-02-06-le-chat-ios-and-android-apps-with-pro-pl", "le-chat", 1.6, 6, 3, "*"),
    ("2025-02-19-grok-3-launch-downloads-up-tenfold-in-a", "grok", 2.0, 9, 2, ""),
    ("2025-02-24-claude-3-7-sonnet", "claude", 0.6, 4, 1, ""),
    ("2025-03-05-manus-agent-goes-viral", "manus", 1.6, 6, 2, ""),
    ("2025-03-25-chatgpt-image-generation-the-ghibli-styl", "chatgpt", 1.4, 14, 3, ""),
    ("2025-03-25-gemini-2-5-pro", "gemini", 0.5, 6, 1, ""),
    ("2025-04-29-llamacon-stand-alone-meta-ai-app", "meta-ai", 1.4, 10, 2, "*"),
    ("2025-05-20-google-i-o-2025-veo-3", "gemini", 0.8, 10, 2, "*"),
    ("2025-05-22-claude-4", "claude", 0.6, 5, 1, ""),
    ("2025-05-28-deepseek-r1-0528", "deepseek", 0.5, 4, 1, ""),
    ("2025-06-10-chatgpt-worldwide-outage-of-ten-hours-an", "chatgpt", -0.7, 0.5, 0.2, ""),
    ("2025-07-09-grok-4-ios-downloads-279-by-11-july", "grok", 1.8, 12, 2, ""),
    ("2025-07-11-kimi-k2-open-weight-model", "kimi", 0.9, 6, 2, ""),
    ("2025-07-17-airtel-gives-india-a-free-year-of-perple", "perplexity", 3.4, 20, 4, ""),
    ("2025-08-07-gpt-5-replaces-older-models-in-chatgpt", "chatgpt", 0.8, 20, 2, ""),
    ("2025-08-26-gemini-image-model-nano-banana-goes-vira", "gemini", 1.8, 25, 16, ""),
    ("2025-08-26-gemini-image-model-nano-banana-goes-vira", "gemini", 1.1, 500, 16, ""),
    ("2025-09-30-sora-2-app-invite-only-us-and-canada", "sora", 2.6, 16, 3, ""),
    ("2025-11-04-chatgpt-go-free-for-a-year-in-india", "chatgpt", 1.0, 20, 2, ""),
    ("2025-11-04-jio-bundles-18-months-of-gemini-pro-in-i", "gemini", 0.9, 20, 3, ""),
    ("2025-11-18-cloudflare-failure-takes-down-chatgpt-cl", "chatgpt", -0.4, 0.4, 0.1, ""),
    ("2025-11-24-claude-opus-4-5", "claude", 0.5, 6, 1, ""),
    ("2025-12-01-deepseek-v3-2-final", "deepseek", 0.5, 5, 1, ""),
    ("2025-12-17-gemini-3-flash", "gemini", 0.5, 8, 1, ""),
    ("2026-01-08-airtel-perplexity-offer-in-india-now-nee", "perplexity", -0.6, 40, 3, ""),
    ("2026-01-10-indonesia-blocks-grok-over-sexual-deepfa", "grok", -1.6, 14, 1, ""),
    ("2026-02-04-anthropic-campaign-against-ads-in-chatbo", "claude", 1.6, 10, 4, ""),
    ("2026-02-26-anthropic-refuses-pentagon-terms-amodei", "claude", 1.7, 500, 4, "us ca de gb"),
    ("2026-02-26-anthropic-refuses-pentagon-terms-amodei", "claude", 1.3, 500, 8, "*"),
    ("2026-02-28-chatgpt-us-uninstalls-295-in-a-day", "chatgpt", -0.7, 5, 1, ""),
    ("2026-03-02-claude-outage-waves-after-the-user-surge", "claude", -0.4, 1, 0.2, ""),
    ("2026-04-08-muse-spark-lifts-meta-ai-from-57-to-5-in", "meta-ai", 2.0, 20, 1, ""),
    ("2026-04-21-chatgpt-images-2-0-on-all-plans", "chatgpt", 0.8, 10, 2, ""),
    ("2026-04-24-deepseek-v4-pro-flash-released", "deepseek", 1.6, 8, 2, ""),
    ("2026-05-19-google-i-o-2026-new-gemini-app-spark-age", "gemini", 0.7, 10, 2, ""),
    ("2026-06-09-claude-fable-5-opens-to-users", "claude", 1.2, 7, 1, ""),
    ("2026-06-12-fable-5-switched-off-worldwide-on-a-us-d", "claude", -1.4, 4, 0.5, ""),
    ("2026-07-08-gpt-live-powers-chatgpt-voice-free-users", "chatgpt", 0.6, 10, 2, ""),
    ("2026-07-22-grok-4-5-in-ios-android-web-and-x", "grok", 1.2, 8, 1, ""),
    ("2026-07-24-claude-opus-5", "claude", 0.7, 6, 1, ""),
    ("2026-08-06-free-chatgpt-gets-unlimited-everyday-cha", "chatgpt", 1.0, 15, 2, ""),
    ("2026-08-19-students-get-a-year-of-gemini-free", "gemini", 0.9, 12, 3, ""),
    ("2026-09-02-muse-spark-1-3", "meta-ai", 0.8, 7, 1, ""),
    ("2026-09-03-gpt-6-family-appears", "chatgpt", 1.0, 12, 1, ""),
    ("2026-09-22-claude-opus-5-5", "claude", 0.6, 6, 1, ""),
]

# INVENTED: days when the collector was down, so that the demo shows what a gap looks like.
OUTAGES = [
    Outage(datetime(2025, 1, 13, 6, tzinfo=UTC), datetime(2025, 1, 15, 3, tzinfo=UTC)),
    Outage(datetime(2025, 2, 8, 12, tzinfo=UTC), datetime(2025, 2, 10, 9, tzinfo=UTC)),
    Outage(datetime(2025, 7, 19, 0, tzinfo=UTC), datetime(2025, 7, 20, 6, tzinfo=UTC)),
    Outage(datetime(2025, 12, 25, 3, tzinfo=UTC), datetime(2025, 12, 26, 18, tzinfo=UTC)),
    Outage(datetime(2026, 8, 2, 9, tzinfo=UTC), datetime(2026, 8, 2, 21, tzinfo=UTC)),
]


def demo_world(now: datetime) -> World:
    """The world of the demo, from 21 November 2024 to the newest refresh at `now` (UTC)."""
    return World(demo_story(now))


def demo_story(now: datetime, countries: Iterable[str] = COUNTRIES) -> Story:
    if now < START:
        raise ValueError(f"wanted a time after {START:%Y-%m-%d}, when the demo begins, got {now}")
    series = tuple(overall_chart(store, country) for store in ("apple", "google") for country in countries)
    known = known_apps()
    return Story(
        series, START, (now - START) // REFRESH + 1, SEED, known, tuple(_bumps()), tuple(_absences(known, series)),
        (*ANCHORS, *forced_ranks(catalog.reported_ranks(), {app.slug for app in known})), tuple(OUTAGES),
    )  # fmt: skip


@cache
def known_apps() -> tuple[KnownApp, ...]:
    return tuple(_known_app(slug, number, apple, google, ranks) for slug, number, apple, google, ranks in USUAL_RANKS)


def _known_app(slug: str, number: int, apple: int, google: int, exceptions: dict[str, int]) -> KnownApp:
    assistant = catalog.assistants()[slug]
    app_ids = {
        store: [one.app_id for one in catalog.identities() if (one.assistant, one.store) == (slug, store)][number]
        for store in ("apple", "google")
    }
    # "Vibe by Mistral (was Le Chat)": stores do not show what the catalogue explains
    name = assistant.name.partition(" (")[0]
    return KnownApp(slug, name, assistant.vendor, app_ids, {"apple": apple, "google": google} | exceptions)


def _bumps() -> Iterator[Bump]:
    events = {event.event_id: event for event in catalog.events()}
    for event_id, slug, size, half_life, rise, countries in BUMPS:
        where = frozenset(countries.split() if countries else events[event_id].countries)
        yield Bump(
            slug, _midnight(events[event_id].start), size, timedelta(days=half_life), timedelta(days=rise),
            None if "*" in where else where,
        )  # fmt: skip


def _absences(known: Iterable[KnownApp], series: Iterable[Series]) -> Iterator[Absence]:
    # the id counts, not the assistant: an app may come to stand for another one
    offered: dict[tuple[str, str, str], list[AppPeriod]] = {}
    for period in catalog.app_periods():
        offered.setdefault((period.app_id, period.store, period.country), []).append(period)
    for one in series:
        for app in known:
            periods = offered.get((app.app_ids[one.store], one.store, one.country), [])
            for since, until in _between(periods, LAUNCHES.get((app.slug, one.store))):
                yield Absence(app.slug, one.store, one.country, since, until)


def _between(periods: Iterable[AppPeriod], launch: date | None) -> Iterator[tuple[datetime, datetime]]:
    """The times in which none of the periods lies; `launch` begins a period that has no first day."""
    gone = START
    for since, until in sorted(
        (_midnight(period.valid_from or launch or START.date()), _midnight(period.valid_to or FOREVER.date()))
        for period in periods
    ):
        if gone < since:
            yield gone, since
        gone = max(gone, until)
    if gone < FOREVER:
        yield gone, FOREVER


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def forced_ranks(reports: Iterable[ReportedRank], slugs: set[str]) -> Iterator[ForcedRank]:
    """The reports that can be forced, by the rule at the head of this file."""
    ranks: dict[tuple[str, str, str, date], list[int]] = {}
    for report in reports:
        if report.assistant not in slugs or not _is_plain(report):
            continue
        day = date.fromisoformat(report.date)
        told = ranks.setdefault((report.assistant, report.store, report.country, day), [])
        if report.position in told or len(told) == 2 or report.position is None:
            continue
        told.append(report.position)
        when = datetime.combine(day, EVENING if len(told) == 1 else MORNING, UTC)
        yield ForcedRank(report.assistant, report.store, report.country, when, report.position)


def _is_plain(report: ReportedRank) -> bool:
    return (
        report.is_overall_free
        and report.position is not None
        and report.store in catalog.STORES
        and report.country in catalog.countries()
        and re.fullmatch(r"\d{4}-\d{2}-\d{2}", report.date) is not None
    )
