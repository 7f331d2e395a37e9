"""The SQL that gives the same data: what makes a number on the page checkable by anyone."""

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


def sql_behind(text: Text, view: RankView) -> html.Details:
    return sql_details(text, rank_history_sql(view))


def sql_details(text: Text, query: str) -> html.Details:
    """A query, folded; the links to #sql open it."""
    return html.Details(
        [
            html.Summary(text.sql_behind),
            html.P(text.sql_why, className="note"),
            html.Pre(html.Code(query), className="command", tabIndex="0"),
        ],
        id="sql",
        className="sql",
    )
