"""The place of a Plotly drawing: left to right in every language, offline, without Plotly's own buttons."""

from dash import dcc, html

from dashboard.components.attributes import data


def plot(graph_id: str, plate_id: str, location_id: str, height: int) -> html.Div:
    """An empty drawing of this height in pixels; assets/paint.js fills it from the store `plate_id`.

    A part of it that is marked with the mouse becomes the range of the address, through `location_id`.
    """
    graph = dcc.Graph(
        id=graph_id,
        style={"height": f"{height}px"},
        config={
            "displaylogo": False,
            "displayModeBar": False,
            # Plotly's default would offer to upload the reader's data.
            "showSendToCloud": False,
            "plotlyServerURL": "",
            "scrollZoom": False,
            "doubleClick": False,
            "responsive": True,
        },
    )
    return html.Div(graph, className="plot", dir="ltr", **data(plate=plate_id, goes=location_id))
