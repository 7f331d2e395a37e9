"""How often do the tests of event effects call nothing unusual, and how often do they see a jump?

    python -m benchmarks.calibrate                      simulated worlds and real charts; some twenty minutes
    python -m benchmarks.calibrate --worlds 5           fewer worlds
    python -m benchmarks.calibrate --ranks FILE         real lists elsewhere than ../shared/archives/ranks.parquet

Every figure goes through the code that ingest runs. In a simulated world nothing happens: apps of each band of ranks,
chosen by their ranks three months earlier, are looked at on one day, then again with a jump in their log-demand from
that day on, which halves in 60 days, each with all apps ranked anew. In the real chart every app is looked at on every
day that has enough history; the jump is added to its normal score. Looks at one chart overlap, and looks at one world
share its shocks: the error of a share is larger than that of so many independent looks.
"""

import argparse
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import NormalDist
from typing import NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from tracker.analysis.changepoints import near_change
from tracker.analysis.event_effects import ALPHA, RANKED, WEEK, AppDays, ChartDays, effect_of
from tracker.simulation.bridge import pulls_of
from tracker.simulation.effects import Effects
from tracker.simulation.motion import scores
from tracker.simulation.parameters import LOG_DEMAND_A_UNIT, REFRESHES_A_DAY
from tracker.simulation.pool import build_pool
from tracker.simulation.story import Story, overall_chart

RANKS = Path(__file__).parents[2] / "shared" / "archives" / "ranks.parquet"
COUNTRIES = ("us", "de", "br", "in", "jp", "sa")  # of six regions
DEPTH = 200
EVENT, DAYS = 200, 230
JUMPS = (0.0, 0.5, 1.0, 2.0)
HALF_LIFE = 60  # days: a jump that lasts
BANDS = ((1, 10), (11, 40), (41, 80), (81, 100), (101, 150), (151, 200))
HISTORIES = (90, 180)
APPS = 3  # of each band of each chart
CHOSEN = slice(EVENT - 110, EVENT - 80)  # by whose ranks: whoever chose by the last weeks would choose who just moved

Table = NDArray[np.float64]  # [day, app]


class Look(NamedTuple):
    """One app on one day: what the tests said."""

    rank_before: float  # the median of the week before
    jump: float
    status: str
    p_time: float | None
    p_controls: float | None
    is_near_change: bool | None  # a change of level within two days; None: too few days
    is_naive: bool  # the ranks of 7 and 7 days, taken as independent draws


class Share(NamedTuple):
    flagged: float
    looks: int

    @property
    def error(self) -> float:
        """The standard error of a share of ALPHA."""
        return float(np.sqrt(ALPHA * (1 - ALPHA) / max(self.looks, 1)))


def daily_scores(seed: int, countries: tuple[str, ...] = COUNTRIES, days: int = DAYS) -> NDArray[np.float32]:
    """[day, chart, app] the scores at the end of each day of a world in which nothing happens."""
    start = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=seed % 7)  # events fall on every weekday
    series = tuple(overall_chart("google", country) for country in countries)
    story = Story(series, start, days * REFRESHES_A_DAY, seed)
    pool = build_pool(story)
    ends = REFRESHES_A_DAY - 1
    return np.array([
        score.copy() for refresh, score in scores(story, pool, Effects(story, pulls_of(story)))
        if refresh % REFRESHES_A_DAY == ends
    ])  # fmt: skip


def ranks_of(score: Table) -> NDArray[np.int32]:
    """[day, app] 1 is the top."""
    ranks: NDArray[np.int32] = ((-score).argsort(1, kind="stable").argsort(1, kind="stable") + 1).astype(np.int32)
    return ranks


def moved_ranks(ranks: NDArray[np.int32], score: Table, app: int, mine: NDArray[np.float64]) -> NDArray[np.int32]:
    """The ranks when one app has other scores: those between its old and its new place move by one."""
    old = ranks[:, [app]]
    new = (1 + np.sum(np.delete(score, app, 1) > mine[:, None], axis=1)).astype(np.int32)[:, None]
    moved = ranks + ((new <= ranks) & (ranks < old)) - ((old < ranks) & (ranks <= new))
    moved[:, app] = new[:, 0]
    return np.asarray(moved, np.int32)


