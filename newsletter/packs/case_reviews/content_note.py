"""The words above the first review that can distress: what it names, and how it names a death. Data only."""

from __future__ import annotations

from typing import ClassVar

from newsletter.documents.publication import ContentNote
from newsletter.documents.values import PlainText
from newsletter.packs.case_reviews.block import DEATH


class CaseContentNote(ContentNote):
    """The words above the first distressing entry."""

    placeholder: ClassVar[str] = "{harms}"

    text: PlainText = "What follows describes {harms}."
    """What the note says; {harms} becomes a list of what the issue describes."""
    death: PlainText = "the death of a child"
    """How one death is named among the harms."""
    deaths: PlainText = "the deaths of children"
    """How several deaths are named."""

    def name(self, sensitivity: str, count: int) -> str | None:
        """See ``ContentNote.name``: a death is named by itself, whatever themes there are."""
        if sensitivity != DEATH:
            return super().name(sensitivity, count)
        return self.deaths if count > 1 else self.death
