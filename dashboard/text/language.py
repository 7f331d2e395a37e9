"""One language: every word of the dashboard, its plurals, its dates.

A new language is one more `Text`; the type checker and tests/dashboard/text say what it lacks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from dashboard.findings import Finding

# Invisible marks that keep a run of text together in its own direction, wherever it stands (Unicode UAX 9).
LEFT_TO_RIGHT, RIGHT_TO_LEFT, OWN_DIRECTION, END = "\u2066", "\u2067", "\u2068", "\u2069"

PluralForm = Literal["zero", "one", "two", "few", "many", "other"]
Plurals = Mapping[PluralForm, str]  # each with {n}; "other" is always there


def isolate(name: str) -> str:
    """The name in its own direction, so that it cannot turn the sentence around it."""
    return f"{OWN_DIRECTION}{name}{END}"


# What turns the text that follows, whoever wrote it: overrides, embeddings, and isolates that nobody closes.
TURNING = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"))


def stranger(words: str) -> str:
    """What somebody else wrote, on one line, unable to turn what stands around it."""
    flat = " ".join(words.translate(TURNING).split())
    return isolate(flat) if flat else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    code: str
    direction: Literal["ltr", "rtl"]
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    weekdays: tuple[str, ...]  # Monday first, short
    plural_form: Callable[[int], PluralForm]
    finding: Callable[["Text", Finding, str], str]  # the finding as a sentence about the named assistant

    # the shell
    brand: str
    other_language: str  # the name of the other language, in that language
    skip: str
    pages: str
    menu: str
    scheme: str
    simulated: str
    simulated_why: str
    data_to: str
    late: str
    no_data: str
    ago: str
    footer: str
    published: str
    sql_behind: str

    # the control row
    what_is_shown: str
    change: str
    store: str
    country: str
    device: str
    chart: str
    category: str
    source: str
    dates: str
    range: str
    previous_month: str
    next_month: str
    add: str
    remove: str
    nothing_found: str
    stores: Mapping[str, str]
    devices: Mapping[str, str]
    charts: Mapping[str, str]
    ranges: Mapping[str, str]
    all_categories: str
    all_categories_long: Mapping[str, str]  # by store: what the overall chart holds

    # rank history
    ranks: str
    world: str
    health: str
    rank_history: str
    kicker: str
    subtitle: str
    no_1: str
    not_in_top: str
    not_in_top_lane: str  # two lines, for the edge of the plot
    not_in_chart: str
    not_in_chart_lane: str
    not_observed: str
    not_sold: str
    key_press: str
    key_not_observed: str
    key_not_in_top: str
    key_not_in_chart: str
    key_not_sold: str
    key_out_of_focus: str
    last_capture: str
    coverage: str
    depth: str
    from_source: str
    pooled: str
    zone: str
    table: str
    as_table: str
    csv: str
    parquet: str
    png: str
    sql: str
    copy_link: str
    copied: str
    now: str
    change_24_h: str
    change_7_d: str
    best_since: str
    days_at_1: str
    last_days: Plurals
    captures_ranked: str
    assistant: str
    up: str
    down: str
    same: str
    unknown_change: str
    ranked_of: str
    sql_why: str
    as_of_change: str
    since_when: str
    moved_in: str  # from outside the list

    # events
    happened: str
    beside: str
    all_events: str
    most_events: str  # k of n
    every_event: str
    no_events: str
    kinds: Mapping[str, str]
    tiers: Mapping[str, str]
    precisions: Mapping[str, str]  # around a date that is not a day
    stated_rank: str
    close: str
    more_events: Plurals

    # states
    nothing_captured: str
    nothing_captured_why: str
    nothing_captured_hint: str
    capture_now: str
    simulated_world: str
    already_here: str
    not_captured: str
    not_captured_why: str
    unknown_ranks: str
    unknown_ranks_why: str
    see_chart: str
    empty_range: str
    empty_range_why: str
    show_from: str
    unknown_value: str
    unknown_value_why: str
    start_over: str
    failed: str
    failed_why: str
    try_again: str
    no_page: str
    no_page_why: str
    needs_script: str

    days: Plurals
    hours: Plurals
    minutes: Plurals

    def count(self, forms: Plurals, n: int) -> str:
        return forms.get(self.plural_form(n), forms["other"]).format(n=number(n))

    def duration(self, length: timedelta) -> str:
        """Whole days from two days on, whole hours from two hours on, else minutes. Never rounded up."""
        if length >= timedelta(days=2):
            return self.count(self.days, length // timedelta(days=1))
        if length >= timedelta(hours=2):
            return self.count(self.hours, length // timedelta(hours=1))
        return self.count(self.minutes, max(1, length // timedelta(minutes=1)))

    def long_day(self, day: date) -> str:
        return f"{day.day} {self.months[day.month - 1]} {day.year}"

    def day(self, day: date) -> str:
        return f"{day.day} {self.months_short[day.month - 1]} {day.year}"

    def short_day(self, day: date) -> str:
        return f"{day.day} {self.months_short[day.month - 1]}"

    def clock(self, moment: datetime) -> str:
        return f"{LEFT_TO_RIGHT}{moment:%H:%M} UTC{END}" if self.direction == "rtl" else f"{moment:%H:%M} UTC"

    @property
    def comma(self) -> str:
        return "، " if self.direction == "rtl" else ", "

    def moment(self, moment: datetime) -> str:
        return f"{self.day(moment)}{self.comma}{self.clock(moment)}"

    def event_day(self, start: date, end: date | None, precision: str) -> str:
        """The date as exactly as its source gives it."""
        if precision == "month":
            return f"{self.months[start.month - 1]} {start.year}"
        if precision in self.precisions:
            return self.precisions[precision].format(day=self.day(start))
        return f"{self.day(start)} – {self.day(end)}" if end and end != start else self.day(start)

    def name(self, name: str) -> str:
        """A name that may stand in any sentence."""
        return isolate(name) if self.direction == "rtl" else name


def number(n: int) -> str:
    return f"{n:,}"
