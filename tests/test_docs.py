"""What the docs say of the project is so: links, names of files and tests, settings, and the promises of the README."""

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

from tests.documents import PAGES, ROOT, blocks, text_of
from tests.mutants import MUTANTS
from tracker.config import Home, read_watchlist
from tracker.news_config import read_news
from tracker.storage.database import reading
from tracker.storage.place import lake_of

ALL_PAGES = (*PAGES, "CHANGELOG.md")
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"")
ANY_TEST = re.compile(r"`(tests/[\w/.-]+(?:::\w+)?)`")
# What this is about changes or is made: what make builds, and what the recordings are.
NOT_IN_THE_TREE = {"tests/payloads/toy/whole.json", "tests/tracker/stores/test_toy.py", "tests/payloads/toy/"}


@cache
def functions_of(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_there(test: str) -> bool:
    """Does a test of this name exist: a file or folder, or a function in a file?"""
    name, _, function = test.partition("::")
    path = ROOT / name
    return path.exists() and (not function or function in functions_of(path))


def anchors_of(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", ALL_PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for found in LINK.findall(text_of(page)):
        target = found[0] or found[1]
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (ROOT / page).parent / name if name else ROOT / page
        assert file.exists(), f"{page}: {target}"
        assert not anchor or anchor in anchors_of(file), f"{page}: {target}"


def test_every_page_of_the_docs_is_linked_from_the_readme() -> None:
    linked = {found[0].partition("#")[0] for found in LINK.findall(text_of("README.md"))}
    assert not [page for page in PAGES if page.startswith("docs/") and page not in linked]


def test_every_picture_of_the_docs_is_shown() -> None:
    shown = "".join(text_of(page) for page in ALL_PAGES)
    assert not [one.name for one in (ROOT / "docs" / "images").iterdir() if one.name not in shown]


@pytest.mark.parametrize("page", ALL_PAGES)
def test_every_test_that_a_page_names_exists(page: str) -> None:
    named = [one for one in ANY_TEST.findall(text_of(page)) if one not in NOT_IN_THE_TREE]
    assert not [one for one in named if not is_there(one)]


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_exists(page: str) -> None:
    named = re.findall(r"`((?:tracker|jobs|dashboard|deploy|benchmarks|docs)/[\w/.-]+\.\w+)`", text_of(page))
    assert not [one for one in named if not (ROOT / one).exists() and "newest_lists" not in one and "toy" not in one]


def test_the_rules_of_ruff_that_are_switched_off_in_a_line_are_those_that_the_page_lists() -> None:
    found: dict[str, set[str]] = {}
    for folder in ("tracker", "jobs", "dashboard", "docs", ".ci"):
        for file in (ROOT / folder).rglob("*.py"):
            for rule in re.findall(r"# noqa: (?:[A-Z]+\d+, ?)*(S\d+)", file.read_text(encoding="utf-8")):
                found.setdefault(rule, set()).add(str(file.relative_to(ROOT)))
    rows = rows_of("docs/security.md", "| rule | where |")
    listed = {row[0].partition(",")[0]: set(re.findall(r"`([\w/.]+\.py)`", row[1])) for row in rows}
    assert listed.keys() == found.keys()
    assert not [rule for rule, files in listed.items() if files and files != found[rule]]


def test_the_catalogue_counts_its_copies() -> None:
    with (ROOT / "tracker" / "catalog" / "events.csv").open(encoding="utf-8", newline="") as file:
        tiers = [row[tier] for row in csv.DictReader(file) for tier in ("source_tier", "source_tier_2") if row[tier]]
    said = f"{tiers.count('aggregator/copy')} of our {len(tiers)} sources are aggregators or copies"
    assert said in " ".join(text_of("docs/catalogue.md").split())


def test_the_readme_can_be_read_in_one_go() -> None:
    assert len(text_of("README.md").splitlines()) < 200


# --- promises


def rows_of(page: str, head: str) -> list[list[str]]:
    """The cells of the table whose first line begins so."""
    lines = text_of(page).splitlines()
    begin = next(place for place, line in enumerate(lines) if line.startswith(head)) + 2
    end = next((place for place in range(begin, len(lines)) if not lines[place].startswith("|")), len(lines))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[begin:end]]


def promises_of_the_readme() -> list[str]:
    """Its bullets by their bold words, and the rows of its table by their first cell."""
    bullets = re.findall(r"^- \*\*(.+?)\.?\*\*", text_of("README.md"), re.MULTILINE)
    return [*bullets, *(row[0] for row in rows_of("README.md", "| | here |"))]


def test_every_promise_of_the_readme_has_a_test_or_a_benchmark() -> None:
    promises = promises_of_the_readme()
    kept = {row[0]: row[1] for row in rows_of("docs/testing.md", "| the README says |")}
    assert len(promises) >= 16
    assert [one for one in promises if one not in kept] == []
    said = " ".join(text_of("README.md").split())
    assert [one for one in kept if one not in promises and one.lower() not in said.lower()] == []
    for promise, proof in kept.items():
        named = ANY_TEST.findall(proof)
        benchmarks = re.findall(r"`python -m (benchmarks\.\w+)`", proof)
        assert named or benchmarks, promise
        assert not [one for one in benchmarks if not (ROOT / f"{one.replace('.', '/')}.py").is_file()], promise


def test_the_mutants_that_the_page_lists_are_those_that_are_run() -> None:
    listed = {row[0]: row[1].strip("`") for row in rows_of("docs/testing.md", "| what is broken |")}
    assert listed == {mutant.breaks: mutant.test for mutant in MUTANTS}
    assert not [mutant.test for mutant in MUTANTS if not is_there(mutant.test)]
    assert not [one.breaks for one in MUTANTS if one.old not in (ROOT / one.file).read_text(encoding="utf-8")]


# --- settings


def block_with(page: str, words: str) -> str:
    (block,) = [one for one in blocks(page) if words in one]
    return block


def test_the_settings_of_news_that_are_shown_are_read(home: Home) -> None:
    home.root.joinpath("news.toml").write_text(block_with("docs/news.md", "[candidates]"))
    assert read_news(home)


def test_the_settings_of_payloads_that_are_shown_are_read(home: Home) -> None:
    shipped = (ROOT / "tracker" / "catalog" / "watchlist.toml").read_text(encoding="utf-8")
    shown = block_with("docs/payloads.md", "[payloads]")
    without = re.sub(r"^\[payloads\]\n(?:[^\[\n].*\n|\n)*", "", shipped, flags=re.MULTILINE)
    home.watchlist_file.write_text(f"{without}\n{shown}\n")
    assert (read_watchlist(home).payloads.keep_days, read_watchlist(home).payloads.then) == (30, "pack")


def test_the_settings_of_a_lake_that_are_shown_are_read(home: Home) -> None:
    home.root.joinpath("storage.toml").write_text(block_with("docs/scale.md", "[storage]"))
    home.root.joinpath("storage.toml").chmod(0o600)
    lake = lake_of(home, {})
    assert lake is not None
    assert lake.data_path == "s3://ranks/charts/"


# --- what is left out on purpose


def test_no_column_estimates_downloads_or_revenue(home: Home) -> None:
    with reading(home.charts_file) as connection:
        columns = connection.execute("SELECT column_name FROM duckdb_columns() WHERE NOT internal").fetchall()
    assert len(columns) > 100
    assert not [name for (name,) in columns if re.search("download|revenue|installs", name)]
