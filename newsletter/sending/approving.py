"""A person approves the editions of an issue as they are now; one act for the command line and for the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from newsletter.errors import SendRefusedError, join_reasons
from newsletter.sending.approvals import ApprovalPolicy, approve
from newsletter.sending.prepare import PreparedSend


@dataclass(frozen=True, slots=True)
class Approved:
    """An edition that was approved just now, and what the publication asks with the approvals that it has."""

    prepared: PreparedSend
    policy: ApprovalPolicy


def approve_editions(root: Path, editions: Sequence[PreparedSend], by: str) -> Iterator[Approved]:
    """Write that a person approves each edition that they have not approved before, and yield it.

    Raises:
        SendRefusedError: the issue cannot be approved yet, or that person has approved all of it.
    """
    issue = editions[0].campaign.issue
    if blockers := list(dict.fromkeys(reason for one in editions for reason in one.readiness.blockers)):
        raise SendRefusedError(join_reasons([f"{issue} cannot be approved yet.", *blockers]))
    for prepared in [one for one in editions if not _has_approved(one, by)] or editions:
        approvals = approve(root, prepared.campaign, by, at=datetime.now(UTC))
        yield Approved(prepared, replace(prepared.readiness.policy, approvals=approvals))


def _has_approved(prepared: PreparedSend, by: str) -> bool:
    """Whether a person has approved exactly this edition, and not another one of the issue."""
    return by in prepared.readiness.policy.approved_by(prepared.campaign.digest)
