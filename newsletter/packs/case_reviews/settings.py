"""What a publication with reviews sets: how much of each e-mails show, and the content note, with words for deaths."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, StrictInt

from newsletter.documents.mail_settings import EmailSettings
from newsletter.documents.publication import ContentNote
from newsletter.documents.values import PlainText
from newsletter.languages.wording import Wording, mark

DEATH = "incident:death"
"""The sensitivity of an incident in which someone died; no theme can have this id."""


class ReviewEmailSettings(EmailSettings):
    """What is the same of every e-mail of a publication with reviews."""

    findings: StrictInt | None = Field(default=None, ge=1, le=50)
    """How many findings of a review the e-mail shows; its page has the rest. If left out, all of them."""
    recommendations: StrictInt | None = Field(default=None, ge=1, le=50)
    """How many recommendations of a review the e-mail shows. If left out, all of them."""


class CaseContentNote(ContentNote):
    """The note before the first distressing item."""

    placeholder: ClassVar[str] = "harms"

    text: PlainText = mark("What follows describes {harms}.")
    """What the note says; {harms} becomes a list of what the issue describes."""
    death: PlainText = mark("the death of a child")
    """The words for one death in the list of harms."""
    deaths: PlainText = mark("the deaths of children")
    """The words for several deaths."""

    def name(self, sensitivity: str, count: int, wording: Wording) -> str | None:
        """See ``ContentNote.name``: a death is always named, whatever themes there are."""
        if sensitivity != DEATH:
            return super().name(sensitivity, count, wording)
        return wording.gettext(self.deaths if count > 1 else self.death)
