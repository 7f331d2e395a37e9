"""A headline: its plain text, its language as its letters show, and the key under which copies meet."""

import hashlib
import html
import re

from tracker.catalog.aliases import normalise
from tracker.text import stored_text

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),  # kana, before the characters that Japanese shares with Chinese
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0620-\u064a]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_DENSE = {"ja", "ko", "zh"}  # where two signs say what a word of Latin letters says
_LETTER = re.compile(r"[^\W\d_]")
_UNSEEN_PARTS = re.compile(r"<(script|style|noscript|iframe|template)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def plain_text(marked: str) -> str:
    """The text that a reader would see, of at most 300 characters. Scripts are dropped, tags taken away."""
    marked = marked[:20_000]
    for _ in range(2):  # titles are escaped once or twice
        marked = _TAG.sub(" ", _COMMENT.sub(" ", _UNSEEN_PARTS.sub(" ", marked)))
        marked = html.unescape(marked)
    return stored_text(_TAG.sub(" ", _UNSEEN_PARTS.sub(" ", marked)))


def without_outlet(title: str, outlet: str) -> str:
    """Google News and others end a title in " - Outlet"."""
    for dash in (" - ", " – ", " — ", " | ", "｜", "_"):
        head, found, tail = title.rpartition(dash)
        if found and outlet and head.strip() and normalise(tail).casefold() == normalise(outlet).casefold():
            return head.strip()
    return title


def language_of(text: str, otherwise: str = "") -> str:
    """ISO 639-1, by the letters: Arabic, Chinese, Japanese, Korean, Russian; for Latin letters what else is known."""
    letters = len(_LETTER.findall(text))
    for language, script in _SCRIPTS:
        found = len(script.findall(text))
        share = 8 if language in _DENSE else 4
        if found >= 2 and (found * share >= letters or language == otherwise):
            if language == "ar" and otherwise in {"fa", "ur"}:
                return otherwise
            return "uk" if language == "ru" and otherwise == "uk" else language
    return otherwise if otherwise not in {"zh", "ar", "ja", "ko", "ru"} else "en"


def title_key(title: str) -> str:
    """What equal titles share: letters and digits alone, in one form."""
    return re.sub(r"[\W_]+", " ", normalise(title).casefold()).strip()


def short_hash(text: str) -> str:
    """16 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
