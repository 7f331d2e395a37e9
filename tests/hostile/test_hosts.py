"""A name of a stranger's that leads to this machine (DNS rebinding): the browser that follows it is told nothing."""

import pytest

from dashboard.app import create_app
from dashboard.hosts import known_hosts
from tests.conftest import Counted
from tests.dashboard.asking import question
from tests.hostile.test_headers import HEADERS
from tracker.config import Home, host_names
from tracker.errors import ConfigurationError

OURS = (
    "127.0.0.1:8050", "localhost:8050", "LOCALHOST:8050", "localhost.:8050", "[::1]:8050", "127.0.0.1", "[::1]", "",
    "ranks.localhost:8050", "192.168.1.5:8050",
)  # fmt: skip
OF_A_PROXY = ("ranks.example.org", "ranks.example.org:443", "ranks.example.org:8443")
REBOUND = (
    "evil.example:8050", "EVIL.example:8050", "evil.example.:8050", "localhost.evil.example:8050", "evil:8050",
    "127.0.0.1.nip.io:8050", "127.0.0.1.evil.example:8050", "evil.example:08050", "localhost@evil.example:8050",
    "xn--lcalhost-2za.example:8050", "2130706433:8050", "notlocalhost:8050", " evil.example:8050 ",
)  # fmt: skip


def test_a_rebound_name_is_refused_and_a_proxy_is_not(counted: Counted) -> None:
    """With `known_hosts` that knows every name, this fails."""
    is_known = known_hosts((), "127.0.0.1", 8050)
    assert [said for said in (*OURS, *OF_A_PROXY) if not is_known(said)] == []
    assert [said for said in REBOUND if is_known(said)] == []
    at_80 = known_hosts((), "::1", 80)
    assert [at_80(said) for said in ("evil.example", "evil.example:80", "localhost", "[::1]")] == [False] * 2 + [
        True
    ] * 2
    counted(len(REBOUND) + 2, "names that lead here, refused")


def test_names_that_were_given_are_answered_and_no_other() -> None:
    is_known = known_hosts(("ranks.example.org",), "0.0.0.0", 8050)
    assert all(is_known(said) for said in (*OURS, *OF_A_PROXY, "ranks.example.org:8050"))
    assert not any(is_known(said) for said in (*REBOUND, "evil.example"))
    assert known_hosts((), "0.0.0.0", 8050)("nas:8050")
    assert known_hosts(("*",), "127.0.0.1", 8050)("evil.example:8050")
    assert known_hosts((), "127.0.0.1", 8050, "nas")("nas:8050")


def test_the_names_come_from_the_environment() -> None:
    assert host_names({}) == ()
    assert host_names({"RANK_TRACKER_HOSTS": "a.example, b-c.example"}) == ("a.example", "b-c.example")
    for wrong in ("https://a.example", "a.example:8050", "a/b", "*.example"):
        with pytest.raises(ConfigurationError, match="RANK_TRACKER_HOSTS: wanted names"):
            host_names({"RANK_TRACKER_HOSTS": wrong})


def test_whoever_asks_for_another_host_gets_one_sentence_from_every_door(prepared_home: Home) -> None:
    """Without `refuse_other_hosts` in create_app, this fails; also for what was kept for others."""
    app = create_app(prepared_home, is_known_host=known_hosts((), "127.0.0.1", 8050))
    client = app.server.test_client()
    for path in ("/", "/api/v1/events", "/feed.atom", "/metrics", "/_dash-layout", "/healthz", "/assets/tokens.css"):
        assert client.get(path, headers={"Host": "localhost:8050"}).status_code == 200
        said = client.get(path, headers={"Host": "evil.example:8050", "X-Forwarded-For": "1.2.3.4"})
        assert (said.status_code, said.mimetype) == (421, "text/plain"), path
        assert "RANK_TRACKER_HOSTS" in said.text
        assert len(said.text.strip().splitlines()) == 1
        assert {name: said.headers.get(name) for name in HEADERS} == HEADERS
    said = client.post("/_dash-update-component", json=question(), headers={"Host": "evil.example:8050"})
    assert said.status_code == 421
    assert client.get("/", headers={"Host": "ranks.example.org"}).status_code == 200
