"""The publication: the newsletter as a whole, as ``newsletter.toml`` describes it. Data only, never a secret."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from newsletter.documents.dates import Day
from newsletter.documents.values import Colour, Data, Email, HttpsUrl, Id, InnerFile, Language, PlainText, refusal


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise refusal(
            "publication.zone", "'{text}' is not a time zone", "Write it like Europe/London.", text=name
        ) from None
    return name


def _strip_slash(url: str) -> str:
    return url.rstrip("/")


class Sender(Data):
    """Who the e-mail is from, and where an answer goes."""

    name: PlainText
    email: Email
    reply_to: Email | None = None
    address: PlainText = Field(description="Postal or contact address shown in every e-mail.")


class Colours(Data):
    """One scheme of colours; every pair of text and ground must reach 4.5:1 (WCAG 2.2, 1.4.3)."""

    page: Colour
    paper: Colour
    text: Colour
    muted: Colour
    accent: Colour
    on_accent: Colour
    rule: Colour
    note: Colour


class Palette(Data):
    """Colours for readers in light and in dark mode."""

    light: Colours
    dark: Colours


class Logo(Data):
    """A picture of the publisher, served from the publication's own site."""

    file: InnerFile
    alt: PlainText
    width: int = Field(ge=16, le=600, description="CSS pixels")
    height: int = Field(ge=16, le=600, description="CSS pixels")


class Theme(Data):
    """A word of the theme vocabulary."""

    label: PlainText
    facet: Id
    broader: Id | None = None
    aliases: tuple[PlainText, ...] = ()
    content_note: PlainText | None = Field(
        default=None, description="How the content note names it, where it is distressing."
    )


class SupportContact(Data):
    """Where a reader can turn, and when somebody last checked that it still holds."""

    id: Id
    name: PlainText
    phone: PlainText | None = None
    email: Email | None = None
    url: HttpsUrl | None = None
    note: PlainText | None = None
    checked: Day | None = None


class ContentNote(Data):
    """The words above the first distressing entry; ``{harms}`` stands for what the issue describes."""

    title: PlainText = "Before you read"
    text: PlainText = "What follows describes {harms}."
    death: PlainText = Field(default="the death of a child", description="How one death is named among the harms.")
    deaths: PlainText = Field(default="the deaths of children", description="How several are.")
    contacts: tuple[Id, ...] = ()


class Provider(Data):
    """Which mailing service sends, and its options; each provider checks its own."""

    name: Id = "outbox"
    options: dict[str, str | int | bool] = Field(default_factory=dict)


class Publication(Data):
    """Everything about the newsletter that is the same from issue to issue."""

    uuid: UUID
    title: PlainText
    publisher: PlainText
    description: PlainText
    language: Language = "en-GB"
    direction: Literal["ltr", "rtl"] = "ltr"
    time_zone: Annotated[str, AfterValidator(_check_zone)] = "Europe/London"
    publish_time: time = Field(
        default=time(9), description="Local time of day at which an issue with no stated time goes out."
    )
    base_url: Annotated[HttpsUrl, AfterValidator(_strip_slash)]
    unsubscribe_url: HttpsUrl | None = None
    subscribe_url: HttpsUrl | None = None
    collection_url: HttpsUrl | None = Field(
        default=None, description="Where readers can look for a document without a link."
    )
    collection_name: PlainText | None = None
    sender: Sender
    palette: Palette
    logo: Logo | None = None
    glossary: dict[PlainText, PlainText] = Field(default_factory=dict)
    house_dictionary: dict[PlainText, PlainText] = Field(default_factory=dict)
    themes: dict[Id, Theme] = Field(default_factory=dict)
    support_contacts: tuple[SupportContact, ...] = ()
    content_note: ContentNote = ContentNote()
    provider: Provider = Provider()

    @property
    def zone(self) -> ZoneInfo:
        """The publication's time zone."""
        return ZoneInfo(self.time_zone)
