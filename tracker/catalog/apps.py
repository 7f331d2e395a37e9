"""Assistants and the app ids that stand for them, where and when; apps that must never be taken for one; control apps.

Only an id matches. A name never does: stores are full of apps called ChatGPT.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from tracker.catalog.colours import GROUNDS, LEAST_CONTRAST, contrast, is_colour
from tracker.catalog.places import EVERYWHERE, STORES, Category, Country
from tracker.catalog.rows import Row, catalog_day, check_unique

ROLES = ("assistant", "companion", "agent", "search", "media", "research", "office", "health")
VERIFICATIONS = ("verified", "single-source", "unverified")
APP_STORES = (*STORES, "android-cn")  # Chinese Android stores: for the record, no chart of theirs is read

ASSISTANT_COLUMNS = (
    "slug", "label", "name", "name_ar", "vendor", "vendor_country", "role", "colour_light", "colour_dark",
)  # fmt: skip
APP_COLUMNS = (
    "assistant", "store", "app_id", "bundle", "countries", "valid_from", "valid_to", "excluded", "verification",
    "bundle_verification", "sources", "note",
)  # fmt: skip
CONTROL_COLUMNS = ("control", "name", "name_ar", "category", "store", "app_id", "bundle", "verification", "sources")
LOOKALIKE_COLUMNS = (
    "name", "vendor", "store", "app_id", "bundle", "confusable_with", "verification", "sources", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assistant:
    slug: str
    label: str  # short, as on a chart
    name: str  # as in the store
    name_ar: str
    vendor: str
    vendor_country: str  # ISO 3166 alpha-2, upper case as in the source
    role: str  # assistant | companion | agent | search | media | research | office | health
    colour_light: str  # "#184bd6": on paper; 3:1 and more
    colour_dark: str


@dataclass(frozen=True, slots=True)
class Identity:
    """An app id stands for an assistant from a day (inclusive) to a day (exclusive), wherever it is seen."""

    assistant: str
    store: str
    app_id: str
    valid_from: date | None  # None: as far back as we look
    valid_to: date | None  # None: still
    verification: str  # verified | single-source | unverified
    bundle: str  # Apple's, where we know it; Google's id is the bundle
    sources: str  # how the id was verified, in words
    note: str


@dataclass(frozen=True, slots=True)
class AppPeriod:
    """An app is offered for an assistant in one country from a day (inclusive) to a day (exclusive)."""

    assistant: str
    store: str
    app_id: str
    country: str
    valid_from: date | None  # None: as far back as we look
    valid_to: date | None  # None: still
    verification: str  # verified | single-source | unverified


@dataclass(frozen=True, slots=True)
class ControlApp:
    """A well-known app that is no assistant: what charts do without assistants is read from such."""

    control: str  # slug; the same in both stores
    name: str
    name_ar: str
    category: str
    store: str
    app_id: str
    bundle: str
    verification: str
    sources: str


@dataclass(frozen=True, slots=True)
class LookAlike:
    """An app that a name or an icon may confuse with an assistant. It never stands for it."""

    name: str
    vendor: str
    store: str  # "": only known by name
    app_id: str  # "": only its bundle is known
    bundle: str
    confusable_with: str  # slug
    verification: str
    sources: str
    note: str


def read_assistants(rows: Sequence[Row]) -> dict[str, Assistant]:
    """Every assistant by slug, the best known first."""
    check_unique(rows, "slug")
    return {row["slug"]: Assistant(*(row[column] for column in ASSISTANT_COLUMNS)) for row in rows}


def check_assistants(rows: Iterable[Row], countries: dict[str, Country]) -> None:
    for row in rows:
        for column in ("slug", "label", "name", "name_ar", "vendor"):
            row.needed(column)
        if row["vendor_country"].lower() not in ("", *countries):
            raise row.fault(
                f"vendor_country is {row['vendor_country']!r}; wanted an ISO 3166 code, like US, or nothing"
            )
        row.one_of("role", ROLES)
        for column, grounds in GROUNDS.items():
            if not is_colour(row[column]):
                raise row.fault(f"{column} is {row[column]!r}; wanted a colour like #184bd6")
            for ground in grounds:
                if contrast(row[column], ground) < LEAST_CONTRAST:
                    raise row.fault(
                        f"{column} {row[column]} has {contrast(row[column], ground):.2f}:1 on {ground};"
                        f" wanted {LEAST_CONTRAST:g}:1 or more: make it"
                        f" {'darker' if column == 'colour_light' else 'lighter'}"
                    )
    for column in GROUNDS:
        check_unique(rows, column)


def app_rows(rows: Iterable[Row], assistants: dict[str, Assistant]) -> Iterator[Row]:
    """The rows of apps that a chart can show; other stores and unknown ids are kept for the record only."""
    for row in rows:
        if row["assistant"] not in assistants:
            raise row.fault(f"no assistant {row['assistant']!r} in assistants.csv; add it there first")
        if row["store"] in STORES and row["app_id"]:
            yield row


def read_identities(rows: Iterable[Row]) -> tuple[Identity, ...]:
    """Which app id stands for which assistant. At any time an id stands for one assistant at most."""
    return tuple(
        Identity(
            row["assistant"], row["store"], row["app_id"], row.first_day("valid_from"), row.first_day("valid_to"),
            row["verification"], row["bundle"], row["sources"], row["note"],
        )
        for row in rows
    )  # fmt: skip


def read_periods(row: Row, countries: dict[str, Country]) -> Iterator[AppPeriod]:
    # "it@2025-01-29": withdrawn that day; "cn" alone: never offered there
    withdrawn = dict(part.partition("@")[::2] for part in row.parts("excluded"))
    offered = countries if row["countries"] == EVERYWHERE else row.parts("countries")
    since, until = row.first_day("valid_from"), row.first_day("valid_to")
    for country in offered:
        if withdrawn.get(country) == "":
            continue
        end = catalog_day(withdrawn[country]) if country in withdrawn else until
        yield AppPeriod(row["assistant"], row["store"], row["app_id"], country, since, end, row["verification"])


def check_apps(rows: Sequence[Row], countries: dict[str, Country]) -> None:
    for row in rows:
        row.one_of("store", APP_STORES)
        row.one_of("verification", VERIFICATIONS)
        row.in_order("valid_from", "valid_to")
        row.needed("countries")
        row.known("countries", (*countries, EVERYWHERE), "countries.csv")
        for part in row.parts("excluded"):
            code, _, day = part.partition("@")
            if code not in countries:
                raise row.fault(f"excluded names {code!r}, which countries.csv has not; correct it")
            _check_day(row, "excluded", day)
        if row["app_id"]:
            _check_id(row)
            row.needed("sources")
        if row["verification"] != "unverified" and not (row["app_id"] or row["bundle"]):
            raise row.fault(f"{row['verification']}, but there is no app_id; add it, or say unverified")
    _check_periods([row for row in rows if row["app_id"]])


def _check_day(row: Row, column: str, text: str) -> None:
    try:
        catalog_day(text)
    except ValueError:
        raise row.fault(f"{column} has the day {text!r}; wanted one like 2025-01-29") from None


def _check_id(row: Row) -> None:
    is_package = "." in row["app_id"] and not row["app_id"].isdigit()
    if is_package == (row["store"] == "apple"):
        wanted = "a number like 6448311069" if row["store"] == "apple" else "a package like com.openai.chatgpt"
        raise row.fault(f"app_id is {row['app_id']!r}; the {row['store']} store wants {wanted}")


def _check_periods(rows: Iterable[Row]) -> None:
    """Raises ConfigurationError if an id would stand for two assistants on the same day."""
    by_id: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_id.setdefault((row["store"], row["app_id"]), []).append(row)
    for same in by_id.values():
        for one, two in combinations(same, 2):
            since = max(row.first_day("valid_from") or date.min for row in (one, two))
            until = min(row.first_day("valid_to") or date.max for row in (one, two))
            if since < until:
                raise two.fault(
                    f"app id {two['app_id']} also stands for {one['assistant']!r} in line {one.line}, at the same time;"
                    " end the one with valid_to where the other begins"
                )


def read_controls(rows: Iterable[Row]) -> tuple[ControlApp, ...]:
    return tuple(ControlApp(*(row[column] for column in CONTROL_COLUMNS)) for row in rows)


def read_lookalikes(rows: Iterable[Row]) -> tuple[LookAlike, ...]:
    return tuple(LookAlike(*(row[column] for column in LOOKALIKE_COLUMNS)) for row in rows)


def check_others(
    controls: Sequence[Row], lookalikes: Sequence[Row], apps: Iterable[Row], categories: dict[str, Category]
) -> None:
    """Raises ConfigurationError for a control or a look-alike that is also an app of an assistant."""
    check_unique(controls, "store", "app_id")
    ids = {(row["store"], row["app_id"]): row["assistant"] for row in apps if row["app_id"]}
    bundles = {row["bundle"].lower(): row["assistant"] for row in apps if row["bundle"]}
    slugs = {row["assistant"] for row in apps}
    for row in controls:
        row.needed("name")
        row.one_of("store", STORES)
        row.one_of("category", categories)
        row.one_of("verification", VERIFICATIONS)
        _check_id(row)
    for row in lookalikes:
        row.needed("name")
        row.one_of("store", ("", *STORES))
        row.one_of("verification", VERIFICATIONS)
        row.one_of("confusable_with", slugs)
        if row["app_id"]:
            _check_id(row)
    for row in (*controls, *lookalikes):
        taken = ids.get((row["store"], row["app_id"])) or (
            bundles.get(row["bundle"].lower()) if row["bundle"] else None
        )
        if taken:
            raise row.fault(f"this app stands for {taken!r} in assistant_apps.csv; remove it here, or there")
