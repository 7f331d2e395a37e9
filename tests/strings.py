"""Every string in a value, wherever it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass


def strings_of(value: object) -> Iterator[str]:
    """Of values of mappings, of lists and tuples, and of fields of dataclasses; keys are not among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from strings_of(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings_of(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings_of(getattr(value, field.name))
