"""Where things lie and what is wanted: the home, the environment, the watchlist.

RANK_TRACKER_HOME    the home; default: the platform's folder for user data
RANK_TRACKER_MIRROR  sends every request for https://HOST/PATH to MIRROR/HOST/PATH
RANK_TRACKER_ADMIN_TOKEN  lets whoever knows it review and add events in the dashboard; without it nobody can
RANK_TRACKER_HOSTS   names by which the dashboard is reached, with commas between: no other is answered then; * is any
"""

import errno
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from tracker import catalog
from tracker.app_series import badge_series, details_series, known_app_ids
from tracker.errors import ConfigurationError, StorageError
from tracker.models import Series
from tracker.settings_file import read_toml
from tracker.stores import SOURCES, Source

CHARTS_NAME = "charts.duckdb"
SHORTEST_TOKEN = 16
ANY_HOST = "*"
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Home:
    """One folder holds everything: payloads, the writer's database and the published one."""

    root: Path

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def payloads(self) -> Path:
        return self.root / "payloads"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def store_file(self) -> Path:
        """The writer's database; only ingest opens it."""
        return self.root / "store.duckdb"

    @property
    def charts_file(self) -> Path:
        """The published database; everyone reads this one."""
        return self.root / CHARTS_NAME

    @property
    def watchlist_file(self) -> Path:
        return self.root / "watchlist.toml"

    @property
    def events_file(self) -> Path:
        """The user's own events (optional)."""
        return self.root / "events.csv"

    def make_folders(self) -> None:
        """Make the home's folders. Raises ConfigurationError if the home cannot be one."""
        try:
            self.root.parent.mkdir(parents=True, exist_ok=True)
            self.root.mkdir(mode=0o700, exist_ok=True)  # what lies in it is its owner's; who shares it, says so
            for folder in (self.inbox, self.payloads, self.backups):
                folder.mkdir(exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise ConfigurationError(
                f"home {self.root}: wanted a folder, but {error.filename} is a file; name another with --home"
            ) from error
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise StorageError(
                    f"home {self.root}: cannot make {error.filename} ({error.strerror});"
                    " free some space, then run it again"
                ) from error
            raise ConfigurationError(
                f"home {self.root}: cannot make {error.filename} ({error.strerror}); name another with --home"
            ) from error
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise ConfigurationError(f"home {self.root}: no permission to write; name another with --home")


def default_home(environment: Mapping[str, str] = os.environ) -> Home:
    named = environment.get("RANK_TRACKER_HOME")
    return Home(Path(named).expanduser() if named else platformdirs.user_data_path("rank-tracker"))


def mirror_url(environment: Mapping[str, str] = os.environ) -> str | None:
    """The address that stands in for every host, without a closing slash. Raises ConfigurationError."""
    url = environment.get("RANK_TRACKER_MIRROR", "").rstrip("/")
    if url and not re.fullmatch(r"https?://[^/\s?#]+(/[^\s?#]*)?", url):
        raise ConfigurationError(f"RANK_TRACKER_MIRROR: wanted http://HOST:PORT, got {url!r}")
    return url or None


def admin_token(environment: Mapping[str, str] = os.environ) -> str | None:
    """What opens the dashboard's writing doors; None: shut. Raises ConfigurationError for one that is short."""
    token = environment.get("RANK_TRACKER_ADMIN_TOKEN", "").strip()
    if token and len(token) < SHORTEST_TOKEN:
        raise ConfigurationError(
            f"RANK_TRACKER_ADMIN_TOKEN: wanted at least {SHORTEST_TOKEN} characters, got {len(token)};"
            " python -c 'import secrets; print(secrets.token_urlsafe())' makes one"
        )
    return token or None


def host_names(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The names by which the dashboard is reached; none: nobody said. Raises ConfigurationError."""
    names = tuple(environment.get("RANK_TRACKER_HOSTS", "").replace(",", " ").split())
    for name in names:
        if name != ANY_HOST and not re.fullmatch(r"[\w-]+(\.[\w-]+)*\.?", name):
            raise ConfigurationError(
                f"RANK_TRACKER_HOSTS: wanted names like ranks.example.org, without scheme and port, got {name!r}"
            )
    return names


def parse_every(text: str) -> timedelta:
    """The time between two slots: "90m", "3h", "1d". It must divide a day, so that slots recur daily."""
    match = re.fullmatch(r"([1-9]\d{0,3})([mhd])", text)
    every = timedelta(**{UNITS[match[2]]: int(match[1])}) if match else None
    if every is None or timedelta(days=1) % every:
        raise ValueError("wanted a time that divides a day, like 1h, 3h, 12h or 1d")
    return every


def _valid_every(text: str) -> str:
    parse_every(text)
    return text


Every = Annotated[str, AfterValidator(_valid_every)]
Countries = list[str] | Literal["focus", "all", "pooled"]


class FetchSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    per_minute: float = Field(20, gt=0, le=60_000)
    connect_seconds: float = Field(10, gt=0, le=300)
    read_seconds: float = Field(30, gt=0, le=300)
    tries: int = Field(3, ge=1, le=10)


class PayloadsSettings(BaseModel):
    """How long payloads stay as they came, and what becomes of them then."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep_days: int = Field(30, ge=0, le=36_500)
    then: Literal["pack", "drop"] = "pack"


class ChartsSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    countries: Countries
    devices: list[str] | None = None  # None: the source's first
    charts: list[str]
    categories: list[str]
    every: Every
    depth: int = Field(ge=1, le=500)
    fallback: list[str] = []  # sources asked, in this order, when this one fails; each makes a series of its own


class DetailsSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    countries: Countries
    every: Every


class BadgesSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    countries: Countries
    assistants: list[str]
    every: Every


class WatchlistFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    focus: list[str] = []
    fetch: FetchSettings = FetchSettings()
    payloads: PayloadsSettings = PayloadsSettings()
    charts: list[ChartsSettings]
    details: list[DetailsSettings] = []
    badges: list[BadgesSettings] = []


@dataclass(frozen=True, slots=True, order=True)
class Watch:
    """One series of the watchlist and how often it is captured."""

    series: Series
    every: timedelta
    depth: int
    fallback: tuple[Series, ...] = ()  # captured instead, as themselves, when this one fails


@dataclass(frozen=True, slots=True)
class Watchlist:
    watches: tuple[Watch, ...]  # each series once; the most frequent first, then by series
    focus: tuple[str, ...]
    fetch: FetchSettings
    payloads: PayloadsSettings = field(default_factory=PayloadsSettings)


def read_watchlist(home: Home) -> Watchlist:
    """The home's watchlist, or the shipped one. Raises ConfigurationError that names the file and the key."""
    file = home.watchlist_file if home.watchlist_file.is_file() else None
    where = str(file) if file else "the shipped watchlist"
    try:
        settings = WatchlistFile.model_validate(read_toml(file or catalog.FOLDER / "watchlist.toml"))
    except ValidationError as error:
        raise ConfigurationError(f"{where}: {first_fault(error)}") from error
    watches: dict[Series, Watch] = {}
    for number, charts in enumerate(settings.charts, start=1):
        for watch in _watches(charts, settings.focus, f"{where}, [[charts]] no. {number}"):
            watches.setdefault(watch.series, watch)
    for watch in _app_watches(settings, where):
        watches.setdefault(watch.series, watch)
    in_order = sorted(watches.values(), key=lambda watch: (watch.every, watch.series))
    return Watchlist(tuple(in_order), tuple(settings.focus), settings.fetch, settings.payloads)


def first_fault(error: ValidationError, example: str = "the shipped watchlist") -> str:
    """What is wrong with a file of settings, in one clause."""
    # a misspelt key is also a missing one: say the spelling
    fault = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"no setting is called {key!r}; check its spelling against {example}"
    if fault["type"] == "missing":
        return f"{key!r} is missing"
    return f"{key!r}: {fault['msg'].removeprefix('Value error, ')}, got {fault['input']!r}"


def _watches(charts: ChartsSettings, focus: list[str], where: str) -> list[Watch]:
    source = SOURCES.get(charts.source)
    if source is None:
        raise ConfigurationError(f"{where}: no source {charts.source!r}; there are {', '.join(SOURCES)}")
    if charts.depth > source.deepest:
        raise ConfigurationError(
            f"{where}: source {source.name} gives {source.deepest} ranks at most, got depth = {charts.depth}"
        )
    return [
        Watch(
            named_series(source.store, country, device, chart, category, source.name, where),
            parse_every(charts.every),
            charts.depth,
            _fallback(charts.fallback, source, country, device, chart, category, where),
        )
        for country in _countries(charts.countries, focus, source.store)
        for device in charts.devices or source.devices[:1]
        for chart in charts.charts
        for category in charts.categories
    ]


def _countries(named: Countries, focus: list[str], store: str) -> list[str]:
    """The codes that are meant. "all": the store's own charts, without the countries that Play answers with a pool."""
    if named == "focus":
        return focus
    if named == "all":
        return [one.code for one in catalog.countries().values() if one.has_own_chart(store)]
    if named == "pooled":
        return [one.code for one in catalog.countries().values() if one.play_chart == "pooled"]
    return named


def _fallback(
    names: list[str], source: Source, country: str, device: str, chart: str, category: str, where: str
) -> tuple[Series, ...]:
    for name in names:
        if name not in SOURCES or SOURCES[name].store != source.store or name == source.name:
            others = ", ".join(one.name for one in SOURCES.values() if one.store == source.store and one != source)
            raise ConfigurationError(f"{where}: no fallback {name!r} for {source.name}; there are {others}")
    return tuple(named_series(source.store, country, device, chart, category, name, where) for name in names)


def _app_watches(settings: WatchlistFile, where: str) -> Iterator[Watch]:
    """The watches of what a store says of our apps."""
    for number, details in enumerate(settings.details, start=1):
        for country in _countries(details.countries, settings.focus, "apple"):
            _check_country(country, "apple", f"{where}, [[details]] no. {number}")
            yield Watch(details_series(country), parse_every(details.every), len(known_app_ids("apple")))
    for number, badges in enumerate(settings.badges, start=1):
        here = f"{where}, [[badges]] no. {number}"
        for slug in badges.assistants:
            if slug not in catalog.assistants():
                raise ConfigurationError(f"{here}: no assistant {slug!r}; its slug is wanted, like chatgpt")
        ids = [
            one.app_id for one in catalog.identities() if one.store == "apple" and one.assistant in badges.assistants
        ]
        for country in _countries(badges.countries, settings.focus, "apple"):
            _check_country(country, "apple", here)
            yield from (
                Watch(badge_series(country, app_id), parse_every(badges.every), 1) for app_id in sorted(set(ids))
            )


def _check_country(country: str, store: str, where: str) -> None:
    known = catalog.countries().get(country)
    if known is None:
        raise ConfigurationError(
            f"{where}: no country {country!r}; wanted an ISO 3166 code in lower case, like us or de"
        )
    if not known.has_store(store):
        raise ConfigurationError(f"{where}: the {store} store has no charts for country {country!r}")


def named_series(
    store: str, country: str, device: str, chart: str, category: str, source_name: str, where: str
) -> Series:
    """The series of these names. Raises ConfigurationError for a name we do not know, or that the source lacks."""
    source = SOURCES[source_name]
    known: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        ("store", store, (source.store,)),
        ("device", device, source.devices),
        ("chart", chart, source.charts),
    )
    _check_country(country, source.store, where)
    for word, got, wanted in known:
        if got not in wanted:
            raise ConfigurationError(f"{where}: source {source_name} has no {word} {got!r}; it has {', '.join(wanted)}")
    if category not in catalog.categories() or source.category_id(device, category) is None:
        raise ConfigurationError(
            f"{where}: source {source_name} has no category {category!r}; 'all' is the overall chart"
        )
    return Series(store, country, device, chart, category, source_name)
