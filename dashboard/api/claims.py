"""/claims: what was said, and how we read the sources. What the charts say of one: /claims/ID."""

from dataclasses import replace
from datetime import datetime

from dashboard.api.endpoint import ASSISTANT, Column, Endpoint, Values, say

COLUMNS = (
    "claim_id, topic, sentence, sentence_ar, wording, assistants, store, countries, chart, category, rank, first_day,"
    " last_day, contradicts, verdict, reason, source_url"
)


def query(values: Values, _: datetime) -> str:
    condition = f"\nWHERE list_contains(assistants, {say(values, 'assistant')})" if "assistant" in values else ""
    return f"SELECT {COLUMNS}\nFROM claim{condition}\nORDER BY claim_id"


ENDPOINT = Endpoint(
    "claims",
    "Claims of the founding articles, with an editor's verdict from the sources; /claims/{claim_id}: the charts'.",
    (replace(ASSISTANT, required=False, text="Claims about this assistant"),),
    (
        Column("claim_id", "string", "Its id", may_be_null=False),
        Column("topic", "string", "What it is about", may_be_null=False),
        Column("sentence", "string", "The claim", may_be_null=False),
        Column("sentence_ar", "string", "The same in Arabic"),
        Column("wording", "string", "As the source has it"),
        Column("assistants", "strings", "Slugs", may_be_null=False),
        Column("store", "string", "apple or google; null: none"),
        Column("countries", "strings", "ISO codes", may_be_null=False),
        Column("chart", "string", "The chart; null: its words name none"),
        Column("category", "string", "The category"),
        Column("rank", "string", "The claimed rank, 1 or <=10; null: not about a rank"),
        Column("first_day", "date", "First day meant"),
        Column("last_day", "date", "Last day meant"),
        Column("contradicts", "strings", "Ids of claims that cannot stand beside it", may_be_null=False),
        Column("verdict", "string", "An editor's, from the sources", may_be_null=False),
        Column("reason", "string", "Why", may_be_null=False),
        Column("source_url", "string", "Where"),
    ),
    query,
)
