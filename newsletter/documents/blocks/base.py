"""What every block has, and what the rest of the program may ask of any block. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from newsletter.documents.languages import Direction
from newsletter.documents.values import Data, Id, Language


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to an item; ``length`` is in bytes, and ``None`` if it was not measured."""

    url: str
    media_type: str
    length: int | None
    title: str


class Block(Data):
    """A unit of an issue. ``type`` is the word editors write, and names the block's templates."""

    example: ClassVar[str] = ""
    """The block as an editor may write it, which a new issue offers; MONTH is the month in which the issue goes out."""
    frames_heading: ClassVar[bool] = False
    """Whether its own template shows its heading, in HTML: one that stands inside a frame."""

    type: str
    """What kind of block this is; it decides which keys may follow."""
    id: Id | None = None
    """A short name in lower case, such as next-month, so that links can point here."""
    language: Language | None = None
    """The language of this block, such as cy; only where it differs from the issue's."""
    direction: Direction | None = None
    """The direction this block is read in, ltr or rtl; left out, it is that of the language."""

    @property
    def heading(self) -> str | None:
        """The words of its heading, or ``None`` for a block that flows on without one."""
        return getattr(self, "title", None)

    def sensitivities(self) -> tuple[str, ...]:
        """Return what the content note must name before it, each as often as it describes it.

        These are ids of themes, or words that the publication's content note has a wording for (``ContentNote.name``).
        """
        return ()

    def lead(self) -> str:
        """Return the Markdown that represents it where there is room for a few sentences only."""
        return ""

    def categories(self) -> tuple[str, ...]:
        """Return the theme ids it is filed under."""
        return ()

    def enclosure(self) -> Enclosure | None:
        """Return the file that belongs to it, if it has one that can be fetched."""
        return None


def type_of(block: type[Block]) -> str:
    """Return the word that editors write for a type of block."""
    word: str = block.model_fields["type"].default
    return word


class Item(Block):
    """A block with a page and a feed entry of its own; its id is what its address and feed id are made from."""

    id: Id
    """A short name in lower case, such as summer-fair. It becomes the address: never change it."""
