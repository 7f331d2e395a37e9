"""Which assistants of a chart have their colours: more hues than a few cannot be told apart by everyone."""

from functools import cached_property

from dashboard import theme
from dashboard.rank_view import in_focus


class InFocus:
    """A chart of named assistants; those out of focus are grey, with their names beside them."""

    labels: dict[str, str]  # slug → name on the chart, in the order of the view

    @cached_property
    def focus(self) -> frozenset[str]:
        return in_focus(list(self.labels))

    def line_colour(self, slug: str) -> str:
        return theme.line_colour(slug if slug in self.focus else "")

    def text_colour(self, slug: str) -> str:
        return theme.text_colour(slug if slug in self.focus else "")
