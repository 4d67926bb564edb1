"""The list address on a real Postfix, which delivers into a Maildir."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newsletter.errors import OutcomeUnknownError, ProviderError
from newsletter.providers.base import Environment
from newsletter.providers.smtp import Smtp, SmtpOptions
from newsletter.rendering.campaign import Mailbox
from newsletter.rendering.message import compose_message
from tests.campaigns import CAMPAIGN
from tests.peers.postfix_server import HOST, MEMBERS, PostOffice
from tests.providers.mail_server import LOGIN

pytestmark = pytest.mark.peers

READER = f"reader@{MEMBERS}"


def open_smtp(office: PostOffice, to: str = READER, login: dict[str, str] = LOGIN, **options: Any) -> Smtp:  # noqa: ANN401
    given = {"host": HOST, "port": office.port, "to": to, "ca_file": str(office.certificate)} | options
    return Smtp(SmtpOptions.model_validate(given), Path(), Environment(login))


def strip_trace(message: bytes) -> tuple[list[bytes], bytes]:
    """Part what servers on the way have written above a letter from the letter itself; a Maildir ends lines with LF."""
    above, marker, rest = message.partition(b"From: ")
    return above.splitlines(), (marker + rest).replace(b"\n", b"\r\n")


def test_the_message_that_arrives_is_the_one_that_was_built(office: PostOffice) -> None:
    provider = open_smtp(office, list_headers=True)
    answer = provider.send(provider.draft(CAMPAIGN)).detail
    [message] = office.wait_for(1)
    trace, arrived = strip_trace(message)

    assert answer.startswith("250 2.0.0 Ok: queued as ")
    assert arrived == compose_message(
        CAMPAIGN,
        to=Mailbox(CAMPAIGN.list_name, READER),
        unsubscribe_url=CAMPAIGN.unsubscribe_url,
    )
    assert {line.split(b":")[0] for line in trace if not line.startswith(b"\t")} == {
        b"Return-Path", b"X-Original-To", b"Delivered-To", b"Received",
    }  # fmt: skip


def test_a_wrong_password_is_refused_and_nothing_arrives(office: PostOffice) -> None:
    provider = open_smtp(office, login={**LOGIN, "NEWSLETTER_SMTP_PASSWORD": "not-the-one"})
    with pytest.raises(ProviderError, match=r"failed while logging in: 535 .*Nothing was sent"):
        provider.send(provider.draft(CAMPAIGN))
    assert office.wait_for(0) == []


def test_an_address_that_the_server_will_not_take_is_refused_and_nothing_arrives(office: PostOffice) -> None:
    provider = open_smtp(office, to="reader@elsewhere.invented-digest.org")
    with pytest.raises(ProviderError, match="nothing leaves this machine") as raised:
        provider.send(provider.draft(CAMPAIGN))
    assert not isinstance(raised.value, OutcomeUnknownError)
    assert office.wait_for(0) == []


def test_a_test_send_reaches_each_tester_once(office: PostOffice) -> None:
    testers = [f"one@{MEMBERS}", f"two@{MEMBERS}"]
    open_smtp(office).test(CAMPAIGN, testers)
    messages = office.wait_for(2)

    assert sorted(to for message in messages for to in testers if f"\nTo: {to}\n".encode() in message) == testers
