"""What every page shares: header, SIMULATED strip, control row, main, footer, in the language of the URL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import dash_mantine_components as dmc
from dash import html

from dashboard import theme
from dashboard.components.attributes import aria, data
from dashboard.components.parts import part, parted
from dashboard.text import Text, other_language
from dashboard.text.language import END, OWN_DIRECTION
from tracker.queries.freshness import Freshness

Children = Sequence[Any]

# A daily watchlist has a capture every day; nothing new for longer than that is late for any.
LATE = timedelta(days=1, hours=2)


@dataclass(frozen=True, slots=True)
class PageLink:
    path: str
    name: str


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page puts into the shell."""

    title: str  # of the browser's tab
    main: Children  # plates
    controls: Children = ()  # the control row; none: no row


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reader is, and when."""

    path: str
    search: str
    links: Sequence[PageLink]
    now: datetime  # UTC


def shell(text: Text, place: Place, fresh: Freshness | None, content: PageContent) -> dmc.DirectionProvider:
    """The whole page. `fresh` is None when the database did not answer."""
    parts = [
        html.A(text.skip, href="#main", className="skip"),
        _header(text, place, fresh),
        *([_strip(text)] if fresh and fresh.simulated else []),
        *([_control_row(text, content.controls)] if content.controls else []),
        html.Main(part("main", list(content.main)), id="main", className="wrap", tabIndex="-1"),
        _footer(text, fresh),
    ]
    calendar = {"locale": text.code, "firstDayOfWeek": 1, "weekendDays": []}
    return dmc.DirectionProvider(
        dmc.MantineProvider(
            dmc.DatesProvider(html.Div(parts, className="page"), settings=calendar),
            theme=theme.MANTINE,
            defaultColorScheme="auto",
        ),
        direction=text.direction,
    )


def document_title(text: Text, fresh: Freshness | None, title: str) -> str:
    """The title of the browser's tab; SIMULATED comes first."""
    simulated = [text.simulated] if fresh and fresh.simulated else []
    plain = title.translate({ord(mark): None for mark in (OWN_DIRECTION, END)})  # a tab may show the marks as boxes
    return " · ".join([*simulated, plain, text.brand])


def _header(text: Text, place: Place, fresh: Freshness | None) -> html.Header:
    brand = dmc.Anchor(
        [html.Span(className="mark"), html.Span(text.brand, className="brand-name")],
        href=_in_language("/", "", text.code), underline="never", className="brand",
        **aria(label=text.brand),
    )  # fmt: skip
    language = part("language", _language_link(text, place))
    settings = html.Div([language, _scheme_toggle(text)], className="settings")
    menu_button = html.Button(
        text.menu, className="button menu-button",
        **aria(expanded="false", controls="menu"), **data(opens="menu"),
    )  # fmt: skip
    menu = html.Div([_navigation(text, place), settings], id="menu", className="menu")
    return html.Header(
        html.Div([brand, part("fresh", _freshness(text, fresh, place.now)), menu_button, menu], className="wrap"),
        className="top",
    )


def _in_language(path: str, search: str, code: str) -> str:
    said = [(key, value) for key, value in parse_qsl(search.removeprefix("?")) if key != "lang"]
    if code != "en":
        said.append(("lang", code))
    return path + ("?" + urlencode(said, safe=",") if said else "")


def _language_link(text: Text, place: Place) -> html.A:
    """A plain link: the other language is another document, with its own lang and dir."""
    other = other_language(text)
    return html.A(
        text.other_language,
        href=_in_language(place.path, place.search, other.code),
        lang=other.code,
        className="button plain",
    )


def _scheme_toggle(text: Text) -> dmc.ColorSchemeToggle:
    half_disc = html.Span(className="half-disc")
    return dmc.ColorSchemeToggle(
        id="scheme-toggle", lightIcon=half_disc, darkIcon=half_disc, variant="transparent",
        className="button plain icon", **aria(label=text.scheme),
    )  # fmt: skip


def _navigation(text: Text, place: Place) -> html.Nav:
    links = [
        dmc.Anchor(
            link.name, href=_in_language(link.path, "", text.code), underline="never",
            **_current(link.path, place.path),
        )
        for link in place.links
    ]  # fmt: skip
    return html.Nav(links, className="nav", **aria(label=text.pages))


def _current(link: str, path: str) -> dict[str, str]:
    """Is it this page, or the page above it?"""
    if link == path:
        return aria(current="page")
    return aria(current="true") if link != "/" and path.startswith(f"{link}/") else {}


def _freshness(text: Text, fresh: Freshness | None, now: datetime) -> html.Div:
    last = fresh.last_observed_at if fresh else None
    if fresh is None or last is None:
        return html.Div([html.I(className="late"), text.no_data], className="fresh")
    age = now - last
    # An invented world has no age: its clock is not ours.
    late = not fresh.simulated and age > LATE
    moment = text.moment(last) if fresh.simulated or age > timedelta(hours=12) else text.clock(last)
    said: Children = [html.I(className="late" if late else ""), _time(last, text.data_to.format(time=moment))]
    if not fresh.simulated:
        said = [*said, html.Span(" · " + text.ago.format(age=text.duration(age)), className="age")]
    if late:
        said = [*said, html.Span(text.late.format(time=moment), className="sr")]
    return html.Div(list(said), className="fresh")


def _time(moment: datetime, words: str) -> html.Time:
    return html.Time(words, dateTime=moment.isoformat(timespec="minutes"))


def _strip(text: Text) -> html.Aside:
    inside = html.Div([html.B(text.simulated), html.Span(text.simulated_why)], className="wrap")
    return html.Aside(inside, className="simulated", **aria(label=text.simulated))


def _control_row(text: Text, controls: Children) -> html.Section:
    return html.Section(
        html.Div(parted(controls), className="wrap"), className="controls", **aria(label=text.what_is_shown)
    )


def _footer(text: Text, fresh: Freshness | None) -> html.Footer:
    said: Children = [html.Span(text.brand), html.Span(text.footer)]
    if fresh and fresh.published_at:
        said = [*said, html.Span(text.published.format(time=text.moment(fresh.published_at)))]
    return html.Footer(html.Div(part("foot", list(said)), className="wrap"), className="foot")
