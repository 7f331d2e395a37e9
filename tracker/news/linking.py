"""Which assistants a headline means, and why: by the names of the catalogue, docs/catalogue.md says how they are read.

Where several names lie at one place the longest is meant. A name of everyday language counts only beside one of its
context words, or where everything is about AI, or about that assistant: then what was asked for is the context.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tracker.catalog.aliases import Alias, normalise
from tracker.news.entries import Link

LEAST_LETTERS = 4  # of a Latin name that an AI feed alone gives a context: "Pi" and "Poe" are too much else
NAMES = ("product", "model", "feature", "mt")  # a company does much besides

_ARABIC = "\u0620-\u064a"
_LATIN = "a-z0-9\u00c0-\u024f"
_CYRILLIC = "\u0400-\u04ff"
_JOINED = "(?:[وف]?(?:[بك]?ال|لل|[بكل])?)"  # and, so; in, as, to; the


@dataclass(frozen=True, slots=True)
class _Name:
    alias: Alias
    key: str  # is in every text that holds it, both in small letters
    pattern: re.Pattern[str]  # its group "name" is the name
    context: re.Pattern[str] | None


class _Found(NamedTuple):
    first: int
    last: int
    name: _Name


class Linker:
    """Reads headlines by these names."""

    def __init__(self, aliases: Iterable[Alias]) -> None:
        self._names = [
            _Name(one, normalise(one.alias).casefold(), _name_pattern(one), _context_pattern(one.context))
            for one in aliases
        ]

    def links(self, title: str, about_ai: bool = False, about: Iterable[str] = ()) -> tuple[Link, ...]:
        """A link for each assistant that is meant, in the order of the text.

        `about_ai`: it comes from where everything is about AI; `about`: or about these assistants.
        """
        text = normalise(title)
        about = frozenset(about)
        found: dict[str, Link] = {}
        for one in sorted(_longest(self._found(text))):
            rule = self._rule(one, text, about_ai, about)
            if rule is not None:
                alias = one.name.alias
                found.setdefault(alias.assistant, Link(alias.assistant, alias.alias, rule))
        return tuple(found.values())

    def without_names(self, title: str) -> str:
        """The text without any name of an assistant, for what else is in it."""
        text = normalise(title)
        kept, end = [], 0
        for one in sorted(_longest(self._found(text))):
            kept.append(text[end : one.first])
            end = max(end, one.last)
        return " ".join((*kept, text[end:]))

    def _found(self, text: str) -> Iterator[_Found]:
        folded = text.casefold()
        for name in self._names:
            if name.key in folded:  # ten times as fast as to try each pattern
                for match in name.pattern.finditer(text):
                    yield _Found(*match.span("name"), name)

    @staticmethod
    def _rule(one: _Found, text: str, about_ai: bool, about: frozenset[str]) -> str | None:
        """Why the name means the assistant; None: it does not."""
        alias, context = one.name.alias, one.name.context
        if context is None:
            return "name"
        rest = f"{text[: one.first]} {text[one.last :]}"
        if context.search(rest):
            return "context"
        is_plain = alias.kind in NAMES and (not alias.alias.isascii() or len(alias.alias) >= LEAST_LETTERS)
        if is_plain and (alias.assistant in about or (about_ai and not about)):
            return "query"
        return None


def _longest(found: Iterable[_Found]) -> list[_Found]:
    """Without those that lie inside or across a longer one; of one length, all stay."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda found: found.first - found.last):
        if not any(
            one.first < other.last and other.first < one.last and (one.first, one.last) != (other.first, other.last)
            for other in kept
        ):
            kept.append(one)
    return kept


def _name_pattern(alias: Alias) -> re.Pattern[str]:
    name = normalise(alias.alias)
    escaped = f"(?P<name>{re.escape(name)})"
    flags = 0 if alias.is_exact else re.IGNORECASE
    if alias.match == "substring":
        return re.compile(escaped, flags)
    for letters, joined in ((_ARABIC, _JOINED), (_CYRILLIC, "")):
        if re.search(f"[{letters}]", name):
            return re.compile(f"(?<![{letters}]){joined}{escaped}(?![{letters}])", flags)
    # \b would not do: a Chinese letter is a word's letter too
    return re.compile(f"(?<![{_LATIN}A-Z]){escaped}(?![{_LATIN}A-Z])", flags)


def _context_pattern(words: str) -> re.Pattern[str] | None:
    """Each Latin word of a context as a whole one: "AI" lies in "said"."""
    if not words:
        return None
    parts = [normalise(word) for word in words.split("|")]
    return re.compile(
        "|".join(f"(?<![{_LATIN}])(?:{part})(?![{_LATIN}])" if part[:1].isascii() else part for part in parts),
        re.IGNORECASE,
    )
