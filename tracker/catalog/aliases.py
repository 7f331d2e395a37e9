"""Names under which people write about assistants, in their languages, and when such a name means the assistant.

An alias is looked for in texts of every language, both normalised. Where several lie at one place, the longest is
meant ("Grok Bot" is not Grok). `word`: no letter or digit of its alphabet before and after it; before an Arabic word
a joined و ف ب ك ل or ال may stand. `first_name`: a word that people are called by too: not meant after a hyphen
(Jean-Claude), nor before a surname (Claude Shannon). `substring`: anywhere, for scripts that do not part words. One
with a context counts only where the text holds one of the context's words too; one with `unless` counts nowhere where
the text holds one of those: the zodiac has a Gemini, and bakers have a 豆包.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.catalog.apps import Assistant
from tracker.catalog.rows import Row

ALIAS_COLUMNS = ("assistant", "alias", "language", "kind", "match", "case", "context", "unless")
MATCHES = ("word", "first_name", "substring")
KINDS_OF_ALIAS = ("product", "model", "company", "person", "feature", "mt")  # mt: as machine translation writes it

# Arabic vowel signs and tatweel; joiners and marks that change nothing one reads; hyphens that are meant as one.
_UNSEEN = re.compile("[\u064b-\u065f\u0670\u0640\u200b-\u200f\u2060\ufeff]")
_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "\u2010": "-", "\u2011": "-"})


@dataclass(frozen=True, slots=True)
class Alias:
    assistant: str  # slug
    alias: str  # as written
    language: str  # ISO 639-1: whose it is; it is looked for in every text
    kind: str  # product | model | company | person | feature | mt
    match: str  # word | first_name | substring
    is_exact: bool  # upper and lower case matter
    context: str  # a regular expression, one of whose words the text must hold; "": none needed
    unless: str  # a regular expression, none of whose words the text may hold; "": none is known


def normalise(text: str) -> str:
    """Text as names are compared: NFKC, no unseen signs, each Arabic letter and hyphen in one form, single spaces."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(_LETTERS)
    return re.sub(r"\s+", " ", text).strip()


def read_aliases(rows: Sequence[Row]) -> tuple[Alias, ...]:
    return tuple(
        Alias(
            row["assistant"], row["alias"], row["language"], row["kind"], row["match"], row["case"] == "exact",
            row["context"], row["unless"],
        )
        for row in rows
    )  # fmt: skip


def check_aliases(rows: Sequence[Row], assistants: dict[str, Assistant]) -> None:
    """Raises ConfigurationError, also for a name that would mean two assistants without a context."""
    seen: dict[str, Row] = {}
    for row in rows:
        row.needed("alias")
        row.one_of("assistant", assistants)
        row.one_of("kind", KINDS_OF_ALIAS)
        row.one_of("match", MATCHES)
        row.one_of("case", ("any", "exact"))
        if not re.fullmatch("[a-z]{2}", row["language"]):
            raise row.fault(f"language is {row['language']!r}; wanted an ISO 639-1 code, like ar")
        for column in ("context", "unless"):
            try:
                re.compile(row[column])
            except re.error as error:
                raise row.fault(f"{column} is no regular expression ({error}); correct it, like AI|chatbot") from error
        other = seen.setdefault(normalise(row["alias"]).casefold(), row)
        if other is row:
            continue
        if other["assistant"] == row["assistant"]:
            raise row.fault(f"{row['alias']!r} is the alias of line {other.line} in another spelling; remove one")
        if not (row["context"] and other["context"]):
            raise row.fault(
                f"{row['alias']!r} means {other['assistant']!r} too (line {other.line});"
                " give both a context, or remove one"
            )
