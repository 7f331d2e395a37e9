"""The SQL that gives the same data: what makes a number on the page checkable by anyone."""

from datetime import datetime, timedelta

from dash import html

from dashboard.rank_view import RankView
from dashboard.text import Text
from tracker.models import Series


def rank_history_sql(view: RankView) -> str:
    """One call of the macro `rank_history` for each assistant of the view."""
    return "\nUNION ALL BY NAME\n".join(_call(view, slug) for slug in view.assistants)


def _call(view: RankView, assistant: str) -> str:
    series: Series = view.series
    named = {
        "country": series.country, "store": series.store, "device": series.device, "chart": series.chart,
        "category": series.category, "source": series.source,
        "since": f"{view.since:%Y-%m-%d %H:%M:%S}+00", "until": f"{view.until:%Y-%m-%d %H:%M:%S}+00",
    }  # fmt: skip
    arguments = ", ".join([_quoted(assistant), *(f"{name} := {_quoted(value)}" for name, value in named.items())])
    # Shown, never run: the reader runs it. The page itself asks with parameters.
    return f"SELECT {_quoted(assistant)} AS assistant, * FROM rank_history({arguments})"  # noqa: S608


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def movers_sql(series: Series, at: datetime, back: timedelta) -> str:
    """The call of the macro `movers` for the capture made at this moment, against so long before."""
    named = {
        "at_time": f"{at:%Y-%m-%d %H:%M:%S.%f}+00", "store": series.store, "device": series.device,
        "chart": series.chart, "category": series.category, "source": series.source,
    }  # fmt: skip
    hours = back // timedelta(hours=1)
    arguments = ", ".join(f"{name} := {_quoted(value)}" for name, value in named.items())
    # Shown, and run for a download; every value in it is quoted.
    return f"SELECT * FROM movers({_quoted(series.country)}, hours := {hours}, {arguments})"  # noqa: S608


def race_sql(view: RankView) -> str:
    """The days of the view, by assistant: what every place of the race comes from."""
    series = view.series
    named = {
        "store": series.store, "country": series.country, "device": series.device, "chart": series.chart,
        "category": series.category, "source": series.source,
    }  # fmt: skip
    wanted = " AND ".join(f"{name} = {_quoted(value)}" for name, value in named.items())
    slugs = ", ".join(map(_quoted, view.assistants))
    days = f"day_utc BETWEEN DATE {_quoted(str(view.since.date()))} AND DATE {_quoted(str(view.last_day))}"
    # Shown, and run for a download; every value in it is quoted.
    return (
        "SELECT day_utc, assistant, state, last_rank, best_rank, captures\nFROM rank_daily\n"
        f"WHERE {wanted}\n    AND assistant IN ({slugs})\n    AND {days}\nORDER BY day_utc, last_rank, assistant"
    )


def event_effect_sql(event_id: str) -> str:
    """What followed an event in every chart."""
    # Shown, never run.
    return f"SELECT * FROM event_effect\nWHERE event_id = {_quoted(event_id)}\nORDER BY p_time, p_controls"  # noqa: S608


def sql_behind(text: Text, view: RankView) -> html.Details:
    return sql_details(text, rank_history_sql(view))


def sql_details(text: Text, query: str, why: str | None = None, more: str | None = None) -> html.Details:
    """A query, folded; the links to #sql open it. `why` it is the one, and one more line of evidence."""
    return html.Details(
        [
            html.Summary(text.sql_behind),
            html.P(why or text.sql_why, className="note"),
            html.Pre(html.Code(query), className="command", tabIndex="0"),
            *([html.P(more, className="note evidence")] if more else []),
        ],
        id="sql",
        className="sql",
    )
