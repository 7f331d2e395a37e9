"""A checked claim with all that makes it checkable by others, as JSON and as Markdown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from tracker import catalog
from tracker.analysis.claim_words import claim_words, reason
from tracker.analysis.rank_claims import METHOD_VERSION, CountryFinding, RankClaim, Reading, nearest_reading
from tracker.claims import CheckedClaim, check_claim
from tracker.config import Home
from tracker.payload_files import payload_hash
from tracker.queries.claim_list import ListedClaim, listed_claims
from tracker.queries.claims import payloads, rank_claims
from tracker.queries.freshness import Freshness, freshness
from tracker.queries.press_report import PressReport, differing_reports, press_report

MOST_HASHES = 8  # a packed payload is looked for in its whole day


@dataclass(frozen=True, slots=True)
class Deciding:
    """The capture that a country's finding rests on first."""

    finding: CountryFinding
    reading: Reading | None  # None: nothing was observed
    payload: str | None  # the file of the raw answer; None: it came with an archive, or is simulated
    run_id: str | None
    sha256: str | None  # of the raw answer; None: not looked up, or no longer there

    @property
    def local_time(self) -> datetime | None:
        """When it was, on the clocks of the country."""
        if self.reading is None:
            return None
        return self.reading.at.astimezone(_zone(catalog.countries()[self.finding.country].time_zone))


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)  # which keeps eight of them, and reads the others' files again


@dataclass(frozen=True, slots=True)
class ClaimReport:
    checked: CheckedClaim
    deciding: tuple[Deciding, ...]
    listed: ListedClaim | None  # what the catalogue says of it and its sources
    fresh: Freshness
    press: PressReport | None = None  # of a rank that the press stated
    differing: tuple[PressReport, ...] = ()  # reports that cannot be true at the same moment


def claim_report(
    connection: DuckDBPyConnection,
    home: Home,
    claim: RankClaim,
    listed: ListedClaim | None = None,
    fresh: Freshness | None = None,
) -> ClaimReport:
    """The claim checked, with all that its finding rests on; `fresh`, if it was asked for already."""
    checked = check_claim(connection, claim)
    deciding = [
        (finding, finding.shown_by or nearest_reading(checked.readings.get(finding.country, ())))
        for finding in checked.judgement.countries
    ]
    captures = [(finding.country, reading.at) for finding, reading in deciding if reading]
    found = payloads(connection, claim, captures) if captures else {}
    rows = []
    for place, (finding, reading) in enumerate(deciding):
        raw = found.get((finding.country, reading.at, reading.source)) if reading else None
        name, run = raw or (None, None)
        digest = payload_hash(home.payloads, name) if name and place < MOST_HASHES else None
        rows.append(Deciding(finding, reading, name, run, digest))
    press = press_report(connection, claim.claim_id)
    differing = tuple(differing_reports(connection, claim.claim_id)) if press else ()
    return ClaimReport(checked, tuple(rows), listed, fresh or freshness(connection), press, differing)


def as_json(report: ClaimReport) -> dict[str, Any]:
    """Times in UTC, ISO 8601; ranks count from 1."""
    checked, claim = report.checked, report.checked.claim
    said: dict[str, Any] = {
        "claim_id": claim.claim_id,
        "sentence": claim.sentence,
        "verdict": checked.judgement.verdict,
        "reason": reason(checked.judgement),
        "method_version": METHOD_VERSION,
        "evidence": checked.fingerprint,
        "simulated": report.fresh.simulated,
        "data_to": _iso(report.fresh.last_observed_at),
        "published_at": _iso(report.fresh.published_at),
        "since": _iso(checked.since),
        "until": _iso(checked.until),
        "countries": [_country_json(one) for one in report.deciding],
        "not_observed_in": list(checked.missing),
        "queries": list(checked.queries),
        "source_url": claim.source_url,
    }
    if report.press is not None:
        said |= {"press_note": report.press.note, "differing_reports": [_report_json(one) for one in report.differing]}
    return said | (as_read(report.listed) if report.listed else {})


def _report_json(one: PressReport) -> dict[str, Any]:
    return {
        "claim_id": one.report_id, "app": one.app, "rank": one.rank, "first_day": str(one.first_day),
        "last_day": str(one.last_day), "source_url": one.source_url, "note": one.note,
    }  # fmt: skip


def as_read(listed: ListedClaim) -> dict[str, Any]:
    """What an editor says of a claim, from its sources."""
    return {
        "wording": listed.wording,
        "said_in": list(listed.said_in),
        "contradicts": list(listed.contradicts),
        "editors_verdict": listed.verdict,
        "editors_reason": listed.reason,
        "editors_source_url": listed.source_url,
    }


