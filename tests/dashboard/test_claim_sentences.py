"""A claim in the reader's language, from its parts."""

import re
from dataclasses import replace
from datetime import date

import pytest

from dashboard.claim_sentences import sentence_of, stated_ranks
from dashboard.text import text_for
from tracker.analysis.rank_claims import RankClaim

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
    removed = replace(CLAIM, claim_id="R025", rank="removed", chart=None)
    assert sentence_of(text_for("en"), removed) == (
        "DeepSeek: removed in “availability”, App Store + Google Play, Italy, 29 Jan 2025"
    )
    assert sentence_of(text_for("ar"), removed).startswith("DeepSeek: أُزيل في «availability»، App Store")
    assert sentence_of(text_for("en"), replace(CLAIM, claim_id="R999", chart=None)) == "as it was said"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_stated_rank_can_be_said_without_our_codes(language: str) -> None:
    for one in stated_ranks().values():
        first, last = one.days
        claim = replace(
            CLAIM,
            claim_id=one.report_id,
            assistant=None,
            store=one.store,
            rank=one.rank,
            first_day=first,
            last_day=last,
        )
        said = sentence_of(text_for(language), claim)
        assert one.app in said
        assert not re.search(r"[<>]|\bapple\b|\bgoogle\b|\bus\b", said), said
