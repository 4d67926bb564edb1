"""What a publication asks before an issue may go: approvals by different people, and a test of exactly these words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.documents.approvals import Approvals
from newsletter.rendering.campaign import Campaign
from newsletter.sending.people import find_lookalikes, merge_people
from newsletter.sending.snapshot import diff_snapshots, take_snapshot


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
                "Make sure that they are two people."
            )

    def find_blockers(self, campaign: Campaign, tested: tuple[str, ...]) -> Iterator[str]:
        """Yield what is still to be done, in whole sentences; ``tested`` are the addresses that got a test of this."""
        held = self.approved_by(campaign.digest)
        if len(held) < self.approvals_needed:
            yield from self._format_missing_approvals(campaign, held)
        if self.test_first and not tested:
            yield (
                "No test of exactly these words was sent. Send one and look at it: "
                f"newsletter send {campaign.issue} --test ADDRESS"
            )

    def _format_missing_approvals(self, campaign: Campaign, held: tuple[str, ...]) -> Iterator[str]:
        have = f"approved by {', '.join(held)} alone" if held else "approved by nobody"
        people = "one person" if self.approvals_needed == 1 else f"{self.approvals_needed} different people"
        yield (
            f"{campaign.issue} is {have}, and {people} must approve it: newsletter approve {campaign.issue} --by NAME"
        )
        snapshot = self.approvals.snapshot
        if snapshot is not None and snapshot.digest != campaign.digest:
            yield "It has changed since it was approved, which makes approvals void. What is new to readers:"
            yield from diff_snapshots(snapshot, take_snapshot(campaign))
