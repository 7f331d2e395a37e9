"""What the page of an event says of how unusual the days after it were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dashboard.page import Visit
from tracker.analysis.changepoints import NearChange
from tracker.analysis.effect_words import StoredEffect
from tracker.analysis.natural_experiment import NaturalExperiment
from tracker.models import Series
from tracker.queries.changepoints import change_near_day
from tracker.queries.event_effect import EffectCount, effect_counts, effects_of_event, titles_of
from tracker.queries.event_list import ListedEvent
from tracker.queries.natural_experiment import Chart, experiment_of_event

MOST = 40  # charts in the table


@dataclass(frozen=True, slots=True)
class EffectRows:
    event: ListedEvent
    series: Series  # the chart of the page
    here: Sequence[StoredEffect]  # in it
    every: Sequence[StoredEffect]  # unusual ones first
    counts: Sequence[EffectCount]
    titles: Mapping[str, str]  # of events that overlap
    near: Mapping[str, NearChange]  # by assistant, in the chart of the page
    elsewhere: Mapping[str, NaturalExperiment]  # by assistant, for an event of some countries


def effect_rows(visit: Visit, event: ListedEvent, series: Series, assistants: Sequence[str]) -> EffectRows:
    connection = visit.connection
    every = effects_of_event(connection, event.event_id)
    here = [one for one in every if Series(*one[2:8]) == series]
    near = {
        one.assistant: change
        for one in here
        if one.depth and (change := change_near_day(connection, one.assistant, series, event.start, one.depth))
    }
    chart = Chart(series.store, series.device, series.chart, series.category, series.source)
    over = visit.now.date() - timedelta(days=1)
    elsewhere = {
        slug: found
        for slug in (assistants if event.is_testable else ())
        if (found := experiment_of_event(connection, event.event_id, slug, chart, over))
        and any(one.happened for one in found.countries)
        and len(found.countries) > 1
    }
    titles = titles_of(connection, here, visit.text.code)
    counts = effect_counts(connection, event.event_id)
    return EffectRows(event, series, here, every, counts, titles, near, elsewhere)
