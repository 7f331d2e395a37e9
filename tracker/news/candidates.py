"""Clusters → stories → candidates for events: which deserve a look, which belong to an event that is known.

Salience = log(1 + outlets that did not copy) × how good the best source is (official 2, press 1, copies 0.3)
           + a burst of articles about the assistant, 0 to 1 + a measure of attention, where a source has one.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median

from tracker.catalog.dated_events import KINDS, MOST_SOURCES, Event, EventSource
from tracker.catalog.places import REGIONS
from tracker.news.dates import RELIABLE
from tracker.news.entries import Article
from tracker.news.story_title import story_titles

TIER_WEIGHT = {"official": 2.0, "press": 1.0, "repository data": 1.0, "aggregator/copy": 0.3}
POINTS = 10.0  # of Hacker News: 100 of them are as much as two outlets of the press
MUCH_ATTENTION = 6  # outlets: a story of no category is one that people talk about
BASE_DAYS = 28  # before a day, that a burst is held against
LEAST_BASE = 14
GREATEST_BURST = 3.0  # robust standard deviations that count as a whole burst

DayCounts = Mapping[tuple[str, date], int]  # articles about an assistant on a day


@dataclass(frozen=True, slots=True)
class Rules:
    """What makes a candidate; each is a setting."""

    least_salience: float = 1.3  # three outlets of the press, or one official
    most_per_week: int = 2  # candidates of one assistant
    join_days: int = 2  # between a story and a known event of the same assistant and kind
    duplicate_ratio: float = 90  # of 100: from when on a headline is a copy


@dataclass(frozen=True, slots=True)
class Story:
    """One cluster, summed up."""

    articles: tuple[Article, ...]  # the earliest first, copies among them
    outlets: tuple[str, ...]  # distinct, of those that did not copy
    assistants: tuple[str, ...]  # the most written about first
    category: str
    countries: tuple[str, ...]  # ISO codes; "*": none is named
    region: str  # eu where that was named
    day: date  # UTC, the earliest that is reliably known
    is_day_reliable: bool
    salience: float

    @property
    def tier(self) -> str:
        return max((one.tier for one in self.articles), key=lambda tier: TIER_WEIGHT[tier])

    @property
    def week(self) -> tuple[str, int, int]:
        year, week, _ = self.day.isocalendar()
        return self.assistants[0], year, week


@dataclass(frozen=True, slots=True)
class Placed:
    """A story and the event that it belongs to, or is a candidate for."""

    story: Story
    event_id: str
    why: str  # one sentence
    candidate: Event | None  # None: the event is known


def story_of(cluster: Sequence[Article], original: Mapping[str, str], counts: DayCounts) -> Story | None:
    """The cluster summed up; None where nothing in it says what it is about, or all of it is small or undated.

    Small things are evidence beside great ones, and count for nothing.
    """
    first = [one for one in cluster if one.article_id not in original] or list(cluster[:1])
    own = [one for one in first if one.is_notable and one.date_from != "seen"]
    if not own:
        return None
    outlets = tuple(dict.fromkeys(one.outlet.casefold() for one in own))
    category = _category(own) or ("viral" if len(outlets) >= MUCH_ATTENTION else None)
    if category is None:
        return None
    assistants = _most_named([one.assistants for one in own], 0.5)
    places = [tuple(place for place in one.countries) for one in own if one.countries]
    named = _most_named(places, 0.5) if 3 * len(places) >= len(own) else ()
    region = next((place for place in named if place in REGIONS), "")
    countries = tuple(dict.fromkeys(code for place in named for code in REGIONS.get(place, (place,))))
    reliable = [one.published_at for one in own if one.date_from in RELIABLE]
    day = min(reliable or [one.published_at for one in own]).date()
    story = Story(
        tuple(cluster), outlets, assistants, category, countries or ("*",), region, day, bool(reliable), salience=0.0
    )
    return replace(story, salience=_salience(story, own, counts))


def _category(articles: Sequence[Article]) -> str | None:
    """The one that most of them name; of equals the first of the catalogue's order. At least a third must name it."""
    named = Counter(category for one in articles for category in one.categories)
    order = [category for one in articles for category in one.categories]
    if not named or 3 * max(named.values()) < len(articles):
        return None
    return max(named, key=lambda category: (named[category], -order.index(category)))


def _most_named(named: Sequence[tuple[str, ...]], share: float) -> tuple[str, ...]:
    """What at least such a share of them names, the most named first; the most named one at least."""
    counts = Counter(name for names in named for name in names)
    enough = [name for name, count in counts.most_common() if count >= share * len(named)]
    return tuple(enough or [name for name, _ in counts.most_common(1)])


def _salience(story: Story, own: Sequence[Article], counts: DayCounts) -> float:
    points = max((one.points or 0 for one in own), default=0)
    spread = math.log1p(len(story.outlets)) * max(TIER_WEIGHT[one.tier] for one in own)
    burst = min(_burst(story.assistants[0], story.day, counts), GREATEST_BURST) / GREATEST_BURST
    return round(spread + burst + math.log1p(points / POINTS) / 3, 3)


