"""Whether an e-mail about a correction goes to those who got what it corrects, as the ledger knows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.errors import Reason
from newsletter.providers.base import Audience
from newsletter.rendering.email import name_campaign
from newsletter.sending.history import History, SendStatus
from newsletter.sending.ledger import Ledger


@dataclass(frozen=True, slots=True)
class CorrectedMail:
    """The e-mail that another corrects: its issue, and the marker by which the ledger knows it."""

    issue: str
    marker: str


def find_corrected(issue: Issue, publication: Publication) -> CorrectedMail | None:
    """Return the e-mail of the same publication, in its language, that an issue corrects, if it does."""
    period = issue.corrected_issue
    return CorrectedMail(period, name_campaign(publication, period)) if period else None


def find_correction_blockers(ledger: Ledger, corrected: CorrectedMail) -> Iterator[str]:
    """Yield why a correction cannot be sent: the issue that it corrects did not go out.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    issue, status = corrected.issue, ledger.read(corrected.marker).status
    if status is SendStatus.SCHEDULED:
        yield Reason(
            f"This corrects {issue}, which is scheduled and has not gone out.",
            f"Cancel it, and send it as it is now: newsletter cancel {issue}",
            "Cancel that one, and send it as it is now.",
        )
    elif status is not SendStatus.SENT:
        yield Reason(
            f"This corrects {issue}, and the ledger here does not know that {issue} was sent: its readers may never "
            "have had it.",
            f"Correct {issue} and send that. If it went out another way, leave corrects out: then this is a special "
            "edition like others.",
            "Correct that issue and send it. If it went out another way, empty the field for the issue that this "
            "corrects: then this is a special edition like others.",
        )


def find_audience_warnings(ledger: Ledger, corrected: CorrectedMail, audience: Audience) -> Iterator[str]:
    """Warn that those who get a correction may not be those who got what it corrects.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    before = _find_audience(ledger.read(corrected.marker))
    if before and before != audience.name:
        yield (
            f"{corrected.issue} went to {before}, and its correction would go to {audience.name}. "
            "Find out whether these are the same readers."
        )


def _find_audience(history: History) -> str:
    event = history.effective_event
    return event.audience if event and history.status is SendStatus.SENT else ""
