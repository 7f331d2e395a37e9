"""Which headlines tell of the same thing: assistant × category × country × time, refined by their letters.

Read in the order of time, each headline joins the open cluster that it is most like on average, or begins one; a
cluster closes after some quiet days. Two headlines without a common assistant are never alike. Embeddings were tried:
they add nothing for Arabic and Chinese (docs/news.md).
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tracker.news.entries import Article

DAY = timedelta(days=1)
FADES = 3.0  # days after which likeness is a third
ALONE, CATEGORY, COUNTRY, LETTERS, TOKENS = 0.35, 0.40, 0.25, 0.30, 0.30  # what each likeness weighs
NO_COUNTRY = 0.5  # of two headlines that name none: it may be the same one
OTHER_COUNTRY = 0.6  # of the likeness is left where both name countries, and no common one
SHORTEST, LONGEST = 2, 4  # letters of an n-gram

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9.%-]*[a-z0-9%]|\d", re.IGNORECASE)
_PLAIN = frozenset(
    "a an and are as at by can does for from has how in into is it its new no not now of on or over says so than that"
    " the their this to up us was we what when who why will with you your ai app apps chatbot could after".split()
)

Facets = tuple[frozenset[str], frozenset[str]]  # categories, countries
Vector = dict[str, float]


@dataclass(slots=True)
class _Item:
    article: Article
    assistants: frozenset[str]
    facets: Facets
    tokens: frozenset[str]  # Latin words and numbers: the same in every language
    letters: Vector  # n-grams of its words, of length 1


@dataclass(slots=True)
class _Cluster:
    items: list[_Item] = field(default_factory=list)
    sum: Vector = field(default_factory=dict)
    assistants: Counter[str] = field(default_factory=Counter)

    def add(self, item: _Item) -> None:
        self.items.append(item)
        self.assistants.update(item.assistants)
        for gram, weight in item.letters.items():
            self.sum[gram] = self.sum.get(gram, 0.0) + weight


def clusters(
    articles: Iterable[Article], plain: Callable[[str], str], join_score: float, quiet_days: float
) -> list[tuple[Article, ...]]:
    """Every article that is about an assistant, in one cluster each; the oldest first, in and of clusters.

    `plain` takes the names of assistants out of a title: that they are the same says nothing more.
    """
    ordered = sorted((one for one in articles if one.links), key=lambda one: (one.published_at, one.article_id))
    items = _items(ordered, plain)
    open_ones: list[_Cluster] = []
    found: list[_Cluster] = []
    for item in items:
        oldest = item.article.published_at - quiet_days * DAY
        open_ones = [one for one in open_ones if one.items[-1].article.published_at >= oldest]
        scored = [(_likeness(item, one), -number) for number, one in enumerate(open_ones)]
        best = max(scored, default=(0.0, 0))
        if best[0] >= join_score:
            open_ones[-best[1]].add(item)
            continue
        fresh = _Cluster()
        fresh.add(item)
        open_ones.append(fresh)
        found.append(fresh)
    return [tuple(item.article for item in one.items) for one in found]


def _likeness(item: _Item, cluster: _Cluster) -> float:
    """On average over the cluster."""
    if not item.assistants & cluster.assistants.keys():
        return 0.0
    total = 0.0
    for other in cluster.items:
        if item.assistants & other.assistants:
            days = abs((item.article.published_at - other.article.published_at) / DAY)
            total += math.exp(-days / FADES) * _facet_likeness(item.facets, other.facets)
            total += TOKENS * _token_likeness(item.tokens, other.tokens)
    letters = sum(weight * cluster.sum.get(gram, 0.0) for gram, weight in item.letters.items())
    return (total + LETTERS * letters) / len(cluster.items)


def _facet_likeness(one: Facets, other: Facets) -> float:
    category = _shared(one[0], other[0])
    country = _shared(one[1], other[1]) if one[1] or other[1] else NO_COUNTRY
    likeness = ALONE + CATEGORY * category + COUNTRY * country
    return likeness * OTHER_COUNTRY if one[1] and other[1] and not one[1] & other[1] else likeness


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _token_likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _items(articles: Sequence[Article], plain: Callable[[str], str]) -> list[_Item]:
    texts = [plain(one.title).casefold() for one in articles]
    grams = [Counter(_grams(text)) for text in texts]
    seen_in: Counter[str] = Counter()
    for counted in grams:
        seen_in.update(counted.keys())
    return [
        _Item(
            one,
            frozenset(one.assistants),
            (frozenset(one.categories), frozenset(one.countries)),
            frozenset(_TOKEN.findall(text)) - _PLAIN,
            _vector(counted, seen_in, len(articles)),
        )
        for one, text, counted in zip(articles, texts, grams, strict=True)
    ]


def _grams(text: str) -> Iterable[str]:
    for word in _WORD.findall(text):
        padded = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]


def _vector(counted: Counter[str], seen_in: Counter[str], texts: int) -> Vector:
    """TF-IDF with the logarithm of the counts, of length 1."""
    weights = {
        gram: (1 + math.log(count)) * (1 + math.log((1 + texts) / (1 + seen_in[gram])))
        for gram, count in counted.items()
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {gram: weight / length for gram, weight in weights.items()} if length else {}
