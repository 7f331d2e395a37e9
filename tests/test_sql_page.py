"""docs/sql.md: every question runs and answers, and the dictionary is that of the database."""

from pathlib import Path

import pytest

from docs.dictionary import PAGE, page_text
from jobs.demo import build
from tests.conftest import at
from tracker.config import Home
from tracker.simulation.scenario import demo_story
from tracker.simulation.world import World
from tracker.storage.database import reading
from tracker.storage.questions import questions

QUESTIONS = [(one.title, one.sql) for one in questions()]
MAY_BE_EMPTY = {"Who entered the chart since the list of a day ago?"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The simulated world of the founding story: three countries, until 10 February 2025."""
    home = Home(tmp_path_factory.mktemp("world"))
    now = at("2025-02-10 00:00")
    build(home, World(demo_story(now, ("us", "de", "it"))), now)
    return home.charts_file


def test_there_are_at_least_twenty_questions() -> None:
    assert len(QUESTIONS) >= 20


@pytest.mark.parametrize(("title", "query"), QUESTIONS, ids=[title for title, _ in QUESTIONS])
@pytest.mark.xdist_group("sql page")
def test_each_question_is_answered(world: Path, title: str, query: str) -> None:
    with reading(world) as connection:
        rows = connection.execute(query).fetchall()
    assert rows or title in MAY_BE_EMPTY


@pytest.mark.xdist_group("sql page")
def test_deepseek_passes_chatgpt_on_the_day_that_the_press_reported(world: Path) -> None:
    query = next(query for title, query in QUESTIONS if title.startswith("When did DeepSeek first pass"))
    with reading(world) as connection:
        (row,) = connection.execute(query).fetchall()
    assert (str(row[0]), row[2]) == ("2025-01-26", 1)


def test_the_page_prints_the_questions_and_the_dictionary_of_the_database() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.strip() == page_text(page).strip(), "run: make docs"


def test_each_question_has_a_title_in_arabic() -> None:
    assert all(any("\u0600" <= sign <= "\u06ff" for sign in one.title_ar) for one in questions())


@pytest.mark.xdist_group("sql page")
def test_everything_in_the_database_says_what_it_means(world: Path) -> None:
    with reading(world) as connection:
        silent = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns()"
            " WHERE database_name = current_database() AND comment IS NULL"
            " UNION ALL SELECT table_name, NULL FROM duckdb_tables()"
            " WHERE database_name = current_database() AND comment IS NULL"
            " UNION ALL SELECT view_name, NULL FROM duckdb_views()"
            " WHERE database_name = current_database() AND comment IS NULL AND NOT internal"
            " UNION ALL SELECT function_name, NULL FROM duckdb_functions()"
            " WHERE database_name = current_database() AND comment IS NULL AND NOT internal"
        ).fetchall()
    assert not silent
