"""The base class of blocks: the fields of every block, and its interface for the rest of the program. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import StrictBool, model_validator

from newsletter.documents.outside import OutsideDocument
from newsletter.documents.values import Data, Id, Language, WrittenDirection, document_error
from newsletter.documents.withdrawal import Withdrawal
from newsletter.errors import Reason
from newsletter.languages.formats import DateTile
from newsletter.languages.wording import Wording

if TYPE_CHECKING:
    from newsletter.documents.mail_settings import EmailSettings
    from newsletter.documents.pictures import Picture


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to an item; ``length`` is in bytes, or None if unknown."""

    url: str
    media_type: str
    length: int | None
    title: str


@dataclass(frozen=True, slots=True)
class Point:
    """What can be found, cited and answered by itself: a single finding, a recommendation, a key message."""

    kind: str
    """Its kind, as a machine name: finding, recommendation; point where a block has only one kind."""
    text: str
    """Its words, in Markdown."""
    owner: str = ""
    """Who should act on it, in the words of the document; empty if no one is named."""
    id: str = ""
    """The id written in the document; empty if none is."""
    place: tuple[str | int, ...] = ()
    """Where it is in the block."""


class Block(Data):
    """A unit of an issue. ``type`` is the word that editors write, and the name of the block's templates."""

    example: ClassVar[str] = ""
    """An example for new issues, as an editor may write it; MONTH is the month in which the issue goes out."""
    frames_heading: ClassVar[bool] = False
    """Whether its own HTML template shows its heading, for example inside a frame."""
    recurs: ClassVar[bool] = False
    """Whether it usually says the same in every issue, so that a new one begins with it."""
    schema_type: ClassVar[str] = "Article"
    """Its type for search engines (schema.org): NewsArticle, Report, Event."""

    type: str
    """The type of this block; it decides which keys may follow."""
    id: Id | None = None
    """A short name in lower case, such as next-month, so that links can point here."""
    language: Language | None = None
    """The language of this block, such as cy, if it differs from the issue's."""
    direction: WrittenDirection | None = None
    """The direction of its text, ltr or rtl. If left out, that of the language."""

    @property
    def heading(self) -> str | None:
        """The text of its heading, or None for a block without one."""
        return getattr(self, "title", None)

    def headline(self, wording: Wording) -> str | None:  # blocks whose heading says more override this
        """Return its heading as readers see it, with any words that the program adds."""
        return self.heading

    @property
    def spoken_language(self) -> str | None:
        """The BCP 47 tag of its language, or None if that is the issue's."""
        return self.language

    @property
    def is_item(self) -> bool:
        """Whether it has a page and a feed entry of its own, whose addresses are made from its id."""
        return False

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was withdrawn after publication, so that nothing shows it any more."""
        return False

    def sensitivities(self) -> tuple[str, ...]:
        """Return what the content note must name, each as often as the block describes it.

        These are ids of themes, or words for which the publication's content note has a text (``ContentNote.name``).
        """
        return ()

    def shorten(self, settings: EmailSettings) -> Block:  # packs' settings say how much
        """Return what e-mails show of it: itself, or a copy with less of it, if its page has the rest.

        Its templates are then given ``is_shortened``, and the ``whole`` block beside ``block``; they link to
        ``entry.url``.
        """
        return self

    def lead(self, wording: Wording) -> str:  # blocks that add words of the program override this
        """Return a summary of a few sentences, in Markdown."""
        return ""

    def tile(self, wording: Wording) -> DateTile | None:  # as above
        """Return the day that is shown beside it, if it is about one."""
        return None

    def outline(self, wording: Wording) -> tuple[str, ...]:  # facts are in the program's own words
        """Return the few facts that a list of contents has below its heading."""
        return ()

    def categories(self) -> tuple[str, ...]:
        """Return the ids of its themes."""
        return ()

    def points(self) -> tuple[Point, ...]:
        """Return what can be found, cited and answered by itself, in its order on the page."""
        return ()

    def facets(self, wording: Wording) -> dict[str, tuple[str, ...]]:  # names of kinds are the program's
        """Return what it can be found by besides themes and year, in readers' words: ``{"area": ("Leeds",)}``."""
        return {}

    @classmethod
    def facet_labels(cls, wording: Wording) -> dict[str, str]:  # noqa: ARG003  # blocks with facets need it
        """Return what readers call its facets and the kinds of its points: ``{"area": "Area"}``."""
        return {}

    @model_validator(mode="after")
    def _refuse_ids_twice(self) -> Self:
        written = [point.id for point in self.points() if point.id]
        for place, id_ in enumerate(written):
            if id_ in written[:place]:
                hint = "Give each an id of its own: it is part of the address of the point."
                raise document_error("point.id-twice", "two points have the id '{id}'", hint, id=id_)
        return self

    def outside_documents(self) -> tuple[tuple[str, OutsideDocument], ...]:
        """Return the documents of others that it is about, each with its address."""
        return ()

    def cover(self) -> Picture | None:
        """Return the picture that can show in a list of issues what is in this one."""
        return None

    def enclosure(self) -> Enclosure | None:
        """Return the file that belongs to it, if it has one that can be downloaded."""
        return None


def type_of(block: type[Block]) -> str:
    """Return the type of a block, as editors write it."""
    word: str = block.model_fields["type"].default
    return word


class Item(Block):
    """A block that is always an item: it has a page and a feed entry of its own, so it needs an id."""

    id: Id
    """A short name in lower case, such as summer-fair. It becomes part of the address: never change it."""
    withdrawn: Withdrawal | None = None
    """When and why it was withdrawn after publication; its page then says that alone. Keep the rest as it is."""

    @property
    def is_item(self) -> bool:
        """See ``Block.is_item``."""
        return True

    @property
    def is_withdrawn(self) -> bool:
        """See ``Block.is_withdrawn``."""
        return self.withdrawn is not None


class OptionalItem(Block):
    """A block that is an item if its editor asks for a page."""

    page: StrictBool = False
    """Write true to give it a page and a feed entry of its own. It then needs an id and a title."""
    withdrawn: Withdrawal | None = None
    """When and why it was withdrawn after publication; its page then says that alone. Keep the rest as it is."""

    @property
    def is_item(self) -> bool:
        """See ``Block.is_item``."""
        return self.page

    @property
    def is_withdrawn(self) -> bool:
        """See ``Block.is_withdrawn``."""
        return self.withdrawn is not None

    @model_validator(mode="after")
    def _require_id_and_title(self) -> Self:
        missing = [line for key, line in _NEEDED.items() if self.page and not getattr(self, key)]
        if missing:
            message = Reason("", "page: true needs an id and a title", "what has a page of its own needs a title")
            typed = f"Add {' and '.join(missing)} to this block. {_FOR_EVER}"
            raise document_error("block.page", message, Reason("", typed, "Write its title, or leave its page out."))
        return self


_NEEDED = {"id": "id: summer-fair", "title": "title: Summer fair"}
_FOR_EVER = "The id becomes part of the address of its page: never change it."
