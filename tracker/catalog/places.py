"""Stores, charts, countries and categories."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker.catalog.rows import Row, check_unique

STORES = ("apple", "google")
DEVICES = {"apple": ("iphone", "ipad", "mac"), "google": ("android",)}
CHARTS = ("top-free", "top-paid", "top-grossing")

EVERYWHERE = "*"
# What a source may mean by a name that is no country.
REGIONS = {
    "eu": (
        "at", "be", "bg", "hr", "cy", "cz", "dk", "ee", "fi", "fr", "de", "gr", "hu", "ie", "it", "lv", "lt", "lu",
        "mt", "nl", "pl", "pt", "ro", "sk", "si", "es", "se",
    ),
}  # fmt: skip

COUNTRY_COLUMNS = ("iso2", "name_en", "name_ar", "tz", "apple_storefront", "play_chart")
CATEGORY_COLUMNS = ("slug", "apple_genre_id", "apple_name", "play_category", "name_ar")


@dataclass(frozen=True, slots=True)
class Country:
    code: str  # ISO 3166 alpha-2, lower case
    name: str
    name_ar: str
    time_zone: str  # IANA
    in_apple: bool
    play_chart: str  # own | listed (not tested) | pooled (Play answers with one chart for many) | none

    def has_store(self, store: str) -> bool:
        return self.in_apple if store == "apple" else self.play_chart != "none"

    def has_own_chart(self, store: str) -> bool:
        return self.has_store(store) and (store == "apple" or self.play_chart != "pooled")


@dataclass(frozen=True, slots=True)
class Category:
    slug: str
    name: str
    name_ar: str
    apple_genre: str | None
    google_name: str | None


def read_countries(rows: Sequence[Row]) -> dict[str, Country]:
    """Every country by code, in the order of the file."""
    check_unique(rows, "iso2")
    return {
        row["iso2"]: Country(
            row["iso2"], row["name_en"], row["name_ar"], row["tz"], row["apple_storefront"] == "yes", row["play_chart"]
        )
        for row in rows
    }


def check_countries(rows: Iterable[Row]) -> None:
    for row in rows:
        if not (len(row["iso2"]) == 2 and row["iso2"].isascii() and row["iso2"].islower()):
            raise row.fault(f"iso2 is {row['iso2']!r}; wanted an ISO 3166 code in lower case, like us")
        row.needed("name_en")
        row.needed("name_ar")
        row.one_of("apple_storefront", ("yes", "no"))
        row.one_of("play_chart", ("own", "listed", "pooled", "none"))
        try:
            ZoneInfo(row["tz"])
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise row.fault(f"tz is {row['tz']!r}; wanted an IANA time zone, like Asia/Riyadh") from None


def read_categories(rows: Sequence[Row]) -> dict[str, Category]:
    """Every category by slug, the overall chart first."""
    check_unique(rows, "slug")
    return {
        row["slug"]: Category(
            row["slug"], row["apple_name"] or row["slug"].replace("-", " ").capitalize(), row["name_ar"],
            row["apple_genre_id"] or None, row["play_category"] or None,
        )
        for row in rows
    }  # fmt: skip


def read_places(row: Row, column: str, countries: dict[str, Country]) -> tuple[str, ...]:
    """The codes that a cell means: countries, "*", or a region as its countries."""
    codes: list[str] = []
    for name in row.known(column, (*countries, *REGIONS, EVERYWHERE), "countries.csv"):
        codes += [code for code in REGIONS.get(name, (name,)) if code not in codes]
    return tuple(codes)
