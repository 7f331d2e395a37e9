"""/movers: a chart beside itself some hours before."""

from datetime import datetime

from dashboard.api.chart import AT_TIME
from dashboard.api.endpoint import (
    APP_ID,
    APP_NAME,
    IN_A_CHART,
    SERIES,
    WHOSE,
    Column,
    Endpoint,
    Parameter,
    Values,
    named,
    say,
)


def query(values: Values, _: datetime) -> str:
    return (
        "SELECT m.rank, m.app_id, m.app_name, m.assistant, m.rank_before, m.up_by, m.observed_at, m.observed_before,"
        f" m.depth_before\nFROM movers({say(values, 'country')}{named(values, 'hours', 'at_time', *IN_A_CHART)}) m"
        "\nORDER BY m.rank"
    )


ENDPOINT = Endpoint(
    "movers",
    "The list of a store beside the list of so many hours before. Without a list then, nothing is said of it.",
    (
        *SERIES,
        AT_TIME,
        Parameter("hours", "How long before", "whole", 24, least=1, most=24 * 366),
    ),
    (
        Column("rank", "integer", "Position in the list, 1 is the top", may_be_null=False),
        APP_ID,
        APP_NAME,
        WHOSE,
        Column("rank_before", "integer", "In the earlier list; null: not in it, or there is none (observed_before)"),
        Column("up_by", "integer", "Places up; negative: down"),
        Column("observed_at", "date-time", "When the list was captured, UTC", may_be_null=False),
        Column("observed_before", "date-time", "When the earlier list was captured, UTC; null: there is none"),
        Column("depth_before", "integer", "Length of the earlier list; null: not known"),
    ),
    query,
)
