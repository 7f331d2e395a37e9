"""What goes out, to a mail server and to a webhook on 127.0.0.1; and what is said where it does not."""

import json
import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs.sending import Message, send
from tests.http_sink import HttpSink
from tests.jobs.conftest import Run
from tests.smtp_sink import SmtpSink
from tracker.config import Home


@pytest.fixture
def post() -> Iterator[SmtpSink]:
    with SmtpSink() as post:
        yield post


def targets(home: Home, *lines: str, language: str = "en") -> None:
    file = home.root / "alerts.toml"
    listed = "\n".join(lines)
    rule = '[[alert]]\nname = "Old"\nwhen = "stale"\nhours = 9'
    file.write_text(
        f'language = "{language}"\n[targets]\n{listed}\n[quiet]\nfrom = "00:00"\nto = "23:59"\n{rule}', "utf-8"
    )
    file.chmod(0o600)


def test_a_mail_has_subject_sender_receiver_and_every_letter_of_every_script(post: SmtpSink) -> None:
    text = "دخل DeepSeek ضمن أول 10: المركز 3\n\n.a line that begins with a dot\nhttp://127.0.0.1:8050/?store=apple&country=us"
    assert send(post.address("right"), Message("Rank Tracker: أول عشرة", text)) is None
    (mail,) = post.mails
    assert mail["subject"] == "Rank Tracker: أول عشرة"
    assert "tracker@example.org" in mail["from"]
    assert "me@example.org" in mail["to"]
    body = mail.get_body(("plain",))
    assert body is not None
    assert "\n".join(body.get_content().splitlines()).strip() == text


def test_a_password_with_signs_in_it_is_written_with_percent(post: SmtpSink) -> None:
    post.password = "p@ss/w:rd"
    assert send(post.address("p%40ss%2Fw%3Ard"), Message("t", "x")) is None


@pytest.mark.parametrize(
    "scheme", ["mailto://u:s3cr3t@{}?from=u@example.org&to=me@example.org&mode=insecure&cto=1", "json://{}/s3cr3t"]
)
def test_a_target_that_says_nothing_is_given_up_within_some_seconds(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # the kernel takes the connection, and nobody answers
        began = time.monotonic()
        fault = send(scheme.format(f"127.0.0.1:{silent.getsockname()[1]}"), Message("t", "x"))
        took = time.monotonic() - began
    assert fault is not None
    assert "no such address" not in fault.why
    assert fault.may_have_it
    assert took < 10


def test_a_wrong_password_is_the_reason_and_is_not_told(post: SmtpSink, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    fault = send(post.address("wr%2Fong-s3cr3t"), Message("t", "x"))
    assert fault is not None
    assert "535" in fault.why
    assert "s3cr3t" not in fault.why + caplog.text
    assert not fault.may_have_it
    assert not post.mails


def test_a_webhook_that_refuses_is_named_by_its_status_and_not_by_its_address() -> None:
    with HttpSink(status=403) as sink:
        refused = send(f"json://{sink.address}/T0P-s3cr3t/path", Message("t", "x"))
    assert refused is not None
    assert "403" in refused.why
    nobody = send(f"json://{sink.address}/T0P-s3cr3t/path", Message("t", "x"))
    assert nobody is not None
    assert nobody.why.startswith("it did not take the message: ")
    assert "s3cr3t" not in refused.why + nobody.why
    assert (refused.may_have_it, nobody.may_have_it) == (False, False)


def test_a_test_message_goes_to_every_target_or_to_those_named_quiet_hours_or_not(
    home: Home, run: Run, post: SmtpSink
) -> None:
    with HttpSink() as sink:
        targets(home, f'mail = "{post.address("right")}"', f'hook = "json://{sink.address}/s3cr3t"', language="ar")
        said = run("alert", "test")
        assert said.code == 0
        assert said.out.count("it took the message") == 2
        assert "s3cr3t" not in said.out + said.err
        assert run("alert", "test", "hook").code == 0
        assert (len(post.mails), len(sink.came)) == (1, 2)
        assert "قاعدة واحدة" in json.loads(sink.came[0].body)["message"]
        assert not (home.root / "alerts.json").exists(), "a test is nothing to remember"


def test_a_target_that_a_test_does_not_reach_is_named_and_ends_with_1(home: Home, run: Run, post: SmtpSink) -> None:
    targets(home, f'mail = "{post.address("wrong-s3cr3t")}"')
    said = run("alert", "test")
    assert said.code == 1
    assert said.out.startswith("mail (mailto://")
    assert "535" in said.out
    assert "s3cr3t" not in said.out + said.err


@pytest.mark.parametrize(
    ("names", "says"), [((), "there is no such file"), (("you",), "no target 'you'; there are me")]
)
def test_a_test_without_such_a_target_is_a_wrong_use(home: Home, run: Run, names: tuple[str, ...], says: str) -> None:
    if names:
        targets(home, 'me = "json://127.0.0.1:9/x"')
    said = run("alert", "test", *names)
    assert said.code == 2
    assert says in said.sentence
    assert Path(home.root / "alerts.toml").name in said.sentence
