"""Claims as a table, and the parts of a claim's own page."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboard.claim_sentences import sentence_of
from dashboard.components.health_tables import machine, table
from dashboard.components.marks import outside
from dashboard.components.series_controls import value_label
from dashboard.text import Text
from dashboard.text.claims import ClaimsText
from dashboard.text.language import number
from tracker import catalog
from tracker.analysis.claim_words import claim_words, reason
from tracker.analysis.rank_claims import METHOD_VERSION, RankClaim, Reading
from tracker.claim_report import MOST_HASHES, ClaimReport, cells
from tracker.queries.claim_list import ListedClaim
from tracker.queries.press_report import PressReport

MOST_CAPTURES = 200


def claim_address(text: Text, claim_id: str) -> str:
    return f"/claims/{claim_id}" + ("?lang=ar" if text.code == "ar" else "")


def verdict_tag(text: Text, verdict: str) -> html.Span:
    return html.Span(verdict_words(text, verdict), className=f"tag verdict {verdict}")


def claim_table(text: Text, words: ClaimsText, claims: Sequence[ListedClaim]) -> html.Div:
    heads = [(words.claim, "app"), (words.days, "optional"), (words.as_read, "")]
    about = html.Span(words.rank_claim, className="tag")
    rows = [
        [
            (_named(text, one.claim_id, one.sentence_in(text.code), *([about] if one.is_about_a_rank else [])), "app"),
            (days_of(text, one), "optional"),
            (verdict_tag(text, one.verdict), ""),
        ]
        for one in claims
    ]
    return table(words.name, heads, rows)


def stated_table(text: Text, words: ClaimsText, claims: Sequence[RankClaim]) -> html.Div:
    """The ranks that the press stated: what, and who said so."""
    rows = [
        [
            (_named(text, one.claim_id, sentence_of(text, one)), "app"),
            (outside(html.Bdi(_host(one.source_url)), one.source_url) if one.source_url else "–", ""),
        ]
        for one in claims
    ]
    heads = [(words.claim, "app"), (words.source, "")]
    return table(text.count(words.all_stated, len(claims)), heads, rows)


def _named(text: Text, claim_id: str, sentence: str, *facts: html.Span) -> html.Div:
    link = html.A(html.Bdi(sentence), href=claim_address(text, claim_id))
    return html.Div([link, html.Div([machine(claim_id), *facts], className="facts")])


def days_of(text: Text, one: ListedClaim) -> str:
    if one.first_day is None:
        return "–"
    return text.event_day(one.first_day, one.last_day, "day")


def verdict_words(text: Text, verdict: str) -> str:
    return claim_words(text.code).verdicts[verdict]


def method_words(text: Text, report: ClaimReport) -> str:
    """By which rules, from which data, with which evidence."""
    return claim_words(text.code).method.format(
        version=METHOD_VERSION, fingerprint=report.checked.fingerprint,
        data=text.moment(report.fresh.last_observed_at) if report.fresh.last_observed_at else "–",
    )  # fmt: skip


def country_name(text: Text, country: str) -> str:
    return value_label(text, "country", country)


def country_table(text: Text, words: ClaimsText, report: ClaimReport) -> html.Div:
    columns = claim_words(text.code).columns
    kinds = ("app", "", "number", "number", "optional", "optional", "number optional", "optional")
    rows = []
    for one in report.deciding:
        country, finding, *known = cells(one, text.code, lambda code: country_name(text, code))
        # times and numbers read from the left in every language
        said: list[Any] = [country, finding, *(known if text.direction == "ltr" else map(_from_left, known))]
        rows.append(list(zip(said, kinds, strict=True)))
    return table(words.by_charts, list(zip(columns, kinds, strict=True)), rows)


def _from_left(said: str) -> html.Span:
    return html.Span(said, dir="ltr")


def by_charts(text: Text, words: ClaimsText, report: ClaimReport | None) -> list[Any]:
    """What the captures say, or why they cannot."""
    if report is None:
        return [html.P(words.no_chart, className="note")]
    judgement, known = report.checked.judgement, claim_words(text.code)
    said = reason(judgement, text.code, lambda code: country_name(text, code))
    parts: list[Any] = [
        html.P(words.by_charts_why, className="note"),
        html.P([verdict_tag(text, judgement.verdict), " ", html.Bdi(said)], className="verdict-line"),
        html.P(method_words(text, report), className="note evidence"),
    ]
    if report.deciding:
        parts.append(country_table(text, words, report))
    missing = report.checked.missing
    if missing:
        names = known.join.join(sorted(country_name(text, code) for code in missing))
        parts.append(html.P(known.missing.format(n=len(missing), names=names), className="note missing"))
    return parts


def evidence_parts(text: Text, words: ClaimsText, report: ClaimReport) -> list[Any]:
    """Every capture of a single country's time, and the raw answers that the findings rest on."""
    parts: list[Any] = []
    if report.checked.claim.country_count is None and len(report.checked.readings) == 1:
        ((country, readings),) = report.checked.readings.items()
        shown = _captures(text, words, country, readings)
        summary = html.Summary(f"{words.captures} ({number(len(readings))})")
        parts.append(html.Details([summary, shown], id="captures"))
    hashed = [one for one in report.deciding if one.payload][:MOST_HASHES]  # the JSON has the file of every country
    if hashed:
        rows = [[(machine(one.payload or ""), "app"), (machine(one.sha256 or "–"), "")] for one in hashed]
        raw = table(words.raw, [(words.file, "app"), ("SHA-256", "")], rows)
        parts.append(html.Details([html.Summary(words.raw), html.P(words.raw_why, className="note"), raw], id="raw"))
    elif report.deciding:
        parts.append(html.P(words.no_raw, className="note"))
    return parts


