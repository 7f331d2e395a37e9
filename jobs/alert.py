"""Tell what the rules in the home's alerts.toml ask for: who entered a chart, passed another, fell silent.

Cron  after collect, in the same line; a second run tells nothing twice
Exit  0 all told, or nothing to tell · 1 a target could not be reached: it is told at the next check · 2 alerts.toml is
      wrong, nothing was touched · 3 another check is at it
"""

import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import click

from dashboard.alert_links import alert_link, alert_sql
from dashboard.text import text_for
from dashboard.text.alerts import alert_evidence, alert_sentence, alert_words
from jobs.output import keep_secret
from jobs.sending import Message, masked, send
from tracker.alerts.check import check_rules, news_since
from tracker.alerts.memory import Ledger, Told, Waiting, read_ledger, write_ledger
from tracker.alerts.quiet import is_quiet
from tracker.alerts.rules import Alerts, alerts_file, read_alerts
from tracker.alerts.watch import Happened
from tracker.config import Home
from tracker.errors import ConfigurationError
from tracker.prepare import prepare
from tracker.queries.freshness import freshness
from tracker.storage.database import lock, reading
from tracker.text import terminal_text

log = logging.getLogger(__name__)

MOST_LINES = 20  # things in one message


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything of one rule that one target has to be told."""

    target: str
    rule: str
    items: tuple[Waiting, ...]


@click.group(epilog="Example: rank-tracker alert check --dry-run")
def alert() -> None:
    """Tell what the rules in alerts.toml ask for."""


@alert.command(epilog="Example: rank-tracker alert check --dry-run")
@click.option("--dry-run", is_flag=True, help="Say what would be told, tell nobody, and remember nothing.")
@click.pass_obj
def check(home: Home, dry_run: bool) -> None:
    """Hold every rule against the new captures, and tell what happened.

    A new rule learns how things are and tells nothing; what happens from then on is told once.
    """
    alerts = _wanted(home)
    if alerts is None:
        log.info("%s: there is no such file, so nothing to check; README.md has one", alerts_file(home))
        return
    prepare(home)
    with lock(home, "alerts"):
        now = datetime.now(UTC)
        before = read_ledger(home)
        with reading(home.charts_file) as connection:
            is_simulated = freshness(connection).simulated
            ledger = check_rules(home, connection, alerts, before, now)
        news = news_since(before, ledger)
        if dry_run:
            _say(alerts, [one.happened for one in ledger.waiting], is_simulated)
            return
        write_ledger(home, ledger)
        ledger, unreached = _tell(home, alerts, ledger, now, is_simulated)
    told = len(before.waiting) + len(news) - len(ledger.waiting)
    log.info("checked %d rules: %d new, %d told, %d wait", len(alerts.rules), len(news), told, len(ledger.waiting))
    raise click.exceptions.Exit(1 if unreached else 0)


@alert.command("test", epilog="Example: rank-tracker alert test me")
@click.argument("names", nargs=-1, metavar="[TARGET]...")
@click.pass_obj
def try_targets(home: Home, names: tuple[str, ...]) -> None:
    """Send a test message to the targets named, or to all of them, quiet hours or not; say who could be reached."""
    alerts = _wanted(home)
    if alerts is None:
        raise ConfigurationError(f"{alerts_file(home)}: there is no such file; README.md has one")
    if not alerts.targets:
        raise ConfigurationError(f"{alerts_file(home)}: wanted a target under [targets], got none; README.md has one")
    for name in names:
        if name not in alerts.targets:
            raise ConfigurationError(f"{alerts_file(home)}: no target {name!r}; there are {', '.join(alerts.targets)}")
    faults = 0
    for name in dict.fromkeys(names or alerts.targets):
        fault = send(alerts.targets[name], trial_message(alerts))
        faults += fault is not None
        click.echo(f"{name} ({masked(alerts.targets[name])}): {fault.why if fault else 'it took the message'}")
    raise click.exceptions.Exit(1 if faults else 0)


def _wanted(home: Home) -> Alerts | None:
    """The home's alerts.toml, its addresses kept out of the log from now on; None: there is no such file."""
    alerts = read_alerts(home, os.environ)
    for address in alerts.targets.values() if alerts else ():
        keep_secret(address)
    return alerts


