"""Tells a monitor that a job began and how it ended: any service that speaks the protocol of healthchecks.

RANK_TRACKER_HEARTBEAT  the address of the check, https://hc-ping.com/UUID: of collect; with {job} in it, of every job

    ADDRESS/start    it began
    ADDRESS/CODE     it ended with this exit code, 0 is success; the last lines of its log are the body
    ADDRESS/fail     it broke down
    ADDRESS/log      another run was at work: neither success nor failure

A monitor that is slow, dead or wrong changes nothing: it is told beside the work, and at the end waited for PATIENCE
seconds at most.
"""

import logging
import os
import queue
import re
import threading
import uuid
from collections.abc import Mapping
from urllib.parse import urlsplit

from jobs.output import keep_secret, last_lines
from tracker.config import mirror_url
from tracker.errors import ConfigurationError

log = logging.getLogger(__name__)

VARIABLE = "RANK_TRACKER_HEARTBEAT"
JOBS = ("collect", "ingest", "import", "reparse", "publish", "alert", "digest", "doctor", "backup", "maintain")
PATIENCE = 3.0  # seconds at the end of a job
TIMEOUT = (2.0, 2.0)  # seconds to connect, and for the answer
MOST_BYTES = 10_000  # of the log; healthchecks keeps as many at least
LOCKED = 3  # the exit code of a run that met another


class Heartbeat:
    """One job's. `address` is a secret: who knows it can say that all is well."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self.run = str(uuid.uuid4())
        self.said: queue.SimpleQueue[tuple[str, bytes] | None] = queue.SimpleQueue()
        self.worker = threading.Thread(target=self._speak, name="heartbeat", daemon=True)
        self.worker.start()
        self.said.put(("start", b""))

    def end(self, code: int | None) -> None:
        """How the job ended; None: it broke down. Returns after PATIENCE seconds at the latest."""
        word = "fail" if code is None else "log" if code == LOCKED else str(code)
        self.said.put((word, "\n".join(last_lines()).encode()[-MOST_BYTES:]))
        self.said.put(None)
        self.worker.join(PATIENCE)

    def _speak(self) -> None:
        import requests  # a tenth of a second that the job need not wait

        while (said := self.said.get()) is not None:
            word, body = said
            failure = ""
            try:
                requests.post(
                    f"{self.address}/{word}",
                    params={"rid": self.run},
                    data=body,
                    timeout=TIMEOUT,
                    allow_redirects=False,
                ).close()
            except (requests.RequestException, ValueError) as error:
                failure = type(error).__name__
            if failure:  # outside: the error knows the address, which is a secret
                log.debug("the monitor did not hear %r: %s", word, failure)


def heartbeat_of(job: str, environment: Mapping[str, str] = os.environ) -> Heartbeat | None:
    """The heartbeat of a job that began; None where nobody wants one. Raises ConfigurationError."""
    address = environment.get(VARIABLE, "").strip()
    if not address or job not in JOBS or ("{job}" not in address and job != "collect"):
        return None
    if not re.fullmatch(r"https?://[^/\s?#]+(/[^\s?#]*)?", address):
        raise ConfigurationError(f"{VARIABLE}: wanted an address like https://hc-ping.com/UUID, without a query")
    keep_secret(address)
    address = address.replace("{job}", job)
    keep_secret(address)
    mirror = mirror_url(environment)
    parts = urlsplit(address)
    if mirror and parts.scheme == "https":
        address = f"{mirror}/{parts.netloc}{parts.path}"
    return Heartbeat(address)