def _burst(assistant: str, day: date, counts: DayCounts) -> float:
    """How many robust standard deviations above the 28 days before; 0 where too few of them are known."""
    first = min((known for slug, known in counts if slug == assistant), default=day)
    base = [
        counts.get((assistant, before), 0)
        for before in (day - timedelta(days=back) for back in range(1, BASE_DAYS + 1))
        if before >= first
    ]
    if len(base) < LEAST_BASE:
        return 0.0
    middle = median(base)
    spread = 1.4826 * median(abs(one - middle) for one in base) or 1.0
    return max(0.0, (counts.get((assistant, day), 0) - middle) / spread)


def place_stories(
    stories: Iterable[Story], known: Iterable[Event], before: Mapping[str, str], rules: Rules
) -> list[Placed]:
    """Each story that joins a known event, and each that is a candidate; the oldest first.

    `before` says to which event an article belonged the last time: a story keeps its id as it grows, and one that was
    rejected does not come back under another.
    """
    events = {event.event_id: event for event in known}
    placed: list[Placed] = []
    fresh: dict[tuple[str, int, int], list[tuple[Story, str]]] = defaultdict(list)
    taken: set[str] = set()
    for story in sorted(stories, key=lambda one: (-one.salience, one.day, one.articles[0].article_id)):
        held = _held(story, before, taken)
        if held in events:
            taken.add(held)
            placed.append(Placed(story, held, "it has this event's articles", None))
            continue
        joined = _joined(story, events.values(), rules)
        if joined is not None:
            days = abs((joined.start - story.day).days)
            why = f"{story.category}, {days} days from a known event of {_common(story, joined)}"
            placed.append(Placed(story, joined.event_id, why, None))
        elif story.salience >= rules.least_salience and not _is_small_talk(story):
            event_id = held or _new_id(story)
            taken.add(event_id)
            fresh[story.week].append((story, event_id))
    for waiting in fresh.values():
        placed += [
            Placed(story, event_id, _why(story), _candidate(story, event_id))
            for story, event_id in waiting[: rules.most_per_week]
        ]
    return sorted(placed, key=lambda one: (one.story.day, one.event_id))


def _is_small_talk(story: Story) -> bool:
    """A vendor that speaks of a feature, or of a model without a word of its release, and nobody else does."""
    is_said_alone = len(story.outlets) == 1
    is_release = any("launch" in one.categories for one in story.articles if one.is_notable)
    return is_said_alone and (story.category == "feature" or (story.category == "model" and not is_release))


def _held(story: Story, before: Mapping[str, str], taken: set[str]) -> str:
    """The event that most of its articles belonged to; "": none."""
    held = Counter(before[one.article_id] for one in story.articles if one.article_id in before)
    return next((event_id for event_id, _ in held.most_common() if event_id not in taken), "")


def _joined(story: Story, events: Iterable[Event], rules: Rules) -> Event | None:
    near = [
        event
        for event in events
        if event.status == "accepted" and event.precision == "day" and event.kind == KINDS[story.category]
        and set(event.assistants) & set(story.assistants) and _same_place(story, event)
        and abs((event.start - story.day).days) <= rules.join_days
    ]  # fmt: skip
    return min(
        near,
        key=lambda event: (event.category != story.category, abs((event.start - story.day).days), event.event_id),
        default=None,
    )


def _same_place(story: Story, event: Event) -> bool:
    """Texas and Taiwan banned the same app within a week: where both say where, it must be the same place."""
    return "*" in (*story.countries, *event.countries) or bool(set(story.countries) & set(event.countries))


def _common(story: Story, event: Event) -> str:
    return ", ".join(slug for slug in story.assistants if slug in event.assistants)


def _new_id(story: Story) -> str:
    return f"{story.day}-{story.assistants[0]}-{story.category}-{story.articles[0].article_id[:6]}"


def _why(story: Story) -> str:
    return f"salience {story.salience:.1f}: {len(story.outlets)} outlets, the best {story.tier}"


def _candidate(story: Story, event_id: str) -> Event:
    title, title_ar = story_titles(story.assistants, story.category, story.region or "|".join(story.countries))
    n, outlets = len(story.articles), len(story.outlets)
    if story.is_day_reliable:
        confidence = "high" if story.tier == "official" else "medium" if outlets > 1 else "low"
    else:
        confidence = "low"
    return Event(
        event_id=event_id,
        start=story.day,
        end=None,
        local_date=story.day,
        precision="day" if story.is_day_reliable else "approx",
        title=title,
        title_ar=title_ar,
        category=story.category,
        assistants=story.assistants,
        countries=story.countries,
        confidence=confidence,
        status="candidate",
        note=f"found in the news: {n} articles, {outlets} outlets that did not copy; salience {story.salience:.1f}",
        sources=tuple(best_sources(story.articles)),
    )


def best_sources(articles: Iterable[Article]) -> list[EventSource]:
    """One of each outlet: the better tier first, then the earlier."""
    found: dict[str, EventSource] = {}
    for one in sorted(articles, key=lambda one: (-TIER_WEIGHT[one.tier], one.published_at, one.article_id)):
        source = EventSource(one.url, one.outlet, one.tier, one.language)
        found.setdefault(one.outlet.casefold(), source)
    return list(found.values())[:MOST_SOURCES]
