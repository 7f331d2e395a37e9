"""The states of the world page that are not a picture: what is so, why, and one next step."""

from dataclasses import replace

from dash import html

from dashboard.components.rank_states import state_plate_of as rank_state_plate
from dashboard.components.state_box import command, state_plate, steps
from dashboard.components.world_controls import chart_words
from dashboard.page import Query
from dashboard.rank_view import UnknownValueError, ViewError
from dashboard.text import Text
from dashboard.text.world import world_text
from dashboard.world_rows import EmptyWorldError
from dashboard.world_view import NoWorldError, WorldQuery
from tracker.queries.world import WorldChart


def state_plate_of(text: Text, error: ViewError, query: Query) -> html.Section:
    words = world_text(text)
    plain = "/world" + WorldQuery(lang=text.code if text.code != "en" else None).search
    match error:
        case NoWorldError():
            why = words.no_world_why.format(chart=text.name(chart_words(text, error.chart)))
            collect, over = command(_collect_command(error.chart)), steps((text.start_over, plain))
            plate = state_plate(words.no_world, why, collect, over, hatched=text.not_observed)
        case EmptyWorldError():
            first, last = text.day(error.extent.first_day), text.day(error.extent.last_day)
            whole = "/world" + replace(error.query, range="all", since=None, until=None, day=None).search
            why = words.empty_why.format(first=first, last=last)
            plate = state_plate(words.empty, why, steps((text.show_from, whole)), hatched=text.not_observed)
        case UnknownValueError():
            plate = rank_state_plate(text, error, query, "/world")
        case _:
            plate = rank_state_plate(text, error, query)
    return plate


def _collect_command(chart: WorldChart) -> str:
    named = {"store": chart.store, "device": chart.device, "chart": chart.chart, "category": chart.category}
    return "rank-tracker collect charts --now " + " ".join(f"--{key} {value}" for key, value in named.items())
