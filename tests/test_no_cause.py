"""No word that would name a cause comes out of the program: not from a page, a command, the API, SQL's dictionary or a
script.
"""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from click import Command, Context, Group

from dashboard.api.openapi import document
from jobs.command import rank_tracker
from tests.strings import strings_of

ROOT = Path(__file__).parents[1]

# A denial may use the word: it is taken out first. So may a word list by which headlines are read, which is no text.
CAUSES = re.compile(
    r"\b(because|caused|causes|due to|owing to|thanks to|as a result of|led to)\b|بسبب|نتيجةً? ل|أدى إلى|بفضل", re.I
)
DENIALS = re.compile("not what caused|not because of it|never one of their causes|لا بسببه", re.I)


def names_a_cause(said: str) -> bool:
    return CAUSES.search(DENIALS.sub("", said)) is not None


def strings_of_code(file: Path) -> Iterator[str]:
    """Every string of a module but its docstrings, f-strings in parts."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def helps(command: Command, context: Context) -> Iterator[str]:
    yield command.get_help(context)
    if isinstance(command, Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from helps(inner, Context(inner, parent=context, info_name=name))


def test_no_string_of_the_program_names_a_cause() -> None:
    files = [file for folder in ("tracker", "jobs", "dashboard") for file in sorted((ROOT / folder).rglob("*.py"))]
    said = [(file.name, one) for file in files for one in strings_of_code(file)]
    assert len(said) > 5_000
    assert [one for one in said if names_a_cause(one[1])] == []


def test_no_help_of_a_command_names_a_cause() -> None:
    said = list(helps(rank_tracker, Context(rank_tracker, info_name="rank-tracker")))
    assert len(said) > 20
    assert [one for one in said if names_a_cause(one)] == []


def test_neither_the_dictionary_nor_a_question_nor_the_api_names_a_cause() -> None:
    folder = ROOT / "tracker/storage"
    tables = [tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for name in ("dictionary", "questions")]
    said = [*strings_of(tables), *strings_of(json.loads(json.dumps(document(""))))]
    assert len(said) > 500
    assert [one for one in said if names_a_cause(one)] == []


def test_no_script_of_a_page_names_a_cause() -> None:
    strings = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`|\'(?:[^\'\\\n]|\\.)*\'')
    files = sorted((ROOT / "dashboard/assets").glob("*.js"))
    said = [one for file in files for one in strings.findall(file.read_text(encoding="utf-8"))]
    assert len(said) > 100
    assert [one for one in said if names_a_cause(one)] == []


def test_a_string_that_names_a_cause_would_be_found(tmp_path: Path) -> None:
    file = tmp_path / "page.py"
    file.write_text('"""Because."""\n\n\ndef said(n: int) -> str:\n    return f"{n} ranks up because of it"\n')
    assert [one for one in strings_of_code(file) if names_a_cause(one)] == [" ranks up because of it"]
    assert not names_a_cause("What followed, not what caused")
