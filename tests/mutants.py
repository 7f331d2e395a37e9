"""Does the suite notice? Important behaviours, and every defence of docs/security.md, are broken on purpose, each in a
copy, and a named test must fail.

python -m tests.mutants            make mutants; docs/testing.md and docs/security.md list what it prints
python -m tests.mutants token SQL  only those with one of these words in what they break
"""

import sys

from tests.defences import DEFENCES
from tests.mutation import Mutant, run

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
        "return minute if step and minute % step else start", "return start // step * step if step else start",
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


def main(words: list[str]) -> int:
    missed = 0
    for heading, mutants in (("what is broken", MUTANTS), ("the defence that is taken away", DEFENCES)):
        chosen = [one for one in mutants if not words or any(word.lower() in one.breaks.lower() for word in words)]
        if chosen:
            missed += run(chosen, heading)
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
