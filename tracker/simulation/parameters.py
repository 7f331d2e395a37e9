"""How charts move: the fitted numbers of the law of motion.

Fitted by random search (230 trials) to about thirty statistics of one real chart, 310 daily captures without a gap
of a Japanese finance top-free 100 (28 Dec 2024 to 2 Nov 2025): occupants that change by band of ranks, exits,
variogram over 1 to 90 days, autocorrelation of changes, weekday pattern, survival of entrants. Checked on short
panels of US, Japanese and Chinese charts, on 14 months of one US app in 12-hour steps (which is where the pool of an
overall chart comes from), and on a cross-section of 77 countries (shares between global, regional and local).

Not measured, so assumed: everything below 12 hours, everything about Google Play, one weekday pattern for all
countries, how a collector fails.

The unit of a score is the standard deviation of base popularity over all apps that compete in a chart, so that
rank r of `pool` apps stands at the normal quantile of 1 - (r - 0.5) / pool.
"""

from dataclasses import dataclass
from datetime import timedelta

REFRESHES_A_DAY = 8  # Apple says nothing; observers report 15 minutes to 3 hours
REFRESH = timedelta(days=1) / REFRESHES_A_DAY

# Scores are about log-demand: one unit of score is so many units of log-demand. It makes the mean slope of
# log-demand over log-rank 0.81 between ranks 1 and 200, the low end of the published 0.80 to 0.95.
LOG_DEMAND_A_UNIT = 2.05

# Monday to Sunday: the first component of the measured weekday profiles, 93 % of the variance by weekday.
WEEKDAYS = (-0.03, 0.24, 0.31, 0.33, 0.28, -0.44, -0.68)

# Regions whose charts are alike; a country that is not listed is a region of its own.
REGIONS = {
    "english": "us gb ca au ie nz",
    "west": "de at ch fr be nl lu it es pt",
    "nordic": "se no dk fi ee lv lt",
    "latin": "mx ar co cl pe ec uy py cr pa gt sv hn ni do br ve",
    "arab": "ae sa kw qa eg lb jo ma dz tn iq",
    "southeast-asia": "my sg ph id th vn",
    "east-asia": "jp kr tw hk mo",
    "east": "pl cz sk hu ro hr si gr md bg rs ua",
    "south-asia": "in pk lk bd np",
}
_REGION_OF = {country: region for region, countries in REGIONS.items() for country in countries.split()}


def region_of(country: str) -> str:
    return _REGION_OF.get(country, country)


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of a variance is common to the world, to a region, and to one chart alone. They add up to 1."""

    world: float
    region: float
    local: float


@dataclass(frozen=True, slots=True)
class Parameters:
    """Units: scores, days, and rates per app and day. Defaults: an overall chart."""

    pool: int = 3000  # apps that compete; a category chart acts like 200 to 400
    kept: int = 500  # the strongest of the pool, which are simulated; the others never come near rank 200

    # who competes where: from the overlap of charts of 77 countries
    base: Shares = Shares(0.78, 0.14, 0.08)  # of base popularity
    scope: Shares = Shares(0.22, 0.17, 0.61)  # apps that are sold world-wide, in a region, in one country
    head_start: Shares = Shares(0.8, 0.5, 0.0)  # score that wider apps begin with

    # movement
    move: Shares = Shares(0.25, 0.20, 0.55)  # of every movement below: from US and Japanese changes
    fast_sd: float = 0.050  # Ornstein-Uhlenbeck
    fast_days: float = 1.4
    volatility_sd: float = 0.25  # of the logarithm of an app's volatility: apps differ
    slow_sd: float = 0.105  # Ornstein-Uhlenbeck
    slow_days: float = 110.0
    burst_rate: float = 0.0154  # sudden rises, Pareto: smallest 0.20, exponent 1.5, at most 1.6
    burst_smallest: float = 0.20
    burst_exponent: float = 1.5
    burst_largest: float = 1.6
    burst_days: float = 2.9  # a half-life of two days, as measured
    shift_rate: float = 0.0065  # lasting changes of level, normal
    shift_sd: float = 0.31
    shift_days: float = 90.0
    window_days: float = 0.36  # a store ranks a trailing window of demand, not an instant
    weekday_sd: float = 0.18  # of the loading of an app on WEEKDAYS
    weekday_own: float = 0.64  # of that variance belongs to one chart alone
    hour_sd: float = 0.015  # amplitude of the daily wave
