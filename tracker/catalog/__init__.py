"""Facts shipped with the program, each with its source: assistants and their apps, look-alikes, control apps, aliases,
events, ranks the press reported, claims, countries, categories.

catalogue.py  the one reader; `check` refuses what cannot be true: file, line, fix
rows.py       a CSV as rows that know their line
Each other module is one subject: its row type, how it is read, what is asked of it. docs/catalogue.md says how to add
a row. Dates are UTC days; a month ("2023-07") or a year stands for its first day.
"""

from importlib.resources import files

from tracker.catalog.aliases import Alias
from tracker.catalog.apps import AppPeriod, Assistant, ControlApp, Identity, LookAlike
from tracker.catalog.catalogue import Catalogue
from tracker.catalog.claims import Claim
from tracker.catalog.dated_events import KINDS, Event, EventSource, Kind
from tracker.catalog.places import CHARTS, DEVICES, STORES, Category, Country
from tracker.catalog.press_ranks import ReportedRank
from tracker.catalog.rows import catalog_day

__all__ = [
    "CHARTS", "DEVICES", "FOLDER", "KINDS", "SHIPPED", "STORES", "Alias", "AppPeriod", "Assistant", "Catalogue",
    "Category", "Claim", "ControlApp", "Country", "Event", "EventSource", "Identity", "Kind", "LookAlike",
    "ReportedRank", "app_ids_by_bundle", "app_periods", "assistants", "catalog_day", "categories", "claims",
    "countries", "events", "fingerprint", "identities", "reported_ranks",
]  # fmt: skip

FOLDER = files("tracker.catalog")
SHIPPED = Catalogue(FOLDER)


def countries() -> dict[str, Country]:
    return SHIPPED.countries


def categories() -> dict[str, Category]:
    return SHIPPED.categories


def assistants() -> dict[str, Assistant]:
    return SHIPPED.assistants


def app_periods() -> tuple[AppPeriod, ...]:
    return SHIPPED.app_periods


def identities() -> tuple[Identity, ...]:
    return SHIPPED.identities


def app_ids_by_bundle() -> dict[str, str]:
    """Apple's id of each bundle that we know, the bundle in lower case: Apple does not tell cases apart."""
    return SHIPPED.app_ids_by_bundle


def events() -> tuple[Event, ...]:
    return SHIPPED.events


def reported_ranks() -> tuple[ReportedRank, ...]:
    return SHIPPED.reported_ranks


def claims() -> tuple[Claim, ...]:
    return SHIPPED.claims


def fingerprint() -> str:
    return SHIPPED.fingerprint
