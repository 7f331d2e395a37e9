"""Serve the dashboard.

Exit  2 when the address is taken
"""

import ipaddress
import logging
import socket

import click
import waitress

from dashboard.app import create_app
from dashboard.headers import LARGEST_QUESTION
from dashboard.hosts import known_hosts
from tracker.config import Home, admin_token, host_names
from tracker.errors import ConfigurationError
from tracker.prepare import prepare

log = logging.getLogger(__name__)

THREADS = 8
CONNECTIONS = 1000  # a browser keeps six open; beyond the limit a reader waits for another one to leave

host_option = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
port_option = click.option("--port", default=8050, show_default=True, type=click.IntRange(0, 65535))


@click.command(epilog="Example: rank-tracker serve --port 8051")
@host_option
@port_option
@click.option("--no-sql", is_flag=True, help="Without the page /sql, where anyone who reaches the server can ask.")
@click.pass_obj
def serve(home: Home, host: str, port: int, no_sql: bool) -> None:
    """Serve the dashboard."""
    prepare(home)
    serve_home(home, listen(host, port), has_console=not no_sql, own_name=host)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, before any slow work is done. Raises ConfigurationError if the address is taken."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(CONNECTIONS)
    except (OSError, UnicodeError) as error:  # a name that is none is not looked for
        why = error.strerror if isinstance(error, OSError) else "no name of a machine"
        raise ConfigurationError(
            f"cannot listen on {host}:{port} ({why}); name another address with --host and --port"
        ) from error
    return listener


def address_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def public_warning(address: str, has_console: bool, has_token: bool) -> str | None:
    """What others can do who reach this address; None: nobody else can."""
    if ipaddress.ip_address(address.partition("%")[0]).is_loopback:
        return None
    may = "read every chart and event" + (" and ask in SQL (--no-sql takes that away)" if has_console else "")
    write = "nobody can write: RANK_TRACKER_ADMIN_TOKEN is not set"
    if has_token:
        write = "whoever has the admin token can write; put https before it, so that nobody else reads the token"
    return f"warning: {address} is not this machine alone: whoever reaches it can {may}; {write}"


def serve_home(home: Home, listener: socket.socket, has_console: bool = True, own_name: str = "") -> None:
    """Answer until stopped; `own_name` is what --host said."""
    click.echo(f"Dashboard: {address_of(listener)}  (Ctrl-C stops it)")
    token = admin_token()
    warning = public_warning(listener.getsockname()[0], has_console, token is not None)
    if warning:
        click.echo(warning, err=True)
    address, port = listener.getsockname()[:2]
    app = create_app(home, has_console, token, known_hosts(host_names(), address, port, own_name))
    waitress.serve(
        app.server,
        sockets=[listener],
        threads=THREADS,
        ident=None,
        max_request_body_size=LARGEST_QUESTION,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,  # select would end at the 1024th file
    )
