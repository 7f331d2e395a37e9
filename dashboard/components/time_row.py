"""Which capture is shown, and the ways to another one: before, after, newest, a day, an hour of the days around."""

from datetime import datetime, timedelta
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.chart_rows import ChartFrame, Window
from dashboard.components.attributes import aria, data
from dashboard.text import Text
from dashboard.text.store_chart import ChartWords

HOUR = timedelta(hours=1)


def time_row(
    text: Text,
    words: ChartWords,
    frame: ChartFrame,
    shown: datetime | None,
    earlier: datetime | None,
    later: datetime | None,
) -> html.Div:
    """`shown` is when the capture in view was made (UTC); None: there is none at the moment asked for."""
    moment = shown or frame.asked
    said: list[Any] = [
        _step(words.earlier, "‹", frame, earlier),
        html.Time(f"{text.weekdays[moment.weekday()]} {text.moment(moment)}", dateTime=moment.isoformat()),
        _step(words.later, "›", frame, later),
    ]
    if later is not None:
        href = frame.query.asking(None).search or "?"
        said.append(dmc.Anchor(words.newest, href=href, underline="never", className="button"))
    return html.Div(said, className="time-row")


def _step(label: str, sign: str, frame: ChartFrame, moment: datetime | None) -> Any:
    if moment is None:
        return html.Span(sign, className="button icon off", **aria(hidden="true"))
    return dmc.Anchor(
        html.Span(sign, **aria(hidden="true")), href=frame.query.asking(moment).search, underline="never",
        className="button icon", **aria(label=f"{label}: {moment:%Y-%m-%d %H:%M} UTC"),
    )  # fmt: skip


def scrubber(
    page: str, location: str, text: Text, words: ChartWords, frame: ChartFrame, shown: datetime | None
) -> html.Div:
    """A slider over the hours of some days, above it what was captured of them.

    assets/time_slider.js says the hour while it moves, and leads to its address when it rests.
    """
    window = frame.window
    hours = max(1, (min(window.until, frame.last + HOUR) - window.since) // HOUR)
    # The thumb stays where it was put: the capture in view may be one of an earlier hour.
    moment = shown if shown and not frame.query.at else frame.asked
    value = min(max((moment - window.since) // HOUR, 0), hours - 1)
    slider_id = f"{page}-time"
    slider = dcc.Input(id=slider_id, type="range", min=0, max=hours - 1, step=1, value=value, className="scrub")
    return html.Div(
        [
            html.Label(words.time, htmlFor=slider_id, className="sr"),
            html.Div(_strip(window, hours), className="strip", **aria(hidden="true")),
            slider,
            html.Div(_days(text, window, hours), className="strip-days", **aria(hidden="true")),
            html.Div(className="scrub-says", **aria(hidden="true")),
        ],
        className="scrubber",
        dir="ltr",
        **data(
            since=f"{window.since.timestamp():.0f}", goes=location,
            months="|".join(text.months_short), weekdays="|".join(text.weekdays),
        ),
    )  # fmt: skip


def _strip(window: Window, hours: int) -> list[html.I]:
    """What was observed, as parts of the width; the ground is hatched."""
    whole = hours * HOUR
    parts = []
    for start, end in window.held:
        left, right = (min(max((moment - window.since) / whole, 0), 1) for moment in (start, end))
        if right > left:
            parts.append(html.I(style={"left": f"{100 * left:.2f}%", "width": f"{100 * (right - left):.2f}%"}))
    return parts


def _days(text: Text, window: Window, hours: int) -> list[html.Span]:
    days = [window.since + timedelta(days=day) for day in range((hours - 1) // 24 + 1)]
    return [
        html.Span(html.Bdi(text.short_day(day)), style={"left": f"{100 * (day - window.since) / (hours * HOUR):.2f}%"})
        for day in days
        if (hours * HOUR - (day - window.since)) >= 12 * HOUR
    ]


def day_picker(page: str, text: Text, words: ChartWords, frame: ChartFrame) -> dmc.DatePickerInput:
    """A calendar of the days with captures between the first and the last."""
    near = min(max(frame.asked, frame.first), frame.last)
    return dmc.DatePickerInput(
        id=f"{page}-day", value=near.date().isoformat(), minDate=frame.first.date().isoformat(),
        maxDate=frame.last.date().isoformat(), className="pick dates", variant="unstyled", w="auto",
        valueFormat="YYYY-MM-DD" if text.direction == "rtl" else "D MMM YYYY",
        ariaLabels={"previousMonth": text.previous_month, "nextMonth": text.next_month},
        popoverProps={"withRoles": False, "withinPortal": False}, **aria(label=words.day),
    )  # fmt: skip
