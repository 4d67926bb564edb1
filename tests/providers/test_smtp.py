"""The list address: what a failure at each step of a delivery means, and that no secret is ever told."""

from __future__ import annotations

import base64
import os
import socket
import ssl
import time
import traceback
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from newsletter.errors import OutcomeUnknownError, ProviderError, SendError, SendRefusedError
from newsletter.providers.base import Environment, Provider
from newsletter.providers.smtp import Smtp, SmtpOptions
from newsletter.rendering.message import compose_message, name_message
from tests.campaigns import CAMPAIGN, make_campaign
from tests.network.hostile import ATTACKS, Attack, Connection, attacking
from tests.providers.contract import ProviderContract
from tests.providers.mail_server import (
    DRIP,
    DROP,
    FLOOD,
    LOGIN,
    PASSWORD,
    STALL,
    TAKE_AND_DRIP,
    TAKE_AND_DROP,
    TAKE_AND_FLOOD,
    TAKE_AND_STALL,
    USER,
    MailServer,
    Step,
    running,
)

LIST = "readers@lists.example.org"


def open_smtp(server: MailServer, login: dict[str, str] | None = None, **options: Any) -> Smtp:  # noqa: ANN401
    given = {"host": "localhost", "port": server.port, "to": LIST, "ca_file": str(server.certificate), "timeout": 2}
    given["final_timeout"] = options.get("timeout", 2)
    return Smtp(SmtpOptions.model_validate(given | options), Path(), Environment(LOGIN if login is None else login))


def send(provider: Smtp) -> str:
    return provider.send(provider.draft(CAMPAIGN)).detail


class TestSmtpContract(ProviderContract):
    server: MailServer

    @pytest.fixture(autouse=True)
    def _serve(self, server: MailServer) -> None:
        self.server = server

    def open(self, root: Path) -> Provider[Any]:
        assert root.is_dir()
        return open_smtp(self.server)

    def delivered(self) -> list[bytes]:
        return [message.data for message in self.server.messages if message.recipients == [LIST]]

    def messages_to_testers(self) -> list[tuple[str, bytes]]:
        others = [message for message in self.server.messages if message.recipients != [LIST]]
        return [(", ".join(message.recipients), message.data) for message in others]


def test_the_list_gets_exactly_the_message_that_was_composed(server: MailServer) -> None:
    assert send(open_smtp(server)) == "250 2.0.0 Ok: queued as 4F2A"
    [received] = server.messages
    assert (received.sender, received.recipients) == (CAMPAIGN.sender.email, [LIST])
    message = message_from_bytes(received.data, policy=policy.default)
    assert message["To"] == f"Safeguarding Digest <{LIST}>"
    assert not [name for name in message if name.startswith("List-")]


def test_a_line_of_dots_arrives_as_it_was_written(server: MailServer) -> None:
    provider = open_smtp(server)
    campaign = make_campaign(text=".\n..\nend\n")
    provider.send(provider.draft(campaign))
    message = message_from_bytes(server.messages[0].data, policy=policy.default)
    part = message.get_body(("plain",))
    assert part is not None
    assert part.get_content() == ".\r\n..\r\nend\r\n"


def test_list_headers_go_along_where_the_list_writes_none(server: MailServer) -> None:
    send(open_smtp(server, list_headers=True))
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in server.messages[0].data


def test_tls_from_the_first_byte_works_as_well(certificate: Path) -> None:
    with running(MailServer(certificate, implicit_tls=True)) as server:
        assert send(open_smtp(server, security="tls")).startswith("250")
        assert len(server.messages) == 1


def test_a_server_without_starttls_is_refused_before_the_login(certificate: Path) -> None:
    with running(MailServer(certificate, offer_starttls=False)) as server:
        with pytest.raises(ProviderError, match="STARTTLS extension not supported") as raised:
            send(open_smtp(server))
        assert not isinstance(raised.value, OutcomeUnknownError)
        assert server.messages == []


def test_a_certificate_of_an_unknown_authority_is_refused(server: MailServer) -> None:
    with pytest.raises(ProviderError, match=r"no trusted certificate.*ca_file"):
        send(open_smtp(server, ca_file=None))


def test_a_certificate_for_another_host_is_refused(server: MailServer) -> None:
    with pytest.raises(ProviderError, match="no trusted certificate"):
        send(open_smtp(server, host="127.0.0.1"))


