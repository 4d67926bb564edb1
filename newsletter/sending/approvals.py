"""Approvals: what a publication requires before a send, and the file beside the issue that holds them.

Every approval is bound to the digest of what readers would get.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from newsletter.documents.approvals import SUFFIX, Approval, Approvals
from newsletter.errors import Reason, SendRefusedError
from newsletter.files import Folder, hold_lock, write_below
from newsletter.parsing.files import read_file
from newsletter.parsing.validation import validate
from newsletter.parsing.yaml import read_yaml
from newsletter.rendering.campaign import Campaign
from newsletter.sending.people import find_lookalikes, fold_name, merge_people
from newsletter.sending.snapshot import diff_snapshots, take_snapshot


def name_file(issue: str, edition: str) -> str:
    """Return the file of an issue's approvals; each of several editions has one of its own."""
    return f"issues/{'.'.join(filter(None, [issue, edition]))}{SUFFIX}"


def load_approvals(root: Path, period: str, edition: str = "") -> Approvals:
    """Read the approvals of an issue, or of its edition in a language; without a file there are none.

    Raises:
        ProblemsFoundError: the file exists but is not valid. It is never treated as empty.
    """
    name = name_file(period, edition)
    path = root / name
    if not path.exists() and not path.is_symlink():
        return Approvals()
    return validate(Approvals, read_yaml(read_file(path, name), name))


def approve(root: Path, campaign: Campaign, by: str, *, at: datetime) -> Approvals:
    """Write into the file beside the issue that a person approves exactly this campaign; of two at once, none is lost.

    Raises:
        SendRefusedError: that person has approved exactly this before, or the file cannot be written.
        ProblemsFoundError: the file that is there cannot be understood.
    """
    approval = _read_approval({"by": by, "at": at.isoformat(timespec="seconds"), "digest": campaign.digest})
    name = name_file(campaign.issue, campaign.edition)
    try:
        with _holding(root, campaign.issue):
            renewed = _add_approval(load_approvals(root, campaign.issue, campaign.edition), approval, campaign)
            write_below(root, name, "".join(f"{line}\n" for line in _format_lines(renewed)).encode())
    except OSError as error:
        failure = f"cannot be written: {error.strerror}. Nothing was approved."
        raise SendRefusedError(Reason("", f"{root / name} {failure}", f"The approval {failure}")) from None
    return renewed


def _read_approval(given: dict[str, str]) -> Approval:
    try:
        return Approval.model_validate(given)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]["msg"]
        raise SendRefusedError(f"That is not a person's name: {fault}. Nothing was approved.") from None


@contextmanager
def _holding(root: Path, period: str) -> Iterator[None]:
    """Keep others from approving the issue while one approval is added to those that are there."""
    with Folder(root) as folder:
        folder.make_folder("issues")
    with hold_lock(root, f"issues/.{period}.approvals.lock", waits=True):
        yield


def _add_approval(known: Approvals, approval: Approval, campaign: Campaign) -> Approvals:
    person = fold_name(approval.by)
    if any(fold_name(it.by) == person and it.digest == campaign.digest for it in known.approvals):
        raise SendRefusedError(f"{approval.by} has already approved exactly this. Another person is needed.")
    return Approvals(approvals=(*known.approvals, approval), snapshot=take_snapshot(campaign))


def _format_lines(approvals: Approvals) -> Iterator[str]:
    """Write YAML with every value quoted as in JSON, which YAML reads unchanged."""
    yield "# Written by: newsletter approve. An approval holds for exactly one digest; commit this file with the issue."
    yield "approvals:"
    for approval in approvals.approvals:
        yield f"  - by: {_quote(approval.by)}"
        yield f"    at: {_quote(approval.at.isoformat(timespec='seconds'))}"
        yield f"    digest: {_quote(approval.digest)}"
    if snapshot := approvals.snapshot:
        yield "letter:"
        fields = snapshot.model_dump(exclude={"text"})
        yield from (f"  {name}: {_quote(value)}" for name, value in fields.items())
        yield "  text:"
        yield from (f"    - {_quote(line)}" for line in snapshot.text)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _format_code_points(one: str, other: str) -> str:
    """Say in which characters two names differ, as their numbers in Unicode."""
    apart = [sorted(set(name) - set(rest), key=name.index) for name, rest in ((one, other), (other, one))]
    return " and ".join(", ".join(f"{it} U+{ord(it):04X}" for it in found) or "nothing else" for found in apart)


NO_APPROVALS = Approvals()


@dataclass(frozen=True, slots=True)
class ApprovalPolicy:
    """How many people must approve, who did, and whether a test comes first."""

    approvals_needed: int = 0
    test_first: bool = False
    approvals: Approvals = NO_APPROVALS

    def approved_by(self, digest: str) -> tuple[str, ...]:
        """Return who approved exactly this, each person once."""
        return merge_people(it.by for it in self.approvals.approvals if it.digest == digest)

    def warnings(self, digest: str) -> Iterator[str]:
        """Yield who approved this and only looks like another person."""
        for one, other in find_lookalikes(self.approved_by(digest)):
            yield (
                f"{one} and {other} approved this, and their names look alike ({_format_code_points(one, other)}). "
                "Make sure that they are two different people."
            )

    def find_blockers(self, campaign: Campaign, tested: tuple[str, ...]) -> Iterator[str]:
        """Yield the steps that are left, in sentences; ``tested`` are the addresses that got a test of this version."""
        held = self.approved_by(campaign.digest)
        if len(held) < self.approvals_needed:
            yield from self._format_missing_approvals(campaign, held)
        if self.test_first and not tested:
            message = "This content was not test-sent. Send a test and read it"
            yield Reason(message, f": newsletter send {campaign.issue} --test ADDRESS", ".")

    def _format_missing_approvals(self, campaign: Campaign, held: tuple[str, ...]) -> Iterator[str]:
        have = f"approved by {', '.join(held)} alone" if held else "not approved yet"
        people = "one person" if self.approvals_needed == 1 else f"{self.approvals_needed} different people"
        message = f"{campaign.name} is {have}, and {people} must approve it"
        yield Reason(message, f": newsletter approve {campaign.issue} --by NAME", ".")
        snapshot = self.approvals.snapshot
        if snapshot is not None and snapshot.digest != campaign.digest:
            yield "It has changed since it was approved, so the approvals are void. Changes for readers:"
            yield from diff_snapshots(snapshot, take_snapshot(campaign))
