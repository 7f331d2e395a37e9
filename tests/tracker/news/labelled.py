"""Headlines of ours, with what they are about and which of them tell of the same thing; and how well that is found.

`part` is tuning or test: thresholds and words were chosen by the first, the second is only measured. `round` says when
a headline was written: each round after the first to be unlike those before, with namesakes that were not thought of
and words that no list had, and parted into tuning and test by a hash of the event or the title, so that nobody chose.
`about` says where a headline comes from: nothing, "ai" for a feed about AI, or the assistant searched for.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tracker.news.clusters import Likeness, clusters
from tracker.news.entries import Article
from tracker.news.facets import categories_of, countries_of
from tracker.news.headline import language_of, short_hash, title_key
from tracker.news.knowledge import knowledge
from tracker.news.linking import Linker

FILE = Path(__file__).parent / "headlines.csv"


@dataclass(frozen=True)
class Labelled:
    article: Article  # with the links that were found
    assistants: frozenset[str]  # that are meant
    event: str  # "": of none, or of one that no other headline is about


@dataclass(frozen=True)
class Score:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def labelled(part: str, written: str | None = None, linker: Linker | None = None) -> list[Labelled]:
    """The headlines of a part, of one round if that is named; linked by another linker if one is given."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            _labelled(row, linker or knowledge().linker)
            for row in csv.DictReader(file)
            if row["part"] == part and written in (None, row["round"])
        ]


def _labelled(row: dict[str, str], linker: Linker) -> Labelled:
    title, about = row["title"], row["about"]
    known = knowledge()
    day = datetime.fromisoformat(row["day"]).replace(tzinfo=UTC)
    article = Article(
        article_id=short_hash(title), title=title, url="https://example.org/", outlet="example.org",
        language=language_of(title, row["language"]), published_at=day, date_from="feed", seen_at=day, feed="ours",
        tier="press", title_hash=short_hash(title_key(title)), points=None, is_notable=True,
        categories=categories_of(title, known.words), countries=countries_of(title, known.words),
        links=linker.links(title, bool(about), [about] if about not in ("", "ai") else []),
    )  # fmt: skip
    return Labelled(article, frozenset(row["assistants"].split("|")) - {""}, row["event"])


def linking_score(found: Sequence[Labelled]) -> Score:
    """Over pairs of headline and assistant."""
    right = sum(len(one.assistants & set(one.article.assistants)) for one in found)
    return Score(
        right / sum(len(one.article.assistants) for one in found), right / sum(len(one.assistants) for one in found)
    )


def found_clusters(found: Sequence[Labelled], rules: Likeness) -> list[tuple[Article, ...]]:
    articles = [replace(one.article) for one in found if one.event]
    return clusters(articles, knowledge().linker.without_names, knowledge().ideas_of, rules)


def b_cubed(found: Sequence[Labelled], rules: Likeness) -> Score:
    """B³ over the headlines of events; one that was linked to nobody is in a cluster of its own."""
    event = {one.article.article_id: one.event for one in found if one.event}
    together = {
        one.article_id: frozenset(other.article_id for other in group)
        for group in found_clusters(found, rules)
        for one in group
    }
    precision = recall = 0.0
    for article_id, label in event.items():
        group = together.get(article_id, frozenset({article_id}))
        same = frozenset(other for other, said in event.items() if said == label)
        precision += len(group & same) / len(group)
        recall += len(group & same) / len(same)
    return Score(precision / len(event), recall / len(event))