def _captures(text: Text, words: ClaimsText, country: str, readings: Sequence[Reading]) -> html.Div:
    zone = ZoneInfo(catalog.countries()[country].time_zone)
    heads = [
        (words.time_utc, "app"), (words.local_time, "optional"), (words.state, ""), (words.depth, "number optional"),
        (words.source, "optional"),
    ]  # fmt: skip
    rows = [
        [
            (text.moment(one.at), "app"),
            (html.Span(f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}", dir="ltr"), "optional"),
            (state_in_words(text, one), ""),
            (str(one.depth or "–"), "number optional"),
            (machine(one.source), "optional"),
        ]
        for one in readings[:MOST_CAPTURES]
    ]
    return table(words.captures, heads, rows)


def state_in_words(text: Text, one: Reading) -> str:
    if one.state == "ranked":
        return str(one.rank)
    if one.state == "not_in_chart":
        return text.not_in_top.format(n=one.depth) if one.depth else text.not_in_chart
    return text.not_observed if one.state == "not_observed" else text.not_sold


def by_sources(text: Text, words: ClaimsText, one: ListedClaim, others: Mapping[str, ListedClaim]) -> html.Aside:
    """The editor's verdict, how the source words it, and the claims that cannot be true beside it."""
    parts: list[Any] = [
        html.H2(words.by_sources, className="h3"),
        html.P([verdict_tag(text, one.verdict), " ", html.Bdi(one.reason_in(text.code))]),
    ]
    if one.wording:
        parts.append(html.P([f"{words.wording}: ", html.Q(html.Bdi(one.wording))], className="note"))
    if one.source_url:
        parts.append(_source(words, one.source_url))
    if one.contradicts:
        links = [_other(text, words, others[claim]) for claim in one.contradicts if claim in others]
        parts += [html.H2(words.contradicts, className="h3"), html.Ul(links, className="contradicts")]
    return html.Aside(parts, className="rail")


def by_press(text: Text, words: ClaimsText, one: PressReport, differing: Sequence[PressReport]) -> html.Aside:
    """Who stated a rank, in which words, and the reports that cannot be true at the same moment."""
    parts: list[Any] = [html.H2(words.by_sources, className="h3"), html.P(words.stated, className="note")]
    if one.note:
        parts.append(html.P(html.Bdi(one.note)))
    parts.append(_source(words, one.source_url))
    if differing:
        links = [_report(text, words, other) for other in differing]
        parts += [html.H2(claim_words(text.code).differing, className="h3"), html.Ul(links, className="contradicts")]
    return html.Aside(parts, className="rail")


def _report(text: Text, words: ClaimsText, one: PressReport) -> html.Li:
    days = text.event_day(one.first_day, one.last_day, "day")
    said: list[Any] = [html.Bdi(f"{one.app}: {one.rank}"), " · ", days]
    note = [html.Div(html.Bdi(one.note), className="note")] if one.note else []
    return html.Li([html.A(said, href=claim_address(text, one.report_id)), *note, _source(words, one.source_url)])


def _source(words: ClaimsText, address: str) -> html.P:
    return html.P([f"{words.source}: ", outside(html.Bdi(_host(address)), address)], className="note")


def _host(address: str) -> str:
    return address.split("/")[2] if "//" in address else address


def _other(text: Text, words: ClaimsText, one: ListedClaim) -> html.Li:
    link = html.A(html.Bdi(one.sentence_in(text.code)), href=claim_address(text, one.claim_id))
    wording = [html.Div([f"{words.wording}: ", html.Q(html.Bdi(one.wording))], className="note")] if one.wording else []
    return html.Li([link, *wording])
