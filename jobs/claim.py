"""What was claimed about ranks, held against what was observed.

Exit  0 checked, whatever came out · 2 there is no claim of this id
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from jobs.sql import say_simulated
from tracker.claim_report import claims_json
from tracker.config import Home
from tracker.errors import ConfigurationError
from tracker.prepare import prepare
from tracker.storage.database import reading
from tracker.text import terminal_text


@click.group(epilog="Example: rank-tracker claim check S08")
def claim() -> None:
    """What was claimed about ranks, held against what was observed."""


@claim.command(epilog="Example: rank-tracker claim check S08")
@click.argument("claim_id", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def check(home: Home, claim_id: str | None, form: str) -> None:
    """Check CLAIM_ID, or every claim about a rank: the founding articles' (S…) and every rank the press stated (R…).

    supported · contradicted (the whole time was watched) · partly · not_observed · not_checkable; each with the query
    that shows it, for `rank-tracker sql`.
    """
    prepare(home)
    say_simulated(home)
    with reading(home.charts_file) as connection:
        objects = claims_json(connection, home, claim_id)
    if not objects:
        raise ConfigurationError(f"claim: no claim {claim_id!r}; rank-tracker claim check lists those about ranks")
    if form == "json":
        click.echo(json.dumps(objects, ensure_ascii=False, indent=1, default=str))
    else:
        write_text(objects)


def write_text(objects: Sequence[Mapping[str, Any]]) -> None:
    for one in objects:
        verdict = one.get("verdict", "not about a rank")
        click.echo(f"{one['claim_id']}  {verdict}: {terminal_text(one['sentence'])}")
        for line in (one.get("reason"), *one.get("queries", ()), *_read_lines(one)):
            if line:
                click.echo(f"     {terminal_text(line)}")
    verdicts = [one["verdict"] for one in objects if "verdict" in one]
    if len(objects) > 1:
        sums = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in sorted(set(verdicts)))
        click.echo(f"{len(objects)} claims: {sums}", err=True)


def _read_lines(one: Mapping[str, Any]) -> Iterator[str]:
    if "editors_verdict" in one:
        source = f" ({one['editors_source_url']})" if one["editors_source_url"] else ""
        yield f"as we read the sources: {one['editors_verdict']}: {one['editors_reason']}{source}"
        if one["contradicts"]:
            yield f"contradicts {', '.join(one['contradicts'])}"
