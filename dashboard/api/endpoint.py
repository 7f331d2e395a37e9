"""What an endpoint is. Its query is SQL that anyone can run: every answer shows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tracker import catalog
from tracker.storage.sql_text import literal

Kind = Literal["text", "moment", "day", "whole"]
ColumnType = Literal["string", "integer", "number", "boolean", "date-time", "date", "strings"]
Value = str | int
Values = Mapping[str, Value]  # by parameter; those that were not said, and have no default, are absent

MOST_ROWS = 100_000
STATES = ("ranked", "not_in_chart", "not_observed", "not_sold")
# 2025-01-26, or 2025-01-26T07:00:00Z
MOMENT = r"^20\d\d-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$"
DAY = r"^20\d\d-\d\d-\d\d$"


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    text: str
    kind: Kind = "text"
    default: Value | None = None
    required: bool = False
    one_of: tuple[str, ...] = ()
    pattern: str = ""
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: ColumnType
    text: str
    may_be_null: bool = True
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Endpoint:
    name: str  # its path below /api/v1/
    summary: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    query: Callable[[Values, datetime], str]  # checked values, when the data was published → SQL
    ages: bool = False  # does the answer change while the data does not? A slot is missed once it is over

    @property
    def every_parameter(self) -> tuple[Parameter, ...]:
        return (*self.parameters, LIMIT)


def say(values: Values, name: str) -> str:
    """A value as SQL writes it: a number, a quoted text, or NULL."""
    value = values.get(name)
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else literal(value)


def named(values: Values, *names: str) -> str:
    """Arguments of a macro: those that are said."""
    return "".join(f", {name} := {say(values, name)}" for name in names if name in values)


def where(values: Values, *names: str) -> str:
    """Conditions on columns that are called as the parameters."""
    return "".join(f" AND {name} = {say(values, name)}" for name in names if name in values)


LIMIT = Parameter("limit", "At most so many rows", "whole", 10_000, least=1, most=MOST_ROWS)
COUNTRY = Parameter(
    "country", "ISO 3166 alpha-2, lower case", default="us", one_of=tuple(catalog.countries())
)  # fmt: skip
ASSISTANT = Parameter("assistant", "Slug of the assistant", required=True, one_of=tuple(catalog.assistants()))
STORE = Parameter("store", "The store", default="apple", one_of=catalog.STORES)
DEVICE = Parameter(
    "device", "The device; not said: those of the store", one_of=tuple(d for s in catalog.DEVICES.values() for d in s)
)
CHART = Parameter("chart", "The chart", default="top-free", one_of=catalog.CHARTS)
CATEGORY = Parameter("category", "all: the overall chart", default="all", one_of=tuple(catalog.categories()))
SOURCE = Parameter(
    "source", "The endpoint the list came from; not said: the usual one, or all", pattern=r"^[a-z0-9_-]{1,60}$"
)
SERIES = (STORE, COUNTRY, DEVICE, CHART, CATEGORY, SOURCE)
IN_A_CHART = ("store", "device", "chart", "category", "source")

RANK = Column("rank", "integer", "Position in the list, 1 is the top; null unless ranked")
SEEN = Column("observed_at", "date-time", "When the answer arrived, UTC; null where there was none")
FROM = Column("source", "string", "The endpoint the list came from", may_be_null=False)
APP_NAME = Column("app_name", "string", "What the store calls the app; strangers wrote it")
APP_ID = Column("app_id", "string", "The id of the app in its store", may_be_null=False)
WHOSE = Column("assistant", "string", "Slug of the assistant whose app it is; null: no assistant's")
