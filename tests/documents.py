"""README.md and docs/ as data: their commands, settings and links, for the tests that try them."""

import re
import shlex
import textwrap
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    *(f"docs/{one.name}" for one in sorted((ROOT / "docs").glob("*.md"))),
)
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:^ {4}.*\n|^\n(?= {4}))+", re.MULTILINE)


class Command(NamedTuple):
    page: str
    line: str  # without its comment; lines that a backslash joins are one

    @property
    def program(self) -> str:
        return self.line.split()[0]

    @property
    def words(self) -> list[str]:
        """The words of the first program of a pipe."""
        words = shlex.split(self.line)
        return words[: words.index("|")] if "|" in words else words


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str) -> list[str]:
    """What is indented on a page, each block without its indentation; what is fenced is not among it."""
    return [textwrap.dedent(one).strip("\n") for one in INDENTED.findall(FENCED.sub("", text_of(page)))]


def fenced(page: str, language: str) -> list[str]:
    return [body for said, body in FENCED.findall(text_of(page)) if said == language]


def commands_of(page: str, block: str) -> list[Command]:
    """Every line of a block as a command, whatever it is."""
    found, begun = [], ""
    for line in block.replace("\\\n", " ").splitlines():
        begun = f"{begun} {line}".strip()
        if begun.count("'") % 2 == 0:  # else what is quoted goes on in the next line
            found.append(Command(page, re.sub(r"\s+# .*$", "", begun)))
            begun = ""
    return [one for one in found if one.line]


def in_the_text(page: str) -> list[Command]:
    """Commands that a sentence names, in backticks."""
    prose = INDENTED.sub("", FENCED.sub("", text_of(page)))
    found = re.findall(r"`((?:rank-tracker|make|python -m) [^`]+)`", prose)
    return [Command(page, one) for one in dict.fromkeys(" ".join(one.split()) for one in found)]
