"""What was sent of an issue, in the words that its ledger keeps: with these, what was changed since then is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newsletter.sending.history import SendStatus
from newsletter.sending.ledger import open_ledger
from newsletter.sending.recall import find_histories


@dataclass(frozen=True, slots=True)
class SentWords:
    """Whether an issue was sent, and the lines of its plain text as they were; none if the ledger has not kept them."""

    is_sent: bool
    lines: tuple[str, ...] = ()


def find_sent_words(root: Path, issue: str, environment: Mapping[str, str]) -> SentWords:
    """Return what was sent of an issue, of the first edition that was.

    Raises:
        NewsletterError: the ledger cannot be read.
    """
    ledger = open_ledger(root, environment)
    for history in find_histories(ledger, root, issue):
        event = history.effective_event
        if event is not None and history.status is SendStatus.SENT:
            snapshot = ledger.find_snapshot(event.digest)
            return SentWords(is_sent=True, lines=snapshot.text if snapshot else ())
    return SentWords(is_sent=False)
