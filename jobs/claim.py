"""What was claimed about ranks, held against what was observed.

Exit  0 checked, whatever came out · 2 there is no claim of this id
"""

import json
from collections.abc import Sequence
from dataclasses import asdict

import click
from duckdb import DuckDBPyConnection

from jobs.sql import restrict, say_simulated
from tracker.claims import CheckedClaim, check_claim
from tracker.config import Home
from tracker.errors import ConfigurationError
from tracker.prepare import prepare
from tracker.queries.claims import editors_verdict, rank_claims
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
    with reading(home.charts_file) as connection:
        restrict(connection)
        say_simulated(connection)
        wanted = [one for one in rank_claims(connection) if claim_id in (None, one.claim_id)]
        if claim_id is not None and not wanted:
            say_editors_verdict(connection, claim_id, form)
            return
        checked = [check_claim(connection, one) for one in wanted]
    if form == "json":
        click.echo(json.dumps([as_json(one) for one in checked], ensure_ascii=False, indent=1, default=str))
    else:
        write_text(checked)


def say_editors_verdict(connection: DuckDBPyConnection, claim_id: str, form: str) -> None:
    """What the catalogue says of a claim that is not about a rank. Raises ConfigurationError if it has none."""
    said = editors_verdict(connection, claim_id)
    if said is None:
        raise ConfigurationError(f"claim: no claim {claim_id!r}; rank-tracker claim check lists those about ranks")
    if form == "json":
        click.echo(json.dumps([said._asdict()], ensure_ascii=False, indent=1))
        return
    click.echo(f"{said.claim_id}  {said.sentence}\n     not about a rank; our reading of the sources: {said.verdict}")
    click.echo(f"     {said.reason}" + (f" ({said.source_url})" if said.source_url else ""))


def as_json(one: CheckedClaim) -> dict[str, object]:
    return {
        "claim_id": one.claim.claim_id,
        "sentence": one.claim.sentence,
        "verdict": one.judgement.verdict,
        "reason": one.judgement.reason,
        "countries": [asdict(finding) for finding in one.judgement.countries],
        "queries": one.queries,
        "source_url": one.claim.source_url,
    }


def write_text(checked: Sequence[CheckedClaim]) -> None:
    for one in checked:
        click.echo(f"{one.claim.claim_id}  {one.judgement.verdict}: {terminal_text(one.claim.sentence)}")
        click.echo(f"     {terminal_text(one.judgement.reason)}")
        for query in one.queries:
            click.echo(f"     {query}")
    verdicts = [one.judgement.verdict for one in checked]
    if len(checked) > 1:
        sums = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in sorted(set(verdicts)))
        click.echo(f"{len(checked)} claims: {sums}", err=True)
