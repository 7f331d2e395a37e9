"""HTML attributes with a dash in their name, which Python's keywords cannot write."""

from typing import Any


def aria(**named: str) -> dict[str, Any]:
    """`aria(label="Pages")` is {"aria-label": "Pages"}."""
    return {f"aria-{name}": value for name, value in named.items()}


def data(**named: str) -> dict[str, Any]:
    """`data(opens="menu")` is {"data-opens": "menu"}; assets/*.js reads them."""
    return {f"data-{name}": value for name, value in named.items()}
