"""rank-tracker digest write."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import at
from tests.jobs.conftest import Run
from tests.tracker.stored_charts import chart, store
from tracker.config import Home


@pytest.mark.parametrize("form", ["md", "html", "json", "atom"])
def test_each_form_is_written_by_the_name_of_the_file(home: Home, run: Run, tmp_path: Path, form: str) -> None:
    store(home, chart("ABC", at("2026-07-10 12:00")))
    file = tmp_path / f"week.{form}"
    assert run("digest", "write", "--country", "us", "--output", str(file)).code == 0
    text = file.read_text()
    if form == "json":
        assert json.loads(text)["charts"][0]["series"]["country"] == "us"
    elif form == "atom":
        assert ElementTree.fromstring(text).tag.endswith("feed")
    else:
        assert "Rank Tracker" in text


@pytest.mark.parametrize("words", [("--since", "7"), ("--since", "9999d"), ("--country", "atlantis")])
def test_a_mistake_is_one_sentence(home: Home, run: Run, words: tuple[str, str]) -> None:
    said = run("digest", "write", *words)
    assert said.code == 2
    assert words[0] in said.sentence


def test_an_empty_home_says_that_there_is_nothing(home: Home, run: Run) -> None:
    said = run("digest", "write")
    assert said.code == 0
    assert "Nothing has been captured yet" in said.out
