"""Test sends: the real message to one address, recorded, and without any bearing on the real send."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.errors import OutcomeUnknownError, ProviderError, SendRefusedError
from newsletter.providers.base import Capabilities, Environment
from newsletter.providers.outbox import Outbox, OutboxOptions
from newsletter.providers.smtp import Smtp
from newsletter.sending.execute import apply_plan
from newsletter.sending.history import EventKind
from newsletter.sending.session import Outcome
from newsletter.sending.test_send import send_test
from tests.campaigns import CAMPAIGN, make_campaign
from tests.providers.mail_server import DROP, TAKE_AND_DROP, MailServer
from tests.sending.send_contexts import (
    NOW,
    open_context,
    plan,
    sent_messages,
)


def test_a_test_reaches_its_address_alone_and_is_recorded_with_its_digest(
    tmp_path: Path, server: MailServer, smtp: Smtp
) -> None:
    context = open_context(tmp_path, smtp)
    send_test(context, CAMPAIGN, ["tester@example.org"], now=NOW)
    assert [letter.recipients for letter in server.messages] == [["tester@example.org"]]
    [event] = context.ledger.read(CAMPAIGN.marker).events
    assert (event.kind, event.audience, event.digest) == (EventKind.TEST, "tester@example.org", CAMPAIGN.digest)
    assert event.attempt is None


def test_a_test_never_changes_where_the_real_send_stands(tmp_path: Path, server: MailServer, smtp: Smtp) -> None:
    server.fail("dot", DROP)
    context = open_context(tmp_path, smtp)
    with pytest.raises(OutcomeUnknownError):
        apply_plan(context, plan(context), now=NOW)
    server.faults.clear()
    send_test(context, CAMPAIGN, ["tester@example.org"], now=NOW)
    assert plan(context).decision.outcome is Outcome.UNKNOWN


def test_a_test_whose_answer_is_lost_locks_nothing(tmp_path: Path, server: MailServer, smtp: Smtp) -> None:
    server.fail("dot", TAKE_AND_DROP)
    context = open_context(tmp_path, smtp)
    with pytest.raises(ProviderError, match=r"may or may not arrive.*safe to repeat") as raised:
        send_test(context, CAMPAIGN, ["tester@example.org"], now=NOW)
    assert raised.value.exit_code == 1
    assert plan(context).may_go


class Laconic(Outbox):
    """A provider that can do less than ours."""

    capabilities = Capabilities(own_text=False, test_send="none", remembers=True)


def test_a_provider_that_sends_no_tests_says_so(tmp_path: Path) -> None:
    context = open_context(tmp_path, Laconic(OutboxOptions(), tmp_path, Environment({})))
    with pytest.raises(SendRefusedError, match="outbox cannot send tests"):
        send_test(context, CAMPAIGN, ["tester@example.org"], now=NOW)
    assert not (tmp_path / "outbox").exists()


def test_the_plan_says_where_our_plain_text_is_not_used(tmp_path: Path) -> None:
    context = open_context(tmp_path, Laconic(OutboxOptions(), tmp_path, Environment({})))
    assert plan(context).warnings == ("outbox makes its own plain text; ours is not used.",)


def test_a_draft_or_future_issue_can_be_tested(tmp_path: Path) -> None:
    future = make_campaign(date=NOW + timedelta(days=30))
    assert "test" in send_test(open_context(tmp_path), future, ["tester@example.org"], now=NOW).remote_id
    assert sent_messages(tmp_path) == []
