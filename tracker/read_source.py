"""An address or a file that a user names → the facts of an article."""

from datetime import UTC, datetime
from pathlib import Path

from tracker.catalog.rows import is_url
from tracker.config import FetchSettings
from tracker.errors import ConfigurationError
from tracker.fetch_page import PAGE_LIMIT, fetch_page
from tracker.news.feed_body import body_text
from tracker.news.page import PageFacts, read_page, read_text

MARKUP = (b"<!doctype html", b"<html", b"<head", b"<?xml", b"<meta", b"<body", b"<article", b"<div", b"<!--", b"<h1")


def facts_of_address(url: str, settings: FetchSettings, mirror: str | None) -> PageFacts:
    """What the page at this address says. Raises ConfigurationError, FetchError, or ParseError if it is no article."""
    page = fetch_page(url, settings, mirror)
    return read_page(page.body, page.url, datetime.now(UTC), page.charset)


def facts_of_file(file: Path) -> PageFacts:
    """What a saved page, or a text, says.

    Raises ConfigurationError if the file cannot be read, ParseError if it says nothing.
    """
    try:
        size = file.stat().st_size
        if size > PAGE_LIMIT:
            raise ConfigurationError(f"{file}: wanted a file of at most {PAGE_LIMIT} bytes, got {size}")
        body = file.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"{file}: {error.strerror}; name a page's address, or a file of HTML or text"
        ) from error
    if b"\0" in body[:4096] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ConfigurationError(f"{file}: wanted HTML or text, got other bytes")
    head = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(MARKUP):
        return read_page(body, "", datetime.now(UTC))
    return read_text(body_text(body, {}, "ar")[0] if body.strip() else "", datetime.now(UTC))


def is_address(source: str) -> bool:
    """Is it meant as an address? Then it is never looked for as a file."""
    return "://" in source or (is_url(f"https://{source}") and not _is_file(source))


def _is_file(source: str) -> bool:
    try:
        return Path(source).exists()
    except OSError:  # longer than a name may be
        return False
