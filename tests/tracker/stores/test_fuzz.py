"""Whatever a store may send: a parser gives a chart that can be true, or ParseError. Nothing else comes out.

RANK_TRACKER_FUZZ=10000 tries that many broken bodies for each payload, and a fiftieth of it for each recording, which
is a hundred times as large.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tracker.stores.mutation import broken
from tracker.errors import ParseError
from tracker.models import AppDetails, Badge, Chart, Series
from tracker.stores import APP_BADGE, APP_LOOKUP, SOURCES

PAYLOADS = Path(__file__).parents[2] / "payloads"
RECORDED = Path(__file__).parents[4] / "shared" / "recorded" / "stores"
TRIES = int(os.environ.get("RANK_TRACKER_FUZZ", "0"))

APP_IDS = {
    "apple": re.compile(r"[1-9][0-9]{0,14}"),
    "google": re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)+"),
}
US = Series("apple", "us", "iphone", "top-free", "all", "")
ASKED = ("6448311069", "900000009", "6458705203")

Outcome = Chart | tuple[AppDetails, ...] | Badge | None


def check_chart_can_be_true(chart: Chart, store: str) -> None:
    assert chart.entries
    assert [one.rank for one in chart.entries] == list(range(1, len(chart.entries) + 1))
    for one in chart.entries:
        assert APP_IDS[store].fullmatch(one.app_id)
        assert isinstance(one.name, str | None)
        assert isinstance(one.developer, str | None)
    assert chart.said
    assert chart.updated_at is None or chart.updated_at.utcoffset() == timedelta(0)


def check_details_can_be_true(rows: tuple[AppDetails, ...]) -> None:
    assert tuple(one.app_id for one in rows) == ASKED
    for one in rows:
        assert one.offered or one == AppDetails(one.app_id, offered=False)
        assert not one.offered or isinstance(one.name, str)
        assert one.ratings_count is None or 0 <= one.ratings_count < 10**12
        assert one.rating is None or 0 <= one.rating <= 5
        assert one.price is None or one.price >= 0
        for moment in (one.release_date, one.version_date):
            assert moment is None or moment.utcoffset() == timedelta(0)


def check_badge_can_be_true(badge: Badge | None) -> None:
    assert badge is None or (badge.country, badge.app_id) == ("us", ASKED[0])
    assert badge is None or (1 <= badge.rank <= 1500 and badge.device in ("iphone", "ipad", "mac"))


@dataclass(frozen=True)
class Case:
    file: Path
    series: Series  # its source may also be the lookup or the badge

    @property
    def parse(self) -> Callable[[bytes], None]:
        """Parses and checks what comes out; raises ParseError."""
        if self.series.source == APP_LOOKUP.name:
            return lambda body: check_details_can_be_true(APP_LOOKUP.parse_lookup(body, "us", ASKED))
        if self.series.source == APP_BADGE.name:
            return lambda body: check_badge_can_be_true(APP_BADGE.parse_badge(body, "us", ASKED[0]))
        source = SOURCES[self.series.source]
        return lambda body: check_chart_can_be_true(source.parse_chart(body, self.series), source.store)


def own_cases() -> Iterator[Case]:
    for file in sorted(PAYLOADS.glob("*/*")):
        if file.parent.name in (*SOURCES, APP_LOOKUP.name, APP_BADGE.name):
            device = "ipad" if "ipad" in file.name else "iphone"
            yield Case(file, replace(US, source=file.parent.name, device=device))


SOURCE_OF_FOLDER = {
    "apple_legacy_rss_json": "itunes_rss", "apple_mzstore_viewtop": "apple_viewtop", "play_vyae2": "google_play",
    "apple_rss_v2": "apple_rss", "apple_charts_html_shoebox": "apple_web", "apple_product_html": "apple_badge",
    "itunes_lookup": "itunes_lookup", "errors": "google_play",
}  # fmt: skip


def recorded_cases() -> Iterator[Case]:
    for folder, source in SOURCE_OF_FOLDER.items():
        # of many recordings of one shape, three
        for file in sorted((RECORDED / folder).glob("*"))[:3]:
            yield Case(file, replace(US, source=source))


def check_broken(case: Case, random: Random) -> None:
    body = broken(case.file.read_bytes(), random)
    try:
        case.parse(body)
    except ParseError as error:
        # it is stored and printed, in one line
        assert len(str(error)) < 1000
        assert "\n" not in str(error)
        str(error).encode()


def fuzzed(examples: int, slower: int = 1) -> settings:
    return settings(
        max_examples=max(examples, TRIES // slower),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


@pytest.mark.parametrize("case", list(own_cases()), ids=lambda case: f"{case.file.parent.name}/{case.file.name}")
@fuzzed(30)
@given(st.randoms(use_true_random=False))
def test_a_broken_payload_gives_a_possible_chart_or_a_parse_error(case: Case, random: Random) -> None:
    check_broken(case, random)


@pytest.mark.parametrize("case", list(recorded_cases()), ids=lambda case: f"{case.file.parent.name}/{case.file.name}")
@fuzzed(8, slower=50)
@given(st.randoms(use_true_random=False))
def test_a_broken_recording_gives_a_possible_chart_or_a_parse_error(case: Case, random: Random) -> None:
    check_broken(case, random)


@pytest.mark.parametrize("source", [*SOURCES, APP_LOOKUP.name, APP_BADGE.name])
@fuzzed(100)
@given(st.binary(max_size=300))
def test_no_bytes_end_in_anything_but_a_parse_error(source: str, body: bytes) -> None:
    for start in (b"", b"{", b")]}'\n\n[", b"<feed>", b"<script id='serialized-server-data'>"):
        with pytest.raises(ParseError):
            Case(PAYLOADS, replace(US, source=source)).parse(start + body)
