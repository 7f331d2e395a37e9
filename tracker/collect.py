"""Due slots → payloads in the inbox. Hosts are asked side by side, each at its own pace; nothing opens DuckDB here."""

import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore

from tracker.app_series import app_host, app_request, is_app_series
from tracker.inbox import Inbox, payload_name
from tracker.models import Answer, Payload, Request, Slot
from tracker.stores import SOURCES

log = logging.getLogger(__name__)

# A stand-in for a store says so in its answers, so that its charts can never pass for observed ones.
SIMULATED_HEADER = "x-rank-tracker-simulated"

STORING_THREADS = 2
WAITING_TO_BE_STORED = 16  # answers: bounds memory where the disk is slower than the network
THREADS_A_HOST = 4  # enough to keep a pace of 20 a minute while some replies are slow


@dataclass(frozen=True, slots=True)
class Errand:
    """One request, and the slots that its answer fills."""

    host: str
    request: Request
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """Slots whose payload is on disk. Without the body: a sweep of the world must not stay in memory."""

    slots: tuple[Slot, ...]
    http_status: int | None  # None: no answer arrived


def new_run_id(now: datetime) -> str:
    return f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def collect(slots: Iterable[Slot], fetch: Callable[[Request], Answer], inbox: Inbox, run_id: str) -> Iterator[Fetched]:
    """Fetch every slot and put its payload into the inbox, failures too; yield each once it is on disk.

    The caller holds the lock of collect: what a killed run left half written is removed. Raises StorageError when the
    inbox cannot take one: what was yielded before stays.
    """
    inbox.remove_halves()
    yield from run_errands(errands(slots), fetch, inbox, run_id)


def run_errands(
    waiting: Iterable[Errand], fetch: Callable[[Request], Answer], inbox: Inbox, run_id: str
) -> Iterator[Fetched]:
    """Do every errand and put its payload into the inbox, failures too; yield each once it is on disk."""
    by_host: dict[str, list[Errand]] = defaultdict(list)
    for errand in waiting:
        by_host[errand.host].append(errand)
    with ExitStack() as stack:
        # Storing has threads of its own: while a payload is packed and fsynced, its host is already asked again.
        storing = stack.enter_context(ThreadPoolExecutor(STORING_THREADS))
        room = BoundedSemaphore(WAITING_TO_BE_STORED)
        futures: list[Future[Future[Fetched]]] = []
        for of_host in by_host.values():
            pool = stack.enter_context(ThreadPoolExecutor(THREADS_A_HOST))
            # Leaving early (a full disk, Ctrl-C) must not go on asking the stores.
            stack.callback(pool.shutdown, wait=True, cancel_futures=True)
            futures += [pool.submit(_fetch_then, storing, room, errand, fetch, inbox, run_id) for errand in of_host]
        for future in as_completed(futures):
            yield future.result().result()


def _fetch_then(
    storing: ThreadPoolExecutor,
    room: BoundedSemaphore,
    errand: Errand,
    fetch: Callable[[Request], Answer],
    inbox: Inbox,
    run_id: str,
) -> Future[Fetched]:
    answer = fetch(errand.request)
    room.acquire()
    stored = storing.submit(store_answer, errand, answer, inbox, run_id)
    stored.add_done_callback(lambda _: room.release())
    return stored


def errands(slots: Iterable[Slot]) -> list[Errand]:
    """What to ask: slots whose requests are equal share one answer. In the order of the first slot of each."""
    found: dict[tuple[object, ...], Errand] = {}
    for slot in slots:
        host, request = ask(slot)
        key = (
            slot.series.source,
            slot.scheduled_for,
            request.method,
            request.url,
            request.body,
            *request.headers.items(),
        )
        shared = found.get(key)
        found[key] = Errand(host, request, (*shared.slots, slot) if shared else (slot,))
    return list(found.values())


def ask(slot: Slot) -> tuple[str, Request]:
    """The host and the request for one slot."""
    if is_app_series(slot.series):
        return app_host(slot.series), app_request(slot.series)
    source = SOURCES[slot.series.source]
    return source.host, source.chart_request(slot.series, slot.depth)


def run_errand(errand: Errand, fetch: Callable[[Request], Answer], inbox: Inbox, run_id: str) -> Fetched:
    return store_answer(errand, fetch(errand.request), inbox, run_id)


def store_answer(errand: Errand, answer: Answer, inbox: Inbox, run_id: str) -> Fetched:
    simulated = any(key.lower() == SIMULATED_HEADER for key in answer.headers)
    inbox.put(Payload(payload_name(errand.slots), errand.slots, errand.request, answer, run_id, simulated))
    return Fetched(errand.slots, answer.http_status)
