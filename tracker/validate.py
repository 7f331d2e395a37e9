"""Can these entries be the chart that was asked for? Each check says no with its reason. Pure."""

from collections import Counter

from tracker.errors import ValidationError
from tracker.models import Chart, Series
from tracker.stores import SOURCES


def check_chart(chart: Chart, series: Series) -> None:
    """Raises ValidationError if the chart cannot be true."""
    for check in (check_is_the_chart_asked_for, check_no_duplicates, check_no_holes):
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
