"""Watchlists for simulated stores, which may be asked as fast as one can."""

from collections.abc import Sequence

DEPTHS = {"itunes_rss": 100, "google_play": 200}


def watchlist(
    focus: Sequence[str] = ("us", "de", "jp"),
    sources: Sequence[str] = ("itunes_rss", "google_play"),
    every: str = "1d",
    connect_seconds: float = 5,
    read_seconds: float = 10,
    fallback: Sequence[str] = (),
) -> str:
    """The overall free chart of each focus country from each source, tried once; `fallback` is for the App Store's."""
    fetch = ["[fetch]", "per_minute = 60000", f"connect_seconds = {connect_seconds}", f"read_seconds = {read_seconds}"]
    lines = [f"focus = {list(focus)}", *fetch, "tries = 1"]
    for source in sources:
        lines += [
            "[[charts]]", f'source = "{source}"', 'countries = "focus"', 'charts = ["top-free"]',
            'categories = ["all"]', f'every = "{every}"', f"depth = {DEPTHS[source]}",
        ]  # fmt: skip
        if fallback and source == "itunes_rss":
            lines.append(f"fallback = {list(fallback)}")
    return "\n".join([*lines, ""])
