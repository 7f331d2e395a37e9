"""Headlines as rows of numbers: n-grams of letters, Latin words and numbers that every language shares, ideas."""

import re
from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

LETTER_COLUMNS, TOKEN_COLUMNS = 1024, 256  # n-grams that share a column are rare enough in headlines of a few weeks
SHORTEST, LONGEST = 2, 4  # letters of an n-gram

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9.%-]*[a-z0-9%]|\d", re.IGNORECASE)
_PLAIN = re.compile(
    "a|an|and|are|as|at|by|can|does|for|from|has|how|in|into|is|it|its|new|no|not|now|of|on|or|over|says|so|than|that"
    "|the|their|this|to|up|us|was|we|what|when|who|why|will|with|you|your|ai|apps?|chatbot|could|after"
)


def letter_rows(texts: Sequence[str]) -> NDArray[np.float32]:
    """TF-IDF of n-grams, with the logarithm of the counts; a row each, of length 1."""
    counts = np.zeros((len(texts), LETTER_COLUMNS), np.float32)
    for row, text in enumerate(texts):
        columns = [crc32(gram.encode()) % LETTER_COLUMNS for gram in _grams(text)]
        np.add.at(counts[row], columns, 1)
    seen_in = np.count_nonzero(counts, axis=0)
    weights = np.log1p(counts) * (1 + np.log((1 + len(texts)) / (1 + seen_in))).astype(np.float32)
    return _of_length_one(weights)


def token_rows(texts: Sequence[str]) -> NDArray[np.float32]:
    """Which Latin words and numbers a text has; a row each, of length 1, or 0 where there is none."""
    rows = np.zeros((len(texts), TOKEN_COLUMNS), np.float32)
    for row, text in enumerate(texts):
        for token in _TOKEN.findall(text):
            if not _PLAIN.fullmatch(token):
                rows[row, crc32(token.encode()) % TOKEN_COLUMNS] = 1
    return _of_length_one(rows)


def idea_rows(ideas: Sequence[Sequence[str]]) -> NDArray[np.float32]:
    """Which ideas each headline names, rarer ones weighing more; a row each, of length 1, or 0 where there is none."""
    known = {idea: column for column, idea in enumerate(sorted({one for named in ideas for one in named}))}
    rows = np.zeros((len(ideas), max(1, len(known))), np.float32)
    for row, named in enumerate(ideas):
        rows[row, [known[idea] for idea in named]] = 1
    seen_in = np.count_nonzero(rows, axis=0)
    return _of_length_one(rows * (1 + np.log((1 + len(ideas)) / (1 + seen_in))).astype(np.float32))


def _of_length_one(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: NDArray[np.float32] = (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return found


def _grams(text: str) -> Iterable[str]:
    for word in _WORD.findall(text):
        padded = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]
