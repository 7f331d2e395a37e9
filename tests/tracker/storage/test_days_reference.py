"""Breadth, streaks, overtakes and records against a plain walk over random worlds with gaps."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import sqrt

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import US_IPHONE
from tests.tracker.queries.conftest import CHATGPT, DEEPSEEK
from tests.tracker.storage.test_summaries import GERMANY, START, capture, empty_database
from tracker.models import Series
from tracker.storage.captures import add_captures

NAMES = {"chatgpt": CHATGPT, "deepseek": DEEPSEEK}
FIRST, DAY = START.date(), timedelta(days=1)

# A day of one country: None, nobody could look; else the order of its one list.
Day = Sequence[str] | None
Days = Sequence[Day]
Rank = int | None

days = st.lists(
    st.one_of(st.none(), st.lists(st.sampled_from([CHATGPT, DEEPSEEK, "1", "2"]), min_size=1, max_size=4, unique=True)),
    min_size=1,
    max_size=9,
)


def rank_in(day: Day, name: str) -> Rank:
    return list(day).index(NAMES[name]) + 1 if day and NAMES[name] in day else None


def told(world: Mapping[Series, Days], question: str) -> list[tuple[object, ...]]:
    """The answer of the database for a world of one capture a day."""
    connection = empty_database()
    connection.execute("BEGIN")
    try:
        for series, seen in world.items():
            add_captures(
                connection, [capture(4 * day, list(apps) if apps else None, series) for day, apps in enumerate(seen)]
            )
        return sorted(connection.execute(question).fetchall(), key=str)
    finally:
        connection.execute("ROLLBACK")


@given(us=days, de=days)
@settings(max_examples=25, deadline=None)
def test_breadth_is_that_of_a_count_by_hand(us: Days, de: Days) -> None:
    expected = []
    for day in range(max(len(us), len(de))):
        seen = [country[day] for country in (us, de) if day < len(country)]
        for name in NAMES:
            ranks = [rank for one in seen if (rank := rank_in(one, name))]
            tops = [sum(rank <= most for rank in ranks) for most in (1, 5, 10, 50)]
            observed = sum(one is not None for one in seen)
            expected.append((name, FIRST + day * DAY, *tops, len(ranks), observed, len(seen) - observed))
    question = """
        SELECT assistant, day_utc, at_1, top_5, top_10, top_50, ranked, countries_observed, countries_not_observed
        FROM breadth_daily WHERE assistant IN ('chatgpt', 'deepseek')
    """
    assert told({US_IPHONE: us, GERMANY: de}, question) == sorted(expected, key=str)


def streaks_of(seen: Days, name: str) -> Iterator[tuple[str, date, date, int, int, bool, bool]]:
    run: list[int] = []
    for day, one in [*enumerate(seen), (len(seen), [])]:
        if one is None:
            continue
        if rank_in(one, name) == 1:
            run.append(day)
            continue
        if run:
            first, last = run[0], run[-1]
            open_before = first == 0 or seen[first - 1] is None
            open_after = last + 1 == len(seen) or seen[last + 1] is None
            hidden = last - first + 1 - len(run)
            yield name, FIRST + first * DAY, FIRST + last * DAY, len(run), hidden, open_before, open_after
        run = []


@given(us=days)
@settings(max_examples=40, deadline=None)
def test_streaks_are_those_of_a_walk(us: Days) -> None:
    question = """
        SELECT assistant, first_day, last_day, days_seen, days_not_observed, open_before, open_after FROM streak
        WHERE assistant IN ('chatgpt', 'deepseek')
    """
    expected = [streak for name in NAMES for streak in streaks_of(us, name)]
    assert told({US_IPHONE: us}, question) == sorted(expected, key=str)


def overtakes_of(seen: Days, passing: str, passed: str) -> Iterator[tuple[object, ...]]:
    ends = [
        (day, rank_in(one, passing), rank_in(one, passed))
        for day, one in enumerate(seen)
        if one and (rank_in(one, passing) or rank_in(one, passed))
    ]
    ahead = [(rank or 99) < (other or 99) for _, rank, other in ends]
    for place in range(1, len(ends)):
        if ahead[place] and not ahead[place - 1]:
            day, rank, other = ends[place]
            ended = next((ends[later][0] for later in range(place + 1, len(ends)) if not ahead[later]), None)
            yield (
                passing, passed, FIRST + ends[place - 1][0] * DAY, FIRST + day * DAY, rank, other,
                None if ended is None else FIRST + ended * DAY,
            )  # fmt: skip


@given(us=days)
@settings(max_examples=40, deadline=None)
def test_overtakes_are_those_of_a_walk(us: Days) -> None:
    question = """
        SELECT assistant, passed, last_day_behind, day_utc, rank, passed_rank, ended_on FROM overtake
        WHERE assistant IN ('chatgpt', 'deepseek') AND passed IN ('chatgpt', 'deepseek')
    """
    expected = [*overtakes_of(us, "chatgpt", "deepseek"), *overtakes_of(us, "deepseek", "chatgpt")]
    assert told({US_IPHONE: us}, question) == sorted(expected, key=str)


def record_of(seen: Days, name: str) -> tuple[object, ...] | None:
    ranks = {day: rank for day, one in enumerate(seen) if (rank := rank_in(one, name))}
    if not ranks:
        return None
    first, last, best = min(ranks), max(ranks), min(ranks.values())
    best_day = min(day for day, rank in ranks.items() if rank == best)
    half = sqrt(best * max(ranks.values()))
    fallen = [
        day - best_day
        for day in range(best_day + 1, len(seen))
        if seen[day] is not None and (day not in ranks or ranks[day] > half)
    ]
    return (
        name, FIRST + first * DAY, FIRST + last * DAY, best, FIRST + best_day * DAY, best_day - first, len(ranks),
        sum(rank == 1 for rank in ranks.values()), min(fallen, default=None), first == 0 or seen[first - 1] is None,
    )  # fmt: skip


@given(us=days)
@settings(max_examples=40, deadline=None)
def test_records_are_those_of_a_walk(us: Days) -> None:
    question = """
        SELECT assistant, first_day, last_day, best_rank, best_day, days_to_best, days_ranked, days_at_1, days_to_half,
            open_before
        FROM record WHERE assistant IN ('chatgpt', 'deepseek')
    """
    expected = [record for name in NAMES if (record := record_of(us, name))]
    assert told({US_IPHONE: us}, question) == sorted(expected, key=str)
