"""Words of strangers, made safe to store. Showing them safely is the page's part."""

import unicodedata

LONGEST = 300  # characters; the stores allow 30 (Apple) and 50 (Play)


def stored_text(raw: str, longest: int = LONGEST) -> str:
    """The text without what no name needs: control characters, lone surrogates, more characters than that.

    Bidirectional marks stay: Arabic and Hebrew names use them, and pages isolate names.
    """
    kept = "".join(
        char for char in raw[: 4 * longest] if unicodedata.category(char) not in {"Cc", "Cs"} or char in "\t\n"
    )
    return " ".join(kept.split())[:longest]


def terminal_text(text: str) -> str:
    """The text with its control characters spelled out: a terminal would obey them."""
    return "".join(char if char == "\n" or unicodedata.category(char) != "Cc" else repr(char)[1:-1] for char in text)