def _say(alerts: Alerts, waiting: Sequence[Happened], is_simulated: bool) -> None:
    for one in waiting:
        click.echo(terminal_text(f"{one.rule}\n{_paragraph(alerts, one)}\n"))
    where = ", ".join(f"{name} ({masked(address)})" for name, address in alerts.targets.items())
    simulated = "SIMULATED; " if is_simulated else ""
    click.echo(f"{simulated}to tell: {len(waiting)}, rules: {len(alerts.rules)}, targets: {where}", err=True)


def _tell(home: Home, alerts: Alerts, ledger: Ledger, now: datetime, is_simulated: bool) -> tuple[Ledger, int]:
    """Send what waits; returns the ledger on disk, and how many targets were not reached.

    Before a letter is sent the ledger says so, after it that it was: what was killed between the two, or given up since
    the target said nothing, is sent once more and says that it may have come before: losing it would be worse.
    """
    unreached: set[str] = set()
    quiet = alerts.quiet is not None and is_quiet(now, *alerts.quiet.hours)
    for letter in list(_letters(alerts, ledger, quiet)):
        if letter.target in unreached:
            continue  # whoever does not answer is waited for once a run
        ids = {one.happened.id for one in letter.items}
        ledger = replace(
            ledger,
            waiting=tuple(replace(one, tried=True) if one.happened.id in ids else one for one in ledger.waiting),
        )
        write_ledger(home, ledger)
        fault = send(alerts.targets[letter.target], message(alerts, letter, is_simulated))
        if fault is None:
            ledger = _without(ledger, letter.target, ids, now)
        else:
            unreached.add(letter.target)
            log.error(
                "alert target %s (%s): %s; it is told at the next check",
                letter.target, masked(alerts.targets[letter.target]), fault.why,
            )  # fmt: skip
            # what was refused nobody has, unless an earlier try was given up
            earlier = ids if fault.may_have_it else {one.happened.id for one in letter.items if one.tried}
            ledger = replace(
                ledger,
                waiting=tuple(
                    replace(one, tried=one.happened.id in earlier) if one.happened.id in ids else one
                    for one in ledger.waiting
                ),
            )
        write_ledger(home, ledger)
    return ledger, len(unreached)


def _letters(alerts: Alerts, ledger: Ledger, quiet: bool) -> Iterator[Letter]:
    for target in alerts.targets:
        for rule in dict.fromkeys(one.happened.rule for one in ledger.waiting):
            items = [
                one
                for one in ledger.waiting
                if one.happened.rule == rule and target in one.targets and (one.happened.urgent or not quiet)
            ]
            if items:
                yield Letter(target, rule, tuple(items))


def _without(ledger: Ledger, target: str, ids: set[str], now: datetime) -> Ledger:
    left = []
    for one in ledger.waiting:
        targets = tuple(name for name in one.targets if name != target) if one.happened.id in ids else one.targets
        if targets:
            left.append(replace(one, targets=targets, tried=one.tried and one.happened.id not in ids))
    return replace(ledger, waiting=tuple(left), told=(*ledger.told, Told(now, target, tuple(sorted(ids)))))


def trial_message(alerts: Alerts) -> Message:
    text, words = text_for(alerts.language), alert_words(alerts.language)
    rules = text.count(words.trial_rules, len(alerts.rules))
    return Message(text.brand, "\n\n".join((f"{words.trial} {rules}", text.footer)))


def message(alerts: Alerts, letter: Letter, is_simulated: bool) -> Message:
    text, words = text_for(alerts.language), alert_words(alerts.language)
    shown = [_paragraph(alerts, one.happened) for one in letter.items[:MOST_LINES]]
    if len(letter.items) > MOST_LINES:
        shown.append(text.count(words.more, len(letter.items) - MOST_LINES))
    if any(one.tried for one in letter.items):
        shown.append(words.maybe_again)
    shown.append(text.footer)
    title = f"{text.brand}: {letter.rule}"
    return Message(f"{text.simulated} · {title}" if is_simulated else title, "\n\n".join(shown))


def _paragraph(alerts: Alerts, one: Happened) -> str:
    lines = [
        alert_sentence(one, alerts.language),
        alert_evidence(one, alerts.language),
        alert_link(one, alerts.dashboard, alerts.language),
        alert_sql(one) or "",
        f"id {one.id}",
    ]
    return "\n".join(line for line in lines if line)
