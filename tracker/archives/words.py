"""The words of archives → our series. Nothing is guessed: what nobody says, or what contradicts, is refused.

An imported series has a source of its own, import-ORIGIN or import-ORIGIN-ENDPOINT, so that its ranks never stand
among observed ones.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache, partial

from tracker import catalog
from tracker.archives.chart import Said
from tracker.errors import ParseError
from tracker.models import Series
from tracker.stores.itunes_rss import FEEDS

IMPORTED = "import-"  # how the source of every imported series begins


def plain(word: str) -> str:
    """The word without case, punctuation, plural and "and": "magazine newspaper" of "Magazines & Newspapers"."""
    parts = [part for part in re.split(r"[\W_]+", word.lower()) if part and part != "and"]
    return " ".join(part.removesuffix("s") if len(part) > 3 else part for part in parts)


STORES = {
    "apple": "apple", "app store": "apple", "ios": "apple", "itune": "apple",
    "google": "google", "google play": "google", "play": "google", "android": "google",
}  # fmt: skip
CHARTS = {
    plain(word): chart
    for chart in catalog.CHARTS
    for kind in [chart.removeprefix("top-")]
    for word in (chart, kind, f"top{kind}", f"top{kind}applications", f"{chart}-applications")
}

# https://itunes.apple.com/us/rss/topfreeapplications/limit=100/genre=6000/json
ITUNES_RSS = re.compile(r"//itunes\.apple\.com/(\w\w)/rss/(\w+)(?:/limit=\d+|/genre=(\d+))*/(?:json|xml)")
# https://rss.applemarketingtools.com/api/v2/us/apps/top-free/100/apps.json
APPLE_RSS = re.compile(
    r"//rss\.(?:applemarketingtools\.com|marketingtools\.apple\.com)/api/v2/(\w\w)/apps/([\w-]+)/\d+/apps\.json"
)


@cache
def categories_of(store: str) -> dict[str, str]:
    """Every plain word for a category of a store → its slug."""
    ids = {one.slug: one.apple_genre if store == "apple" else one.google_name for one in catalog.categories().values()}
    found = {plain(slug): slug for slug, store_id in ids.items() if store_id} | {"overall": "all"}
    for one in catalog.categories().values():
        store_id = ids[one.slug]
        if store_id:  # one Play category may stand for two slugs: the first
            found.setdefault(plain(store_id), one.slug)
            found.setdefault(plain(one.name), one.slug)
    return found


def store_of(word: str) -> str:
    if plain(word) not in STORES:
        raise ParseError(f"store {word!r} is none that we know; wanted apple or google")
    return STORES[plain(word)]


def chart_of(word: str) -> str:
    if plain(word) not in CHARTS:
        raise ParseError(f"chart {word!r} is none that we know; wanted {', '.join(catalog.CHARTS)}")
    return CHARTS[plain(word)]


def category_of(word: str, store: str) -> str:
    if plain(word) not in categories_of(store):
        raise ParseError(f"category {word!r} is none that the {store} store has; 'all' is the overall chart")
    return categories_of(store)[plain(word)]


def country_of(word: str, store: str) -> str:
    country = catalog.countries().get(word.strip().lower())
    if country is None or not country.has_store(store):
        raise ParseError(f"country {word!r} is none where the {store} store has charts; wanted a code like us")
    return country.code


def device_of(word: str, store: str) -> str:
    if word not in catalog.DEVICES[store]:
        raise ParseError(f"device {word!r} is none that the {store} store has: {', '.join(catalog.DEVICES[store])}")
    return word


def series_of(said: Said, told: Said) -> Series:
    """The series of a chart. Raises ParseError if a word is unknown or missing, or if the two disagree."""
    missing = missing_words(said, told)
    if missing:
        raise ParseError(unsaid(missing))
    store = _agreed("store", said.store, told.store, store_of)
    device = said.device or told.device or catalog.DEVICES[store][0]
    return Series(
        store,
        _agreed("country", said.country, told.country, partial(country_of, store=store)),
        _agreed("device", device, told.device, partial(device_of, store=store)),
        _agreed("chart", said.chart, told.chart, chart_of),
        _agreed("category", said.category, told.category, partial(category_of, store=store)),
        source_of(said, told),
    )


def _agreed(name: str, said: str | None, told: str | None, meaning: Callable[[str], str]) -> str:
    words = [meaning(word) for word in (said, told) if word]
    if len(set(words)) > 1:
        raise ParseError(f"the file says {name} {words[0]!r}, not {words[1]!r}")
    return words[0]


def missing_words(said: Said, told: Said) -> list[str]:
    """The names of what nobody says and has no default. An endpoint stands in for an origin."""
    wanted = ("store", "country", "chart", "category")
    missing = [name for name in wanted if not (getattr(said, name) or getattr(told, name))]
    return missing if said.origin or said.source or told.origin else [*missing, "origin"]


def unsaid(names: Sequence[str]) -> str:
    return f"the file does not say its {', '.join(names)}; say it with {' '.join(f'--{name}' for name in names)}"


def origin_of(said: Said, told: Said) -> str:
    """Who kept the archive, or else which endpoint it asked."""
    endpoint = None if said.origin else (said.source or "").removeprefix(IMPORTED)
    return _agreed("origin", said.origin, told.origin or endpoint, str.strip)


def source_of(said: Said, told: Said) -> str:
    """The source of an imported series. What was imported once, and exported, keeps its source."""
    if said.source and said.source.startswith(IMPORTED):
        return IMPORTED + _slug(said.source.removeprefix(IMPORTED))
    origin = origin_of(said, told)
    names = [_slug(name) for name in dict.fromkeys((origin, said.source or ""))]
    if not names[0]:
        raise ParseError(f"origin {origin!r} has no letter or digit; say it with --origin")
    return IMPORTED + "-".join(name for name in names if name)


def _slug(name: str) -> str:
    return re.sub(r"[^\w.]+", "-", name.lower()).strip("-")


def said_by_address(address: str) -> Said | None:
    """Which chart an address of Apple's feeds gives; None for any other. The v2 feed ignores a genre."""
    if match := ITUNES_RSS.search(address):
        country, feed, genre = match.groups()
        for (device, chart), name in FEEDS.items():
            if name == feed:
                return Said("apple", country, device, chart, genre or "all", "itunes_rss")
    if match := APPLE_RSS.search(address):
        return Said("apple", match[1], "iphone", match[2], "all", "apple_rss")
    return None


def check_label(label: Said, address: Said) -> None:
    """Raises ParseError if an Apple chart is labelled as another one than the address it came from gives."""
    for name, meaning in (
        ("country", partial(country_of, store="apple")),
        ("chart", chart_of),
        ("category", partial(category_of, store="apple")),
    ):
        labelled, given = getattr(label, name), getattr(address, name)
        if labelled and meaning(labelled) != meaning(given):
            raise ParseError(
                f"mislabelled: it says {name} {meaning(labelled)!r}, but its source gives {meaning(given)!r}"
            )


def instant(text: str) -> datetime:
    """The UTC time of an ISO text; a day is its midnight. Raises ParseError for a time without its zone."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise ParseError(f"{text!r} is no time; wanted one like 2025-01-26T22:10Z") from error
    if when.tzinfo is None and len(text) > len("2025-01-26"):
        raise ParseError(f"the time {text!r} has no zone; wanted one like 2025-01-26T22:10Z")
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
