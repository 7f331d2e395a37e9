"""The HTML of strangers → a tree, within bounds. Each function raises ValueError for what no real page is."""

from bs4 import BeautifulSoup, SoupStrainer
from bs4.builder import ParserRejectedMarkup
from bs4.dammit import UnicodeDammit

# The largest real page seen has 1 MB and 5000 tags. Python's HTML parser may look through the whole rest of a page
# from every tag that is not closed, so that a few megabytes of them would take days.
PAGE_LIMIT = 4 * 1024 * 1024  # bytes
TAG_LIMIT = 50_000


def read_markup(body: bytes, only: SoupStrainer | None = None) -> BeautifulSoup:
    """A page in UTF-8, which may have been cut anywhere."""
    _check_size(body)
    return _tree(body[: body.rfind(b">") + 1].decode("utf-8"), only)  # a cut may split a letter


def read_foreign_markup(body: bytes, charset: str | None = None) -> BeautifulSoup:
    """A page in any encoding: the one that was said, if it can be true, else the one that the page says itself."""
    _check_size(body)
    text = UnicodeDammit(body, known_definite_encodings=[charset] if charset else [], is_html=True).unicode_markup
    return _tree(text or "", None)


def _check_size(body: bytes) -> None:
    if len(body) > PAGE_LIMIT or body.count(b"<") > TAG_LIMIT:
        raise ValueError(f"a page of {len(body)} bytes and {body.count(b'<')} tags")


def _tree(text: str, only: SoupStrainer | None) -> BeautifulSoup:
    closed = text[: text.rfind(">") + 1]  # what is left of a page that was cut ends in an open tag
    try:
        return BeautifulSoup(closed, "html.parser", parse_only=only)
    except ParserRejectedMarkup as error:
        raise ValueError(f"not HTML: {str(error).rpartition(': ')[2]}") from error
