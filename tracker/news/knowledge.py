"""What headlines are read with, made of the catalogue; once, for it takes a moment."""

from functools import cache

from tracker import catalog
from tracker.news.feeds import Knowledge
from tracker.news.linking import Linker


@cache
def knowledge() -> Knowledge:
    """Of the shipped catalogue."""
    shipped = catalog.SHIPPED
    return Knowledge(
        linker=Linker(shipped.aliases, {slug: [one.vendor.split()[0]] for slug, one in shipped.assistants.items()}),
        words=shipped.news_words,
        apps={one.app_id: one.assistant for one in shipped.identities if one.store == "apple"},
        vendors=frozenset(
            name.casefold() for one in shipped.assistants.values() for name in (one.vendor, one.vendor.split()[0])
        ),
    )
