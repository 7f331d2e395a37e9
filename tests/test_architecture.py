"""The layers of the house: who may know whom."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def imports_of(file: Path) -> set[str]:
    """Every module that a file imports, wherever in the file it does so."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def importers(package: str, *imported: str) -> set[str]:
    """The files of a package that import any of these modules or what lies below them."""
    return {
        str(file.relative_to(ROOT))
        for file in (ROOT / package).rglob("*.py")
        if any(name == one or name.startswith(one + ".") for name in imports_of(file) for one in imported)
    }


def test_the_tracker_knows_neither_jobs_nor_dashboard() -> None:
    assert not importers("tracker", "jobs", "dashboard")


def test_the_dashboard_knows_no_job() -> None:
    assert not importers("dashboard", "jobs")


def test_only_serving_knows_the_dashboard() -> None:
    speaking = {"dashboard.text", "dashboard.alert_links", "dashboard.digest", "dashboard.api"}  # words, without Dash
    serving = {"jobs/serve.py", "jobs/up.py"}
    for file in importers("jobs", "dashboard") - serving:
        known = {name for name in imports_of(ROOT / file) if name.startswith("dashboard")}
        assert all(any(f"{name}.".startswith(f"{one}.") for one in speaking) for name in known), file


def test_words_need_no_dash() -> None:
    code = (
        "import sys, dashboard.text.alerts, dashboard.alert_links;"
        " assert not [name for name in sys.modules if name.split('.')[0] in ('dash', 'flask')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_only_fetch_reaches_the_network() -> None:
    network = {"requests", "urllib3", "urllib.request", "http.client", "socket"}
    fetching = {"tracker/fetch.py", "tracker/fetch_page.py", "tracker/public_hosts.py"}
    assert importers("tracker", *network) == fetching


def test_sources_are_pure() -> None:
    assert not importers("tracker/stores", "requests", "duckdb", "tracker.fetch", "tracker.storage", "pathlib", "os")


def test_the_storage_knows_nobody_who_drives_it() -> None:
    drivers = ("ingest", "prepare", "collect", "reparse", "restore", "import_archives", "alerts", "diagnosis")
    assert not importers("tracker/storage", *(f"tracker.{one}" for one in drivers))


def test_sql_is_not_run_in_pages() -> None:
    for file in (ROOT / "dashboard").rglob("*.py"):
        assert ".execute(" not in file.read_text(encoding="utf-8"), file


def test_queries_write_nothing() -> None:
    statements = ("INSERT ", "UPDATE ", "DELETE ", "CREATE ", "DROP ")
    for file in (ROOT / "tracker" / "queries").glob("*.py"):
        # a temporary table is the connection's own
        said = file.read_text(encoding="utf-8").replace("CREATE OR REPLACE TEMP TABLE", "")
        assert not [one for one in statements if one in said], file


def test_every_module_says_what_it_is_for() -> None:
    for package in ("tracker", "jobs", "dashboard"):
        for file in (ROOT / package).rglob("*.py"):
            if file.name != "__main__.py":
                assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))), f"{file} has no docstring"


LONG_MODULES = {"tests/test_stores_server.py": "every fault of the simulated stores, and what a client sees of it"}


def test_modules_fit_into_400_lines_and_functions_into_60() -> None:
    for package in ("tracker", "jobs", "dashboard", "tests", "benchmarks", "docs"):
        for file in (ROOT / package).rglob("*.py"):
            text, name = file.read_text(encoding="utf-8"), str(file.relative_to(ROOT))
            assert (len(text.splitlines()) <= 400) != (name in LONG_MODULES), name
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    assert (node.end_lineno or 0) - node.lineno < 60, f"{name}: {node.name}"
