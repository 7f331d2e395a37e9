"""Which headlines tell of the same thing: assistant × category × country × time, refined by their letters.

Read in the order of time, each headline joins the open cluster that it is most like on average, or begins one; a
cluster closes after some quiet days. Then clusters that are alike on average become one, the most alike first: what
came first must not decide. Two headlines without a common assistant are never alike. Embeddings were tried: they add
nothing for Arabic and Chinese (docs/news.md); a list of ideas in three languages does.

The likeness of two headlines is exp(-days / 3) × (category, country) + letters + Latin words and numbers + ideas.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from tracker.catalog.dated_events import KINDS
from tracker.news.entries import Article
from tracker.news.headline_vectors import idea_rows, letter_rows, token_rows

FADES = 3.0  # days after which the likeness of category and country is a third
ALONE, CATEGORY, COUNTRY, LETTERS, TOKENS, IDEAS = 0.25, 0.40, 0.25, 0.50, 0.15, 0.30  # what each likeness weighs
KIND = 0.4  # of the weight of a category, where only the kind is common: a launch, and a model
NO_COUNTRY = 0.3  # of two headlines that name none: it may be the same one
OTHER_COUNTRY = 0.5  # of the likeness is left where both name countries, and no common one
SECONDS_A_DAY = 86_400

Facets = tuple[frozenset[str], frozenset[str]]  # categories, countries
Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Likeness:
    """When headlines and clusters are one, on the scale of this module; tuned on labelled headlines (docs/news.md)."""

    join_score: float = 0.55
    merge_score: float = 0.35
    quiet_days: float = 4


@dataclass(frozen=True, slots=True)
class _Table:
    """All headlines as numbers, a row each, in the order of time."""

    days: NDArray[np.float64]
    assistants: list[frozenset[str]]
    facets: Numbers  # which pair of categories and countries
    facet_likeness: Floats  # of two such pairs
    letters: Floats  # n-grams, each row of length 1
    tokens: Floats  # Latin words and numbers, each row of length 1, or 0
    ideas: Floats  # each row of length 1, or 0

    def likeness(self, one: int, others: Numbers) -> NDArray[np.float64]:
        """Of one headline with each of these."""
        faded = np.exp(-np.abs(self.days[others] - self.days[one]) / FADES)
        facets = faded * self.facet_likeness[self.facets[one], self.facets[others]]
        letters = LETTERS * _products(self.letters, one, others)
        words = TOKENS * _products(self.tokens, one, others) + IDEAS * _products(self.ideas, one, others)
        found: NDArray[np.float64] = facets + letters + words
        return found


def _products(rows: Floats, one: int, others: Numbers) -> Floats:
    """Of one row with each of these. A headline fills a tenth of the columns: the others need not be looked at."""
    columns = np.flatnonzero(rows[one])
    found: Floats = rows[np.ix_(others, columns)] @ rows[one, columns]
    return found


def clusters(
    articles: Iterable[Article], plain: Callable[[str], str], ideas: Callable[[str], Sequence[str]], rules: Likeness
) -> list[tuple[Article, ...]]:
    """Every article that is about an assistant, in one cluster each; the oldest first, in and of clusters.

    `plain` takes the names of assistants out of a title: that they are the same says nothing more.
    `ideas` says which ideas a text names, whatever its language.
    """
    ordered = sorted((one for one in articles if one.links), key=lambda one: (one.published_at, one.article_id))
    if not ordered:
        return []
    reader = _Reader(_table(ordered, plain, ideas), rules)
    for number in range(len(ordered)):
        reader.read(number)
    groups = [sorted(members) for members in reader.merged()]
    return [tuple(ordered[number] for number in group) for group in sorted(groups)]


class _Reader:
    """The clusters so far, and how alike all headlines of any two of them are, in sum."""

    def __init__(self, table: _Table, rules: Likeness) -> None:
        self._table, self._rules = table, rules
        self._members: list[list[int]] = []
        self._labels: Numbers = np.full(len(table.days), -1, np.int64)
        self._last = np.zeros(len(table.days))  # day of each cluster's newest headline
        self._sizes = np.zeros(len(table.days), np.int64)
        self._of_assistant: dict[str, Numbers] = defaultdict(lambda: np.empty(0, np.int64))  # in open clusters
        self._sums: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))

    def read(self, number: int) -> None:
        """Put a headline into the cluster that it is most like, or into one of its own."""
        others = self._open(number)
        label = len(self._members)
        sums: dict[int, float] = {}
        if len(others):
            total = np.bincount(self._labels[others], weights=self._table.likeness(number, others))
            found = np.flatnonzero(total)
            means = total[found] / self._sizes[found]
            best = int(np.argmax(means))
            if means[best] >= self._rules.join_score:
                label = int(found[best])
            sums = dict(zip(found.tolist(), total[found].tolist(), strict=True))
        if label == len(self._members):
            self._members.append([])
        self._members[label].append(number)
        self._sizes[label] += 1
        self._labels[number], self._last[label] = label, self._table.days[number]
        for assistant in self._table.assistants[number]:
            self._of_assistant[assistant] = np.append(self._of_assistant[assistant], number)
        for other, value in sums.items():
            if other != label:
                self._sums[label][other] += value
                self._sums[other][label] += value

    def _open(self, number: int) -> Numbers:
        """The headlines of open clusters that share an assistant with this one."""
        oldest = self._table.days[number] - self._rules.quiet_days
        for assistant in self._table.assistants[number]:
            known = self._of_assistant[assistant]
            self._of_assistant[assistant] = known[self._last[self._labels[known]] >= oldest]
        return np.unique(np.concatenate([self._of_assistant[one] for one in self._table.assistants[number]]))

    def merged(self) -> list[list[int]]:
        """The members of each cluster, after every two that are alike on average became one, the most alike first."""
        members, sums, gone = self._members, self._sums, set[int]()
        waiting = [
            (-self._mean(one, other), one, other) for one in sums for other in sums[one] if other < one
        ]  # fmt: skip
        waiting = [found for found in waiting if -found[0] >= self._rules.merge_score]
        heapify(waiting)
        while waiting:
            _, one, other = heappop(waiting)
            if one in gone or other in gone:
                continue
            both = len(members)
            members.append(members[one] + members[other])
            gone |= {one, other}
            for third in (sums[one].keys() | sums[other].keys()) - gone:
                sums[both][third] = sums[third][both] = sums[one].get(third, 0.0) + sums[other].get(third, 0.0)
                if self._mean(both, third) >= self._rules.merge_score:
                    heappush(waiting, (-self._mean(both, third), both, third))
        return [group for label, group in enumerate(members) if label not in gone]

    def _mean(self, one: int, other: int) -> float:
        return self._sums[one][other] / (len(self._members[one]) * len(self._members[other]))


def _table(articles: Sequence[Article], plain: Callable[[str], str], ideas: Callable[[str], Sequence[str]]) -> _Table:
    bare = [plain(one.title) for one in articles]
    texts = [text.casefold() for text in bare]
    known: dict[Facets, int] = {}
    facets = [
        known.setdefault((frozenset(one.categories), frozenset(one.countries)), len(known)) for one in articles
    ]  # fmt: skip
    return _Table(
        np.array([one.published_at.timestamp() / SECONDS_A_DAY for one in articles]),
        [frozenset(one.assistants) for one in articles],
        np.array(facets),
        _facet_likeness(list(known)),
        letter_rows(texts),
        token_rows(texts),
        idea_rows([ideas(text) for text in bare]),
    )


def _facet_likeness(known: Sequence[Facets]) -> Floats:
    """Of every two of them, as a table."""
    categories = _rows([one[0] for one in known])
    kinds = _rows([frozenset(KINDS[category] for category in one[0]) for one in known])
    countries = _rows([one[1] for one in known])
    same_category, same_country = _shared(categories), _shared(countries)
    category = np.where(same_category > 0, same_category, KIND * _shared(kinds))
    named = countries.sum(axis=1) > 0
    country = np.where(named[:, None] | named[None, :], same_country, NO_COUNTRY)
    likeness = ALONE + CATEGORY * category + COUNTRY * country
    is_elsewhere = named[:, None] & named[None, :] & (same_country == 0)
    found: Floats = np.where(is_elsewhere, likeness * OTHER_COUNTRY, likeness).astype(np.float32)
    return found


def _rows(named: Sequence[frozenset[str]]) -> Floats:
    """A row for each set, a column for each name; 1 where the set has it."""
    columns = {name: number for number, name in enumerate(sorted(frozenset[str]().union(*named)))}
    rows = np.zeros((len(named), max(1, len(columns))), np.float32)
    for row, names in enumerate(named):
        rows[row, [columns[name] for name in names]] = 1
    return rows


def _shared(rows: Floats) -> Floats:
    """Twice what two sets have in common, of both together; 0 where both are empty."""
    sizes = rows.sum(axis=1)
    found: Floats = 2 * (rows @ rows.T) / np.maximum(1, sizes[:, None] + sizes[None, :])
    return found
