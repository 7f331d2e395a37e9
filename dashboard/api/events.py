"""/events: what happened in the world, each with its source."""

from dataclasses import replace
from datetime import datetime

from dashboard.api.endpoint import ASSISTANT, COUNTRY, DAY, Column, Endpoint, Parameter, Values, say
from tracker import catalog

COLUMNS = (
    "event_id, start_date, end_date, precision, title, title_ar, kind, category, assistants, countries, confidence,"
    " source_url, publisher, source_tier"
)


def query(values: Values, _: datetime) -> str:
    conditions = "".join(
        f" AND {condition}"
        for name, condition in (
            ("assistant", f"list_contains(assistants, {say(values, 'assistant')})"),
            ("country", f"list_has_any(countries, ['*', {say(values, 'country')}])"),
            ("kind", f"kind = {say(values, 'kind')}"),
            ("since", f"coalesce(end_date, start_date) >= DATE {say(values, 'since')}"),
            ("until", f"start_date <= DATE {say(values, 'until')}"),
        )
        if name in values
    )
    return f"SELECT {COLUMNS}\nFROM event\nWHERE true{conditions}\nORDER BY start_date DESC, event_id"


ENDPOINT = Endpoint(
    "events",
    "Dated events of the world, accepted ones. An event is shown beside a rank, not as its cause.",
    (
        replace(ASSISTANT, required=False, text="Events of this assistant"),
        replace(COUNTRY, default=None, text="Events there, or everywhere"),
        Parameter("kind", "The kind", one_of=tuple(dict.fromkeys(catalog.KINDS.values()))),
        Parameter("since", "First day (UTC)", "day", pattern=DAY),
        Parameter("until", "Last day (UTC), included", "day", pattern=DAY),
    ),
    (
        Column("event_id", "string", "Its id; its page is /events/ID", may_be_null=False),
        Column("start_date", "date", "First day", may_be_null=False),
        Column("end_date", "date", "Last day"),
        Column("precision", "string", "day, week, month or approx", may_be_null=False),
        Column("title", "string", "What happened; strangers may have written it", may_be_null=False),
        Column("title_ar", "string", "The same in Arabic"),
        Column("kind", "string", "release, incident, rule or attention", may_be_null=False),
        Column("category", "string", "More exactly", may_be_null=False),
        Column("assistants", "strings", "Slugs", may_be_null=False),
        Column("countries", "strings", "ISO codes; * is everywhere", may_be_null=False),
        Column("confidence", "string", "high, medium or low", may_be_null=False),
        Column("source_url", "string", "The first source", may_be_null=False),
        Column("publisher", "string", "Its publisher"),
        Column("source_tier", "string", "official, press, …"),
    ),
    query,
)
