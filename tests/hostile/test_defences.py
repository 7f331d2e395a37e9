"""The list of docs/security.md is the list that `make mutants` takes away, one by one."""

from pathlib import Path

import pytest

from tests.conftest import Counted
from tests.defences import DEFENCES
from tests.mutation import ROOT, Mutant, line_of

LISTED = (ROOT / "docs" / "security.md").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("defence", DEFENCES, ids=[one.breaks for one in DEFENCES])
def test_a_defence_can_still_be_taken_away_and_is_told_of(defence: Mutant) -> None:
    assert defence.old in (ROOT / defence.file).read_text(encoding="utf-8")
    file, _, name = defence.test.partition("::")
    assert f"def {name}" in Path(ROOT, file).read_text(encoding="utf-8")
    assert line_of(defence, True) in LISTED


def test_every_defence_that_is_told_of_is_taken_away(counted: Counted) -> None:
    begin = LISTED.index("| the defence that is taken away | caught by |") + 2
    told = LISTED[begin : LISTED.index("", begin)]
    assert told == [line_of(one, True) for one in DEFENCES]
    counted(len(told), "defences that make mutants takes away, each by itself")
