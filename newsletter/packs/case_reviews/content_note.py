"""The content note of publications with reviews, with words for deaths. Data only."""

from __future__ import annotations

from typing import ClassVar

from newsletter.documents.publication import ContentNote
from newsletter.documents.values import PlainText
from newsletter.packs.case_reviews.block import DEATH


class CaseContentNote(ContentNote):
    """The note before the first distressing item."""

    placeholder: ClassVar[str] = "{harms}"

    text: PlainText = "What follows describes {harms}."
    """What the note says; {harms} becomes a list of what the issue describes."""
    death: PlainText = "the death of a child"
    """The words for one death in the list of harms."""
    deaths: PlainText = "the deaths of children"
    """The words for several deaths."""

    def name(self, sensitivity: str, count: int) -> str | None:
        """See ``ContentNote.name``: a death is always named, whatever themes there are."""
        if sensitivity != DEATH:
            return super().name(sensitivity, count)
        return self.deaths if count > 1 else self.death
