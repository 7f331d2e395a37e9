"""Every word, in every language. `text_for("ar").simulated`."""

from dashboard.text.ar import ARABIC
from dashboard.text.en import ENGLISH
from dashboard.text.language import Text

__all__ = ["LANGUAGES", "Text", "other_language", "text_for"]

LANGUAGES: dict[str, Text] = {"en": ENGLISH, "ar": ARABIC}


def text_for(code: str) -> Text:
    """The language of this code; English for one that we do not speak."""
    return LANGUAGES.get(code, ENGLISH)


def other_language(text: Text) -> Text:
    return ARABIC if text is ENGLISH else ENGLISH
