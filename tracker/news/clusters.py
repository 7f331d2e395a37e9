"""Which headlines tell of the same thing: assistant × category × country × time, refined by their letters.

Read in the order of time, each headline joins the open cluster that it is most like on average, or begins one; a
cluster closes after some quiet days. Then clusters that are alike on average become one, the most alike first: what
came first must not decide. Two headlines without a common assistant are never alike. Embeddings were tried: they add
nothing for Arabic and Chinese (docs/news.md).
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import combinations

from tracker.catalog.dated_events import KINDS
from tracker.news.entries import Article

DAY = timedelta(days=1)
FADES = 3.0  # days after which likeness is a third
ALONE, CATEGORY, COUNTRY, LETTERS, TOKENS = 0.35, 0.50, 0.25, 0.50, 0.15  # what each likeness weighs
KIND = 0.4  # of the weight of a category, where only the kind is common: a launch, and a model
NO_COUNTRY = 0.3  # of two headlines that name none: it may be the same one
OTHER_COUNTRY = 0.5  # of the likeness is left where both name countries, and no common one
SHORTEST, LONGEST = 2, 4  # letters of an n-gram

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9.%-]*[a-z0-9%]|\d", re.IGNORECASE)
_PLAIN = re.compile(
    "a|an|and|are|as|at|by|can|does|for|from|has|how|in|into|is|it|its|new|no|not|now|of|on|or|over|says|so|than|that"
    "|the|their|this|to|up|us|was|we|what|when|who|why|will|with|you|your|ai|apps?|chatbot|could|after"
)

Facets = tuple[frozenset[str], frozenset[str]]  # categories, countries
Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class Likeness:
    """When headlines and clusters are one, on the scale of this module; tuned on labelled headlines (docs/news.md)."""

    join_score: float = 0.55
    merge_score: float = 0.45
    quiet_days: float = 4


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

    @property
    def first(self) -> datetime:
        return min(item.article.published_at for item in self.items)

    @property
    def last(self) -> datetime:
        return max(item.article.published_at for item in self.items)

    def add(self, item: _Item) -> None:
        self.items.append(item)
        self.assistants.update(item.assistants)
        for gram, weight in item.letters.items():
            self.sum[gram] = self.sum.get(gram, 0.0) + weight


def clusters(articles: Iterable[Article], plain: Callable[[str], str], rules: Likeness) -> list[tuple[Article, ...]]:
    """Every article that is about an assistant, in one cluster each; the oldest first, in and of clusters.

    `plain` takes the names of assistants out of a title: that they are the same says nothing more.
    """
    ordered = sorted((one for one in articles if one.links), key=lambda one: (one.published_at, one.article_id))
    items = _items(ordered, plain)
    open_ones: list[_Cluster] = []
    found: list[_Cluster] = []
    for item in items:
        oldest = item.article.published_at - rules.quiet_days * DAY
        open_ones = [one for one in open_ones if one.last >= oldest]
        scored = [(_likeness(item, one), -number) for number, one in enumerate(open_ones)]
        best = max(scored, default=(0.0, 0))
        if best[0] >= rules.join_score:
            open_ones[-best[1]].add(item)
            continue
        fresh = _Cluster()
        fresh.add(item)
        open_ones.append(fresh)
        found.append(fresh)
    _merge(found, rules)
    found.sort(key=lambda one: one.first)
    return [tuple(sorted((item.article for item in one.items), key=_time)) for one in found]


def _time(article: Article) -> tuple[datetime, str]:
    return article.published_at, article.article_id


def _merge(found: list[_Cluster], rules: Likeness) -> None:
    """Make one of every two clusters that are alike, the most alike first."""
    waiting = [
        (-score, one, other)
        for one, other in combinations(range(len(found)), 2)
        if (score := _likeness_of(found[one], found[other], rules.quiet_days)) >= rules.merge_score
    ]
    heapify(waiting)
    gone: set[int] = set()
    while waiting:
        _, one, other = heappop(waiting)
        if one in gone or other in gone:
            continue
        both = _Cluster()
        for item in (*found[one].items, *found[other].items):
            both.add(item)
        gone |= {one, other}
        for number, third in enumerate(found):
            if number not in gone:
                score = _likeness_of(third, both, rules.quiet_days)
                if score >= rules.merge_score:
                    heappush(waiting, (-score, number, len(found)))
        found.append(both)
    found[:] = [one for number, one in enumerate(found) if number not in gone]


def _likeness_of(one: _Cluster, other: _Cluster, quiet_days: float) -> float:
    """On average over both; 0 if they are too far apart."""
    if not one.assistants.keys() & other.assistants.keys():
        return 0.0
    if one.first > other.last + quiet_days * DAY or other.first > one.last + quiet_days * DAY:
        return 0.0
    return sum(_likeness(item, other) for item in one.items) / len(one.items)


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
    category = _shared(one[0], other[0]) or KIND * _shared(_kinds(one[0]), _kinds(other[0]))
    country = _shared(one[1], other[1]) if one[1] or other[1] else NO_COUNTRY
    likeness = ALONE + CATEGORY * category + COUNTRY * country
    return likeness * OTHER_COUNTRY if one[1] and other[1] and not one[1] & other[1] else likeness


def _kinds(categories: frozenset[str]) -> frozenset[str]:
    return frozenset(KINDS[one] for one in categories)


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


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
            frozenset(word for word in _TOKEN.findall(text) if not _PLAIN.fullmatch(word)),
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
