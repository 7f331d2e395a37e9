"""By which words a headline's category, countries and ideas are told, in English, Arabic and Chinese.

A cell holds several words with | between. Latin words are whole words; one that ends in * is the beginning of one. In
categories upper and lower case are alike; in places they are not, for "us" is no country. Chinese words, and Arabic
words of categories, are looked for anywhere; Arabic places are whole words, for India lies in engineering. A text is
normalised as for aliases.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.catalog.aliases import normalise
from tracker.catalog.dated_events import KINDS
from tracker.catalog.places import REGIONS, Country
from tracker.catalog.rows import Row, check_unique

TOPIC_COLUMNS = ("category", "language", "words")
PLACE_COLUMNS = ("country", "words")
IDEA_COLUMNS = ("idea", "en", "ar", "zh")

# Names of countries that are as often something else.
_AMBIGUOUS = {"Chad", "Jordan", "Georgia", "Turkey", "Guinea", "Niger", "Oman", "Mali", "Cuba", "Togo", "Jersey"}
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
ARABIC = "[\u0621-\u064a]"  # the letters, as a class of a regular expression


@dataclass(frozen=True, slots=True)
class NewsWords:
    topics: dict[str, re.Pattern[str]]  # by category, in the order of the file: what decides between equals
    places: dict[str, re.Pattern[str]]  # by country or region
    ideas: dict[str, re.Pattern[str]]  # by idea: what a court and a محكمة and a 法院 share
    any_place: re.Pattern[str]  # of all of them: most headlines name none


def read_news_words(
    topics: Sequence[Row], places: Sequence[Row], ideas: Sequence[Row], countries: dict[str, Country]
) -> NewsWords:
    """The words of the three tables; every country's own name is one of its words. Raises ConfigurationError."""
    words: dict[str, list[str]] = {}
    for row in topics:
        row.one_of("language", ("en", "ar", "zh"))
        row.needed("words")
        words.setdefault(row.one_of("category", KINDS), []).extend(row.parts("words"))
    check_unique(ideas, "idea")
    shared = {row.needed("idea"): [*row.parts("en"), *row.parts("ar"), *row.parts("zh")] for row in ideas}
    for row in ideas:
        row.needed("en")
    named = {code: [one.name, *_arabic_name(one)] for code, one in countries.items() if one.name not in _AMBIGUOUS}
    for row in places:
        named.setdefault(row.one_of("country", (*countries, *REGIONS)), []).extend(row.parts("words"))
    return NewsWords(
        {category: _topic(found) for category, found in words.items()},
        {code: _place(found) for code, found in named.items()},
        {idea: _topic(found) for idea, found in shared.items()},
        _place([word for found in named.values() for word in found]),
    )


def _arabic_name(country: Country) -> list[str]:
    return [country.name_ar] if len(country.name_ar) > 3 else []


def _topic(words: Sequence[str]) -> re.Pattern[str]:
    latin, other = _parted(words)
    return re.compile("|".join([*_whole(latin), *map(re.escape, other)]), re.IGNORECASE)


def _place(words: Sequence[str]) -> re.Pattern[str]:
    latin, other = _parted(words)
    arabic = [word for word in other if re.match(ARABIC, word)]
    rest = [re.escape(word) for word in other if word not in arabic]
    whole = [rf"(?<!{ARABIC})[وف]?(?:{'|'.join(map(_arabic, arabic))})(?!{ARABIC})"] if arabic else []
    return re.compile("|".join([*_whole(latin), *whole, *rest]))


def _parted(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Those with Latin letters, and the others, normalised."""
    found = [normalise(word) for word in words]
    return [word for word in found if _LATIN.search(word)], [word for word in found if not _LATIN.search(word)]


def _whole(latin: Sequence[str]) -> list[str]:
    parts = [re.escape(word.removesuffix("*")) + ("[A-Za-z0-9.]*" if word.endswith("*") else "") for word in latin]
    return [f"(?<![A-Za-z0-9])(?:{'|'.join(parts)})(?![A-Za-z0-9])"] if parts else []


def _arabic(word: str) -> str:
    """The word with what may be joined before it: bi-, ka-, li-; of "al-" and "li-" one letter falls out."""
    joined = f"[بكل]?{re.escape(word)}"
    return f"{joined}|لل{re.escape(word[2:])}" if word.startswith("ال") else joined
