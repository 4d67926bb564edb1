"""The base class of blocks: the fields of every block, and its interface for the rest of the program. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from newsletter.documents.languages import Direction
from newsletter.documents.values import Data, Id, Language


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to an item; ``length`` is in bytes, or None if unknown."""

    url: str
    media_type: str
    length: int | None
    title: str


class Block(Data):
    """A unit of an issue. ``type`` is the word that editors write, and the name of the block's templates."""

    example: ClassVar[str] = ""
    """An example for new issues, as an editor may write it; MONTH is the month in which the issue goes out."""
    frames_heading: ClassVar[bool] = False
    """Whether its own HTML template shows its heading, for example inside a frame."""

    type: str
    """The type of this block; it decides which keys may follow."""
    id: Id | None = None
    """A short name in lower case, such as next-month, so that links can point here."""
    language: Language | None = None
    """The language of this block, such as cy, if it differs from the issue's."""
    direction: Direction | None = None
    """The direction of its text, ltr or rtl. If left out, that of the language."""

    @property
    def heading(self) -> str | None:
        """The text of its heading, or None for a block without one."""
        return getattr(self, "title", None)

    @property
    def spoken_language(self) -> str | None:
        """The BCP 47 tag of its language, or None if that is the issue's."""
        return self.language

    def sensitivities(self) -> tuple[str, ...]:
        """Return what the content note must name, each as often as the block describes it.

        These are ids of themes, or words for which the publication's content note has a text (``ContentNote.name``).
        """
        return ()

    def lead(self) -> str:
        """Return a summary of a few sentences, in Markdown."""
        return ""

    def categories(self) -> tuple[str, ...]:
        """Return the ids of its themes."""
        return ()

    def enclosure(self) -> Enclosure | None:
        """Return the file that belongs to it, if it has one that can be downloaded."""
        return None


def type_of(block: type[Block]) -> str:
    """Return the type of a block, as editors write it."""
    word: str = block.model_fields["type"].default
    return word


class Item(Block):
    """A block with a page and a feed entry of its own, whose address and feed id are made from its id."""

    id: Id
    """A short name in lower case, such as summer-fair. It becomes part of the address: never change it."""
