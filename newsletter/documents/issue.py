"""An issue: one edition of the newsletter, as an editor writes it. Data only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from newsletter.documents.blocks import AnyBlock, Block, Item, Section
from newsletter.documents.dates import Moment
from newsletter.documents.values import Data, Id, Language, Markdown, Period, PlainText


class Correction(Data):
    """What was changed after publication, and when; moves the ``updated`` of the item, or of the issue."""

    at: Moment
    block: Id | None = None
    note: PlainText


class Issue(Data):
    """One edition. Everything that can be derived from it is derived, never typed."""

    period: Period
    title: PlainText
    subject: PlainText | None = None
    preheader: PlainText | None = None
    intro: Markdown | None = None
    status: Literal["draft", "ready"] = "draft"
    published: Moment | None = Field(default=None, description="When it goes out; derived from the period if left out.")
    message_class: Literal["service", "marketing"] = "service"
    language: Language | None = Field(default=None, description="Only where it differs from the publication's.")
    blocks: tuple[AnyBlock, ...] = ()
    corrections: tuple[Correction, ...] = ()

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
