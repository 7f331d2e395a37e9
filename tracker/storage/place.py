"""Where the database lies: a file in the home (default), or a lake that several machines share.

HOME/storage.toml names a lake: its catalog, where its Parquet files lie, and how S3 is reached.

    [storage]
    url = "ducklake:postgres:host=db dbname=ranks"
    data_path = "s3://ranks/charts/"

RANK_TRACKER_STORAGE takes the place of url, RANK_TRACKER_STORAGE_DATA that of data_path, RANK_TRACKER_STORAGE_SCHEMA
that of schema. "{home}" stands for the home's folder; as a schema it is one of the home's own.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tracker.config import Home
from tracker.errors import ConfigurationError
from tracker.settings_file import check_secrecy, read_toml

FILE = "storage.toml"
ENVIRONMENT = "RANK_TRACKER_STORAGE"
LAKE = "ducklake:"
CATALOGS = ("postgres:", "sqlite:")
MOTHERDUCK = "md:"


class S3(BaseModel):
    """How an S3 endpoint is reached; what is left out is the engine's own default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key_id: str = ""
    secret: str = Field("", repr=False)
    endpoint: str = ""
    region: str = ""
    url_style: Literal["", "path", "vhost"] = ""
    use_ssl: bool = True


class StorageSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = ""  # empty: the file in the home
    data_path: str = "{home}/lake/"
    schema_name: str = Field("", alias="schema")  # of the catalog's own tables in PostgreSQL; empty: public


class StorageFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    storage: StorageSettings = StorageSettings()
    s3: S3 | None = None


@dataclass(frozen=True, slots=True)
class Lake:
    """One DuckLake."""

    catalog: str = field(repr=False)  # what follows "ducklake:"; it may hold a password
    data_path: str  # a folder or s3://…, with a closing slash
    schema: str
    s3: S3 | None = field(repr=False)

    @property
    def name(self) -> str:
        """For messages: without the words of the connection, of which one may be a password."""
        kind, _, rest = self.catalog.partition(":")
        return f"ducklake:{kind}" if kind == "postgres" else f"ducklake:{kind}:{rest}"


def masked(text: str) -> str:
    """What an engine says of a connection, without the password."""
    text = re.sub(r"(password\s*=\s*)('[^']*'|[^\s\"']+)", r"\1…", text, flags=re.IGNORECASE)
    return re.sub(r"(://[^:/@\s]+):[^@\s]+@", r"\1:…@", text)


def lake_of(home: Home, environment: Mapping[str, str] = os.environ) -> Lake | None:
    """The lake that this home stores in; None: its own file. Raises ConfigurationError."""
    file = home.root / FILE
    said = _read(file) if file.is_file() else StorageFile()
    url = environment.get("RANK_TRACKER_STORAGE", said.storage.url)
    if not url:
        return None
    if (said.s3 and said.s3.secret) or masked(said.storage.url) != said.storage.url:
        check_secrecy(file)
    where = "RANK_TRACKER_STORAGE" if "RANK_TRACKER_STORAGE" in environment else f"{file}, url"
    catalog = url.removeprefix(LAKE)
    if catalog.startswith(MOTHERDUCK):
        raise ConfigurationError(
            f"{where}: MotherDuck ({MOTHERDUCK}…) is not supported, as it has no locks for writers and could not"
            f" be tested; wanted {LAKE}postgres:…, or {LAKE}sqlite:… for one home"
        )
    if catalog == url or not catalog.startswith(CATALOGS):
        wanted = " or ".join(f"{LAKE}{one}…" for one in CATALOGS)
        kind = url.partition(":")[0]
        raise ConfigurationError(f"{where}: wanted {wanted}, or nothing for a file in the home; got {kind}:…")
    data_path = environment.get("RANK_TRACKER_STORAGE_DATA", said.storage.data_path)
    schema = environment.get("RANK_TRACKER_STORAGE_SCHEMA", said.storage.schema_name)
    own = f"home_{hashlib.sha256(str(home.root.absolute()).encode()).hexdigest()[:12]}"
    return Lake(_at(catalog, home), _at(data_path, home).rstrip("/") + "/", schema.replace("{home}", own), said.s3)


def _at(text: str, home: Home) -> str:
    return text.replace("{home}", str(home.root.absolute()))


def _read(file: Path) -> StorageFile:
    try:
        return StorageFile.model_validate(read_toml(file))
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        key = ".".join(str(part) for part in fault["loc"])
        raise ConfigurationError(f"{file}: {key!r}: {fault['msg']}") from error
