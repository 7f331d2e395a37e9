from dataclasses import asdict

from dashboard.text.event_window import WORDS


def test_every_word_is_in_both_languages() -> None:
    english, arabic = (asdict(WORDS[code]) for code in ("en", "ar"))
    assert all(english.values()) and all(arabic.values())
    assert not [key for key in english if english[key] == arabic[key]]


def test_what_is_filled_in_is_filled_in_in_both() -> None:
    english, arabic = (asdict(WORDS[code]) for code in ("en", "ar"))
    assert {key: text.count("{") for key, text in english.items()} == {
        key: text.count("{") for key, text in arabic.items()
    }
