"""The plan: what it says before anything happens, and when it lets nothing happen."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from newsletter.errors import OutcomeUnknownError, SendRefusedError
from newsletter.providers.base import CampaignState, Environment
from newsletter.providers.outbox import Outbox, OutboxOptions
from newsletter.providers.smtp import Smtp, SmtpOptions
from newsletter.sending.execute import apply_plan
from newsletter.sending.history import EventKind
from newsletter.sending.options import SendOptions
from newsletter.sending.plan import Readiness, plan_send
from newsletter.sending.session import Outcome
from newsletter.sending.steps import STEPS
from newsletter.sending.test_send import send_test
from tests.campaigns import CAMPAIGN, make_campaign
from tests.sending.send_contexts import NOW, make_actor, open_context, plan

LATER = NOW + timedelta(days=1)
CHANGED = make_campaign(text="One letter more.")


def send(root: Path) -> None:
    context = open_context(root)
    apply_plan(context, plan(context), now=NOW)


def smtp(root: Path, **login: str) -> Smtp:
    options = SmtpOptions(host="smtp.example.org", to="readers@lists.example.org")
    return Smtp(options, root, Environment(login))


def test_the_plan_says_what_will_be_done_and_does_none_of_it(tmp_path: Path) -> None:
    made = plan(open_context(tmp_path), readiness=Readiness(warnings=("A name is not confirmed as a pseudonym.",)))
    assert made.may_go
    assert made.decision.exit_code == 0
    assert made.steps == tuple(step.description for step in STEPS)
    assert (made.provider, made.audience.name) == ("outbox", "the folder outbox/")
    assert made.warnings == ("A name is not confirmed as a pseudonym.",)
    assert list(tmp_path.iterdir()) == []


def test_the_plan_is_data_for_machines(tmp_path: Path) -> None:
    send(tmp_path)
    data = json.loads(json.dumps(plan(open_context(tmp_path)).as_data()))
    assert (data["issue"], data["digest"], data["verdict"]) == ("2024-01", CAMPAIGN.digest, "done")
    assert [event["kind"] for event in data["history"]] == ["intent", "sending", "sent"]
    assert "html" not in data


def test_an_issue_that_was_sent_is_done_and_says_when_to_whom_and_what(tmp_path: Path) -> None:
    send(tmp_path)
    made = plan(open_context(tmp_path), now=LATER)
    assert made.decision.outcome is Outcome.DONE
    assert made.decision.exit_code == 0
    assert made.steps == ()
    phrase = f"2024-01 was sent to the folder outbox/ by outbox (2024-02-01 10:30 UTC, digest {CAMPAIGN.digest[:8]})."
    assert made.decision.reasons == (f"{phrase} There is nothing to do.",)


def test_an_issue_that_changed_after_it_was_sent_is_not_sent_again(tmp_path: Path) -> None:
    send(tmp_path)
    made = plan(open_context(tmp_path), CHANGED)
    assert made.decision.outcome is Outcome.DONE
    assert f"It has changed since, and its digest is now {CHANGED.digest[:8]}." in made.decision.reasons[1]


def test_the_outbox_knows_what_was_sent_even_where_the_ledger_is_empty(tmp_path: Path) -> None:
    provider = Outbox(OutboxOptions(), tmp_path, Environment({}))
    provider.send(provider.draft(CAMPAIGN))
    made = plan(open_context(tmp_path), CHANGED)
    assert made.decision.outcome is Outcome.DONE
    assert made.found is not None
    assert made.found.state is CampaignState.SENT
    assert "outbox already has 2024-01, sent as 2024-01-" in made.decision.reasons[0]
    assert "It has changed since" in made.decision.reasons[1]


def test_a_draft_that_is_already_there_is_shown_and_forbids_nothing(tmp_path: Path) -> None:
    Outbox(OutboxOptions(), tmp_path, Environment({})).draft(CAMPAIGN)
    made = plan(open_context(tmp_path))
    assert made.may_go
    assert made.found is not None
    assert made.found.state is CampaignState.DRAFT


def test_every_reason_against_a_send_is_said_at_once(tmp_path: Path) -> None:
    due = (NOW + timedelta(days=30)).astimezone(ZoneInfo("Europe/London"))
    readiness = Readiness(blockers=("The issue is a draft.",))
    made = plan(open_context(tmp_path, smtp(tmp_path)), make_campaign(date=due), readiness)
    to_come = "2024-01 is published on 2024-03-02 at 10:30 GMT, which is later. "
    to_come += "Send it then, or write in the issue: published: 2024-02-01T10:30+00:00"
    assert made.decision.outcome is Outcome.REFUSED
    assert made.decision.exit_code == 1
    assert made.decision.reasons == (
        "The issue is a draft.",
        to_come,
        "NEWSLETTER_SMTP_USER is not set. Set it in the environment; secrets are never read from a file.",
        "NEWSLETTER_SMTP_PASSWORD is not set. Set it in the environment; secrets are never read from a file.",
    )
    assert made.steps == ()


def test_an_issue_may_go_from_the_moment_of_its_publication(tmp_path: Path) -> None:
    assert plan(open_context(tmp_path), now=CAMPAIGN.date).may_go
    assert not plan(open_context(tmp_path), now=CAMPAIGN.date - timedelta(seconds=1)).may_go


def test_a_plan_that_may_not_go_cannot_be_applied(tmp_path: Path) -> None:
    context = open_context(tmp_path)
    made = plan(context, readiness=Readiness(blockers=("The issue is a draft.", "It has no words.")))
    with pytest.raises(SendRefusedError, match="The issue is a draft\\.\nIt has no words\\."):
        apply_plan(context, made, now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_an_attempt_on_another_machine_is_left_alone_and_named(tmp_path: Path) -> None:
    context = open_context(tmp_path, actor=make_actor("mail2", "ben"))
    context.ledger.append(
        CAMPAIGN.marker,
        lambda _: replace(context.note(CAMPAIGN, EventKind.INTENT, NOW, "the folder outbox/"), attempt=1),
    )
    made = plan(open_context(tmp_path), now=NOW + timedelta(minutes=1))
    assert made.decision.outcome is Outcome.REFUSED
    assert "is being sent by ben on mail2 (process " in made.decision.reasons[0]
    assert "since 2024-02-01 10:30 UTC" in made.decision.reasons[0]
    assert "try again after 11:30 UTC" in made.decision.reasons[0]
    assert plan(open_context(tmp_path), now=NOW + timedelta(minutes=61)).may_go


def test_an_attempt_that_stopped_while_sending_is_unknown(tmp_path: Path) -> None:
    context = open_context(tmp_path, smtp(tmp_path))
    sending = replace(
        context.note(CAMPAIGN, EventKind.SENDING, NOW, "readers@lists.example.org"),
        attempt=1,
        remote_id="<1@example.org>",
    )
    context.ledger.append(CAMPAIGN.marker, lambda _: sending)
    made = plan(open_context(tmp_path, smtp(tmp_path)))
    assert made.decision.outcome is Outcome.UNKNOWN
    assert made.decision.exit_code == 3
    reasons = "\n".join(made.decision.reasons)
    assert (
        "2024-01 may or may not have been sent to readers@lists.example.org by smtp (2024-02-01 10:30 UTC)" in reasons
    )
    assert "<1@example.org>" in reasons
    assert "newsletter send 2024-01 --was-sent, or --was-not-sent" in reasons
    with pytest.raises(OutcomeUnknownError):
        apply_plan(context, made, now=NOW)


def test_an_unknown_outcome_at_a_provider_that_remembers_points_to_asking_it(tmp_path: Path) -> None:
    context = open_context(tmp_path)
    context.ledger.append(
        CAMPAIGN.marker,
        lambda _: replace(context.note(CAMPAIGN, EventKind.SENDING, NOW, "readers@lists.example.org"), attempt=1),
    )
    assert plan(open_context(tmp_path)).decision.reasons[1].endswith("Ask the provider: newsletter status 2024-01")
    assert "--was-sent" in plan(open_context(tmp_path, smtp(tmp_path))).decision.reasons[1]


def test_tests_of_exactly_these_words_are_listed(tmp_path: Path) -> None:
    send_test(open_context(tmp_path), CAMPAIGN, ["a@example.org"], now=NOW)
    send_test(open_context(tmp_path), CAMPAIGN, ["a@example.org"], now=NOW)
    send_test(open_context(tmp_path), CHANGED, ["b@example.org"], now=NOW)
    assert plan(open_context(tmp_path)).tested == ("a@example.org",)
    assert plan(open_context(tmp_path), CHANGED).tested == ("b@example.org",)


def test_a_first_send_by_a_provider_without_memory_is_warned_of(tmp_path: Path) -> None:
    context = open_context(tmp_path, smtp(tmp_path))
    phrase = "The ledger here knows of no send by this publication, and smtp cannot tell whether there was one."
    assert plan(context).warnings == (phrase,)
    send(tmp_path)  # into a folder
    assert plan(open_context(tmp_path, smtp(tmp_path))).warnings == (phrase,)
    send_for_real(tmp_path)
    assert plan(open_context(tmp_path, smtp(tmp_path))).warnings == ()


def send_for_real(root: Path, **how: object) -> None:
    """Put a send of another issue on record."""
    context = open_context(root, smtp(root))
    event = replace(
        context.note(make_campaign(issue="2023-12", marker="old"), EventKind.SENT, NOW, "everybody"), attempt=1
    )
    context.ledger.append("old", lambda _: replace(event, **how))  # type: ignore[arg-type]  # any field of an event


def reasons_unattended(root: Path, *, is_first: bool = False) -> str:
    login = {"NEWSLETTER_SMTP_USER": "u", "NEWSLETTER_SMTP_PASSWORD": "p"}
    context = open_context(root, smtp(root, NEWSLETTER_TRUSTED_HOSTS="smtp.example.org", **login))
    options = SendOptions(is_unattended=True, is_first=is_first)
    campaign = make_campaign(archive_url="https://digest.invented/", unsubscribe_url=None)
    return "\n".join(plan_send(context, campaign, Readiness(), now=NOW, options=options).decision.reasons)


@pytest.mark.parametrize(
    ("how", "counts"),
    [
        ({}, True),
        ({"kind": EventKind.RESOLVED_SENT}, True),
        ({"kind": EventKind.SCHEDULED}, True),
        ({"kind": EventKind.TEST, "attempt": None}, False),
        ({"kind": EventKind.FAILED}, False),
        ({"kind": EventKind.INTENT}, False),
        ({"detail": {"reached": "nobody"}}, False),
    ],
)
def test_nobody_is_asked_only_where_a_ledger_knows_of_a_real_send(
    tmp_path: Path,
    how: dict[str, object],
    counts: bool,  # noqa: FBT001  # a parameter
) -> None:
    assert "newsletter send 2024-01 --yes --first-send" in reasons_unattended(tmp_path)
    assert reasons_unattended(tmp_path, is_first=True) == ""
    send_for_real(tmp_path, **how)
    assert ("--first-send" in reasons_unattended(tmp_path)) is not counts
    assert ("This is not the first send" in reasons_unattended(tmp_path, is_first=True)) is counts


def test_a_provider_that_remembers_needs_no_word_that_it_is_the_first(tmp_path: Path) -> None:
    for is_first in (False, True):
        options = SendOptions(is_unattended=True, is_first=is_first)
        assert plan_send(open_context(tmp_path), CAMPAIGN, Readiness(), now=NOW, options=options).may_go
