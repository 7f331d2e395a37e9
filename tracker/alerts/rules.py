"""alerts.toml in the home: rules, whom to tell, and when not to. Checked as a whole before anything is done with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from hashlib import sha256
from pathlib import Path
from typing import Annotated, ClassVar, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from tracker import catalog
from tracker.config import Home, read_watchlist
from tracker.errors import ConfigurationError
from tracker.settings_file import check_secrecy, read_toml
from tracker.stores import DEFAULT_SOURCE, SOURCES

FROM_ENVIRONMENT = "env:"
SETTING = ConfigDict(extra="forbid", frozen=True)


def _assistant(slug: str) -> str:
    if slug not in catalog.assistants():
        raise ValueError("no such assistant; its slug is wanted, like chatgpt")
    return slug


def _country(code: str) -> str:
    if code not in catalog.countries():
        raise ValueError("no such country; an ISO 3166 code in lower case is wanted, like us")
    return code


def _clock(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError('a time like "22:00" is wanted')
    return text


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError('a time zone like "Europe/Berlin" is wanted')
    return name


Assistant = Annotated[str, AfterValidator(_assistant)]
Country = Annotated[str, AfterValidator(_country)]
Clock = Annotated[str, AfterValidator(_clock)]
Zone = Annotated[str, AfterValidator(_zone)]


class Quiet(BaseModel):
    """Nothing is sent from one time of the day to another; what happens meanwhile is told afterwards."""

    model_config = SETTING

    since: Clock = Field(alias="from")
    to: Clock
    zone: Zone = "UTC"

    @property
    def hours(self) -> tuple[time, time, ZoneInfo]:
        return time.fromisoformat(self.since), time.fromisoformat(self.to), ZoneInfo(self.zone)


class Rule(BaseModel):
    """What every rule says. A rule whose condition changes begins anew."""

    model_config = SETTING
    NOT_OF_THE_CONDITION: ClassVar[set[str]] = {"to", "urgent"}

    name: str = Field(min_length=1, max_length=80)
    to: tuple[str, ...] = ()  # names of targets; none: all of them
    urgent: bool = False  # told in quiet hours too

    @property
    def key(self) -> str:
        """What it remembers is kept under this key: its name, and a hash of its condition."""
        condition = self.model_dump_json(exclude=self.NOT_OF_THE_CONDITION)
        return f"{self.name} {sha256(condition.encode()).hexdigest()[:12]}"


class StoreRule(Rule):
    assistant: Assistant
    store: Literal["apple", "google"] = "apple"
    countries: tuple[Country, ...] | Literal["focus", "all"] = ("us",)
    confirm: int = Field(2, ge=1, le=24)  # captures in a row that show it


class ChartRule(StoreRule):
    device: str = ""
    chart: str = "top-free"
    category: str = "all"
    source: str = ""

    @property
    def of_source(self) -> str:
        return self.source or DEFAULT_SOURCE[self.store]

    @property
    def of_device(self) -> str:
        return self.device or SOURCES[self.of_source].devices[0]

    def fault(self) -> str | None:
        """What is wrong with the names of the series; None: nothing."""
        source = SOURCES.get(self.of_source)
        if source is None or source.store != self.store:
            there = ", ".join(one.name for one in SOURCES.values() if one.store == self.store)
            return f"no source {self.source!r} for {self.store}; there are {there}"
        for word, got, known in (
            ("device", self.of_device, source.devices),
            ("chart", self.chart, source.charts),
            ("category", self.category, tuple(catalog.categories())),
        ):
            if got not in known:
                return f"source {source.name} has no {word} {got!r}"
        if source.category_id(self.of_device, self.category) is None:
            return f"source {source.name} has no category {self.category!r} for {self.of_device}; there is 'all'"
        return None


class EntersTop(ChartRule):
    when: Literal["enters_top"]
    top: int = Field(ge=1, le=500)


class LeavesTop(ChartRule):
    when: Literal["leaves_top"]
    top: int = Field(ge=1, le=500)


class Passes(ChartRule):
    when: Literal["passes"]
    other: Assistant


class FirstIn(ChartRule):
    when: Literal["first_in_countries"]
    at_least: int = Field(ge=1, le=250)
    countries: tuple[Country, ...] | Literal["focus", "all"] = "all"


class Moves(ChartRule):
    when: Literal["moves"]
    places: int = Field(ge=1, le=500)
    hours: float = Field(gt=0, le=24 * 14)


class Removed(StoreRule):
    """Google Play is not asked what it offers, so nothing can be said of it."""

    when: Literal["removed"]
    store: Literal["apple"] = "apple"
    countries: tuple[Country, ...] | Literal["focus", "all"] = "all"


class Stale(Rule):
    when: Literal["stale"]
    hours: float = Field(gt=0, le=24 * 365)
    store: Literal["apple", "google"] | None = None


class NewEvent(Rule):
    when: Literal["event"]
    assistants: tuple[Assistant, ...] = ()  # none: all
    kinds: tuple[Literal["release", "incident", "rule", "attention"], ...] = ()  # none: all
    within_days: int = Field(30, ge=1, le=366)  # an older event is history, not news


AnyRule = Annotated[
    EntersTop | LeavesTop | Passes | FirstIn | Moves | Removed | Stale | NewEvent, Field(discriminator="when")
]


class AlertsFile(BaseModel):
    model_config = SETTING

    dashboard: str = "http://127.0.0.1:8050"  # where links lead
    language: Literal["en", "ar"] = "en"
    targets: dict[str, str] = {}  # name → an address of apprise, or env:NAME
    quiet: Quiet | None = None
    alert: tuple[AnyRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Alerts:
    """What is wanted. The addresses in `targets` are secrets: they are sent to, and never shown."""

    dashboard: str  # without a closing slash
    language: str
    targets: Mapping[str, str]  # by name
    quiet: Quiet | None
    rules: tuple[AnyRule, ...]

    def targets_of(self, rule: Rule) -> tuple[str, ...]:
        return rule.to or tuple(self.targets)


def alerts_file(home: Home) -> Path:
    return home.root / "alerts.toml"


def read_alerts(home: Home, environment: Mapping[str, str]) -> Alerts | None:
    """The home's alerts.toml; None if there is none. Raises ConfigurationError that names the file and the key."""
    file = alerts_file(home)
    if not file.is_file():
        return None
    try:
        said = AlertsFile.model_validate(read_toml(file))
    except ValidationError as error:
        raise ConfigurationError(f"{file}: {_first_fault(error)}") from error
    _check_rules(file, said)
    _check_secrecy(file, said.targets)
    targets = {name: _address(file, name, value, environment) for name, value in said.targets.items()}
    return Alerts(said.dashboard.rstrip("/"), said.language, targets, said.quiet, said.alert)


