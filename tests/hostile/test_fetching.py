"""Feeds and pages that others name: the connection goes into the public internet, or nowhere."""

import csv
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from jobs.command import main
from tests.conftest import Counted
from tests.stores_server import StoresServer
from tracker import public_hosts
from tracker.catalog.feeds import FEED_COLUMNS
from tracker.config import FetchSettings, Home
from tracker.fetch import Fetcher
from tracker.models import Request
from tracker.public_hosts import is_public

PRIVATE = (
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.0.1",
    "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1",
    "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
    "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1",
    "2001:db8::1", "2002:7f00:1::", "2002:a00:1::", "2001:0:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fd00::1",
    "fd00:ec2::254", "fe80::1", "fe80::1%lo", "febf::1", "fec0::1", "ff02::1", "ff0e::1",
)  # fmt: skip
PUBLIC = ("1.1.1.1", "8.8.8.8", "17.253.144.10", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8")
QUICK = FetchSettings(per_minute=60_000, connect_seconds=1, read_seconds=1, tries=1)


@pytest.fixture
def door() -> Iterator[socket.socket]:
    """Somebody in this machine who listens; nobody may knock."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.2)
        yield door


def was_knocked(door: socket.socket) -> bool:
    try:
        door.accept()[0].close()
    except TimeoutError:
        return False
    return True


def test_every_kind_of_private_address_is_known(counted: Counted) -> None:
    """Without `NOT_FOR_US`, or what wraps an address, this fails."""
    assert [address for address in PRIVATE if is_public(address)] == []
    assert [address for address in PUBLIC if not is_public(address)] == []
    counted(len(PRIVATE), "private addresses, known as such")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "017700000001", "127.1", "0.0.0.0", "[::ffff:7f00:1]"]
)
def test_a_feed_at_a_private_address_is_not_asked(door: socket.socket, host: str) -> None:
    """With `public_only` that does nothing, this fails."""
    request = Request("GET", f"https://{host}:{door.getsockname()[1]}/feed.xml")
    answer = Fetcher(QUICK, None, lambda _pause: None, public_only=True).fetch(request)
    assert answer.error is not None
    assert "not in the public internet" in answer.error
    assert not was_knocked(door)


def test_a_feed_of_the_home_at_a_private_address_is_not_asked(
    home: Home, door: socket.socket, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without `public_only` in collect_news.py, this fails."""
    monkeypatch.delenv("RANK_TRACKER_MIRROR", raising=False)
    (home.root / "watchlist.toml").write_text(
        '[fetch]\ntries = 1\nconnect_seconds = 1\nread_seconds = 1\n[[charts]]\nsource = "itunes_rss"\n'
        'countries = ["us"]\ncharts = ["top-free"]\ncategories = ["all"]\nevery = "1h"\ndepth = 100\n'
    )
    row = dict.fromkeys(FEED_COLUMNS, "") | {
        "feed": "inner", "enabled": "yes", "kind": "syndication", "outlet": "Inner", "language": "en", "tier": "press",
        "address": f"https://127.0.0.1:{door.getsockname()[1]}/feed.xml", "about_ai": "yes", "every": "1h",
    }  # fmt: skip
    with (home.root / "feeds.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, FEED_COLUMNS)
        writer.writeheader()
        writer.writerow(row)
    with pytest.raises(SystemExit) as stop:
        main(["--home", str(home.root), "collect", "news", "--feed", "inner", "--now"])
    assert stop.value.code == 1
    assert "not in the public internet" in capfd.readouterr().err
    assert not was_knocked(door)


def test_a_feed_that_leads_or_rebinds_into_a_private_place_is_not_followed(
    door: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is public when it is looked up first, and private when it is connected to: what is checked is asked."""
    real, looked_up = socket.getaddrinfo, []

    def rebinding(host: str, *more: Any, **options: Any) -> Any:
        looked_up.append(host)
        return real("127.0.0.1" if host == "public.example.org" else host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(public_hosts, "is_public", lambda address: address == "127.0.0.1" or is_public(address))
    with StoresServer() as stores:
        place = f"http://public.example.org:{stores.url.rpartition(':')[2]}"
        for number, host in enumerate(("127.0.0.2", "[::1]", "169.254.169.254", "0.0.0.0")):
            stores.feeds.redirect(f"x://{number}", f"https://{host}:{door.getsockname()[1]}/")
            before = len(looked_up)
            fetcher = Fetcher(QUICK, None, lambda _pause: None, public_only=True)
            answer = fetcher.fetch(Request("GET", f"{place}/{number}"))
            assert answer.error is not None
            assert "not in the public internet" in answer.error
            assert looked_up[before:].count("public.example.org") == 1
    assert not was_knocked(door)
