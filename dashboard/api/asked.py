"""The words of a request → values that an endpoint takes. Pure. Nothing unknown is passed over in silence."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from dashboard.api.endpoint import Endpoint, Parameter, Value


class AskedError(Exception):
    """Why a request cannot be answered: which parameter, and what would be right."""

    def __init__(self, parameter: str, why: str) -> None:
        super().__init__(f"{parameter}: {why}")
        self.parameter = parameter
        self.why = why


def values_of(endpoint: Endpoint, said: Mapping[str, object]) -> dict[str, Value]:
    """Checked values, defaults filled in. Numbers may come as text, as in an address. Raises AskedError."""
    known = {one.name: one for one in endpoint.every_parameter}
    for name in said:
        if name not in known:
            raise AskedError(name, f"there is no such parameter; there are {', '.join(known)}")
    found: dict[str, Value] = {}
    for parameter in known.values():
        value = said.get(parameter.name)
        if value is not None:
            found[parameter.name] = _value(parameter, value)
        elif parameter.required:
            raise AskedError(parameter.name, "it is needed")
        elif parameter.default is not None:
            found[parameter.name] = parameter.default
    return found


def _value(parameter: Parameter, said: object) -> Value:
    if parameter.kind == "whole":
        return _whole(parameter, said)
    if not isinstance(said, str):
        raise AskedError(parameter.name, "text is wanted")
    if parameter.one_of and said not in parameter.one_of:
        some = ", ".join(parameter.one_of[:12]) + (" …" if len(parameter.one_of) > 12 else "")
        raise AskedError(parameter.name, f"got {said[:60]!r}, wanted one of {some}")
    if parameter.pattern and not re.fullmatch(parameter.pattern.removesuffix("$"), said, re.ASCII):
        raise AskedError(parameter.name, f"got {said[:60]!r}, wanted {_shape(parameter)}")
    try:
        if parameter.kind == "day":
            return date.fromisoformat(said).isoformat()
        if parameter.kind == "moment":
            moment = datetime.fromisoformat(said)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except ValueError as error:
        raise AskedError(parameter.name, f"got {said!r}, wanted {_shape(parameter)}") from error
    return said


def _whole(parameter: Parameter, said: object) -> int:
    text = str(said) if isinstance(said, int) and not isinstance(said, bool) else said
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,9}", text):
        raise AskedError(parameter.name, "a whole number is wanted")
    number = int(text)
    if not parameter.least <= number <= parameter.most:
        raise AskedError(parameter.name, f"got {number}, wanted {parameter.least} to {parameter.most}")
    return number


def _shape(parameter: Parameter) -> str:
    shapes = {"day": "a day like 2025-01-26", "moment": "a time like 2025-01-26 or 2025-01-26T07:00:00Z"}
    return shapes.get(parameter.kind, f"something like {parameter.pattern}")
