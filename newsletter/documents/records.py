"""What is kept beside the issues and shown with them. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field

from newsletter.documents.outside import SourceRecord
from newsletter.documents.responses import RecordedResponse


@dataclass(frozen=True, slots=True)
class Records:
    """What was found of the documents of others, by their addresses, and what was answered to recommendations."""

    sources: dict[str, SourceRecord] = field(default_factory=dict)
    responses: tuple[RecordedResponse, ...] = ()


NO_RECORDS = Records()
