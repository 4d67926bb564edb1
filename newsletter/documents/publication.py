"""The publication: the newsletter as a whole, as described in ``newsletter.toml``. Data only, never a secret."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Annotated, ClassVar, Self
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PrivateAttr,
    StrictBool,
    StrictInt,
    WithJsonSchema,
)
from pydantic.json_schema import SkipJsonSchema

from newsletter.documents.appearance import Logo, LookSettings, Palette, Style, make_schemes, make_style
from newsletter.documents.colours import Schemes
from newsletter.documents.dates import Day, TimeZone
from newsletter.documents.format_version import FORMAT, FormatVersion
from newsletter.documents.languages import MAIN, Languages, name_folder
from newsletter.documents.licence import Licence, read_licence
from newsletter.documents.mail_settings import EmailSettings, ProviderSettings, Sending
from newsletter.documents.outside import SourceRecord, SourceSettings
from newsletter.documents.records import NO_RECORDS, Records
from newsletter.documents.redirects import SitePath
from newsletter.documents.responses import RecordedResponse
from newsletter.documents.rewording import Rewording
from newsletter.documents.rhythm import Rhythm
from newsletter.documents.text_kinds import Role
from newsletter.documents.values import (
    Data,
    Domain,
    Email,
    Heading,
    HttpsUrl,
    Id,
    InnerFile,
    Language,
    MarkdownLine,
    PlainText,
    Selector,
    WrittenDirection,
    document_error,
)
from newsletter.documents.web_settings import WebSettings
from newsletter.documents.withdrawal import Withdrawals
from newsletter.languages.directions import Direction, direction_of
from newsletter.languages.formats import Clock
from newsletter.languages.wording import Overrides, Wording, mark


def _refuse_zone(clock: time) -> time:
    if clock.tzinfo:
        hint = f"Leave the zone out: {clock:%H:%M:%S}. The time is in time_zone."
        raise document_error("publication.clock", "the time has a zone", hint)
    return clock


def _strip_slash(url: str) -> str:
    return url.rstrip("/")


ClockTime = Annotated[
    time,
    AfterValidator(_refuse_zone),
    WithJsonSchema({"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?$"}),
]
"""A time in the publication's time zone. JSON Schema's "time" requires an offset (RFC 3339); TOML's has none."""


class Sender(Data):
    """Who the e-mail is from, and where replies go."""

    name: Annotated[Heading, Role.NAME]
    """The name that readers see next to the address."""
    email: Email
    """The address that the e-mail comes from."""
    reply_to: Email | None = Field(default=None, title="Address for replies")
    """The address for replies, if it is another."""
    address: Annotated[PlainText, Role.NAME]
    """Postal or contact address shown in every e-mail."""
    bounce_domain: Domain | None = Field(default=None, title="Domain for bounces")
    """The domain for bounces (Return-Path), if the mailing service uses another than that of email."""
    dkim_selectors: tuple[Selector, ...] = Field(default=(), title="Selectors (DKIM)")
    """The names of the keys that sign the e-mails, as given by the mailing service: s1, s2"""


class Theme(Data):
    """A theme by which items can be tagged."""

    label: Heading
    """What readers see."""
    facet: Id
    """The group of themes it belongs to, such as practice."""
    broader: Annotated[Id | None, Role.THEMES] = None
    """The id of the broader theme that it is part of, if there is one."""
    aliases: tuple[PlainText, ...] = ()
    """Other words that people use for it."""
    content_note: Heading | None = None
    """The name of this theme in the content note, if it is distressing."""


class SupportContact(Data):
    """A support service for readers, and when its details were last checked."""

    id: Id
    """A short name in lower case, which issues and the content note refer to."""
    name: Annotated[Heading, Role.NAME]
    """What readers see."""
    phone: Heading | None = None
    """The telephone number as people write it: 0800 1111"""
    email: Email | None = None
    """The e-mail address that readers can write to."""
    url: HttpsUrl | None = None
    """Its page on the web."""
    note: MarkdownLine | None = None
    """Whom it is for, or when it is open."""
    checked: Day | None = None
    """The day on which these details were last checked: 2024-01-31"""


class ContentNote(Data):
    """The note before the first distressing item."""

    placeholder: ClassVar[str] = "topics"
    """The placeholder in the text for the list of what the issue describes."""

    title: Heading = mark("Before you read")
    """The heading of the note."""
    text: PlainText = mark("What follows describes {topics}.")
    """What the note says; {topics} becomes a list of what the issue describes."""
    contacts: Annotated[tuple[Id, ...], Role.CONTACTS] = ()
    """The ids of the support contacts that the note names."""

    def name(self, sensitivity: str, count: int, wording: Wording) -> str | None:  # noqa: ARG002  # packs override this
        """Return the note's words for something that blocks describe ``count`` times; None if a theme has them."""
        return None


