"""What the founding articles claimed, sentence by sentence in our own words: where it is from, with what it disagrees,
whether it holds, and why we say so.

The articles: five pieces of the Arabic press of late January and early February 2025, which bear no address. `said_in`
counts them. The verdict here is an editor's, from the sources named; what our own charts say is worked out anew at
every check (tracker/analysis/rank_claims.py).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.catalog.apps import Assistant
from tracker.catalog.places import CHARTS, STORES, Category, Country
from tracker.catalog.press_ranks import RANK
from tracker.catalog.rows import Row, check_unique

CLAIM_COLUMNS = (
    "claim_id", "topic", "sentence", "sentence_ar", "wording", "assistants", "bodies", "figure", "store", "countries",
    "country_count", "chart", "category", "rank", "first_day", "last_day", "said_in", "contradicts", "verdict",
    "reason", "source_url", "reason_ar",
)  # fmt: skip
TOPICS = ("rank", "market", "cost", "model", "company", "service", "regulation", "chips", "voice", "date")
VERDICTS = (
    "supported", "partly", "contradicted", "plausible", "unverifiable", "opinion", "forecast", "context",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    claim_id: str
    topic: str
    sentence: str
    sentence_ar: str
    wording: str  # how the article names what it counts: "most downloaded", "top rated"; "": nothing special
    assistants: tuple[str, ...]  # slugs; of a rank: whose it is, first
    bodies: tuple[str, ...]  # companies, agencies, people
    figure: str
    store: str | None
    countries: tuple[str, ...]
    country_count: int | None  # in so many countries at least
    chart: str | None
    category: str | None
    rank: str | None  # "1", "<=10", ">100"; None: not about a rank
    first_day: date | None
    last_day: date | None  # a rank: held on some day from the first to this one
    said_in: tuple[str, ...]  # the numbers of the articles
    contradicts: tuple[str, ...]  # claim ids; mutual
    verdict: str
    reason: str
    source_url: str  # what the verdict rests on; "": only on the articles themselves
    reason_ar: str  # the reason in Arabic


def read_claims(rows: Sequence[Row]) -> tuple[Claim, ...]:
    check_unique(rows, "claim_id")
    return tuple(
        Claim(
            row["claim_id"], row["topic"], row["sentence"], row["sentence_ar"], row["wording"], row.parts("assistants"),
            row.parts("bodies"), row["figure"], row["store"] or None, row.parts("countries"),
            _number(row, "country_count"), row["chart"] or None, row["category"] or None, row["rank"] or None,
            row.day("first_day") if row["first_day"] else None, row.day("last_day") if row["last_day"] else None,
            row.parts("said_in"), row.parts("contradicts"), row["verdict"], row["reason"], row["source_url"],
            row["reason_ar"],
        )
        for row in rows
    )  # fmt: skip


def _number(row: Row, column: str) -> int | None:
    if row[column] and not re.fullmatch(r"[1-9]\d{0,2}", row[column]):
        raise row.fault(f"{column} is {row[column]!r}; wanted a number, or nothing")
    return int(row[column]) if row[column] else None


def check_claims(
    rows: Sequence[Row],
    assistants: dict[str, Assistant],
    countries: dict[str, Country],
    categories: dict[str, Category],
) -> None:
    contradicts = {row["claim_id"]: row.parts("contradicts") for row in rows}
    for row in rows:
        for column in ("claim_id", "sentence", "sentence_ar", "said_in", "reason", "reason_ar"):
            row.needed(column)
        row.one_of("topic", TOPICS)
        row.one_of("verdict", VERDICTS)
        row.known("assistants", assistants, "assistants.csv")
        row.known("countries", countries, "countries.csv")
        row.in_order("first_day", "last_day")
        if row["source_url"]:
            row.url("source_url")
        for other in row.known("contradicts", contradicts, "claims.csv"):
            if row["claim_id"] not in contradicts[other]:
                raise row.fault(f"contradicts {other}, which does not contradict {row['claim_id']}; say it in both")
        if row["topic"] == "rank" or row["rank"]:
            _check_rank(row, categories)


def _check_rank(row: Row, categories: Iterable[str]) -> None:
    row.one_of("store", STORES)
    row.one_of("chart", CHARTS)
    row.one_of("category", list(categories))
    for column in ("assistants", "first_day", "last_day"):
        row.needed(column)
    if not (row["countries"] or row["country_count"]):
        raise row.fault("a claim about a rank names countries, or in how many it held; fill in one")
    if not re.fullmatch(RANK, row["rank"]):
        raise row.fault(f"rank is {row['rank']!r}; wanted a number, '<=10' or '>100'")