def countries_of(home: Home, rule: StoreRule) -> tuple[str, ...] | None:
    """The codes that are meant; None: every country that is captured."""
    if rule.countries == "all":
        return None
    return read_watchlist(home).focus if rule.countries == "focus" else tuple(rule.countries)


def _first_fault(error: ValidationError) -> str:
    fault = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    kinds = ("enters_top", "leaves_top", "passes", "first_in_countries", "moves", "removed", "stale", "event")
    key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in fault["loc"] if part not in kinds)
    if fault["type"] == "extra_forbidden":
        return f"no setting is called {key!r}; docs/operations.md lists them"
    if fault["type"] in ("missing", "union_tag_not_found"):
        return f"{key!r} is missing" if fault["type"] == "missing" else f"{key!r} needs when = {' | '.join(kinds)}"
    if fault["type"] == "union_tag_invalid":
        return f"{key!r}: when is one of {', '.join(kinds)}"
    # what was given may be a secret that stands in a wrong place: it is not repeated
    return f"{key!r}: {fault['msg'].removeprefix('Value error, ')}"


def _check_rules(file: Path, said: AlertsFile) -> None:
    seen: set[str] = set()
    for number, rule in enumerate(said.alert, start=1):
        where = f"{file}, [[alert]] no. {number}"
        fault = rule.fault() if isinstance(rule, ChartRule) else None
        if fault:
            raise ConfigurationError(f"{where}: {fault}")
        if rule.name in seen:
            raise ConfigurationError(f"{where}: two rules are called {rule.name!r}; give each a name of its own")
        seen.add(rule.name)
        unknown = next((name for name in rule.to if name not in said.targets), None)
        if unknown is not None:
            raise ConfigurationError(
                f"{where}: no target {unknown!r}; [targets] has {', '.join(said.targets) or 'none'}"
            )
        if not said.targets:
            raise ConfigurationError(f"{where}: there is nobody to tell; name one in [targets]")
        if isinstance(rule, Passes) and rule.other == rule.assistant:
            raise ConfigurationError(f"{where}: {rule.assistant!r} cannot pass itself; name another in other")


def _check_secrecy(file: Path, targets: Mapping[str, str]) -> None:
    if any(not value.startswith(FROM_ENVIRONMENT) for value in targets.values()):
        check_secrecy(file)


def _address(file: Path, name: str, value: str, environment: Mapping[str, str]) -> str:
    if value.startswith(FROM_ENVIRONMENT):
        variable = value.removeprefix(FROM_ENVIRONMENT)
        value = environment.get(variable, "").strip()
        if not value:
            raise ConfigurationError(f"{file}: target {name!r}: the environment has no {variable}")
    if not re.match(r"[a-z][a-z0-9+.-]*://.", value, re.IGNORECASE):
        raise ConfigurationError(
            f"{file}: target {name!r}: an address of apprise is wanted, like mailtos://… or json://…"
        )
    return value
