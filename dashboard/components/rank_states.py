"""The states of the rank page that are not a chart: what is so, why, and one next step."""

from dataclasses import replace

from dash import html

from dashboard.components.series_controls import series_words
from dashboard.components.state_box import command, state_plate, steps
from dashboard.page import Query
from dashboard.rank_rows import EmptyRangeError, UnknownRanksError
from dashboard.rank_view import NotCapturedError, RankQuery, UnknownValueError, ViewError, parse_query
from dashboard.text import Text
from dashboard.text.language import number
from tracker import catalog
from tracker.models import Series

MOST_NAMED = 12  # values; a longer list helps nobody


def state_plate_of(text: Text, error: ViewError, query: Query, path: str = "") -> html.Section:
    plain = path + RankQuery(lang=text.code if text.code != "en" else None).search or "/"
    match error:
        case UnknownValueError():
            why = text.unknown_value_why.format(key=error.key, got=error.got, wanted=_listed(error.wanted))
            plate = state_plate(text.unknown_value, why, steps((text.start_over, plain)))
        case NotCapturedError():
            why = text.not_captured_why.format(series=text.name(series_words(text, error.series)))
            collect = command(_collect_command(error.series))
            over = steps((text.start_over, plain))
            plate = state_plate(text.not_captured, why, collect, over, hatched=text.not_observed)
        case UnknownRanksError():
            chart = f"/chart{replace(parse_query(query), range=None, since=None, until=None).search}"
            why = text.unknown_ranks_why.format(source=text.name(error.view.source))
            plate = state_plate(text.unknown_ranks, why, steps((text.see_chart, chart)), hatched=text.not_observed)
        case EmptyRangeError():
            why = text.empty_range_why.format(first=text.day(error.first), last=text.day(error.last))
            whole = replace(parse_query(query), range="all", since=None, until=None).search
            plate = state_plate(text.empty_range, why, steps((text.show_from, whole)), hatched=text.not_observed)
        case _:
            already = text.already_here.format(
                events=number(len(catalog.events())), ranks=number(len(catalog.reported_ranks()))
            )
            plate = state_plate(
                text.nothing_captured, text.nothing_captured_why, command(text.capture_now),
                html.P([text.nothing_captured_hint, " ", already], className="subtitle"),
                html.P(text.simulated_world, className="note"), hatched=text.not_observed,
            )  # fmt: skip
    return plate


def _listed(wanted: tuple[str, ...]) -> str:
    rest = f" … ({len(wanted)})" if len(wanted) > MOST_NAMED else ""
    return ", ".join(wanted[:MOST_NAMED]) + rest


def _collect_command(series: Series) -> str:
    named = {
        "store": series.store, "country": series.country, "device": series.device, "chart": series.chart,
        "category": series.category,
    }  # fmt: skip
    return "rank-tracker collect charts --now " + " ".join(f"--{key} {value}" for key, value in named.items())
