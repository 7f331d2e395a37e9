"""What followed an event in every chart: with its tests, not with a reason.

The rows are those of event_effect, which ingest keeps.
"""

from typing import NamedTuple, get_args

from duckdb import DuckDBPyConnection

from tracker.analysis.effect_words import StoredEffect
from tracker.analysis.event_effects import Status

COLUMNS = ", ".join(StoredEffect._fields)

# An unusual one first, then those that could be tested, each by country.
ORDER = """
    ORDER BY
        list_position(
            ['unusual_against_similar', 'unusual_for_app', 'unusual_against_similar_only', 'moved_around'], verdict
        ) NULLS LAST,
        status <> 'tested', assistant, store, country, device, chart, category, source
"""

OF_EVENT = f"""
    SELECT {COLUMNS} FROM event_effect
    WHERE event_id = $event_id AND ($store IS NULL OR store = $store) AND ($country IS NULL OR country = $country)
    {ORDER}
"""  # noqa: S608 - our own names

COUNTS = """
    SELECT assistant, coalesce(verdict, status), count(*) FROM event_effect WHERE event_id = $event_id
    GROUP BY ALL ORDER BY assistant, count(*) DESC, 2
"""

TITLES = """
    SELECT event_id, CASE WHEN $language = 'ar' THEN coalesce(title_ar, title) ELSE title END FROM event
    WHERE event_id IN (SELECT unnest($event_ids::VARCHAR[]))
"""


class EffectCount(NamedTuple):
    assistant: str
    said: str  # a verdict, or the status of an effect without
    charts: int


def effects_of_event(
    connection: DuckDBPyConnection, event_id: str, store: str | None = None, country: str | None = None
) -> list[StoredEffect]:
    """The effects of one event, unusual ones first; None leaves every store, or country."""
    asked = {"event_id": event_id, "store": store, "country": country}
    return [_effect(row) for row in connection.execute(OF_EVENT, asked).fetchall()]


def effect_counts(connection: DuckDBPyConnection, event_id: str) -> list[EffectCount]:
    """In how many charts what was said of each assistant."""
    return [EffectCount(*row) for row in connection.execute(COUNTS, {"event_id": event_id}).fetchall()]


def titles_of(connection: DuckDBPyConnection, effects: list[StoredEffect], language: str) -> dict[str, str]:
    """The titles of the events that overlap these, by id."""
    event_ids = sorted({event_id for effect in effects for event_id in effect.overlapping})
    return dict(connection.execute(TITLES, {"event_ids": event_ids, "language": language}).fetchall())


def _effect(row: tuple[object, ...]) -> StoredEffect:
    effect = StoredEffect(*row)  # type: ignore[arg-type]
    assert effect.status in get_args(Status)
    return effect._replace(overlapping=tuple(effect.overlapping))