def test_a_ca_file_that_is_a_pipe_is_not_waited_on(server: MailServer, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ca.pem")
    with pytest.raises(ProviderError, match=r"ca_file = '.*ca\.pem' cannot be used: it is not a file"):
        send(open_smtp(server, ca_file=str(tmp_path / "ca.pem")))


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_ca_file_that_cannot_be_used_is_named(server: MailServer, tmp_path: Path, content: str | None) -> None:
    if content:
        (tmp_path / "ca.pem").write_text(content, encoding="utf-8")
    with pytest.raises(ProviderError, match=r"ca_file = '.*ca\.pem' cannot be used"):
        send(open_smtp(server, ca_file=str(tmp_path / "ca.pem")))


def test_nobody_listening_means_nothing_was_sent(server: MailServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(ProviderError, match=r"failed while connecting: Connection refused\. Nothing was sent"):
        send(open_smtp(server, port=port))


BEFORE_THE_DOT: list[tuple[Step, str]] = [
    (step, how) for step in ("AUTH", "MAIL", "RCPT", "DATA") for how in ("451 later", "550 no", "421 closing", DROP)
]


@pytest.mark.parametrize(("step", "how"), [*BEFORE_THE_DOT, ("DATA", STALL), ("dot", "451 later"), ("dot", "554 spam")])
def test_a_failure_up_to_a_clear_refusal_means_nothing_was_sent(server: MailServer, step: Step, how: str) -> None:
    server.fail(step, how)
    with pytest.raises(ProviderError, match=r"Nothing was sent\.") as raised:
        send(open_smtp(server, timeout=1))
    assert type(raised.value) is ProviderError
    assert server.messages == []


def test_a_connection_lost_in_the_middle_of_the_message_means_nothing_was_sent(server: MailServer) -> None:
    server.fail("mid-data", DROP)
    provider = open_smtp(server)
    remote_id = provider.draft(make_campaign(text="far more than the buffers of a connection hold\n" * 150_000))
    with pytest.raises(ProviderError, match=r"handing over the message: .*Nothing was sent\.") as raised:
        provider.send(remote_id)
    assert type(raised.value) is ProviderError


@pytest.mark.parametrize(
    "how", [DROP, TAKE_AND_DROP, STALL, TAKE_AND_STALL, "nonsense", "334 go on", "220 hello", "251 later"]
)
def test_a_lost_answer_to_the_final_dot_is_an_unknown_outcome(server: MailServer, how: str) -> None:
    server.fail("dot", how)
    with pytest.raises(OutcomeUnknownError, match="its answer was lost"):
        send(open_smtp(server, timeout=1))
    assert len(server.messages) == how.startswith("take")


def test_a_failure_after_the_answer_changes_nothing(server: MailServer) -> None:
    """The server hangs up instead of answering QUIT."""
    server.fail("QUIT", DROP)
    assert send(open_smtp(server)).startswith("250")
    assert len(server.messages) == 1


@pytest.mark.parametrize("address", [LIST, LIST.upper()])
def test_a_test_to_the_list_itself_is_refused(server: MailServer, address: str) -> None:
    with pytest.raises(SendRefusedError, match="would reach everybody"):
        open_smtp(server).test(CAMPAIGN, [address])
    assert server.messages == []


def test_a_test_is_the_real_message_but_for_its_address_and_id(server: MailServer) -> None:
    receipt = open_smtp(server).test(CAMPAIGN, ["tester@example.org"])
    [message] = server.messages
    expected = compose_message(
        CAMPAIGN, to="tester@example.org", unsubscribe_url=CAMPAIGN.unsubscribe_url, list_headers=False, is_test=True
    )
    assert message.data == expected
    assert receipt.remote_id == name_message(CAMPAIGN, "tester@example.org", is_test=True)


@pytest.mark.parametrize("name", LOGIN)
def test_a_missing_secret_is_asked_for_by_name_before_anything_is_connected(server: MailServer, name: str) -> None:
    login = {**LOGIN, name: ""}
    with pytest.raises(SendRefusedError, match=f"{name} is not set"):
        send(open_smtp(server, login, port=1))


def test_a_password_outside_ascii_is_said_without_showing_it(server: MailServer) -> None:
    password = f"{PASSWORD}é"
    with pytest.raises(ProviderError, match="holds a character outside ASCII") as raised:
        send(open_smtp(server, {**LOGIN, "NEWSLETTER_SMTP_PASSWORD": password}))
    assert PASSWORD not in "".join(traceback.format_exception(raised.value))


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("step", ["AUTH", "MAIL", "RCPT", "DATA", "dot"])
@pytest.mark.parametrize("code", [535, 250])
def test_a_secret_that_the_server_echoes_is_never_told(
    server: MailServer, step: Step, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    echo = f"{PASSWORD} {encoded(PASSWORD)} {encoded(f'{chr(0)}{USER}{chr(0)}{PASSWORD}')} {encoded(USER)}"
    server.fail(step, f"{code} you said {echo}")
    provider = open_smtp(server, timeout=1)
    try:
        told = send(provider)
    except SendError as error:
        told = "".join(traceback.format_exception(error)) + repr(error)
    told += "".join(capsys.readouterr()) + repr(vars(provider))
    for secret in echo.split(" "):
        assert secret not in told


def test_what_a_server_says_cannot_write_to_the_terminal(server: MailServer) -> None:
    server.fail("RCPT", "550 \x1b[2Jcleared \x07")
    with pytest.raises(ProviderError) as raised:
        send(open_smtp(server))
    assert "550 [2Jcleared" in str(raised.value)
    assert str(raised.value).isprintable()


MOST_WAIT = 8
"""Seconds that a test waits at most for what has a second of its own: the machine may be busy."""


@pytest.mark.parametrize("step", ["EHLO", "AUTH", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("how", [DRIP, FLOOD])
def test_a_reply_without_end_before_the_dot_means_nothing_was_sent(server: MailServer, step: Step, how: str) -> None:
    server.fail(step, how)
    start = time.monotonic()
    with pytest.raises(
        ProviderError, match=r"(longer than 1 seconds|more than 65,536 bytes).*Nothing was sent\."
    ) as raised:
        send(open_smtp(server, timeout=1))
    assert type(raised.value) is ProviderError
    assert time.monotonic() - start < MOST_WAIT
    assert server.messages == []


@pytest.mark.parametrize("how", [DRIP, FLOOD, TAKE_AND_DRIP, TAKE_AND_FLOOD])
def test_a_reply_without_end_to_the_final_dot_is_an_unknown_outcome(server: MailServer, how: str) -> None:
    server.fail("dot", how)
    start = time.monotonic()
    with pytest.raises(OutcomeUnknownError, match=r"its answer was lost: it (took longer|sent more)"):
        send(open_smtp(server, timeout=5, final_timeout=1))
    assert time.monotonic() - start < MOST_WAIT
    assert len(server.messages) == how.startswith("take")


@pytest.mark.slow
@pytest.mark.parametrize("how", [DRIP, FLOOD])
def test_a_farewell_without_end_is_not_waited_for(server: MailServer, how: str) -> None:
    server.fail("QUIT", how)
    start = time.monotonic()
    assert send(open_smtp(server, timeout=30)).startswith("250")
    assert time.monotonic() - start < 5 + MOST_WAIT


BANNERS: dict[str, Attack] = {
    "dripped": lambda client: client.drip(b"220 " + b"o" * 2000),
    "endless": lambda client: client.flood(b"220-and more\r\n" * 500),
    "one endless line": lambda client: client.flood(b"220 " + b"o" * 9000),
    "silent": ATTACKS["silence"],
}


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("name", BANNERS)
def test_a_banner_without_end_is_given_up(certificate: Path, name: str, security: str) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, certificate.with_suffix(".key"))
    start = time.monotonic()
    with attacking(BANNERS[name], tls if security == "tls" else None) as server:
        known = MailServer(certificate, port=server.port)
        with pytest.raises(ProviderError, match=r"failed while connecting: .*Nothing was sent\."):
            send(open_smtp(known, security=security, timeout=1))
    assert time.monotonic() - start < MOST_WAIT


def test_a_handshake_without_end_is_given_up(certificate: Path) -> None:
    def stall(client: Connection) -> None:
        client.say(b"220 here\r\n")
        client.line.recv(1000)
        client.say(b"250-here\r\n250 STARTTLS\r\n")
        client.line.recv(1000)
        client.say(b"220 go on\r\n")
        client.drip(b"\x16\x03\x03\x40" * 500)

    start = time.monotonic()
    with attacking(stall) as server, pytest.raises(ProviderError, match="longer than 1 seconds"):
        send(open_smtp(MailServer(certificate, port=server.port), timeout=1))
    assert time.monotonic() - start < MOST_WAIT


@pytest.mark.parametrize("field", ["timeout", "final_timeout"])
def test_a_time_may_have_decimals_and_has_bounds(field: str) -> None:
    given = {"host": "smtp.example.org", "to": LIST}
    assert getattr(SmtpOptions.model_validate(given | {field: 2.5}), field) == 2.5
    for wrong in (0, -1, 1e9, float("inf"), float("nan"), "soon"):
        with pytest.raises(ValidationError):
            SmtpOptions.model_validate(given | {field: wrong})
