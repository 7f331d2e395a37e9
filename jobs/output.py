"""What a job says: progress on a terminal, one line of logfmt a step when not."""

import logging
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Step = TypeVar("Step")

# Each is written on one line whatever a store says in it.
ESCAPES = str.maketrans({"\n": " ", "\r": " ", '"': "'"})


SECRETS: set[str] = set()
JOB: list[str] = []  # the one that writes a log: not of a verb that talks to a terminal
LAST: deque[str] = deque(maxlen=100)  # lines of the log, for whoever watches the job


def last_lines() -> list[str]:
    """The last lines of the log, oldest first, without secrets."""
    return list(LAST)


def job_of_a_log() -> str | None:
    """The verb that runs, where what it says becomes a log; None on a terminal."""
    return JOB[0] if JOB else None


def tell_monitor(line: str) -> None:
    """Something that is said on standard output and is worth being heard by whoever watches the job."""
    LAST.append(without_secrets(line))


def without_secrets(text: str) -> str:
    for secret in sorted(SECRETS, key=len, reverse=True):  # a whole address before a part of it
        text = text.replace(secret, "***")
    return text


def keep_secret(text: str) -> None:
    """From now on no line of the log has this text, nor its part after the scheme of an address."""
    for part in (text, text.partition("://")[2]):
        if len(part) >= 6:
            SECRETS.add(part)


class Masking(logging.Filter):
    """Takes secrets out of what libraries and errors say."""

    def filter(self, record: logging.LogRecord) -> bool:
        if SECRETS:
            said = record.getMessage()
            if record.exc_info:
                said = f"{said} {logging.Formatter().formatException(record.exc_info)}"
                record.exc_info = None
            record.msg, record.args = without_secrets(said), None
        return True


class Logfmt(logging.Formatter):
    """time=… level=… job=… msg="…": https://brandur.org/logfmt."""

    def __init__(self, job: str = "") -> None:
        super().__init__()
        self.job = f" job={job}" if job else ""

    def format(self, record: logging.LogRecord) -> str:
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        message = record.getMessage().translate(ESCAPES)
        if record.exc_info:
            message += " " + self.formatException(record.exc_info).translate(ESCAPES)
        return f'time={when} level={record.levelname.lower()}{self.job} msg="{message}"'


class LastLines(logging.Handler):
    """Keeps the last lines."""

    def emit(self, record: logging.LogRecord) -> None:
        LAST.append(self.format(record))


def configure_logging(verbose: bool, job: str = "") -> None:
    """Our own steps, and only the warnings of libraries, to standard error."""
    handlers = (logging.StreamHandler(), LastLines())
    for handler in handlers:
        handler.setFormatter(Logfmt(job))
        handler.addFilter(Masking())
    JOB[:] = [job] if job and not sys.stderr.isatty() else []
    if sys.stderr.isatty():
        handlers[0].setFormatter(logging.Formatter("%(message)s"))
    LAST.clear()
    logging.basicConfig(level=logging.WARNING, handlers=handlers, force=True)
    for name in ("tracker", "jobs", "dashboard"):
        logging.getLogger(name).setLevel(logging.DEBUG if verbose else logging.INFO)
    # every retry and every request would be a line of its own
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    # a browser that asks for ten things at once is no news
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    if not verbose:
        logging.getLogger("tracker.fetch").setLevel(logging.WARNING)


def progress(what: str, steps: Iterable[Step], total: int) -> Iterator[Step]:
    """The steps, with a bar and the time left where there is a terminal."""
    if not sys.stderr.isatty():
        yield from steps
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        for step in steps:
            yield step
            bar.advance(task)
