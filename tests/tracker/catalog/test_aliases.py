"""Names of assistants: in three languages at least, one spelling each, never two meanings without a context."""

import re

import pytest

from tracker import catalog
from tracker.catalog import SHIPPED
from tracker.catalog.aliases import normalise


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("ديب سِيك", "ديب سيك"),  # a vowel sign
        ("ديبســـيك", "ديبسيك"),  # tatweel
        ("جي‌بي‌تي", "جيبيتي"),  # zero-width non-joiners
        ("أوبن إيه آي", "اوبن ايه اي"),
        ("نسخة", "نسخه"),
        ("شات جي بي تى", "شات جي بي تي"),
        ("Ｃｈａｔ　ＧＰＴ", "Chat GPT"),  # full width
        ("  Deep \n Seek ", "Deep Seek"),
        ("文小言", "文小言"),
    ],
)
def test_text_is_compared_in_one_form(written: str, compared: str) -> None:
    assert normalise(written) == compared


def test_every_assistant_has_an_alias_and_the_founders_have_arabic_and_chinese_or_latin_ones() -> None:
    assert {one.assistant for one in SHIPPED.aliases} == set(catalog.assistants())
    for slug in ("deepseek", "chatgpt", "claude", "gemini", "meta-ai", "le-chat", "qwen", "wenxin", "copilot", "grok"):
        assert {"en", "ar"} <= {one.language for one in SHIPPED.aliases if one.assistant == slug}


@pytest.mark.parametrize(
    "alias", ["Claude", "Gemini", "Kimi", "Sora", "ميتا", "كوين", "元宝", "بارد", "Copilot", "Poe"]
)
def test_a_word_of_everyday_language_needs_a_context(alias: str) -> None:
    (found,) = [one for one in SHIPPED.aliases if one.alias == alias]
    assert found.context


@pytest.mark.parametrize(
    ("alias", "text", "is_meant"),
    [
        ("Claude", "Anthropic's Claude gets memory", True),
        ("Claude", "Jean-Claude Van Damme turns 65", False),
        ("Gemini", "谷歌Gemini登顶", True),
        ("Gemini", "Gemini horoscope for May", False),
        ("元宝", "腾讯元宝", True),
    ],
)
def test_a_context_tells_the_assistant_from_its_namesakes(alias: str, text: str, is_meant: bool) -> None:
    (found,) = [one for one in SHIPPED.aliases if one.alias == alias]
    assert (re.search(found.context, text) is not None) == is_meant


def test_short_arabic_names_are_whole_words_for_they_lie_in_longer_ones() -> None:
    for one in SHIPPED.aliases:
        if one.language == "ar" and " " not in one.alias and len(one.alias) <= 5:
            assert one.match == "word", one
