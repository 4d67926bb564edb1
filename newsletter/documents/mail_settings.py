"""How the publication is mailed: by which service, after which approvals, and what is the same of every e-mail.

Data only, never a secret.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictBool, StrictInt

from newsletter.documents.values import Data, Id, Language


class ProviderSettings(Data):
    """The mailing service that sends, and its options; each provider checks its own."""

    name: Id = "outbox"
    """The name of the service: outbox writes the message to a folder, smtp sends it to the address of a list."""
    options: dict[str, str | int | bool] = Field(default_factory=dict)
    """The options of this provider. Passwords belong in the environment, never here."""
    languages: dict[Language, dict[str, str | int | bool]] = Field(default_factory=dict)
    """Options of one language's e-mails, such as its audience, where each language has e-mails of its own."""

    def in_language(self, tag: str) -> ProviderSettings:
        """Return the settings for the e-mails of one language."""
        return self.model_copy(update={"options": self.options | self.languages.get(tag, {})})


class Sending(Data):
    """What is required before an issue goes out."""

    approvals: StrictInt = Field(default=0, ge=0, le=9)
    """How many different people must approve the exact content that goes out: newsletter approve ISSUE --by NAME"""
    test_first: StrictBool | None = None
    """Whether a test of the exact content must be sent first. If left out, yes if tests can go to any address."""


MessageClass = Literal["service", "marketing"]


class EmailSettings(Data):
    """What is the same of every e-mail of this publication."""

    message_class: MessageClass = Field(default="service", title="Kind of message")
    """The legal class of an issue that does not state its own: service, or marketing that readers asked for."""
    too_long: Literal["refuse", "shorten"] = Field(default="refuse", title="E-mails that are too long")
    """Write shorten if an e-mail that Gmail would cut is to end earlier, with a link to the rest."""
