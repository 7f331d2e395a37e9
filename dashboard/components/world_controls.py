"""The control row of the world page."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.components.series_controls import control_id, day_range, folding, of_time, pick, segments, value_label
from dashboard.rank_view import RANGES
from dashboard.text import Text
from dashboard.text.world import world_text
from dashboard.world_view import CHART_KEYS, WorldQuery, WorldView
from tracker import catalog
from tracker.queries.world import WorldChart, WorldExtent


def world_controls(
    page: str, text: Text, query: WorldQuery, view: WorldView, known: Mapping[WorldChart, int], extent: WorldExtent
) -> list[Any]:
    """The assistant, the chart, the order of the countries, the range: only what the database has."""
    assistants = {slug: assistant.label for slug, assistant in catalog.assistants().items()}
    picks = [pick(control_id(page, "assistant"), text, text.assistant, assistants, view.assistant)]
    for key in CHART_KEYS:
        options = options_of(key, view.chart, known)
        if len(options) > 1 or key != "source":
            labels = {option: value_label(text, key, option) for option in options}
            picks.append(pick(control_id(page, key), text, getattr(text, key), labels, getattr(view.chart, key)))
    words = world_text(text)
    picks.append(pick(control_id(page, "order"), text, words.order, words.orders, view.order))
    ranges = [
        (text.ranges[name], replace(query, range=name, since=None, until=None, day=None).search, name == view.range)
        for name in RANGES
    ]
    chosen = day_range(
        control_id(page, "dates"), text, (view.since, view.until), (extent.first_day, extent.last_day)
    )  # fmt: skip
    summary = " · ".join([assistants[view.assistant], chart_words(text, view.chart), range_words(text, view)])
    return folding(text, summary, [*picks, of_time(segments(text.range, ranges), chosen)])


def options_of(key: str, chart: WorldChart, known: Mapping[WorldChart, int]) -> list[str]:
    """What this key can be while everything before it in the row stays as it is."""
    before = CHART_KEYS[: CHART_KEYS.index(key)]
    return list(
        dict.fromkeys(
            getattr(other, key)
            for other in known
            if all(getattr(other, same) == getattr(chart, same) for same in before)
        )
    )


def chart_words(text: Text, chart: WorldChart) -> str:
    """The chart in words: "App Store · iPhone · Top free"."""
    keys = ["store", "device", "chart", *(["category"] if chart.category != "all" else [])]
    return " · ".join(value_label(text, key, getattr(chart, key)) for key in keys)


def range_words(text: Text, view: WorldView) -> str:
    return text.ranges[view.range] if view.range else text.event_day(view.since, view.until, "")
