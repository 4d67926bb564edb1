"""An issue: one edition of the newsletter, as an editor writes it. Data only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from newsletter.documents.blocks import Block, Item, Section
from newsletter.documents.dates import DayOrMoment, Moment
from newsletter.documents.languages import Direction
from newsletter.documents.text_kinds import Role
from newsletter.documents.values import Data, Heading, Id, Language, Markdown, MarkdownLine, Period
from newsletter.documents.waivers import Waiver


class Correction(Data):
    """What was changed after publication, and when; from then on the item, or the issue, counts as updated."""

    at: Moment
    """When the change was published, with its zone: 2024-02-03T10:00:00+00:00"""
    block: Id | None = None
    """The id of the item that was changed; leave it out where the issue as a whole was."""
    note: MarkdownLine
    """One sentence for readers that says what was changed."""


class Issue(Data):
    """One edition. Everything that can be derived from it is derived, never typed."""

    period: Period
    """The month of this issue, as in the name of its file: 2024-01"""
    title: Heading
    """The heading of the e-mail and of the issue's page."""
    subject: Heading | None = None
    """The subject line of the e-mail. It shows on locked phones: nothing that is private."""
    preheader: Heading | None = None
    """The line that inboxes show after the subject; it shows on locked phones, too."""
    intro: Markdown | None = None
    """What stands before the first block."""
    status: Literal["draft", "ready"] = "draft"
    """A draft is built to look at. Write ready when it may be published and sent."""
    published: DayOrMoment | None = None
    """The day it goes out: 2024-01-15, with a time and its zone if need be; else the first of the next month."""
    message_class: Literal["service", "marketing"] = "service"
    """What mail law calls this message: service, or marketing that readers asked for."""
    language: Language | None = None
    """The language of this issue, such as cy; only where it differs from the publication's."""
    direction: Direction | None = None
    """The direction this issue is read in, ltr or rtl; left out, it is that of the language."""
    blocks: tuple[Block, ...] = ()
    """What the issue holds, in reading order. Each block begins with its type."""
    corrections: tuple[Correction, ...] = ()
    """What was changed after publication. Readers see it."""
    waivers: Annotated[tuple[Waiver, ...], Role.FOR_EDITORS] = ()
    """Exceptions from rules that newsletter check holds the issue to, each with its reason."""

    @property
    def is_ready(self) -> bool:
        """Whether the editor has released it; a draft may be unfinished and is never published."""
        return self.status == "ready"

    def walk(self) -> Iterator[Block]:
        """Yield every block in reading order, a section before what it holds."""
        for block in self.blocks:
            yield block
            if isinstance(block, Section):
                yield from block.blocks

    def items(self) -> tuple[Item, ...]:
        """Return the blocks that have a page and a feed entry of their own, in reading order."""
        return tuple(block for block in self.walk() if isinstance(block, Item))
