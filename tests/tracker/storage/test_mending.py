"""What a crash between two steps can leave is found and put right, and no answer is another one after it."""

import pytest

from tests.tracker.stored_charts import DE_IPHONE, HOUR, NOON, chart, page, rows, store
from tracker.config import Home
from tracker.storage.database import publish, writing
from tracker.storage.integrity import faults
from tracker.storage.mending import mend

ANSWERS = (
    "SELECT country, observed_at, rank, app_id, app_name FROM observation ORDER BY ALL",
    "SELECT country, scheduled_for, status FROM coverage ORDER BY ALL",
    "FROM rank_daily ORDER BY ALL",
    "SELECT s.country, d.* EXCLUDE (series_key) FROM series_day d JOIN series s USING (series_key) ORDER BY ALL",
)

LEFT = {
    "a slot twice": (
        "INSERT INTO attempt SELECT * FROM attempt WHERE status = 'ok' LIMIT 1",
        "1 slots had more than one attempt",
    ),
    "a slot twice, the second time as a failure": (
        """INSERT INTO attempt
           SELECT * REPLACE ('http_error' AS status, NULL AS snapshot_id, observed_at - INTERVAL 1 HOUR AS observed_at)
           FROM attempt WHERE status = 'ok' LIMIT 1""",
        "1 slots had more than one attempt",
    ),
    "a list twice": ("INSERT INTO snapshot SELECT * FROM snapshot LIMIT 1", "1 lists were stored twice"),
    "a list that no attempt names": (
        "INSERT INTO snapshot SELECT 'left', series_key, apps FROM snapshot LIMIT 1",
        "1 lists belonged to no attempt",
    ),
    "two writers gave an app a key each": (
        """INSERT INTO app SELECT * REPLACE (901 AS app_key) FROM app WHERE app_key = 1;
           UPDATE snapshot SET apps = list_transform(apps, lambda k: CASE k WHEN 1 THEN 901 ELSE k END)
           WHERE series_key = (SELECT series_key FROM series WHERE country = 'de')""",
        "1 apps had more than one key",
    ),
    "two writers gave a series a key each": (
        """INSERT INTO series SELECT * REPLACE (series_key + 900 AS series_key) FROM series WHERE country = 'de';
           UPDATE attempt SET series_key = series_key + 900
           WHERE series_key = (SELECT min(series_key) FROM series WHERE country = 'de') AND snapshot_id IS NOT NULL;
           UPDATE snapshot SET series_key = series_key + 900
           WHERE series_key = (SELECT min(series_key) FROM series WHERE country = 'de')""",
        "1 series had more than one key",
    ),
    "rows without the sums of their day": ("DELETE FROM series_day; DELETE FROM rank_day", "2 days were not summed up"),
    "sums of a day of which only some rows were known": (
        "UPDATE series_day SET attempts = 1, captures = 1 WHERE attempts > 1",
        "2 days were not summed up",
    ),
}


@pytest.fixture
def stored(home: Home) -> Home:
    store(
        home, chart("ABC"), chart("CAB", NOON + HOUR), page(NOON + 2 * HOUR), chart("BAX", series=DE_IPHONE),
        page(NOON + HOUR, DE_IPHONE),
    )  # fmt: skip
    return home


@pytest.mark.parametrize("left", LEFT)
def test_what_was_left_is_found_and_put_right(stored: Home, left: str) -> None:
    before = [rows(stored, query) for query in ANSWERS]
    statements, told = LEFT[left]
    with writing(stored) as connection:
        connection.execute("BEGIN")
        for statement in statements.split(";"):
            connection.execute(statement)
        connection.execute("COMMIT")
    publish(stored)
    assert faults(stored)
    assert told in mend(stored)
    assert faults(stored) == []
    assert [rows(stored, query) for query in ANSWERS] == before


def test_where_nothing_is_wrong_nothing_is_put_right(stored: Home) -> None:
    assert faults(stored) == []
    before = stored.charts_file.stat().st_ino
    assert mend(stored) == []
    assert stored.charts_file.stat().st_ino == before
