"""Due slots → payloads in the inbox. Hosts are asked side by side, each at its own pace; nothing opens DuckDB here."""

import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from tracker.inbox import Inbox, payload_name
from tracker.models import Answer, Payload, Request, Slot
from tracker.stores import SOURCES

log = logging.getLogger(__name__)

# A stand-in for a store says so in its answers, so that its charts can never pass for observed ones.
SIMULATED_HEADER = "x-rank-tracker-simulated"

THREADS_A_HOST = 4  # enough to keep a pace of 20 a minute while some replies are slow


@dataclass(frozen=True, slots=True)
class Fetched:
    """One slot whose payload is on disk. Without the body: a sweep of the world must not stay in memory."""

    slot: Slot
    http_status: int | None  # None: no answer arrived


def new_run_id(now: datetime) -> str:
    return f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def collect(slots: Iterable[Slot], fetch: Callable[[Request], Answer], inbox: Inbox, run_id: str) -> Iterator[Fetched]:
    """Fetch every slot and put its payload into the inbox, failures too; yield each once it is on disk.

    Raises StorageError when the inbox cannot take one: what was yielded before stays.
    """
    by_host: dict[str, list[Slot]] = defaultdict(list)
    for slot in slots:
        by_host[SOURCES[slot.series.source].host].append(slot)
    with ExitStack() as stack:
        futures: list[Future[Fetched]] = []
        for waiting in by_host.values():
            pool = stack.enter_context(ThreadPoolExecutor(THREADS_A_HOST))
            # Leaving early (a full disk, Ctrl-C) must not go on asking the stores.
            stack.callback(pool.shutdown, wait=True, cancel_futures=True)
            futures += [pool.submit(collect_slot, slot, fetch, inbox, run_id) for slot in waiting]
        for future in as_completed(futures):
            yield future.result()


def collect_slot(slot: Slot, fetch: Callable[[Request], Answer], inbox: Inbox, run_id: str) -> Fetched:
    request = SOURCES[slot.series.source].chart_request(slot.series, slot.depth)
    answer = fetch(request)
    simulated = any(key.lower() == SIMULATED_HEADER for key in answer.headers)
    payload = Payload(payload_name(slot), slot, request, answer, run_id, simulated)
    inbox.put(payload)
    return Fetched(slot, answer.http_status)
