"""A digest → headings and lines in a language, in the words of the pages. Pure; whoever writes a form escapes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dashboard.alert_links import chart_address
from dashboard.digest.rows import ChartDigest, Digest, Movement
from dashboard.race_order import Overtake
from dashboard.text import Text, text_for
from dashboard.text.alerts import chart_words
from dashboard.text.digest import DigestWords, digest_words
from dashboard.text.language import number, stranger
from dashboard.text.race import RaceWords, race_words
from tracker import catalog
from tracker.queries.best_before import Best
from tracker.queries.coverage import Coverage
from tracker.queries.events import EventRow


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    link: str = ""  # http or https
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    lines: tuple[Line, ...]
    level: int = 2
    link: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    title: str
    subtitle: str
    language: str
    direction: str
    link: str
    sections: tuple[Section, ...]
    foot: tuple[str, ...]


def letter_of(digest: Digest, language: str, dashboard: str) -> Letter:
    """`dashboard` is the address of the dashboard, without a closing slash."""
    text, words = text_for(language), digest_words(language)
    last_day = digest.until - timedelta(microseconds=1)
    days = text.event_day(digest.since.date(), last_day.date(), "day")
    title = f"{text.brand}: {days}"
    sections = [section for chart in digest.charts for section in _chart(text, words, chart, digest, dashboard)]
    if not digest.charts:
        sections.append(Section(text.no_data, (Line(text.nothing_captured),)))
    sections.append(_events(text, digest.events))
    newest = digest.fresh.last_observed_at
    return Letter(
        f"{text.simulated} · {title}" if digest.fresh.simulated else title,
        text.simulated_why if digest.fresh.simulated else text.zone,
        text.code,
        text.direction,
        f"{dashboard}/" + (f"?lang={language}" if language != "en" else ""),
        tuple(sections),
        (text.footer, text.data_to.format(time=text.moment(newest)) if newest else text.no_data),
    )


def _chart(text: Text, words: DigestWords, chart: ChartDigest, digest: Digest, dashboard: str) -> Iterator[Section]:
    last_day = (digest.until - timedelta(microseconds=1)).date()
    slugs = tuple(one.assistant for one in chart.movements)
    link = dashboard + chart_address(chart.series, slugs, digest.since.date(), last_day, text.code)
    slug = getattr(chart.finding, "assistant", None)
    finding = text.finding(text, chart.finding, _label(slug) if slug else "")
    yield Section(
        chart_words(chart.series, text),
        (
            Line(finding),
            Line(coverage_words(text, chart.covered)),
            Line(text.from_source.format(source=chart.series.source)),
        ),
        2,
        link,
    )
    race = race_words(text)
    parts: list[tuple[str, list[Line]]] = [
        (words.movements, [Line(movement_words(text, words, one, chart.depth)) for one in chart.movements]),
        (words.records, [Line(_record(text, words, one)) for one in chart.records]),
        (race.overtakes, [_overtake(text, race, one) for one in chart.overtakes]),
    ]
    for heading, lines in parts:
        if lines:
            yield Section(heading, tuple(lines), 3)


def coverage_words(text: Text, covered: Coverage) -> str:
    share = 100 * covered.captured // covered.expected if covered.expected else 100
    said = text.coverage.format(n=number(covered.captured), m=number(covered.expected), p=share)
    return said if covered.captured else f"{said} · {text.not_observed}"


def movement_words(text: Text, words: DigestWords, one: Movement, depth: int | None) -> str:
    def place(state: str, rank: int | None) -> str:
        if rank is not None:
            return words.rank.format(n=rank)
        if state == "not_sold":
            return text.not_sold
        return text.not_in_top.format(n=depth) if depth else text.not_in_chart

    now, before = place(one.last_state, one.last_rank), place(one.first_state, one.first_rank)
    change = ""
    if one.last_rank is not None and one.first_rank is not None:
        by = one.first_rank - one.last_rank
        change = text.same if by == 0 else (text.up if by > 0 else text.down).format(n=abs(by))
    name = text.name(_label(one.assistant))
    if change:
        return words.moved.format(name=name, now=now, change=change, best=words.rank.format(n=one.best_rank))
    return words.went.format(name=name, now=now, before=before, best=words.rank.format(n=one.best_rank))


def _record(text: Text, words: DigestWords, one: Best) -> str:
    name, rank = text.name(_label(one.assistant)), words.rank.format(n=one.rank)
    if one.before is None:
        return words.first_record.format(name=name, rank=rank, day=text.day(one.day))
    return words.record.format(name=name, rank=rank, day=text.day(one.day), before=words.rank.format(n=one.before))


def _overtake(text: Text, race: RaceWords, one: Overtake) -> Line:
    sure = (one.day - one.last_day_behind).days == 1
    when = (race.on if sure else race.by).format(day=text.day(one.day), behind=text.day(one.last_day_behind))
    names = (text.name(_label(slug)) for slug in (one.assistant, one.passed))
    first, second = names
    return Line(race.passed.format(first=first, second=second), note=when)


def _events(text: Text, events: Sequence[EventRow]) -> Section:
    lines = tuple(
        Line(
            stranger(event.title_in(text.code)),
            event.url if event.url.startswith(("https://", "http://")) else "",
            " · ".join(
                part
                for part in (
                    text.event_day(event.start, event.end, event.precision),
                    text.kinds[event.kind],
                    stranger(event.publisher),
                )
                if part
            ),
        )
        for event in events
    )
    return Section(text.happened, (Line(text.beside), *lines) if lines else (Line(text.no_events),))


def _label(slug: str) -> str:
    known = catalog.assistants().get(slug)
    return known.label if known else slug
