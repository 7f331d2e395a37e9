"""/ranks: the state of an assistant in every slot of a chart."""

from datetime import datetime, timedelta

from dashboard.api.endpoint import (
    ASSISTANT,
    FROM,
    IN_A_CHART,
    MOMENT,
    RANK,
    SEEN,
    SERIES,
    STATES,
    Column,
    Endpoint,
    Parameter,
    Values,
    named,
    say,
)

USUAL = timedelta(days=30)


def query(values: Values, published_at: datetime) -> str:
    spoken = dict(values)
    if "since" not in spoken and "until" not in spoken:
        spoken["since"] = f"{published_at - USUAL:%Y-%m-%dT%H:%M:%S+00:00}"
    arguments = named(spoken, "country", *IN_A_CHART, "since", "until")
    return (
        f"SELECT {say(values, 'assistant')} AS assistant, h.scheduled_for, h.observed_at, h.state, h.rank, h.depth,"
        f" h.source\nFROM rank_history({say(values, 'assistant')}{arguments}) h"
        "\nORDER BY h.scheduled_for, h.source"
    )


ENDPOINT = Endpoint(
    "ranks",
    "The state of an assistant in every slot of a chart: ranked, not_in_chart (looked for, deeper than the list),"
    " not_observed (not fetched, or the fetch failed) or not_sold. Only `ranked` has a rank.",
    (
        ASSISTANT,
        *SERIES,
        Parameter(
            "since", "Slots from then on; not said with until: the last 30 days of the data", "moment", pattern=MOMENT
        ),
        Parameter("until", "Slots before then", "moment", pattern=MOMENT),
    ),
    (
        Column("assistant", "string", "Slug of the assistant", may_be_null=False),
        Column("scheduled_for", "date-time", "The slot, UTC", may_be_null=False),
        SEEN,
        Column("state", "string", "What is known of it in this slot", may_be_null=False, one_of=STATES),
        RANK,
        Column("depth", "integer", "Length of the list looked at; null: none was, or only some of its ranks are known"),
        FROM,
    ),
    query,
    ages=True,
)
