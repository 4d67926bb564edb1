"""The publication: the newsletter as a whole, as ``newsletter.toml`` describes it. Data only, never a secret."""

from __future__ import annotations

from datetime import time
from typing import Annotated, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, StrictBool, StrictInt, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from newsletter.documents.appearance import Logo, Palette
from newsletter.documents.dates import Day
from newsletter.documents.format_version import FORMAT, FormatVersion
from newsletter.documents.languages import Direction, direction_of
from newsletter.documents.values import (
    Data,
    Domain,
    Email,
    Heading,
    HttpsUrl,
    Id,
    Language,
    MarkdownLine,
    PlainText,
    Selector,
    document_error,
)


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise document_error(
            "publication.zone", "'{text}' is not a time zone", "Write it like Europe/London.", text=name
        ) from None
    return name


def _refuse_zone(clock: time) -> time:
    if clock.tzinfo:
        hint = f"Leave the zone out: {clock:%H:%M:%S}. It is the time on the clock of time_zone."
        raise document_error("publication.clock", "the time has a zone of its own", hint)
    return clock


def _strip_slash(url: str) -> str:
    return url.rstrip("/")


ClockTime = Annotated[
    time,
    AfterValidator(_refuse_zone),
    WithJsonSchema({"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?$"}),
]
"""A time on the publication's own clock. JSON Schema's "time" wants an offset (RFC 3339), and TOML's has none."""


class Sender(Data):
    """Who the e-mail is from, and where an answer goes."""

    name: Heading
    """The name that readers see beside the address."""
    email: Email
    """The address that the e-mail comes from."""
    reply_to: Email | None = None
    """The address that answers go to, where it is another."""
    address: PlainText
    """Postal or contact address shown in every e-mail."""
    bounce_domain: Domain | None = None
    """The domain that bounces go to (Return-Path), where the mailing service uses another than that of email."""
    dkim_selectors: tuple[Selector, ...] = ()
    """The names of the keys that sign the e-mails, as the mailing service tells them: s1, s2"""


class Theme(Data):
    """A word of the theme vocabulary."""

    label: Heading
    """What readers see."""
    facet: Id
    """The family of themes it belongs to, such as practice."""
    broader: Id | None = None
    """The id of the wider theme that it is part of, if there is one."""
    aliases: tuple[PlainText, ...] = ()
    """Other words that people use for it."""
    content_note: Heading | None = None
    """How the content note names it, where it is distressing."""


class SupportContact(Data):
    """Where a reader can turn, and when that was last checked."""

    id: Id
    """A short name in lower case, by which issues and the content note ask for it."""
    name: Heading
    """What readers see."""
    phone: Heading | None = None
    """As people write it down: 0800 1111"""
    email: Email | None = None
    """Where readers can write to."""
    url: HttpsUrl | None = None
    """Its page on the web."""
    note: MarkdownLine | None = None
    """Whom it is for, or when it answers."""
    checked: Day | None = None
    """The day on which it was last tried: 2024-01-31"""


class ContentNote(Data):
    """The words above the first distressing entry."""

    placeholder: ClassVar[str] = "{topics}"
    """The part of the text that the list of what the issue describes replaces."""

    title: Heading = "Before you read"
    """The heading of the note."""
    text: PlainText = "What follows describes {topics}."
    """What the note says; {topics} becomes a list of what the issue describes."""
    contacts: tuple[Id, ...] = ()
    """The ids of the support contacts that the note names."""

    def name(self, sensitivity: str, count: int) -> str | None:  # noqa: ARG002  # those of a pack look at both
        """Return how the note names something that blocks describe ``count`` times; ``None`` where a theme says it."""
        return None


class ProviderSettings(Data):
    """Which mailing service sends, and its options; each provider checks its own."""

    name: Id = "outbox"
    """Which service: outbox writes the message into a folder, smtp sends it to the address of a list."""
    options: dict[str, str | int | bool] = Field(default_factory=dict)
    """What this provider needs to know. Passwords belong in the environment, never here."""


