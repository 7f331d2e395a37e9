"""A claim that a reader made keeps the evidence it was made from; what a repaired parser changes is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from tests.conftest import US_IPHONE, make_payload
from tests.dashboard.test_app import page_of
from tests.tracker.queries.conftest import CHATGPT, DEEPSEEK
from tests.tracker.stored_charts import NOON, store
from tracker.config import Home
from tracker.models import Chart, ChartEntry, Payload, Series, Slot
from tracker.reparse import Scope, reparse
from tracker.simulation.wire import itunes_rss_body
from tracker.stores import SOURCES

SOURCE = SOURCES["itunes_rss"]
ASKED = {
    "assistant": "deepseek", "store": "apple", "country": "us", "chart": "top-free", "category": "all", "rank": "1",
    "since": f"{NOON:%Y-%m-%d}", "until": f"{NOON:%Y-%m-%d}",
}  # fmt: skip


def a_day() -> Iterator[Payload]:
    """DeepSeek is second in every capture of a day in New York."""
    for hour in range(0, 24, 3):
        when = NOON.replace(hour=4) + timedelta(hours=hour)
        entries = [ChartEntry(1, CHATGPT, "ChatGPT", "OpenAI"), ChartEntry(2, DEEPSEEK, "DeepSeek", "DeepSeek")]
        yield make_payload(Slot(US_IPHONE, when, 100), itunes_rss_body(US_IPHONE, entries, when))


@contextmanager
def a_parser_that_reads_from_below() -> Iterator[None]:
    def wrong(body: bytes, series: Series) -> Chart:
        true = SOURCE.parse_chart(body, series)
        rows = enumerate(reversed(true.entries), start=1)
        return replace(true, entries=tuple(one._replace(rank=rank) for rank, one in rows))

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SOURCES, SOURCE.name, replace(SOURCE, parse_chart=wrong))
        yield


def client_of(home: Home) -> FlaskClient:
    client = create_app(home).server.test_client()
    assert isinstance(client, FlaskClient)
    return client


def test_a_new_claim_is_frozen_and_its_restatement_is_visible_everywhere(home: Home) -> None:
    with a_parser_that_reads_from_below():
        store(home, *a_day())
    client = client_of(home)
    made = client.get(f"/claims/cite?{urlencode(ASKED)}")
    assert made.status_code == 302
    frozen = made.headers["Location"]
    assert "&evidence=" in frozen
    assert frozen.endswith("&verdict=supported")
    assert client.get(frozen).status_code == 200  # and not sent on once more
    path, _, search = frozen.partition("?")
    before = client.get(f"{path}.json?{search}").get_json()
    assert (before["verdict"], before["is_restated"]) == ("supported", False)
    assert "The evidence is the same" in page_of(client, f"?{search}", path)[0]

    assert sum(change.slots for change in reparse(home, Scope()).changes) == 8

    client = client_of(home)
    after = client.get(f"{path}.json?{search}").get_json()
    assert (after["verdict"], after["verdict_cited"], after["is_restated"]) == ("contradicted", "supported", True)
    assert after["evidence"] != after["evidence_cited"] == before["evidence"]
    said = page_of(client, f"?{search}", path)[0]
    assert "The evidence was restated" in said
    assert "was then: Supported" in said


def test_an_address_that_means_nothing_is_not_sent_anywhere(home: Home) -> None:
    store(home, *a_day())
    assert client_of(home).get(f"/claims/cite?{urlencode(ASKED | {'store': 'x'})}").status_code == 200
    assert client_of(home).get("/claims/S08").status_code == 200
