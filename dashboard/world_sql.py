"""The SQL that gives the world page's numbers: shown to the reader, and run for the files to take away."""

from dashboard.world_view import WorldView
from tracker.storage.sql_text import literal


def world_sql(view: WorldView) -> str:
    """One row a country and day of the view `rank_daily`."""
    chart = view.chart
    named = {
        "assistant": view.assistant, "store": chart.store, "device": chart.device, "chart": chart.chart,
        "category": chart.category, "source": chart.source,
    }  # fmt: skip
    wanted = "\n    AND ".join(f"{column} = {literal(value)}" for column, value in named.items())
    # Every value was checked and is quoted; the reader runs it as it stands.
    return (
        "SELECT assistant, store, country, device, chart, category, day_utc, best_rank, median_rank, last_rank,\n"
        "    captures, captures_ranked, state, source\nFROM rank_daily\n"
        f"WHERE {wanted}\n"
        f"    AND day_utc BETWEEN DATE '{view.since}' AND DATE '{view.until}'\nORDER BY country, day_utc"
    )


def file_name(view: WorldView) -> str:
    chart = view.chart
    said = (chart.store, chart.device, chart.chart, chart.category, chart.source)
    return f"world-{view.assistant}-{'-'.join(said)}-{view.since:%Y%m%d}-{view.until:%Y%m%d}"
