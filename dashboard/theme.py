"""The look in Mantine's words, and which token colours what.

Every colour has one home, assets/tokens.css, in a light and a dark value. Python names tokens ("--s-deepseek") and
never colours: the browser puts the value of the current scheme in their place (assets/paint.js).
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).parent / "assets"

# Colour belongs to the data: what Mantine draws is ink on paper.
MANTINE: dict[str, Any] = {
    "primaryColor": "dark",
    "primaryShade": {"light": 9, "dark": 0},
    "autoContrast": True,
    "white": "#ffffff",
    "black": "#12181d",
    "defaultRadius": 4,
    "radius": {"xs": "2px", "sm": "4px", "md": "4px", "lg": "4px", "xl": "4px"},
    "cursorType": "pointer",
    "focusRing": "auto",
    "respectReducedMotion": True,
    "fontFamily": "var(--font-ui)",
    "fontFamilyMonospace": "var(--font-code)",
    "headings": {"fontFamily": "var(--font-ui)", "fontWeight": "650"},
    "fontSizes": {"xs": ".75rem", "sm": ".8125rem", "md": ".875rem", "lg": "1rem", "xl": "1.125rem"},
}

SIMULATED_MARK = "--state-simulated-line"


@cache
def hues() -> frozenset[str]:
    """The assistants that have a colour of their own. It never changes with the selection."""
    sheet = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    return frozenset(re.findall(r"--s-([a-z0-9-]+)-text:", sheet))


def line_colour(assistant: str) -> str:
    """The token for lines and marks: 3:1 and more against the surface."""
    return f"--s-{assistant}" if assistant in hues() else "--context-line"


def text_colour(assistant: str) -> str:
    """The token for words: 4.5:1 and more against the surface."""
    return f"--s-{assistant}-text" if assistant in hues() else "--text-3"


def css(token: str) -> str:
    """The token as CSS writes it: "--text" becomes "var(--text)"."""
    return f"var({token})"
