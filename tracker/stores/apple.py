"""What every Apple source shares: app ids and genres."""

import re
from functools import cache

from tracker import catalog
from tracker.models import Series

is_app_id = re.compile(r"[1-9][0-9]{0,14}").fullmatch
MAC_GENRE = "39"  # the Mac's overall chart; by genre, its feeds are empty


def app_id(value: object) -> str:
    """The id as decimal digits, from text or a number. Raises ValueError for anything else."""
    if type(value) is int:
        value = str(value)
    if isinstance(value, str) and is_app_id(value):
        return value
    raise ValueError(f"wanted an app id of decimal digits, got {value!r:.60}")


def genre_id(device: str, category: str) -> str | None:
    """Apple's number of a category; None: there is no such chart on that device."""
    if device == "mac":
        return MAC_GENRE if category == "all" else None
    return catalog.categories()[category].apple_genre


def genre_of(series: Series) -> str:
    genre = genre_id(series.device, series.category)
    assert genre is not None  # a series is only made for categories that its source has
    return genre


@cache
def _slugs() -> dict[str, str]:
    return {known.apple_genre: known.slug for known in catalog.categories().values() if known.apple_genre}


def category_slug(device: str, genre: object) -> str:
    """The category of a genre number, given as text or a number. Raises LookupError for one we do not know."""
    return "all" if device == "mac" and str(genre) == MAC_GENRE else _slugs()[str(genre)]
