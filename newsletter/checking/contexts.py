"""What rules are given: an issue with its texts and links, its e-mail, the other issues, the publication on a day.

The type of a context decides which rules are asked about it. Each says what ``choose`` and ``ask`` need to know: the
``publication``, and whether what is unfinished counts as an error (``is_ready``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypeVar

from newsletter.checking.analysis.link_index import LinkIndex
from newsletter.checking.analysis.link_status import LinkResult
from newsletter.checking.analysis.spam_filter import SpamScore
from newsletter.checking.analysis.spell_checker import SpellChecker
from newsletter.checking.texts import WrittenLink, WrittenText, find_links, walk_parts
from newsletter.documents.blocks import Block
from newsletter.documents.issue import Issue, place_blocks
from newsletter.documents.pictures import Picture, walk_pictures
from newsletter.documents.publication import Publication
from newsletter.outputs.base import SITE
from newsletter.parsing.document import DataPath
from newsletter.rendering.campaign import Campaign
from newsletter.rendering.edition import Edition, pictures_path
from newsletter.rendering.email import MailContent, take_content
from newsletter.rendering.message import compose_message
from newsletter.rendering.pictures import PictureError, Pictures, Variant
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.shown_pictures import LOGO_FOLDER, make_logo_variant
from newsletter.translations import NO_TRANSLATIONS, Translations

DerivedT = TypeVar("DerivedT")


class Context(Protocol):
    """What every context says."""

    @property
    def publication(self) -> Publication:
        """The publication, which decides which packs of rules are on."""

    @property
    def is_ready(self) -> bool:
        """Whether it may go out as it is, so that what is unfinished is an error."""


@dataclass(frozen=True)
class IssueContext:
    """An issue of a publication; ``file`` is its document's name, ``spell_checker`` judges its words if there is one.

    ``today`` is the day on which it is checked; without one, nothing counts as later.
    """

    issue: Issue
    publication: Publication
    file: str = ""
    spell_checker: SpellChecker | None = None
    today: date = date.max
    pictures: Pictures | None = None
    """The files of its pictures, if there is a folder to look into."""
    translations: Translations = NO_TRANSLATIONS
    """Its texts in several languages, the one of the publication among them."""
    spoken: str = ""
    """The one language whose texts are looked at, such as en; without it all are."""

    @property
    def is_ready(self) -> bool:
        """Whether the issue may go out."""
        return self.issue.is_ready

    @property
    def language(self) -> str:
        """The language of the issue."""
        return self.issue.language or self.publication.language

    def in_language(self, language: str) -> IssueContext:
        """Return it with what is in a language alone: en, and en-GB and en-US with it. It is itself if all is."""
        spoken = {self.language, *(block.spoken_language or self.language for block in self.issue.walk())}
        if all(is_spoken(tag, language) for tag in spoken):
            return self
        if language not in self._in_languages:
            self._in_languages[language] = replace(self, spoken=language)
        return self._in_languages[language]

    @cached_property
    def _in_languages(self) -> dict[str, IssueContext]:
        return {}

    @cached_property
    def _parts(self) -> tuple[WrittenText | WrittenLink, ...]:
        gone = {path for path, block in place_blocks(self.issue) if block.is_withdrawn}
        parts = walk_parts(self.issue)
        shown = (part for part in parts if not gone or gone.isdisjoint((part.path[:2], part.path[:4])))
        return tuple(part for part in shown if not self.spoken or self._is_spoken(part.path))

    def _is_spoken(self, path: DataPath) -> bool:
        """Tell whether what is at a path is in the language that is looked at: a block, or the issue around it."""
        return is_spoken(self._tags.get(path[:4]) or self._tags.get(path[:2]) or self.language, self.spoken)

    @cached_property
    def _tags(self) -> dict[DataPath, str]:
        return {path: block.spoken_language or self.language for path, block in walk_blocks(self.issue)}

    @cached_property
    def texts(self) -> tuple[WrittenText, ...]:
        """Every text that readers see, in the order of the document."""
        return tuple(part for part in self._parts if isinstance(part, WrittenText))

    @cached_property
    def links(self) -> tuple[WrittenLink, ...]:
        """Every link that an editor wrote, in the order of the document."""
        return tuple(find_links(self._parts))

    @cached_property
    def whole_text(self) -> str:
        """All texts, one after the other: to learn quickly that none of them says something."""
        return "\n".join(text.words for text in self.texts)

    @cached_property
    def described(self) -> tuple[tuple[DataPath, Picture], ...]:
        """Every picture that its document describes, with its path in there."""
        return tuple(walk_pictures(self.issue))

    def blocks(self) -> tuple[tuple[DataPath, Block], ...]:
        """Return every block with its path in the document, a section before what it holds."""
        return self._blocks

    @cached_property
    def _blocks(self) -> tuple[tuple[DataPath, Block], ...]:
        placed = walk_blocks(self.issue)
        return tuple((path, block) for path, block in placed if not self.spoken or self._is_spoken(path))

    def derive(self, function: Callable[[IssueContext], DerivedT]) -> DerivedT:
        """Return what a function makes of this context, made once however many rules ask: for the rules of packs."""
        if function not in self._derived:
            self._derived[function] = function(self)
        derived: DerivedT = self._derived[function]
        return derived

    @cached_property
    def _derived(self) -> dict[Callable[[IssueContext], Any], Any]:
        return {}


@dataclass(frozen=True)
class PublicationContext:
    """A publication on a day; ``root`` is its folder, if there is one to look into."""

    publication: Publication
    today: date
    root: Path | None = None
    has_issues: bool = False
    """Whether its issues may be looked into, as they are checked with it."""
    translations: Translations = NO_TRANSLATIONS
    """Its texts in several languages."""

    is_ready = True

    @cached_property
    def logo(self) -> tuple[Variant | None, bytes | PictureError]:
        """The file that e-mails load of the logo, and what is made of it, or why it cannot be; nothing without a logo.

        Raises:
            MissingExtraError: the extra ``images`` is not installed.
        """
        if self.publication.logo is None or self.root is None:
            return None, b""
        pictures, variant = Pictures(self.root), None
        try:
            source = pictures.find_raster(self.publication.logo.file)
            variant = make_logo_variant(self.publication.logo, source)
            return variant, pictures.encode(variant, f"{SITE}{LOGO_FOLDER}")
        except PictureError as error:
            return variant, error


@dataclass(frozen=True)
class EmailContext:
    """An issue as an e-mail; ``judge_spam`` asks a spam filter, if there is one."""

    edition: Edition
    renderer: Renderer
    campaign: Campaign
    judge_spam: Callable[[bytes], SpamScore | None] | None = None
    written: Issue | None = None
    """The issue as its document has it, with what was withdrawn, where that is not the edition's."""

    @property
    def publication(self) -> Publication:
        """The publication that sends it."""
        return self.edition.publication

    @property
    def is_ready(self) -> bool:
        """Whether the issue may go out."""
        return self.edition.issue.is_ready

    @cached_property
    def html(self) -> bytes:
        """The HTML, as it goes out."""
        return self.campaign.html.encode()

    @cached_property
    def content(self) -> MailContent:
        """What of the issue is in it."""
        return take_content(self.edition, self.campaign.left_out)

    @cached_property
    def fragments(self) -> dict[DataPath, str]:
        """The HTML of every block in it by its path, as the block's own partial renders it for the mail."""
        return {
            path: str(self.renderer.html(self.edition, entry))
            for path, entry in self.edition.place(self.content.entries)
        }

    def find_path(self, block: Block) -> DataPath:
        """Return the path of a block of the issue, which may be shortened in the mail."""
        entries = self.edition.place(self.edition.mail_entries)
        return next(path for path, entry in entries if entry.block is block)

    @cached_property
    def pictures(self) -> tuple[tuple[DataPath, Variant, bytes | PictureError], ...]:
        """Every picture of the mail: the path of its file in the document, and what is made of it, or why it cannot."""
        return tuple(self._walk_pictures())

    def _walk_pictures(self) -> Iterator[tuple[DataPath, Variant, bytes | PictureError]]:
        folder = f"{SITE}{pictures_path(self.edition.issue.period)}"
        shown = self.renderer.list_mail_pictures(self.edition)
        written = walk_pictures(self.written or self.edition.issue) if shown else ()
        paths = {id(picture): path for path, picture in written}
        for picture, variant in shown:
            name = "dark" if variant.source.file == picture.dark else "file"
            made: bytes | PictureError
            try:
                made = self.renderer.pictures.encode(variant, folder)
            except PictureError as error:
                made = error
            yield (*paths.get(id(picture), ()), name), variant, made

    @property
    def message(self) -> bytes:
        """The whole message, as it would arrive at its own sender."""
        leave = self.campaign.unsubscribe_url
        return compose_message(self.campaign, to=self.campaign.sender, unsubscribe_url=leave)


