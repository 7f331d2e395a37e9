"""What a browser asks for the content of a page."""

from typing import Any


def question(path: str = "/", search: str = "", shown: str | None = None) -> dict[str, Any]:
    """The body of Dash's request; `shown` is the frame that the browser shows already."""
    inputs = [
        {"id": "_pages_location", "property": name, "value": value}
        for name, value in (("pathname", path), ("search", search))
    ]
    outputs = [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}]
    return {
        "output": ".._pages_content.children..._pages_store.data..", "outputs": outputs, "inputs": inputs,
        "state": [{"id": "page-shown", "property": "data", "value": shown}],
        "changedPropIds": ["_pages_location.search"],
    }  # fmt: skip
