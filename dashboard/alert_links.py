"""Where the evidence of an alert is: the address of its page, and the query that shows it."""

from dataclasses import asdict
from datetime import date, timedelta

from dashboard.rank_view import MOST_ASSISTANTS, RankQuery
from tracker.alerts.watch import Happened
from tracker.models import Series
from tracker.storage.sql_text import literal

DAYS_AROUND = timedelta(days=3)


def alert_link(one: Happened, dashboard: str, language: str) -> str:
    """The page that shows it; `dashboard` is the address of the dashboard, without a closing slash."""
    lang = None if language == "en" else language
    suffix = f"?lang={lang}" if lang else ""
    if one.event_id is not None:
        return f"{dashboard}/events/{one.event_id}{suffix}"
    if one.when == "stale":
        return f"{dashboard}/health{suffix}"
    if one.series is None:
        return f"{dashboard}/world?store={one.store}&assistant={one.assistant}" + (f"&lang={lang}" if lang else "")
    assistants = tuple(slug for slug in (one.assistant, one.other) if slug)
    until = (one.confirmed_at or one.at).date() + timedelta(days=1)
    return dashboard + chart_address(one.series, assistants, one.at.date() - DAYS_AROUND, until, language)


def chart_address(series: Series, assistants: tuple[str, ...], since: date, until: date, language: str) -> str:
    """The path and query of the page that shows these days (both included) of a chart."""
    query = RankQuery(
        **asdict(series), assistants=assistants[:MOST_ASSISTANTS] or None, since=since, until=until,
        lang=None if language == "en" else language,
    )  # fmt: skip
    return f"/{query.search}"


def alert_sql(one: Happened) -> str | None:
    """What `rank-tracker sql` takes to show the captures around it; None where no chart does."""
    if one.series is None or one.assistant is None:
        return None
    series = one.series
    until = (one.confirmed_at or one.at) + timedelta(hours=1)
    named = {
        "country": series.country, "store": series.store, "device": series.device, "chart": series.chart,
        "category": series.category, "source": series.source,
        "since": f"{one.at - timedelta(days=1):%Y-%m-%d %H:%M:%S}+00", "until": f"{until:%Y-%m-%d %H:%M:%S}+00",
    }  # fmt: skip
    arguments = ", ".join([literal(one.assistant), *(f"{key} := {literal(value)}" for key, value in named.items())])
    return f"from rank_history({arguments})"  # shown, never run: the reader runs it
