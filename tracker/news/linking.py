"""Which assistants a headline means, and why: by the names of the catalogue, docs/catalogue.md says how they are read.

Where several names lie at one place the longest is meant. A name of everyday language counts only beside one of its
context words, or where everything is about AI, or about that assistant: then what was asked for is the context. Where
another bearer of the name shows, it never counts: by the words that the catalogue knows of it, by a surname after it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tracker.catalog.aliases import Alias, normalise
from tracker.news.entries import Link

LEAST_LETTERS = 4  # of a Latin name that an AI feed alone gives a context: "Pi" and "Poe" are too much else
NAMES = ("product", "model", "feature", "mt")  # a company does much besides

_ARABIC = "\u0620-\u064a"
_LATIN = "a-z0-9\u00c0-\u024f"
_CYRILLIC = "\u0400-\u04ff"
# A name that is also a word is another's where it is part of a longer one: Gemini Man, Frédéric Mistral. What stands in
# capitals beside an assistant's own name is one of these, or has a number after it.
_PRODUCT_WORDS = (
    "AI|Advanced|Agents?|Apps?|Assistant|Bot|Business|Chat|Chatbot|Code|Cowork|Desktop|Education|Enterprise|Fable|Flash"
    "|For|Free|Haiku|Imagine|Imagen|In|Is|Linear|Live|Max|Mini|Mobile|Mythos|Nano|Omni|Opus|Plus|Preview|Pro|Researcher"
    "|Security|Sonnet|Spark|Studio|Team|Ultra|Vision|Voice|Vs|Web|Work"
)
_OPENERS = (
    "A|About|After|All|Amid|And|As|Ask|Asking|Before|Behind|But|Can|Could|Do|Does|Even|First|For|Free|From|Has|Hello|Here"
    "|Hey|How|If|In|Inside|Introducing|Is|Like|Meet|More|New|No|Not|Now|On|Only|Open|Or|Our|Should|Show|So|Teaching|That"
    "|The|This|To|Try|Using|Was|Watch|What|When|Where|Which|Why|Will|With|Would|Your"
)
_LONGER_AFTER = re.compile(
    rf"(?:['’]s)?[ ](?!(?:{_PRODUCT_WORDS})(?![\w]))[A-ZÀ-Þ][^\W\d_]*[a-zà-ÿ](?:['’]s)?(?![\w])(?! \d)"
)
_LONGER_BEFORE = re.compile(rf"(?:^|[ ])(?!(?:{_OPENERS}) $)[A-ZÀ-Þ][a-zà-ÿ]+ $")
_AN_ANIMAL = re.compile(" the [a-z]")  # Claude the alligator
_SMALL_WORD = re.compile(r"(?<![\w'’])[a-zà-ÿ]{4,}")  # headlines in capitals have none, and show no longer name
_WIDELY_SAID = {"ai", "ia", "app", "apps", "model", "models", "search", "video", "videos", "social", "feed", "users"}
NEAR = 28  # letters between a name and a word that is said of everything

_JOINED = "(?:[وف]?(?:[بك]?ال|لل|[بكل])?)"  # and, so; in, as, to; the


@dataclass(frozen=True, slots=True)
class _Name:
    alias: Alias
    key: str  # is in every text that holds it, both in small letters
    pattern: re.Pattern[str]  # its group "name" is the name
    context: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    makers: tuple[str, ...]  # names of the company, as other aliases of the assistant have them


class _Found(NamedTuple):
    first: int
    last: int
    name: _Name


class Linker:
    """Reads headlines by these names."""

    def __init__(self, aliases: Iterable[Alias], makers: Mapping[str, Iterable[str]] | None = None) -> None:
        """`makers`: who makes each assistant, in the words of headlines."""
        makers = makers or {}
        self._names = [
            _Name(
                one,
                normalise(one.alias).casefold(),
                _name_pattern(one),
                _words_pattern(one.context),
                _words_pattern(one.unless),
                tuple(makers.get(one.assistant, ())),
            )
            for one in aliases
        ]

    def links(
        self, title: str, about_ai: bool = False, about: Iterable[str] = (), is_own: bool = False
    ) -> tuple[Link, ...]:
        """A link for each assistant that is meant, in the order of the text.

        `about_ai`: it comes from where everything is about AI; `about`: or about these assistants;
        `is_own`: and is written by who makes them, who means nobody else of the name.
        """
        text = normalise(title)
        about = frozenset(about)
        found: dict[str, Link] = {}
        for one in sorted(_longest(self._found(text))):
            rule = self._rule(one, text, about_ai, about, is_own)
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
    def _rule(one: _Found, text: str, about_ai: bool, about: frozenset[str], is_own: bool) -> str | None:
        """Why the name means the assistant; None: it does not."""
        alias, context = one.name.alias, one.name.context
        if not (is_own and alias.assistant in about) and _is_namesake(one, text):
            return None
        if context is None:
            return "name"
        if _context_near(one, text):
            return "context"
        is_plain = alias.kind in NAMES and (not alias.alias.isascii() or len(alias.alias) >= LEAST_LETTERS)
        if is_plain and (alias.assistant in about or (about_ai and not about)):
            return "query"
        return None


def _is_namesake(one: _Found, text: str) -> bool:
    """Does the text show that somebody or something else of this name is meant?"""
    name, before = one.name, text[: one.first]
    if name.unless is not None and name.unless.search(text):
        return True
    if name.context is None:
        return False
    if "·" in (before[-1:], text[one.last : one.last + 1]):  # parts the names of foreigners in Chinese
        return True
    if not name.alias.alias.isascii():
        return False
    if before.endswith("-"):  # Jean-Claude
        return True
    if name.alias.match == "first_name" and _AN_ANIMAL.match(text, one.last):
        return True
    if _SMALL_WORD.search(text) is None:
        return False
    is_longer = _LONGER_AFTER.match(text, one.last) or _LONGER_BEFORE.search(before)
    return is_longer is not None and (name.alias.match == "first_name" or not _names_maker(one, text))


def _names_maker(one: _Found, text: str) -> bool:
    """Does the text name who makes it, beside the name?"""
    rest = f"{text[: one.first]} {text[one.last :]}"
    return any(word in rest for word in one.name.makers)


def _context_near(one: _Found, text: str) -> bool:
    """Does the text hold a word of the name's context? One that is said of everything counts only near the name."""
    if one.name.context is None:
        return False
    before, after = text[: one.first], text[one.last :]
    for part, is_before in ((before, True), (after, False)):
        for match in one.name.context.finditer(part):
            distance = len(part) - match.end() if is_before else match.start()
            if match[0].lower() not in _WIDELY_SAID or distance <= NEAR:
                return True
    return False


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


def _words_pattern(words: str) -> re.Pattern[str] | None:
    """Any of the words with | between; each Latin one as a whole one: "AI" lies in "said"."""
    if not words:
        return None
    parts = [normalise(word) for word in words.split("|")]
    return re.compile(
        "|".join(f"(?<![{_LATIN}])(?:{part})(?![{_LATIN}])" if part[:1].isascii() else part for part in parts),
        re.IGNORECASE,
    )