def look(ranks: NDArray[np.int32], app: int, day: int, depth: int, jump: float) -> Look | None:
    """What the tests say of one app of a table of ranks, all others being possible controls."""
    lists = np.where(ranks <= depth, ranks, 0).astype(np.int32)
    days = len(ranks)
    chart = ChartDays(np.full(days, depth, np.int32), np.delete(lists, app, 1))
    mine = AppDays(np.where(lists[:, app] > 0, RANKED, 1).astype(np.int8), lists[:, app])
    effect = effect_of(mine, chart, day)
    if effect is None or effect.rank_before is None:
        return None
    near = near_change(mine, day, depth)
    return Look(
        effect.rank_before, jump, effect.status, effect.p_time, effect.p_controls,
        None if near is None else near.offset is not None,
        rank_sum_p(ranks[day : day + WEEK, app], ranks[day - WEEK : day, app]) <= ALPHA,
    )  # fmt: skip


def rank_sum_p(after: NDArray[np.int32], before: NDArray[np.int32]) -> float:
    """The two-sided p of Mann and Whitney's test, normal approximation with ties: what a naive study would print."""
    both = np.concatenate([after, before])
    wins = np.sum(after[:, None] < before) + 0.5 * np.sum(after[:, None] == before)
    n, m = len(after), len(before)
    _, ties = np.unique(both, return_counts=True)
    spread = np.sqrt(n * m / 12 * (n + m + 1 - np.sum(ties**3 - ties) / ((n + m) * (n + m - 1))))
    if spread == 0:
        return 1.0
    return float(2 * (1 - NormalDist().cdf(max(0.0, (abs(wins - n * m / 2) - 0.5) / spread))))


def simulated_looks(
    seed: int, jumps: tuple[float, ...] = JUMPS, countries: tuple[str, ...] = COUNTRIES, history: int = 180
) -> Iterator[Look]:
    """Some apps of each band in each chart of a world, for each jump, with so many days of history."""
    begin = EVENT - history
    world = daily_scores(seed, countries)
    draw = np.random.default_rng(seed)
    day = EVENT - begin
    for chart in range(world.shape[1]):
        ranks = ranks_of(world[:, chart].astype(np.float64))
        usual = np.median(ranks[CHOSEN], 0)
        score, ranks = world[begin:, chart].astype(np.float64), ranks[begin:]
        for band in BANDS:
            inside = np.flatnonzero((usual >= band[0]) & (usual <= band[1]))
            for app in draw.permutation(inside)[:APPS].tolist():
                for jump in jumps:
                    mine = score[:, app].copy()
                    mine[day:] += jump / LOG_DEMAND_A_UNIT * 0.5 ** (np.arange(len(score) - day) / HALF_LIFE)
                    found = look(moved_ranks(ranks, score, app, mine), app, day, DEPTH, jump)
                    if found is not None:
                        yield found


def real_chart(file: Path) -> NDArray[np.int32]:
    """[day, app] the last list of each day of a Japanese finance top 100 over 310 days; 0: not in it."""
    rows = duckdb.connect().execute(
        """
        SELECT
            observed_at::DATE - min(observed_at::DATE) OVER () AS day,
            dense_rank() OVER (ORDER BY app_id) - 1 AS app, rank
        FROM read_parquet($file)
        WHERE source_repo LIKE 'ohba%'
        QUALIFY observed_at = max(observed_at) OVER (PARTITION BY observed_at::DATE)
        """,
        {"file": str(file)},
    ).fetchnumpy()  # fmt: skip
    ranks = np.zeros((rows["day"].max() + 1, rows["app"].max() + 1), np.int32)
    ranks[rows["day"], rows["app"]] = rows["rank"]
    return ranks