@dataclass(frozen=True, slots=True)
class _BesideIssue:
    """What is known of an issue beyond its own document."""

    issue_context: IssueContext

    @property
    def publication(self) -> Publication:
        """The publication of the issue."""
        return self.issue_context.publication

    @property
    def is_ready(self) -> bool:
        """Whether the issue may go out."""
        return self.issue_context.is_ready


@dataclass(frozen=True, slots=True)
class ArchiveContext(_BesideIssue):
    """An issue, what the other issues link to, and the issue that it corrects, in each language it is in."""

    links: LinkIndex
    corrected: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkContext(_BesideIssue):
    """An issue, and what each address in it answered."""

    outcomes: Mapping[str, LinkResult]


@dataclass(frozen=True, slots=True)
class WaiverContext(_BesideIssue):
    """An issue, the numbers of its waivers that matched nothing, and the rules that were asked."""

    unused: tuple[int, ...]
    asked: frozenset[str]


def is_spoken(tag: str, language: str) -> bool:
    """Tell whether a tag is that of a language, or of a kind of it."""
    return tag == language or tag.startswith(f"{language}-")


def walk_blocks(issue: Issue) -> Iterator[tuple[DataPath, Block]]:
    """Yield every block that readers are shown with its path in the document, a section before what it holds."""
    return ((path, block) for path, block in place_blocks(issue) if not block.is_withdrawn)
