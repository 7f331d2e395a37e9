"""What goes to the process that answers one query, and what comes back; JSON both ways."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tracker.storage.asking import Limits

ApartForm = Literal["table", "csv", "parquet"]
Reason = Literal["", "wrong", "too slow", "too large"]  # why there is no answer


@dataclass(frozen=True, slots=True)
class QueryRequest:
    file: str  # the published database
    query: str
    limits: Limits
    megabytes: int  # the engine's memory, as a number
    form: ApartForm = "table"
    target: str = ""  # the file to write, for csv and parquet

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "QueryRequest":
        return cls(**{**said, "limits": Limits(**said["limits"])})


@dataclass(slots=True)
class Said:
    """The rows of a table, or how many went into the file; or one sentence that says why there is no answer."""

    columns: Sequence[str] = ()
    types: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = field(default_factory=list)  # of text, numbers, true and false, None
    taken: int = 0  # rows in the answer or in the file
    was_cut: bool = False  # there were more
    seconds: float = 0.0
    error: str = ""
    reason: Reason = ""