def real_looks(file: Path, jumps: tuple[float, ...] = JUMPS, every: int = 1, history: int = 180) -> Iterator[Look]:
    """Every app of the real chart, on every so manieth day; the jump is in its normal score, as among 220 apps."""
    depth, compete = 100, 220
    ranks = real_chart(file)
    deep = np.where(ranks == 0, 32767, ranks)
    quantile = np.array([NormalDist().inv_cdf(1 - (place + 0.5) / compete) for place in range(compete)])
    score = np.where(ranks == 0, -9.0, quantile[np.minimum(ranks, compete) - 1])
    for day in range(history, len(ranks) - WEEK + 1, every):
        window = slice(day - history, day + WEEK)
        for app in np.flatnonzero(ranks[day - WEEK : day].any(axis=0)):
            for jump in jumps:
                moved = deep[window].copy()
                if jump:
                    moved[:, app] = _moved(score[window], int(app), history, jump, deep[window, app])
                found = look(moved, int(app), history, depth, jump)
                if found is not None:
                    yield found


def _moved(score: Table, app: int, day: int, jump: float, ranks: NDArray[np.int32]) -> NDArray[np.int32]:
    """The ranks of an app whose score jumps; days on which it is not in the list stay so."""
    mine = score[:, app].copy()
    mine[day:] += jump / LOG_DEMAND_A_UNIT * 0.5 ** (np.arange(len(score) - day) / HALF_LIFE)
    others = np.delete(score, app, 1)
    return np.where(ranks == 32767, ranks, 1 + np.sum(others > mine[:, None], axis=1)).astype(np.int32)


def flagged(looks: Iterable[Look], test: str) -> Share:
    """The share of looks at which a test speaks, among those at which it can."""
    said = [one for one in looks if one.status == "tested"]
    if test == "both":
        pairs = [(one.p_time, one.p_controls) for one in said]
        ps = [max(time, controls) for time, controls in pairs if time is not None and controls is not None]
        return Share(float(np.mean([p <= ALPHA for p in ps])) if ps else np.nan, len(ps))
    values = [getattr(one, test) for one in said]
    there = [value <= ALPHA if test.startswith("p_") else value for value in values if value is not None]
    return Share(float(np.mean(there)) if there else np.nan, len(there))


TESTS = ("p_time", "p_controls", "both", "is_naive", "is_near_change")
HEAD = "| | jump | rank before | looks | own history | similar apps | both | naive 7 v 7 | change within 2 days |"


def table(name: str, looks: list[Look]) -> Iterator[str]:
    """Markdown rows: all ranks to 100, then each band."""
    for jump in sorted({one.jump for one in looks}):
        mine = [one for one in looks if one.jump == jump]
        near = [one for one in mine if one.rank_before <= 100]
        yield _row(name, jump, "1-100", near)
        for band in BANDS:
            some = [one for one in mine if band[0] <= one.rank_before < band[1] + 1]
            if some:
                yield _row(name, jump, f"{band[0]}-{band[1]}", some)


def _row(name: str, jump: float, ranks: str, looks: list[Look]) -> str:
    shares = [flagged(looks, test) for test in TESTS]
    cells = [f"{share.flagged:.3f}" if share.looks else "" for share in shares]
    return f"| {name} | {jump:g} | {ranks} | {max(share.looks for share in shares)} | " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=80)
    parser.add_argument("--ranks", type=Path, default=RANKS)
    given = parser.parse_args()
    print(HEAD, "|" + "---|" * (HEAD.count("|") - 1), sep="\n")
    for history in sorted(HISTORIES, reverse=True):
        jumps = JUMPS if history == max(HISTORIES) else (0.0, 1.0)
        looks = [one for seed in range(given.worlds) for one in simulated_looks(seed, jumps, history=history)]
        print(*table(f"simulated, {history} days", looks), sep="\n", flush=True)
        if given.ranks.is_file():
            found = list(real_looks(given.ranks, jumps, every=1 if history == max(HISTORIES) else 2, history=history))
            print(*table(f"real, {history} days", found), sep="\n", flush=True)
        else:
            print(f"real charts: skipped, {given.ranks} is not here")


if __name__ == "__main__":
    main()
