"""/breadth: in how many countries an assistant ranked, by day."""

from datetime import datetime, timedelta

from dashboard.api.endpoint import (
    ASSISTANT,
    CATEGORY,
    CHART,
    DAY,
    DEVICE,
    FROM,
    SOURCE,
    STORE,
    Column,
    Endpoint,
    Parameter,
    Values,
    say,
    where,
)

USUAL = timedelta(days=90)


def query(values: Values, published_at: datetime) -> str:
    spoken = dict(values)
    if "since" not in spoken and "until" not in spoken:
        spoken["since"] = f"{published_at - USUAL:%Y-%m-%d}"
    days = "".join(
        f" AND day_utc {sign} DATE {say(spoken, name)}"
        for name, sign in (("since", ">="), ("until", "<="))
        if name in spoken
    )
    return (
        "SELECT day_utc, at_1, top_5, top_10, top_50, ranked, countries_observed, countries_not_observed, device,"
        f" source\nFROM breadth_daily\nWHERE assistant = {say(values, 'assistant')}"
        f"{where(values, 'store', 'device', 'chart', 'category', 'source')}{days}\nORDER BY day_utc, device, source"
    )


def count(name: str, text: str) -> Column:
    return Column(name, "integer", text, may_be_null=False)


ENDPOINT = Endpoint(
    "breadth",
    "In how many countries an assistant was at No. 1, in the top 5, 10 and 50, by day. Countries that were observed are"
    " the denominator; one without a capture is in neither.",
    (
        ASSISTANT, STORE, DEVICE, CHART, CATEGORY, SOURCE,
        Parameter("since", "First day (UTC); not said with until: the last 90 days of the data", "day", pattern=DAY),
        Parameter("until", "Last day (UTC), included", "day", pattern=DAY),
    ),
    (
        Column("day_utc", "date", "The UTC day", may_be_null=False),
        count("at_1", "Countries in which it was No. 1 in some capture"),
        count("top_5", "Countries in which it was in the top 5"),
        count("top_10", "Countries in which it was in the top 10"),
        count("top_50", "Countries in which it was in the top 50"),
        count("ranked", "Countries in whose list it was"),
        count("countries_observed", "Countries whose chart was captured"),
        count("countries_not_observed", "Countries whose chart should have been, and was not"),
        Column("device", "string", "The device", may_be_null=False),
        FROM,
    ),
    query,
)  # fmt: skip
