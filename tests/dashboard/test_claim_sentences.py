"""A claim in the reader's language, from its parts."""

import re
import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from dashboard.claim_sentences import sentence_of, stated_ranks
from dashboard.text import text_for
from tracker.analysis.rank_claims import RankClaim
from tracker.config import Home
from tracker.queries.claims import rank_claims
from tracker.storage.database import reading

CLAIM = RankClaim(
    "x", "as it was said", "deepseek", "apple", ("us", "gb"), None, "top-free", "all", "1", date(2025, 1, 26),
    date(2025, 1, 27), False, False, None,
)  # fmt: skip


@pytest.mark.parametrize(
    ("rank", "said"),
    [
        ("1", "No. 1 in"),
        ("<=10", "10 or better in"),
        ("<11", "10 or better in"),
        (">100", "deeper than 100 in"),
        (">=101", "deeper than 100 in"),
    ],
)
def test_a_bound_is_said_in_words(rank: str, said: str) -> None:
    assert said in sentence_of(text_for("en"), replace(CLAIM, rank=rank))


def test_what_no_chart_can_check_keeps_the_words_of_its_source_for_the_chart() -> None:
    removed = replace(CLAIM, claim_id="R025", rank="removed", chart=None, store="apple+google", countries=("it",))
    assert sentence_of(text_for("en"), removed) == (
        "DeepSeek: removed in “availability”, App Store + Google Play, Italy, 26 Jan 2025 – 27 Jan 2025"
    )
    assert sentence_of(text_for("ar"), removed).startswith("قيل إن DeepSeek أُزيل في «availability»، App Store")
    assert sentence_of(text_for("en"), replace(CLAIM, claim_id="R999", chart=None)) == "as it was said"


def test_a_category_is_said_where_it_is_not_all() -> None:
    assert "“Top free”, App Store" in sentence_of(text_for("en"), CLAIM)
    assert "“Top free” (News), App Store" in sentence_of(text_for("en"), replace(CLAIM, category="news"))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_stated_rank_is_said_without_our_codes_and_in_the_direction_of_its_language(
    real_home: Home, language: str
) -> None:
    with reading(real_home.charts_file) as connection:
        claims = [one for one in rank_claims(connection) if one.claim_id in stated_ranks()]
    assert len(claims) == len(stated_ranks())
    for one in claims:
        said = sentence_of(text_for(language), one)
        assert not re.search(r"[<>]|\b(apple|google|us|unstated|None)\b", said), said
        first = next(unicodedata.bidirectional(letter) for letter in said if letter.isalpha())
        assert first == ("AL" if language == "ar" else "L"), said