class Sending(Data):
    """What must have happened before an issue goes out."""

    approvals: StrictInt = Field(default=0, ge=0, le=9)
    """How many different people must approve exactly what goes out: newsletter approve ISSUE --by NAME"""
    test_first: StrictBool | None = None
    """Whether a test of exactly these words comes first; left out, it does where tests can go to anybody."""


class Checks(Data):
    """What newsletter check asks of this publication's issues beyond what it asks of all."""

    packs: SkipJsonSchema[tuple[Id, ...]] = ()
    """Packs by their former names; they are named at the top of the file now."""
    words: tuple[PlainText, ...] = ()
    """Words and names that are right as they are, though a dictionary does not have them."""
    grade: StrictInt = Field(default=14, ge=5, le=25)
    """The highest reading grade (Flesch-Kincaid) that a block should have."""
    clients: tuple[Id, ...] = ()
    """The e-mail clients whose gaps matter, as newsletter rules email.support lists them; all of them if left out."""


class Publication(Data):
    """Everything about the newsletter that is the same from issue to issue."""

    format: FormatVersion = FORMAT
    """The version of the format that the newsletter's documents are written in."""
    uuid: UUID
    """The fixed number of this newsletter. Never change it: feed readers know the newsletter by it."""
    title: Heading
    """The name on every e-mail, page and feed."""
    publisher: Heading
    """Who publishes it."""
    description: PlainText
    """One sentence that says what it is."""
    packs: tuple[Id, ...] = ()
    """The packs it uses, each with the blocks, rules and words of one field."""
    outputs: tuple[Id, ...] = ()
    """Outputs of other distributions that it uses, beside those that every newsletter has."""
    language: Language = "en-GB"
    """The language of the text, such as en-GB."""
    direction: Direction | None = None
    """The direction it is read in, ltr or rtl; left out, it is that of the language."""
    time_zone: Annotated[str, AfterValidator(_check_zone)] = "Europe/London"
    """Whose clock decides when an issue goes out, such as Europe/London."""
    publish_time: ClockTime = time(9)
    """Local time of day at which an issue goes out that does not say when."""
    base_url: Annotated[HttpsUrl, AfterValidator(_strip_slash)]
    """Where the web archive and the feeds live."""
    unsubscribe_url: HttpsUrl | None = None
    """Where a reader stops the e-mails."""
    subscribe_url: HttpsUrl | None = None
    """Where a reader signs up."""
    collection_url: HttpsUrl | None = None
    """Where readers can look for a document that came without a link."""
    collection_name: Heading | None = None
    """What that place is called."""
    sender: Sender
    """Who the e-mail is from."""
    palette: Palette
    """The colours, for light and for dark."""
    logo: Logo | None = None
    """A picture of the publisher."""
    glossary: dict[PlainText, PlainText] = Field(default_factory=dict)
    """Abbreviations and what each means; explained where they first come up."""
    house_dictionary: dict[PlainText, PlainText] = Field(default_factory=dict)
    """Spellings to avoid, and what to write instead; the build warns of them."""
    themes: dict[Id, Theme] = Field(default_factory=dict)
    """The words that issues may be tagged with, each under its id."""
    support_contacts: tuple[SupportContact, ...] = ()
    """Where readers can turn for support."""
    content_note: ContentNote = ContentNote()
    """The words above the first distressing entry."""
    provider: ProviderSettings = ProviderSettings()
    """Which mailing service sends."""
    checks: Checks = Checks()
    """What newsletter check asks of this publication's issues."""
    sending: Sending = Sending()
    """What must have happened before an issue goes out."""

    @property
    def reading_direction(self) -> Direction:
        """The direction it is read in."""
        return self.direction or direction_of(self.language)

    @property
    def zone(self) -> ZoneInfo:
        """The publication's time zone."""
        return ZoneInfo(self.time_zone)
