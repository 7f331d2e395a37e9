"""The bytes of a feed → text that is safe to parse: in one encoding, without entities of its own, not endless."""

import re
from collections.abc import Mapping

from tracker.errors import EmptyChartError, ParseError
from tracker.news.entries import MOST_ENTRIES

# What a feed is written in when it is not what it says: by language.
GUESSES = {"ar": "windows-1256", "zh": "gb18030", "ru": "windows-1251", "ja": "shift_jis", "ko": "euc-kr"}
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ENTRY_START = re.compile(r"<(?:\w+:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_PROLOGUE = re.compile(r"<\?xml[^>]*\?>")


def body_text(body: bytes, headers: Mapping[str, str], language: str = "") -> tuple[str, str | None]:
    """The text, and what was wrong with its encoding. Raises EmptyChartError for an empty body."""
    if not body.strip():
        raise EmptyChartError("wanted a feed, got an empty body")
    declared = _declared(body, headers)
    for encoding in dict.fromkeys((*declared, "utf-8", GUESSES.get(language, "windows-1252"), "latin-1")):
        try:
            text = body.decode(encoding)
        except (LookupError, UnicodeError):
            continue
        right = not declared or encoding == declared[0]
        return text, None if right else f"not in {declared[0]} as it says; read as {encoding}"
    raise AssertionError("latin-1 reads any bytes")


def _declared(body: bytes, headers: Mapping[str, str]) -> list[str]:
    """The encodings that the body and the answer name, the more trusted first."""
    marks = [encoding for mark, encoding in _MARKS if body.startswith(mark)]
    inside = _DECLARED.search(body[:400])
    content_type = next((value for key, value in headers.items() if key.lower() == "content-type"), "")
    outside = _CHARSET.search(content_type)
    return [
        *marks,
        *([inside[1].decode("ascii").lower()] if inside else []),
        *([outside[1].lower()] if outside else []),
    ]


def safe_xml(text: str) -> tuple[str, int]:
    """XML with at most MOST_ENTRIES entries, and how many were cut off. Raises ParseError if it declares entities.

    An entity can name a file, or unfold to gigabytes; no feed needs one. Parsing 100,000 entries takes minutes.
    """
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise ParseError("wanted a feed, got XML that declares entities of its own, which may unfold without end")
    text = _PROLOGUE.sub("", text, count=1).lstrip("\ufeff \t\r\n")  # it may name an encoding that is no longer true
    starts = [match.start() for match in _ENTRY_START.finditer(text)]
    if len(starts) <= MOST_ENTRIES:
        return text, 0
    first_cut = starts[MOST_ENTRIES]
    end = max((match.end() for match in _ENTRY_END.finditer(text, first_cut)), default=len(text))
    return text[:first_cut] + text[end:], len(starts) - MOST_ENTRIES