def claim_json(connection: DuckDBPyConnection, home: Home, claim_id: str) -> dict[str, Any] | None:
    """What the charts and the sources say of one claim; None: there is no such claim."""
    return next(iter(claims_json(connection, home, claim_id)), None)


def claims_json(connection: DuckDBPyConnection, home: Home, claim_id: str | None = None) -> list[dict[str, Any]]:
    """The same of one claim, none if there is no such; or of every claim about a rank, the founding articles' first."""
    listed = {one.claim_id: one for one in listed_claims(connection)}
    fresh = freshness(connection)
    found = [
        as_json(claim_report(connection, home, claim, listed.get(claim.claim_id), fresh))
        for claim in rank_claims(connection)
        if claim_id in {None, claim.claim_id}
    ]
    if found or claim_id not in listed:
        return found
    return [{"claim_id": claim_id, "sentence": listed[claim_id].sentence} | as_read(listed[claim_id])]


def _country_json(one: Deciding) -> dict[str, Any]:
    reading = one.reading
    return {
        "country": one.finding.country,
        "finding": one.finding.finding,
        "captures": one.finding.captured,
        "slots": one.finding.slots,
        "best_rank": one.finding.best_rank,
        "worst_rank": one.finding.worst_rank,
        "failed_on": [str(day) for day in one.finding.failed_on],
        "observed_at": _iso(reading.at) if reading else None,
        "local_time": one.local_time.isoformat() if one.local_time else None,
        "state": reading.state if reading else "not_observed",
        "rank": reading.rank if reading else None,
        "depth": reading.depth if reading else None,
        "source": reading.source if reading else None,
        "run_id": one.run_id,
        "payload": one.payload,
        "payload_sha256": one.sha256,
    }


def _iso(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None


def as_markdown(report: ClaimReport, sentence: str, address: str, language: str, name: Callable[[str], str]) -> str:
    """For an article or a note; `name` says a country's code as a reader knows it."""
    words, checked = claim_words(language), report.checked
    data = f"{report.fresh.last_observed_at:%Y-%m-%d %H:%M} UTC" if report.fresh.last_observed_at else "–"
    lines = [f"# {_plain(sentence)}", ""]
    lines += [f"**{words.invented}**", ""] if report.fresh.simulated else []
    lines += [f"**{words.verdicts[checked.judgement.verdict]}**: {reason(checked.judgement, language, name)}", ""]
    if report.deciding:
        lines += [f"| {' | '.join(words.columns)} |", f"|{'---|' * len(words.columns)}"]
        lines += [f"| {' | '.join(cells(one, language, name))} |" for one in report.deciding] + [""]
    if checked.missing:
        lines += [words.missing.format(n=len(checked.missing), names=", ".join(map(name, checked.missing))), ""]
    if report.listed is not None:
        lines += [f"## {words.sources}", ""]
        lines += [f"{words.verdicts[report.listed.verdict]}: {_plain(report.listed.reason_in(language))}", ""]
        lines += [f"<{report.listed.source_url}>", ""] if report.listed.source_url else []
    if report.press is not None:
        lines += [f"## {words.sources}", "", *_press_lines(report.press)]
        lines += [f"## {words.differing}", ""] if report.differing else []
        for one in report.differing:
            lines += _press_lines(one, f"{one.report_id}: {one.app}, {one.rank}. ")
    if checked.queries:
        lines += [f"## {words.queries}", "", "```sql", ";\n\n".join(checked.queries) + ";", "```", ""]
    method = words.method.format(version=METHOD_VERSION, data=data, fingerprint=checked.fingerprint)
    return "\n".join([*lines, f"{method}. <{address}>", ""])


def _press_lines(one: PressReport, what: str = "") -> list[str]:
    return [f"{_plain(what + one.note)} <{one.source_url}>".strip(), ""]


def cells(one: Deciding, language: str, name: Callable[[str], str]) -> list[str]:
    """A row of the table of countries, in the order of its columns."""
    reading, local = one.reading, one.local_time
    return [
        name(one.finding.country),
        claim_words(language).findings[one.finding.finding],
        str(one.finding.best_rank or "–"),
        f"{one.finding.captured} / {one.finding.slots}",
        f"{reading.at:%Y-%m-%d %H:%M}" if reading else "–",
        f"{local:%Y-%m-%d %H:%M %Z}" if local else "–",
        str(reading.depth or "–") if reading else "–",
        reading.source if reading else "–",
    ]


def _plain(words: str) -> str:
    """What a stranger wrote, as words of Markdown: nothing in it is a mark."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|!" else letter for letter in " ".join(words.split()))
