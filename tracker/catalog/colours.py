"""Contrast of colours, as WCAG 2 reckons it."""

import re

# The paper and the raised parts of it, in both schemes: what an assistant's line is drawn on.
GROUNDS = {"colour_light": ("#ffffff", "#f3f5f7"), "colour_dark": ("#0e1419", "#161e25")}
LEAST_CONTRAST = 3.0  # of a line or a mark (WCAG 2.2, 1.4.11)


def is_colour(text: str) -> bool:
    return re.fullmatch("#[0-9a-f]{6}", text) is not None


def contrast(one: str, two: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((_luminance(one), _luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
