"""A correction goes to those who got what it corrects: to nobody before that, and other readers are warned of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.rendering.email import name_campaign
from newsletter.sending.history import EventKind, LedgerEvent
from newsletter.sending.plan import Plan
from newsletter.sending.prepare import PreparedSend, prepare_issue
from tests.building.publications import make_publication, write_issue
from tests.sending.send_contexts import make_actor, open_context, plan

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
HERE = "the folder outbox/"
_CORRECTS = "corrects: 2024-01#first\npublished: 2024-03-05"


@pytest.fixture
def prepared(tmp_path: Path) -> PreparedSend:
    """Prepare an e-mail that tells of a correction in January's issue."""
    root = make_publication(tmp_path, ["2024-01"])
    write_issue(root, "2024-01-01", more=_CORRECTS)
    path = root / "issues/2024-01-01.yaml"
    text = path.read_text(encoding="utf-8").replace("2024-01-01", "2024-01-extra")
    path.unlink()
    (root / "issues/2024-01-extra.yaml").write_text(text, encoding="utf-8")
    return prepare_issue(root, "2024-01-extra", NOW)


def record(root: Path, prepared: PreparedSend, kind: EventKind, audience: str = HERE) -> None:
    """Add to the ledger what happened to January's issue."""
    marker = name_campaign(prepared.publication, "2024-01")
    event = LedgerEvent(
        kind=kind,
        at=NOW,
        issue="2024-01",
        marker=marker,
        digest="0" * 64,
        provider="outbox",
        audience=audience,
        actor=make_actor(),
        attempt=1,
    )
    open_context(root).ledger.append(marker, lambda _history: event)


def make_plan(root: Path, prepared: PreparedSend) -> Plan:
    """Plan the correction, with nothing else that blocks it."""
    readiness = replace(prepared.readiness, blockers=(), warnings=())
    return plan(open_context(root), prepared.campaign, readiness, NOW)


def test_a_correction_of_what_was_never_sent_is_refused_and_says_what_to_do(
    tmp_path: Path, prepared: PreparedSend
) -> None:
    [reason] = make_plan(tmp_path, prepared).decision.reasons

    assert reason.startswith("This corrects 2024-01, and the ledger here does not know that 2024-01 was sent")
    assert "leave corrects out" in reason


@pytest.mark.parametrize("kind", [EventKind.TEST, EventKind.INTENT, EventKind.FAILED, EventKind.CANCELLED])
def test_a_test_or_an_attempt_is_no_send(tmp_path: Path, prepared: PreparedSend, kind: EventKind) -> None:
    record(tmp_path, prepared, kind)

    assert not make_plan(tmp_path, prepared).may_go


def test_a_correction_of_what_is_only_scheduled_is_refused(tmp_path: Path, prepared: PreparedSend) -> None:
    record(tmp_path, prepared, EventKind.SCHEDULED)
    [reason] = make_plan(tmp_path, prepared).decision.reasons

    assert reason.endswith("Cancel it, and send it as it is now: newsletter cancel 2024-01")


def test_a_correction_of_what_was_sent_may_go(tmp_path: Path, prepared: PreparedSend) -> None:
    record(tmp_path, prepared, EventKind.SENT)
    made = make_plan(tmp_path, prepared)

    assert made.may_go
    assert not any("2024-01 went to" in warning for warning in made.warnings)


def test_other_readers_than_those_who_got_it_are_warned_of(tmp_path: Path, prepared: PreparedSend) -> None:
    record(tmp_path, prepared, EventKind.SENT, "Friends of the hall")
    made = make_plan(tmp_path, prepared)

    assert made.may_go
    assert (
        "2024-01 went to Friends of the hall, and its correction would go to the folder outbox/. "
        "Find out whether these are the same readers."
    ) in made.warnings


def test_another_special_edition_needs_nothing_sent_before(tmp_path: Path) -> None:
    root = make_publication(tmp_path, ["2024-01"])

    assert prepare_issue(root, "2024-01", NOW).readiness.corrected is None
