"""How well headlines are linked and clustered, measured on labelled ones of ours: on the part that tuned nothing."""

from datetime import timedelta

import pytest

from tests.tracker.news.labelled import b_cubed, found_clusters, labelled, linking_score
from tracker.news.clusters import Likeness


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


def test_the_part_that_tunes_has_no_headline_of_the_part_that_tests() -> None:
    tuning, test = ({one.article.title for one in labelled(part)} for part in ("tuning", "test"))
    assert len(tuning) > 100
    assert len(test) > 100
    assert not tuning & test


def test_every_headline_of_an_assistant_is_in_one_cluster() -> None:
    found = [one for one in labelled("test") if one.event]
    grouped = [one.article_id for group in found_clusters(found, Likeness()) for one in group]
    assert sorted(grouped) == sorted(one.article.article_id for one in found if one.article.links)


def test_what_is_quiet_for_days_is_another_story() -> None:
    found = [one for one in labelled("test") if one.event in ("it_block", "it_back")]
    groups = found_clusters(found, Likeness())
    assert all(group[-1].published_at - group[0].published_at < timedelta(days=5) for group in groups)
