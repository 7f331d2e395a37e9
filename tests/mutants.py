"""Does the suite notice? Eleven important behaviours are broken on purpose, each in a copy, and a named test must fail.

python -m tests.mutants            make mutants; docs/testing.md lists what it prints
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
COPIED = ("tracker", "jobs", "dashboard", "tests", "pyproject.toml", "README.md", "CONTRIBUTING.md", "docs", "deploy")


class Mutant(NamedTuple):
    breaks: str
    file: str
    old: str
    new: str
    test: str  # that must fail


MUTANTS = (
    Mutant(
        "a list that was not whole says who is absent", "tracker/storage/views/30_rank_states.sql",
        "WHEN NOT k.is_whole THEN 'not_observed'", "WHEN FALSE THEN 'not_observed'",
        "tests/tracker/archives/test_import.py",
    ),
    Mutant(
        "every rank is one too deep", "tracker/storage/views/10_observation.sql",
        "generate_subscripts(apps, 1)::INTEGER AS rank", "(generate_subscripts(apps, 1) + 1)::INTEGER AS rank",
        "tests/tracker/test_ingest.py::test_a_payload_becomes_observations",
    ),
    Mutant(
        "a payload takes its name before it is whole", "tracker/inbox.py",
        'with hidden.open("wb") as file:', 'with target.open("wb") as file:',
        "tests/tracker/test_inbox.py",
    ),
    Mutant(
        "a slot is stored again", "tracker/storage/captures.py",
        "FROM chosen_capture c ANTI JOIN attempt USING (series_key, scheduled_for)", "FROM chosen_capture c",
        "tests/tracker/test_ingest.py::test_a_later_failure_in_the_same_slot_does_not_replace_a_success",
    ),
    Mutant(
        "the cursor says what came after", "dashboard/figures/readings.py",
        "while index + 1 < len(starts) and starts[index + 1] <= moment:",
        "while index + 1 < len(starts) and starts[index] <= moment:",
        "tests/dashboard/figures/test_readings.py::test_too_many_spans_become_steps_that_are_each_exact",
    ),
    Mutant(
        "a day has 24 hours also when the clocks change", "tracker/analysis/rank_claims.py",
        "start, end = (datetime.combine(day, time(), zone) for day in (first_day, last_day + A_DAY))\n"
        "    return start.astimezone(UTC), end.astimezone(UTC)",
        "start = datetime.combine(first_day, time(), zone).astimezone(UTC)\n"
        "    return start, start + (last_day - first_day + A_DAY)",
        "tests/tracker/analysis/test_rank_claims.py::"
        "test_a_day_of_another_calendar_is_named_in_utc_with_its_end_exclusive",
    ),
    Mutant(
        "what nobody observed contradicts", "tracker/analysis/rank_claims.py",
        'return "failed" if watched and len(against) > 1 else "open"', 'return "failed"',
        "tests/tracker/analysis/test_rank_claims.py",
    ),
    Mutant(
        "a javascript: address becomes a link", "dashboard/figures/readings.py",
        'return url.startswith(("https://", "http://"))', "return bool(url)",
        "tests/dashboard/figures/test_readings.py::test_only_web_addresses_become_links",
    ),
    Mutant(
        "a query of a stranger reads files", "tracker/storage/asking.py",
        'connection.execute("SET enable_external_access = false")', "pass",
        "tests/hostile/test_sql_escapes.py",
    ),
    Mutant(
        "a cell of a stranger is a formula", "tracker/storage/answers.py",
        'return f"\'{text}" if text.startswith(FORMULA) else text', "return text",
        "tests/dashboard/test_answer_file.py::test_csv_holds_the_rows_and_no_formula",
    ),
    Mutant(
        "an alert is told again, for nobody remembers it", "tracker/alerts/watch.py",
        "return Watched(replace(memory, held=held), happened)", "return Watched(memory, happened)",
        "tests/tracker/alerts/test_watch.py::test_however_checks_fall_the_same_is_told_and_nothing_twice",
    ),
)  # fmt: skip


def caught(mutant: Mutant, copy: Path) -> bool:
    """Does the named test fail in a copy of the program with this fault in it?"""
    file = copy / mutant.file
    whole = file.read_text(encoding="utf-8")
    if whole.count(mutant.old) < 1:
        raise SystemExit(f"{mutant.file}: has no {mutant.old!r}; this mutant is out of date")
    file.write_text(whole.replace(mutant.old, mutant.new), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", mutant.test],
        cwd=copy, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    file.write_text(whole, encoding="utf-8")
    if ran.returncode not in (0, 1):
        raise SystemExit(f"{mutant.test}: could not be run\n{ran.stdout[-2000:]}")
    return ran.returncode == 1


def main() -> int:
    missed = 0
    print("| what is broken | caught by |\n|---|---|")
    with TemporaryDirectory(prefix="rank-tracker-mutants-") as folder:
        copy = Path(folder)
        for name in COPIED:
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, copy / name)
        for mutant in MUTANTS:
            ok = caught(mutant, copy)
            missed += not ok
            print(f"| {mutant.breaks} | {f'`{mutant.test}`' if ok else '**nothing**'} |", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