class Images(Data):
    """What becomes of the pictures of e-mails."""

    embed: StrictBool = False
    """Whether pictures are attached to the e-mail instead of loaded from the site. outbox and smtp can attach them."""
    withdrawn: tuple[InnerFile, ...] = ()
    """Issues (2024-01) or pictures (images/fete.jpg) that may be removed though an e-mail with them was sent."""


class Checks(Data):
    """Settings of newsletter check for this publication."""

    packs: SkipJsonSchema[tuple[Id, ...]] = ()
    """The former place of packs, which is now at the top of the file."""
    words: tuple[PlainText, ...] = ()
    """Words and names that are spelt correctly but are not in the dictionary."""
    grade: StrictInt = Field(default=14, ge=5, le=25)
    """The highest reading grade (Flesch-Kincaid) that a block should have."""
    clients: tuple[Id, ...] = ()
    """The e-mail clients to check for, as listed by newsletter rules email.support. If left out, all of them."""


class Publication(Data):
    """Everything about the newsletter that is the same from issue to issue."""

    format: FormatVersion = FORMAT
    """The version of the format of the newsletter's documents."""
    uuid: UUID
    """The unique id of this newsletter. Never change it: feed readers identify the newsletter by it."""
    title: Heading
    """The name on every e-mail, page and feed."""
    publisher: Annotated[Heading, Role.NAME]
    """Who publishes it."""
    description: PlainText
    """One sentence that describes it."""
    packs: tuple[Id, ...] = ()
    """The packs it uses, each with the blocks, rules and words of one field of work."""
    outputs: tuple[Id, ...] = ()
    """The outputs it uses from other distributions, in addition to the built-in ones."""
    language: Language = MAIN
    """The language of the text, such as en-GB. Of several languages, the one whose addresses have no folder."""
    languages: Languages | None = None
    """The languages of a newsletter that says every text in each of them."""
    direction: WrittenDirection | None = None
    """The direction of its text, ltr or rtl. If left out, that of the language."""
    time_zone: TimeZone = "Europe/London"
    """The time zone for all local times, such as Europe/London."""
    smart_punctuation: StrictBool = False
    """Whether straight quotation marks, ... and -- between spaces become the marks of the language: true or false"""
    clock: Clock | None = None
    """How times of day are shown: 24 for 19:30, or 12 for 7:30pm. If left out, as the language has it."""
    publish_time: ClockTime = Field(default=time(9), title="Time of day")
    """The local time at which an issue goes out if it does not give a time itself."""
    rhythm: Rhythm = Rhythm()
    """How often an issue comes out, and on which day."""
    base_url: Annotated[HttpsUrl, AfterValidator(_strip_slash)] = Field(title="Address of the web archive")
    """The address of the web archive and the feeds."""
    unsubscribe_url: HttpsUrl | None = Field(default=None, title="Page to unsubscribe")
    """The page where readers unsubscribe."""
    subscribe_url: HttpsUrl | None = Field(default=None, title="Page to subscribe")
    """The page where readers subscribe."""
    collection_url: HttpsUrl | None = Field(default=None, title="Page to look for documents")
    """The page where readers can look for a document that has no link."""
    collection_name: Heading | None = Field(default=None, title="Name of that page")
    """The name of that page."""
    sender: Sender
    """Who the e-mail is from."""
    look: LookSettings = LookSettings()
    """How it is set: typefaces, masthead, corners."""
    palette: Palette = Palette()
    """The colours for light and dark mode."""
    logo: Logo | None = None
    """The publisher's logo."""
    licence: Annotated[Licence, BeforeValidator(read_licence, json_schema_input_type=Heading | Licence)] | None = None
    """The licence of what it publishes: CC-BY-4.0, or its name and its url. Pages and data say it."""
    glossary: dict[PlainText, PlainText] = Field(default_factory=dict)
    """Abbreviations and their meanings; each is explained where it is first used."""
    house_dictionary: dict[PlainText, PlainText] = Field(title="Preferred spellings", default_factory=dict)
    """Spellings to avoid, and what to write instead; newsletter check warns about them."""
    themes: dict[Id, Theme] = Field(default_factory=dict)
    """The themes that items may be tagged with, each under its id."""
    support_contacts: tuple[SupportContact, ...] = ()
    """Support services for readers."""
    content_note: ContentNote = ContentNote()
    """The note before the first distressing item."""
    web: WebSettings = WebSettings()
    """The web archive."""
    sources: SourceSettings = SourceSettings()
    """The documents of others that issues link to."""
    images: Images = Images()
    """The pictures of e-mails."""
    redirects: dict[SitePath, SitePath] = Field(default_factory=dict)
    """Where a page is now that was published at another address: "issues/2024-01/fair/" = "issues/2024-01/fete/" """
    withdrawals: Withdrawals = Withdrawals()
    """What is said of what was withdrawn."""
    provider: ProviderSettings = ProviderSettings()
    """The mailing service that sends."""
    mail: EmailSettings = EmailSettings()
    """What is the same of every e-mail."""
    words: dict[PlainText, Rewording] = Field(default_factory=dict)
    """Other words for phrases of the program, each under its English, or for one language under its tag."""
    checks: Checks = Checks()
    """Settings of newsletter check."""
    sending: Sending = Sending()
    """What is required before an issue goes out."""

    _folder: str = PrivateAttr(default="")
    _others: tuple[Publication, ...] = PrivateAttr(default=())
    _records: Records = PrivateAttr(default=NO_RECORDS)

    @property
    def folder(self) -> str:
        """The folder of its language in the site, with a slash at its end; nothing for the only or main language."""
        return self._folder

    @property
    def visited(self) -> dict[str, SourceRecord]:
        """What was found of the documents that its issues link to, by their addresses."""
        return self._records.sources

    @property
    def responses(self) -> tuple[RecordedResponse, ...]:
        """What was answered to its recommendations."""
        return self._records.responses

    def with_records(self, records: Records) -> Self:
        """Return it with what is kept beside its issues."""
        made = self.model_copy()
        made._records = records  # noqa: SLF001  # its own class
        return made

    @property
    def site_url(self) -> str:
        """The address of the whole site, in which each other language has a folder: pictures are there for all."""
        return self.base_url.removesuffix(f"/{self._folder}".rstrip("/"))

    @property
    def others(self) -> tuple[Publication, ...]:
        """The same publication in its other languages."""
        return self._others

    @property
    def tags(self) -> tuple[str, ...]:
        """Its languages if it has several, this one first."""
        return (self.language, *(other.language for other in self._others)) if self._others else ()

    @property
    def editions(self) -> tuple[Publication, ...]:
        """What has e-mails and an audience of its own: each language, in the order in which they are shown, or all."""
        if self.languages is None or self.is_one_mail or not self._others:
            return (self,)
        order = self.languages.all
        return tuple(sorted((self, *self._others), key=lambda one: order.index(one.language)))

    @property
    def is_one_mail(self) -> bool:
        """Whether one e-mail holds an issue in all of its languages."""
        return self.languages is not None and self.languages.send_as == "one-mail"

    def overrides(self, language: str) -> Overrides:
        """Return what it says in other words to readers of a language; a closer tag decides: cy-GB before cy."""
        parts = language.split("-")
        tables = [self.words.get("-".join(parts[:length])) for length in range(1, len(parts) + 1)]
        is_own = not self.folder and parts[0] == self.language.partition("-")[0]
        chosen = {msgid: phrase for msgid, phrase in self.words.items() if is_own and not isinstance(phrase, dict)}
        for table in tables:
            chosen |= table if isinstance(table, dict) else {}
        return tuple(chosen.items())

    def in_folder(self, folder: str, uuid: UUID) -> Self:
        """Return it as it is in the folder of a language: its addresses are below, its ids made from ``uuid``."""
        made = self.model_copy(update={"base_url": f"{self.base_url}/{folder.rstrip('/')}", "uuid": uuid})
        made._folder = folder  # noqa: SLF001  # its own class
        return made

    def beside(self, others: tuple[Publication, ...]) -> Self:
        """Return it with what it is in its other languages."""
        made = self.model_copy()
        made._others = others  # noqa: SLF001  # its own class
        return made

    @property
    def reading_direction(self) -> Direction:
        """The direction of its text."""
        return self.direction or direction_of(self.language)

    @property
    def style(self) -> Style:
        """How it is set, complete."""
        return make_style(self.look)

    @property
    def colours(self) -> Schemes:
        """All of its colours."""
        return make_schemes(self.palette, self.look)

    @property
    def zone(self) -> ZoneInfo:
        """The publication's time zone."""
        return ZoneInfo(self.time_zone)


def join_languages(publications: Sequence[Publication]) -> Publication:
    """Return the first of one publication's languages, the main one; it knows the others, and they know it.

    The main one keeps addresses and ids as if it were alone. Each other is a whole site in a folder of its own.
    """
    if publications[0].languages is None:
        return publications[0]
    told = [one.model_copy(update={"provider": one.provider.in_language(one.language)}) for one in publications]
    main, publications = told[0], told
    placed = [main, *(_place(publication, main) for publication in publications[1:])]
    order = main.languages.all if main.languages else ()
    placed.sort(key=lambda one: order.index(one.language) if order else 0)
    joined = [one.beside(tuple(other for other in placed if other is not one)) for one in placed]
    return main.beside(tuple(one for one in joined if one.folder))


def _place(publication: Publication, main: Publication) -> Publication:
    folder = name_folder(publication.language, main.language)
    return publication.in_folder(folder, uuid5(main.uuid, f"language:{publication.language}"))
