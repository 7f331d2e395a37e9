"""Every colour that Python names is in tokens.css, in light and in dark."""

import re

from dashboard import theme
from dashboard.figures.rank_history import rank_history_figure
from tests.dashboard.figures.charts import chart_of
from tests.dashboard.rows import event, spans_of
from tracker import catalog
from tracker.catalog.colours import GROUNDS

SHEET = (theme.ASSETS / "tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = SHEET.split(':root[data-mantine-color-scheme="dark"]')
HUES = 14


def tokens(part: str) -> dict[str, str]:
    return dict(re.findall(r"(--[a-z0-9-]+):\s*([^;]+);", part))


def test_every_hue_is_an_assistant_of_the_catalogue() -> None:
    assert len(theme.hues()) == HUES
    assert theme.hues() <= set(catalog.assistants())


def test_assistants_have_a_line_and_a_text_colour_in_both_schemes() -> None:
    for slug in theme.hues():
        for token in (theme.line_colour(slug), theme.text_colour(slug)):
            assert re.fullmatch("#[0-9a-f]{6}", tokens(LIGHT)[token])
            assert re.fullmatch("#[0-9a-f]{6}", tokens(DARK)[token])


def test_no_two_assistants_share_a_colour() -> None:
    for part in (LIGHT, DARK):
        colours = [tokens(part)[theme.line_colour(slug)] for slug in theme.hues()]
        assert len(set(colours)) == HUES


def test_a_colour_is_the_same_on_the_page_and_in_the_catalogue() -> None:
    for slug in theme.hues():
        known = catalog.assistants()[slug]
        assert tokens(LIGHT)[theme.line_colour(slug)] == known.colour_light
        assert tokens(DARK)[theme.line_colour(slug)] == known.colour_dark


def test_the_grounds_that_colours_are_checked_on_are_those_of_the_page() -> None:
    for part, column in ((LIGHT, "colour_light"), (DARK, "colour_dark")):
        assert (tokens(part)["--surface"], tokens(part)["--surface-2"]) == GROUNDS[column]


def test_an_assistant_without_a_hue_is_context() -> None:
    assert theme.line_colour("poe") == "--context-line"


def test_every_token_of_a_figure_exists() -> None:
    spans = spans_of("deepseek", (24, 3), (24, "out"), (24, "gap"), (24, "unsold"))
    figure = rank_history_figure(chart_of(spans, events=[event(2)], simulated=True))
    named = set(re.findall(r"'(--[a-z0-9-]+)'", str(figure)))
    assert named
    assert named <= tokens(LIGHT).keys()


def test_what_dark_changes_light_has() -> None:
    assert tokens(DARK).keys() <= tokens(LIGHT).keys()


def test_every_variable_of_the_style_sheets_is_defined() -> None:
    sheets = "".join(file.read_text(encoding="utf-8") for file in theme.ASSETS.glob("*.css"))
    used = set(re.findall(r"var\((--[a-z0-9-]+)", sheets))
    assert {name for name in used if not name.startswith("--mantine")} <= tokens(SHEET).keys()


def test_every_token_is_used() -> None:
    kinds = (".css", ".js", ".py")
    others = [file for file in theme.ASSETS.parent.rglob("*") if file.suffix in kinds and file.name != "tokens.css"]
    used = set(re.findall("--[a-z0-9-]+", "".join(file.read_text(encoding="utf-8") for file in others)))
    used |= set(re.findall(r"var\((--[a-z0-9-]+)", SHEET)) | set(map(theme.line_colour, theme.hues()))
    used |= set(map(theme.text_colour, theme.hues()))
    assert set(re.findall("(--[a-z0-9-]+):", SHEET)) <= used
