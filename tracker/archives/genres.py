"""Is a chart the category that it is labelled with? The genres of its apps tell. Pure."""

from collections.abc import Sequence, Set

from tracker import catalog
from tracker.errors import ParseError

ENOUGH = 10  # apps; fewer say nothing about an overall chart


def check_genres(category: str, genres: Sequence[Set[str]]) -> None:
    """Raises ParseError if these are not the apps of this category of Apple's. `genres`: ids, a set for each app.

    A true chart of a category holds hardly an app that is not in it, and the overall chart is never of one genre;
    some feeds ignore the category that they are asked for.
    """
    known = [ids for ids in genres if ids]
    if category == "all":
        common = set.intersection(*map(set, known)) - {"36"} if len(known) >= ENOUGH else set()
        if common:
            raise ParseError(f"mislabelled: it says 'all', but every app is of genre {min(common)}")
        return
    genre = catalog.categories()[category].apple_genre
    outside = sum(genre not in ids for ids in known)
    if outside * 2 > len(known):
        raise ParseError(f"mislabelled: it says {category!r}, but {outside} of {len(known)} apps are of another genre")
