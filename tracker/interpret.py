"""Payload → captures: what an answer says about each slot that it was to fill."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import cast

from duckdb import DuckDBPyConnection

from tracker.app_series import DETAILS, is_app_series, parse_badge, parse_details
from tracker.errors import ParseError, ValidationError
from tracker.models import Chart, ChartEntry, Payload, Series, Slot, Status
from tracker.queries.recent_captures import recent_captures
from tracker.storage.captures import Capture
from tracker.stores import SOURCES
from tracker.text import stored_text
from tracker.validate import Recent, check_chart, doubt_clock, doubts


class Interpreter:
    """Reads payloads oldest first, and each in the light of the captures before it."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection
        self._recent: dict[Series, Recent] = {}

    def captures(self, payloads: Iterable[Payload]) -> list[Capture]:
        """A capture for each slot of each payload. A failure is a capture with its reason; nothing is raised."""
        waiting = sorted(payloads, key=lambda payload: payload.slots[0].scheduled_for)
        if waiting:
            unknown = {slot.series for payload in waiting for slot in payload.slots} - self._recent.keys()
            self._recent |= recent_captures(self._connection, unknown, waiting[0].slots[0].scheduled_for)
        return [self._capture(payload, slot) for payload in waiting for slot in payload.slots]

    def _capture(self, payload: Payload, slot: Slot) -> Capture:
        answer = payload.answer
        if answer.http_status not in (None, 200):  # a refusal is one, even if its page does not come whole
            status: Status = "rate_limited" if answer.http_status == 429 else "http_error"
            why = f", {answer.error}" if answer.error else ""
            return failed(payload, slot, status, f"HTTP {answer.http_status}{why}")
        if answer.error is not None:
            return failed(payload, slot, "network_error", answer.error)
        try:
            return self._read(payload, slot)
        except (ParseError, ValidationError) as error:
            return failed(payload, slot, cast(Status, error.status), str(error))

    def _read(self, payload: Payload, slot: Slot) -> Capture:
        if is_app_series(slot.series):
            return told(payload, slot)
        answer = payload.answer
        chart = SOURCES[slot.series.source].parse_chart(answer.body, slot.series)
        check_chart(chart, slot.series)
        recent = self._recent.get(slot.series, Recent())
        found = doubts(chart, answer.finished_at, answer.headers, recent)
        self._recent[slot.series] = recent.after(chart, answer.finished_at)
        return captured(payload, slot, chart, found)


def told(payload: Payload, slot: Slot) -> Capture:
    """A slot with what the store says of apps. Raises ParseError."""
    doubt = doubt_clock(payload.answer.finished_at, payload.answer.headers)
    row = _row(payload, slot, "suspect" if doubt else "ok", doubt)
    if slot.series.chart == DETAILS:
        return replace(row, details=parse_details(payload, slot.series))
    return replace(row, badge=parse_badge(payload, slot.series))


def captured(payload: Payload, slot: Slot, chart: Chart, found: list[str]) -> Capture:
    """A slot with its list, and with the doubts about it."""
    entries = tuple(
        ChartEntry(
            one.rank,
            one.app_id,
            stored_text(one.name or "") or one.app_id,
            stored_text(one.developer) if one.developer else None,
        )
        for one in chart.entries
    )
    return _row(payload, slot, "suspect" if found else "ok", "; ".join(found) or None, entries, chart.updated_at)


def failed(payload: Payload, slot: Slot, status: Status, reason: str) -> Capture:
    """A slot without a list, and why."""
    return _row(payload, slot, status, stored_text(reason))


def _row(
    payload: Payload,
    slot: Slot,
    status: Status,
    error: str | None,
    entries: tuple[ChartEntry, ...] = (),
    feed_updated_at: datetime | None = None,
) -> Capture:
    answer = payload.answer
    return Capture(
        slot,
        answer.finished_at,
        status,
        entries,
        feed_updated_at,
        answer.http_status,
        error,
        answer.tries,
        payload.run_id,
        payload.name,
    )
