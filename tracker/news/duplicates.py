"""Which headlines are copies: nearly the same words, on one day, of one assistant."""

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import fuzz

from tracker.news.entries import Article
from tracker.news.headline import title_key

LEAST_WORDS = 4  # shorter titles are alike by chance
LEAST_LETTERS = 10
LEAST_SHARE = 0.6  # of the longer title's length: all words of a short title may stand in a long one


def copies(articles: Iterable[Article], ratio: float) -> dict[str, str]:
    """The original of every copy, by article_id: the earliest, the better source of equal ones.

    `ratio` of 0 to 100: how alike two titles have to be.
    """
    blocks: dict[tuple[str, str], list[tuple[Article, str]]] = defaultdict(list)
    original: dict[str, str] = {}
    for one in sorted(articles, key=_place):
        key = title_key(one.title)
        for assistant in one.assistants:
            block = blocks[f"{one.published_at:%Y-%m-%d}", assistant]
            if one.article_id not in original:
                found = next((other for other, said in block if _are_alike(key, said, ratio)), None)
                if found is not None and found.article_id != one.article_id:
                    original[one.article_id] = found.article_id
            if one.article_id not in original:
                block.append((one, key))
    return original


def _place(one: Article) -> tuple[object, ...]:
    return one.published_at, one.tier not in ("official", "press"), one.article_id


def _are_alike(one: str, other: str, ratio: float) -> bool:
    if one == other:
        return True
    short, long = sorted((len(one), len(other)))
    if short < LEAST_LETTERS or short < LEAST_SHARE * long:
        return False
    if not one.isascii() and " " not in one + other:  # Chinese does not part words
        return fuzz.ratio(one, other) >= ratio
    if min(len(one.split()), len(other.split())) < LEAST_WORDS:
        return fuzz.ratio(one, other) >= ratio
    return fuzz.token_set_ratio(one, other) >= ratio
