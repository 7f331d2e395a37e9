"""Charts said in one word a list, as payloads that were collected and ingested."""

from datetime import date, datetime, timedelta
from pathlib import Path

from tests.conftest import US_IPHONE, at, make_payload, put
from tracker.config import Home, PayloadsSettings
from tracker.ingest import ingest
from tracker.models import ChartEntry, Payload, Series, Slot
from tracker.payload_files import read_payloads, source_days
from tracker.payload_life import Aged, age_payloads
from tracker.simulation.wire import itunes_rss_body
from tracker.storage.database import reading

NOON = at("2026-07-10 12:00")
HOUR = timedelta(hours=1)
DE_IPHONE = Series("apple", "de", "iphone", "top-free", "all", "itunes_rss")
LATER = date(2027, 1, 1)  # when everything here is old


def chart(apps: str, when: datetime = NOON, series: Series = US_IPHONE, late: timedelta = timedelta(0)) -> Payload:
    """The payload of a chart: "CAB" is app C before A before B; the ids are the letters' numbers."""
    entries = [ChartEntry(rank, str(ord(app)), f"App {app}", "Nobody") for rank, app in enumerate(apps, start=1)]
    return make_payload(Slot(series, when, 100), itunes_rss_body(series, entries, when), seen_at=when + late)


def page(when: datetime = NOON, series: Series = US_IPHONE, late: timedelta = timedelta(0)) -> Payload:
    """The payload of a page where a chart was wanted: it cannot be parsed."""
    return make_payload(Slot(series, when, 100), b"<html>Sorry</html>", seen_at=when + late)


def silence(when: datetime = NOON, series: Series = US_IPHONE) -> Payload:
    return make_payload(Slot(series, when, 100), b"", None, "ReadTimeout: no answer in 30 s")


def store(home: Home, *payloads: Payload) -> None:
    for payload in payloads:
        put(home, payload)
    ingest(home, None)


def age(home: Home, today: date = LATER, **settings: object) -> tuple[list[Aged], list[str]]:
    """What maintain did, and what it found damaged."""
    damaged: list[str] = []
    return list(age_payloads(home, PayloadsSettings.model_validate(settings), today, damaged)), damaged


def stored(home: Home) -> dict[str, Payload]:
    """Every stored payload by name, none of them damaged."""
    damaged: list[str] = []
    found = {one.name: one for day in source_days(home.payloads, damaged) for one in read_payloads(day, damaged)}
    assert not damaged
    return found


def files(home: Home) -> list[str]:
    """The names of all files in payloads/, hidden ones too."""
    return sorted(file.name for file in home.payloads.rglob("*") if file.is_file())


def loose(home: Home) -> list[Path]:
    return sorted(home.payloads.rglob("*.payload.gz"))


def by_name(*payloads: Payload) -> dict[str, Payload]:
    return {one.name: one for one in payloads}


def rows(home: Home, query: str) -> list[tuple[object, ...]]:
    with reading(home.charts_file) as connection:
        return connection.execute(query).fetchall()
