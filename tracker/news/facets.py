"""A headline's category, countries and ideas, by the words of the catalogue."""

from tracker.catalog.aliases import normalise
from tracker.catalog.news_words import NewsWords


def categories_of(text: str, words: NewsWords) -> tuple[str, ...]:
    """Every category that a word of the text names, in the order of the catalogue: what decides comes first."""
    text = normalise(text)
    return tuple(category for category, pattern in words.topics.items() if pattern.search(text))


def countries_of(text: str, words: NewsWords) -> tuple[str, ...]:
    """Every country or region that the text names, in the order of the codes."""
    text = normalise(text)
    if not words.any_place.search(text):
        return ()
    return tuple(sorted(code for code, pattern in words.places.items() if pattern.search(text)))


def ideas_of(text: str, words: NewsWords) -> tuple[str, ...]:
    """Every idea that the text names, in whichever language, in the order of the catalogue."""
    text = normalise(text)
    return tuple(idea for idea, pattern in words.ideas.items() if pattern.search(text))
