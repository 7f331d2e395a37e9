"""The shapes as they are out there: real files, where they are at hand."""

from pathlib import Path

import pytest

from tests.conftest import at
from tests.tracker.archives.conftest import Archive
from tracker.archives.chart import Said, Told
from tracker.import_archives import import_archives
from tracker.storage.archives import Stored

SAMPLES = Path(__file__).parents[4] / "shared" / "archives" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples of real archives are not here")

DATE = at("2025-11-10 22:10")
NAMED = Told(Said(origin="them"))
DATED = Told(Said(origin="them"), DATE)
FINANCE = Told(Said(origin="them", chart="top-free", category="finance"), DATE)
OVERALL = Told(Said(origin="them", chart="top-free", category="all"), DATE)


def take(archive: Archive, number: int, told: Told) -> Stored:
    (file,) = SAMPLES.glob(f"{number:02}_*")
    (imported,) = import_archives(archive.home, [file], told)
    return imported.stored


@pytest.mark.parametrize(
    ("number", "told", "charts", "ranks"),
    [(1, FINANCE, 1, 100), (2, NAMED, 1, 100), (3, NAMED, 2, 199), (6, NAMED, 2, 38), (7, DATED, 149, 229),
     (11, NAMED, 1, 2), (12, DATED, 1, 2), (13, OVERALL, 1, 2)],
)  # fmt: skip
def test_a_file_with_a_chart_comes_in_whole_and_once(
    archive: Archive, number: int, told: Told, charts: int, ranks: int
) -> None:
    assert take(archive, number, told) == Stored(charts, ranks, 0, ())
    assert archive.ask("SELECT count(*) FROM observation") == [(ranks,)]
    assert take(archive, number, told) == Stored(0, 0, charts, ())
    assert archive.ask("SELECT count(*) FROM observation") == [(ranks,)]


@pytest.mark.parametrize(
    ("number", "told", "why"),
    [
        (1, NAMED, "does not say its chart, category, date"),
        (4, NAMED, "placeholder: no store gives an app the id 0000000001"),
        (5, NAMED, "placeholder: no store gives an app the id 0000000001"),
        (7, NAMED, "does not say its date"),
        (8, DATED, "the ranks of one app that it does not name"),
        (9, DATED, "a line of text, 'Ranking not found.'"),
        (10, DATED, "it lists no app"),
        (12, NAMED, "does not say its date"),
        (13, FINANCE, "mislabelled: it says 'finance', but 2 of 2 apps are of another genre"),
    ],
)
def test_what_is_no_chart_is_refused_with_the_reason(archive: Archive, number: int, told: Told, why: str) -> None:
    (refusal,) = take(archive, number, told).refused
    assert why in refusal.reason


def test_the_chart_of_apps_that_became_business_is_business(archive: Archive) -> None:
    take(archive, 3, NAMED)
    assert archive.ask("SELECT DISTINCT category, chart FROM observation ORDER BY chart") == [
        ("business", "top-free"),
        ("business", "top-paid"),
    ]


def test_the_overall_chart_has_its_assistants(archive: Archive) -> None:
    take(archive, 2, NAMED)
    found = archive.ask("SELECT rank, assistant FROM observation WHERE assistant IS NOT NULL ORDER BY rank LIMIT 3")
    assert found == [(1, "chatgpt"), (2, "gemini"), (16, "claude")]


def test_a_folder_date_ahead_of_utc_is_not_the_time(archive: Archive) -> None:
    take(archive, 11, NAMED)
    assert archive.ask("SELECT DISTINCT strftime(observed_at, '%Y-%m-%d %H:%M') FROM observation") == [
        ("2026-10-01 15:10",)
    ]
