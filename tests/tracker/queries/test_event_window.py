from dataclasses import replace
from datetime import timedelta

from tests.conftest import US_IPHONE, at
from tests.tracker.queries.conftest import CHATGPT, DEEPSEEK, Charts
from tracker.config import Home
from tracker.queries.event_window import Side, event_windows
from tracker.storage.database import lock, publish, reading, writing
from tracker.storage.summaries import rebuild

DAY = timedelta(days=1)
EVENT = at("2025-01-20 00:00")


def test_the_day_of_the_event_belongs_to_what_followed(charts: Charts) -> None:
    seen = {EVENT - DAY: ["1", "2", CHATGPT], EVENT: [CHATGPT], EVENT + 13 * DAY: ["1", CHATGPT]}
    with charts(seen) as connection:
        (window,) = event_windows(connection, US_IPHONE, ["chatgpt"], EVENT.date())
    assert window.before == Side(3.0, 3, 1, 1)
    assert window.after == Side(1.5, 1, 2, 2)


def test_days_beyond_the_window_count_on_neither_side(charts: Charts) -> None:
    seen = {EVENT - 15 * DAY: [CHATGPT], EVENT - 14 * DAY: ["1", CHATGPT], EVENT + 14 * DAY: [CHATGPT]}
    with charts(seen) as connection:
        (window,) = event_windows(connection, US_IPHONE, ["chatgpt"], EVENT.date())
    assert window.before == Side(2.0, 2, 1, 1)
    assert window.after == Side(None, None, 0, 0)


def test_who_was_not_in_the_list_is_told_from_whom_nobody_looked_for(charts: Charts) -> None:
    seen = {EVENT - DAY: [CHATGPT], EVENT - 2 * DAY: None, EVENT: None}
    with charts(seen) as connection:
        windows = event_windows(connection, US_IPHONE, ["chatgpt", "deepseek"], EVENT.date())
    assert [one.assistant for one in windows] == ["chatgpt", "deepseek"]
    assert windows[1].before == Side(None, None, 0, 1)  # looked for once, never there
    assert windows[1].after == Side(None, None, 0, 0)  # nobody looked


def test_a_partly_known_list_is_no_look_at_those_it_does_not_show(charts: Charts, home: Home) -> None:
    with charts({EVENT: ["1", CHATGPT]}):
        pass
    with lock(home, "ingest"):
        with writing(home) as connection:
            connection.execute("UPDATE snapshot SET apps = [NULL, apps[2]]")
            rebuild(connection, EVENT)
        publish(home)
    with reading(home.charts_file) as connection:
        windows = event_windows(connection, US_IPHONE, ["chatgpt", "deepseek"], EVENT.date())
    assert [one.after for one in windows] == [Side(2.0, 2, 1, 1), Side(None, None, 0, 0)]


def test_days_on_which_the_store_did_not_offer_it_are_told_from_days_out_of_the_list(charts: Charts) -> None:
    removed = at("2025-01-29 00:00")  # in Italy, as the catalogue says
    series = replace(US_IPHONE, country="it")
    with charts({removed - DAY: [DEEPSEEK], removed: ["1"], removed + DAY: ["1"]}, series) as connection:
        windows = event_windows(connection, series, ["deepseek", "chatgpt"], removed.date())
    assert windows[0].before == Side(1.0, 1, 1, 1, 0)
    assert windows[0].after == Side(None, None, 0, 2, 2)
    assert windows[1].after == Side(None, None, 0, 2, 0)
