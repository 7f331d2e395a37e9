"""Every endpoint."""

from dashboard.api import breadth, chart, claims, events, movers, ranks
from dashboard.api.endpoint import Endpoint

ENDPOINTS: dict[str, Endpoint] = {
    module.ENDPOINT.name: module.ENDPOINT for module in (ranks, chart, movers, breadth, events, claims)
}
