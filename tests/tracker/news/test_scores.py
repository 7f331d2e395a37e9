"""How well headlines are linked and clustered, measured on labelled ones of ours: on the part that tuned nothing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.tracker.news.labelled import b_cubed, found_clusters, labelled, linking_score
from tracker import catalog
from tracker.catalog.aliases import Alias
from tracker.news import clusters
from tracker.news.clusters import Likeness
from tracker.news.linking import Linker


def test_links_are_right_and_few_are_missed() -> None:
    score = linking_score(labelled("test"))
    assert score.precision >= 0.95
    assert score.recall >= 0.90


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_links_are_right_in_every_language(language: str) -> None:
    score = linking_score([one for one in labelled("test") if one.article.language == language])
    assert score.precision >= 0.95
    assert score.recall >= 0.90


def test_clusters_are_what_a_person_would_make() -> None:
    assert b_cubed(labelled("test"), Likeness()).f1 >= 0.90


def test_the_newest_headlines_that_least_was_learned_from_are_read_nearly_as_well() -> None:
    """A third of them is about namesakes that nobody thought of, and the stories have words that no list had.

    Stories are split then, but never mixed.
    """
    found = labelled("test", "4")
    score = linking_score(found)
    assert score.precision >= 0.85
    assert score.recall >= 0.90
    assert b_cubed(found, Likeness()).precision >= 0.95


@pytest.mark.parametrize(
    "broken",
    [
        lambda alias: replace(alias, context="", unless=""),  # everyday words are names everywhere
        lambda alias: replace(alias, unless=""),  # namesakes are not known
        lambda alias: replace(alias, language="en", alias=alias.alias if alias.alias.isascii() else "nowhere"),
        lambda alias: replace(alias, context=alias.context and "nowhere"),  # no context is ever found
    ],
)
def test_the_floors_of_links_fall_when_a_rule_is_broken(broken: Callable[[Alias], Alias]) -> None:
    score = linking_score(labelled("test", linker=Linker([broken(alias) for alias in catalog.SHIPPED.aliases])))
    assert min(score.precision - 0.95, score.recall - 0.90) < 0


@pytest.mark.parametrize(
    ("weight", "broken"), [("ALONE", 0.0), ("ALONE", 2.0), ("FADES", 0.01), ("IDEAS", 0.0), ("OTHER_COUNTRY", 1.0)]
)
def test_clusters_are_worse_when_a_rule_is_broken(weight: str, broken: float, monkeypatch: pytest.MonkeyPatch) -> None:
    found = labelled("test")
    right = b_cubed(found, Likeness()).f1
    monkeypatch.setattr(clusters, weight, broken)
    assert b_cubed(found, Likeness()).f1 < right


def test_the_part_that_tunes_has_no_headline_of_the_part_that_tests() -> None:
    tuning, test = ({one.article.title for one in labelled(part)} for part in ("tuning", "test"))
    assert len(tuning) > 300
    assert len(test) > 400
    for part in ("tuning", "test"):
        spoken = Counter(one.article.language for one in labelled(part))
        assert min(spoken[language] for language in ("en", "ar", "zh")) > 60
        assert sum(not one.assistants for one in labelled(part)) > 60
    events = [{one.event for one in labelled(part) if one.event} for part in ("tuning", "test")]
    assert not events[0] & events[1]
    assert not tuning & test


def test_every_headline_of_an_assistant_is_in_one_cluster() -> None:
    found = [one for one in labelled("test") if one.event]
    grouped = [one.article_id for group in found_clusters(found, Likeness()) for one in group]
    assert sorted(grouped) == sorted(one.article.article_id for one in found if one.article.links)


def test_what_is_quiet_for_days_is_another_story() -> None:
    found = [one for one in labelled("test") if one.event in ("it_block", "it_back")]
    groups = found_clusters(found, Likeness())
    assert all(group[-1].published_at - group[0].published_at < timedelta(days=5) for group in groups)
