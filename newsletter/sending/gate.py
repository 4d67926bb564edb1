"""What a publication asks before an issue may go: approvals by different people, and a test of exactly these words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from newsletter.rendering.campaign import Campaign
from newsletter.sending.letter import Letter, compare_letters, write_letter


@dataclass(frozen=True, slots=True)
class Approval:
    """A named person's word that an issue may go out exactly as it was."""

    by: str
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Gate:
    """How many people must approve, who did, and whether a test comes first; ``letter`` is what was last approved."""

    approvals_needed: int = 0
    test_first: bool = False
    approvals: tuple[Approval, ...] = ()
    letter: Letter | None = None

    def approved_by(self, digest: str) -> tuple[str, ...]:
        """Return who approved exactly this, each person once."""
        names = {approval.by.casefold(): approval.by for approval in self.approvals if approval.digest == digest}
        return tuple(names.values())

    def reasons_against(self, campaign: Campaign, tested: tuple[str, ...]) -> Iterator[str]:
        """Yield what is still to be done, in whole sentences; ``tested`` are the addresses that got a test of this."""
        held = self.approved_by(campaign.digest)
        if len(held) < self.approvals_needed:
            yield from self._ask_for_approval(campaign, held)
        if self.test_first and not tested:
            yield (
                f"No test of exactly these words was sent. Send one and look at it: "
                f"newsletter send {campaign.issue} --test ADDRESS"
            )

    def _ask_for_approval(self, campaign: Campaign, held: tuple[str, ...]) -> Iterator[str]:
        have = f"approved by {', '.join(held)} alone" if held else "approved by nobody"
        yield (
            f"{campaign.issue} is {have}, and {self.approvals_needed} different people must approve it: "
            f"newsletter approve {campaign.issue} --by NAME"
        )
        if self.letter is not None and self.letter.digest != campaign.digest:
            yield "It has changed since it was approved, which makes approvals void. What is new to readers:"
            yield from compare_letters(self.letter, write_letter(campaign))
