"""Can this be the chart that was asked for? Each check is a function with its reason. Pure.

A fatal check refuses the chart (status `invalid`): it raises ValidationError. A doubt keeps it and marks it
(status `suspect`): it returns a sentence. Figures: what real charts do, measured on 310 days of one chart and on
3,845 charts of one day: daily lists never repeat; about 5 of 100 apps leave a day, 25 in charts with few sales;
short lists are normal (43 % of lists asked for 100 have fewer), lists cut by half are not.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from statistics import median

from tracker.errors import ValidationError
from tracker.models import Chart, Series
from tracker.stores import SOURCES

DEPTHS_KNOWN = 20  # captures that make the usual depth
SHORT_SHARE = 0.5  # of the usual depth; less is a cut list
FROZEN_AFTER = timedelta(hours=36)
FROZEN_DEPTH = 50  # shorter charts do stand still for days
CHURN_WITHIN = timedelta(hours=24)
CHURN_SHARED = 0.4  # of the apps of the capture before; less is another chart, or another country's
STALE_AFTER = timedelta(hours=48)
CLOCK_OFF = timedelta(hours=1)
PLACEHOLDERS = re.compile(r"0+\d?|(com\.)?example(\..*)?|sample\s+app\s*\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recent:
    """What the captures before this one looked like."""

    depths: tuple[int, ...] = ()  # newest last
    apps: tuple[str, ...] = ()  # of the newest
    observed_at: datetime | None = None  # the newest
    unchanged_since: datetime | None = None  # since when the newest list has been the same

    def after(self, chart: Chart, observed_at: datetime) -> "Recent":
        """The same, one capture later."""
        apps = tuple(entry.app_id for entry in chart.entries)
        return replace(
            self,
            depths=(*self.depths, len(apps))[-DEPTHS_KNOWN:],
            apps=apps,
            observed_at=observed_at,
            unchanged_since=self.unchanged_since if apps == self.apps else observed_at,
        )


def check_chart(chart: Chart, series: Series) -> None:
    """Raises ValidationError if the chart cannot be true."""
    for check in (check_is_the_chart_asked_for, check_no_duplicates, check_no_holes, check_no_placeholders):
        check(chart, series)


def check_is_the_chart_asked_for(chart: Chart, series: Series) -> None:
    asked = SOURCES[series.source].chart_name(series)
    if chart.said is not None and chart.said != asked:
        raise ValidationError(f"{series.name}: asked for chart {asked!r}, the answer is chart {chart.said!r}")


def check_no_duplicates(chart: Chart, series: Series) -> None:
    app_id, times = Counter(entry.app_id for entry in chart.entries).most_common(1)[0]
    if times > 1:
        raise ValidationError(f"{series.name}: app {app_id} stands {times} times in one chart")


def check_no_holes(chart: Chart, series: Series) -> None:
    ranks = [entry.rank for entry in chart.entries]
    if ranks != list(range(1, len(ranks) + 1)):
        raise ValidationError(f"{series.name}: ranks are not 1, 2, 3 … {len(ranks)}")


def check_no_placeholders(chart: Chart, series: Series) -> None:
    for entry in chart.entries:
        if PLACEHOLDERS.fullmatch(entry.app_id) or PLACEHOLDERS.fullmatch(entry.name or ""):
            raise ValidationError(f"{series.name}: rank {entry.rank} is a placeholder: {entry.app_id} {entry.name!r}")


def doubts(chart: Chart, observed_at: datetime, headers: Mapping[str, str], recent: Recent) -> list[str]:
    """Why the chart may not be what it seems, one sentence each; none for a chart like the ones before it."""
    found = (
        doubt_short(chart, recent),
        doubt_frozen(chart, observed_at, recent),
        doubt_churn(chart, observed_at, recent),
        doubt_stale(chart, observed_at),
        doubt_clock(observed_at, headers),
    )
    return [sentence for sentence in found if sentence]


def doubt_short(chart: Chart, recent: Recent) -> str | None:
    if len(recent.depths) < 5:
        return None
    usual = median(recent.depths)
    if len(chart.entries) >= SHORT_SHARE * usual:
        return None
    return f"short: {len(chart.entries)} apps, usually {usual:g}"


def doubt_frozen(chart: Chart, observed_at: datetime, recent: Recent) -> str | None:
    apps = tuple(entry.app_id for entry in chart.entries)
    if len(apps) < FROZEN_DEPTH or apps != recent.apps or recent.unchanged_since is None:
        return None
    unchanged = observed_at - recent.unchanged_since
    if unchanged < FROZEN_AFTER:
        return None
    return f"frozen: the same {len(apps)} apps for {unchanged // timedelta(hours=1)} h"


def doubt_churn(chart: Chart, observed_at: datetime, recent: Recent) -> str | None:
    if recent.observed_at is None or abs(observed_at - recent.observed_at) > CHURN_WITHIN:
        return None
    compared = min(len(chart.entries), len(recent.apps))
    shared = len({entry.app_id for entry in chart.entries[:compared]} & set(recent.apps[:compared]))
    if compared < 20 or shared >= CHURN_SHARED * compared:
        return None
    return f"churn: {shared} of the first {compared} apps stood there at {recent.observed_at:%Y-%m-%d %H:%M} UTC"


def doubt_stale(chart: Chart, observed_at: datetime) -> str | None:
    if chart.updated_at is None or observed_at - chart.updated_at < STALE_AFTER:
        return None
    return f"stale: the store says that it made the list at {chart.updated_at:%Y-%m-%d %H:%M} UTC"


def doubt_clock(observed_at: datetime, headers: Mapping[str, str]) -> str | None:
    """The store's clock (RFC 9110, 6.6.1 Date) against ours: a wrong one puts ranks on the wrong day."""
    text = next((value for key, value in headers.items() if key.lower() == "date"), None)
    try:
        theirs = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError):
        return None
    if theirs is None or theirs.tzinfo is None or abs(observed_at - theirs) < CLOCK_OFF:
        return None
    return f"clock: ours says {observed_at:%Y-%m-%d %H:%M} UTC, the store's {theirs:%Y-%m-%d %H:%M} UTC"
