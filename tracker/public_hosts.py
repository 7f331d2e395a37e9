"""Whether an address lies in the public internet, and a connection that goes to no other. Whoever names a page or a
feed may be fooled: by a redirect, or by a name that changes its address between check and connection.

A name is looked up once, every address it has is checked, and the connection goes to one of those that were checked.
"""

import ipaddress
import socket

from urllib3.connection import HTTPConnection
from urllib3.exceptions import NewConnectionError

# Networks that older Pythons call global. Two clouds answer for their machines at addresses that look public.
NOT_FOR_US = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # RFC 6890; 192.0.0.192 is the metadata of Oracle's cloud
        "192.88.99.0/24",  # RFC 7526
        "168.63.129.16/32",  # Azure's agent
        "fec0::/10",  # RFC 3879
        "64:ff9b:1::/48",  # RFC 8215
        "3fff::/20",  # RFC 9637
        "5f00::/16",  # RFC 9602
    )
)
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotPublicError(ValueError):
    """The address lies in a private network, or in this machine."""


def is_public(address: str) -> bool:
    """Is this an address of the public internet? Those that wrap another one are what they wrap."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if wrapped is None and ip in NAT64:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not any(ip in one for one in NOT_FOR_US)


def public_addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    """Where to connect to. Raises NotPublicError if any address of the name is not public: a fair one has none."""
    found: list[tuple[socket.AddressFamily, tuple[str, int]]] = []
    for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not is_public(str(address[0])):
            raise NotPublicError(f"{host} leads to {address[0]}, which is not in the public internet")
        found.append((family, (str(address[0]), port)))
    return found


def public_connection(connection: HTTPConnection) -> socket.socket:
    """A connection to one of the addresses that were checked."""
    failure: OSError | None = None
    try:
        addresses = public_addresses(connection.host, connection.port)
    except socket.gaierror as error:
        raise NewConnectionError(connection, f"there is no {connection.host}: {error.strerror}") from error
    for family, address in addresses:
        opened = socket.socket(family, socket.SOCK_STREAM)
        try:
            if isinstance(connection.timeout, int | float):
                opened.settimeout(connection.timeout)
            opened.connect(address)
        except OSError as error:
            opened.close()
            failure = error
        else:
            return opened
    raise NewConnectionError(connection, f"cannot be reached: {failure}") from failure
