"""What a page's dataclass says, as the query of a URL."""

from dataclasses import fields
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def search_of(query: "DataclassInstance") -> str:
    """The query string, with its question mark; only what is said (not None), in the order of the fields."""
    said = {field.name: value for field in fields(query) if (value := getattr(query, field.name)) is not None}
    return "?" + urlencode({key: str(value) for key, value in said.items()}, safe=",") if said else ""
