"""/chart: a whole store chart at a time."""

from datetime import datetime

from dashboard.api.endpoint import (
    APP_ID,
    APP_NAME,
    FROM,
    IN_A_CHART,
    MOMENT,
    SERIES,
    WHOSE,
    Column,
    Endpoint,
    Parameter,
    Values,
    named,
    say,
)

AT_TIME = Parameter("at_time", "The last list captured until then; not said: the newest", "moment", pattern=MOMENT)


def query(values: Values, _: datetime) -> str:
    return (
        "SELECT c.rank, c.app_id, c.app_name, c.developer, c.assistant, c.observed_at, c.source\n"
        f"FROM chart_at({say(values, 'country')}{named(values, 'at_time', *IN_A_CHART)}) c\nORDER BY c.rank"
    )


ENDPOINT = Endpoint(
    "chart",
    "The list of a store that was captured last until a time. A rank that is not known is no row.",
    (*SERIES, AT_TIME),
    (
        Column("rank", "integer", "Position in the list, 1 is the top", may_be_null=False),
        APP_ID,
        APP_NAME,
        Column("developer", "string", "Who publishes the app, as the store says; strangers wrote it"),
        WHOSE,
        Column("observed_at", "date-time", "When the list was captured, UTC", may_be_null=False),
        FROM,
    ),
    query,
)
