"""By which names the dashboard may be asked for. A foreign page can give its own name this machine's address (DNS
rebinding), and its reader's browser then lets it read what that name answers; but the browser says the name.

An address of numbers is no name, and `localhost` is this machine for every browser. Any other name has to be one of
RANK_TRACKER_HOSTS. Where that is not set, and the server listens to this machine alone, the port tells: a browser that
connects to us itself says our port, one that asks a proxy before us says the proxy's.
"""

import ipaddress
from collections.abc import Callable, Collection

from dash import Dash
from flask import Response, request

from tracker.config import ANY_HOST

HTTP = 80  # the port that a browser does not say
LONGEST_TOLD = 100  # characters of a stranger's name

Known = Callable[[str], bool]  # is a request with this Host one for us?


def known_hosts(names: Collection[str], listens_on: str, port: int, own_name: str = "") -> Known:
    """What Host may say, for a server on this address and port that was given these names (maybe none)."""
    named = {name.lower().rstrip(".") for name in (*names, own_name) if name}
    is_local = ipaddress.ip_address(listens_on.partition("%")[0]).is_loopback

    def is_known(said: str) -> bool:
        host, said_port = _split(said)
        if _is_no_name(host) or host in named or ANY_HOST in names:
            return True
        if names:
            return False
        return not is_local or (said_port or HTTP) != port

    return is_known


def _split(said: str) -> tuple[str, int | None]:
    """The name in lower case, and the port that is said."""
    host, colon, port = said.strip().rpartition(":")
    if not colon or not port.isdecimal():
        host, port = said.strip(), ""
    return host.lower().rstrip("."), int(port[:6]) if port else None


def _is_no_name(host: str) -> bool:
    if not host or host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def refuse_other_hosts(app: Dash, is_known: Known) -> None:
    """Answer 421 to what was meant for another host, before anything is looked up, kept or made."""

    def refused() -> Response | None:
        said = request.environ.get("HTTP_HOST", "")
        if is_known(said):
            return None
        why = (
            f"{said[:LONGEST_TOLD]!r} is not a name of this dashboard; open it as localhost or by its address,"
            " or start it with RANK_TRACKER_HOSTS=NAME\n"
        )
        return Response(why, 421, mimetype="text/plain")

    app.server.before_request(refused)
