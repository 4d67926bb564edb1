"""The social card of an issue: the picture that networks and messengers show beside a link to one of its pages.

It is named in a page's head (Open Graph protocol, https://ogp.me) and made from words and colours alone. As with every
picture, its name is made of what it is made from, so that it is drawn again only if it would look different.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import ClassVar

from newsletter.documents.appearance import Face, Masthead
from newsletter.documents.colours import Colours
from newsletter.documents.publication import Publication
from newsletter.installation import find_missing
from newsletter.languages.directions import Direction
from newsletter.rendering.edition import Edition, absolute, pictures_path
from newsletter.rendering.filters import tie_last_words
from newsletter.rendering.pictures import PictureError, Pictures

WIDTH, HEIGHT = 1200, 630
"""In pixels: the proportion that Facebook and LinkedIn ask for; others cut a little off its edges."""

_RECIPE = 1
"""The version of the drawing: a change of what is drawn, however small, needs a new one."""

_FONTS: dict[Face, tuple[str, ...]] = {
    "serif": ("NotoSerif-Bold.ttf", "NotoSans-Bold.ttf"),
    "sans": ("NotoSans-Bold.ttf",),
}
"""For each face the fonts that are tried: Latin, Greek and Cyrillic are in both, Arabic is in the second alone."""


@dataclass(frozen=True, slots=True)
class CardFont:
    """A font file; two are the same if their bytes are."""

    digest: str
    content: bytes = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CardLine:
    """Words of a card, and the first font that has all their letters."""

    words: str
    font: CardFont


@dataclass(frozen=True, slots=True)
class SocialCard:
    """What a card shows: the name of the publication, the title of an issue and its day, each if it can be drawn.

    ``address`` is that of the picture's folder.
    """

    publication: CardLine | None
    title: CardLine | None
    day: CardLine | None
    colours: Colours
    masthead: Masthead
    direction: Direction
    address: str
    width: ClassVar[int] = WIDTH
    height: ClassVar[int] = HEIGHT

    @property
    def name(self) -> str:
        """The name of its file, which changes with what it is made from."""
        made_from = (_RECIPE, self.publication, self.title, self.day, self.colours, self.masthead, self.direction)
        return f"card-{hashlib.sha256(repr(made_from).encode()).hexdigest()[:12]}.png"

    @property
    def url(self) -> str:
        """The address at which the site serves it."""
        return f"{self.address}{self.name}"

    @property
    def alt(self) -> str:
        """What can be read in it."""
        return " · ".join(line.words for line in (self.publication, self.title, self.day) if line)

    def draw(self) -> bytes:
        """Return it as PNG."""
        from newsletter.rendering.card_drawing import draw_card  # noqa: PLC0415  # Pillow is an extra, slow to import

        return draw_card(self)


def make_card(edition: Edition, pictures: Pictures) -> SocialCard | None:
    """Return the card of an issue; None where it is not wanted, no font has its letters, or Pillow is missing."""
    if not edition.publication.web.social_cards or find_missing("images"):
        return None
    publication, day = edition.publication, edition.wording.formats.day(edition.published)
    fonts = _list_fonts(publication, pictures)
    name, title, dated = (_set(words, fonts) for words in (publication.title, tie_last_words(edition.title), day))
    if not (name or title):
        return None
    return SocialCard(
        publication=name,
        title=title,
        day=dated,
        colours=publication.colours.light,
        masthead=publication.style.masthead,
        direction=edition.direction,
        address=absolute(publication, pictures_path(edition.issue.period)),
    )


def _set(words: str, fonts: Sequence[CardFont]) -> CardLine | None:
    """Return words with the first font that has all of their letters; None if there is none."""
    from newsletter.rendering.card_drawing import has_letters  # noqa: PLC0415  # Pillow is an extra, and slow to import

    return next((CardLine(words, font) for font in fonts if has_letters(font, words)), None)


def _list_fonts(publication: Publication, pictures: Pictures) -> list[CardFont]:
    """Return the fonts that may be used, the publication's own first; a rule reports one that cannot be read."""
    fonts = [load_font(name) for name in _FONTS[publication.style.title]]
    with suppress(PictureError):
        if publication.look.font:
            fonts.insert(0, find_own_font(publication.look.font, pictures))
    return fonts


@cache
def load_font(name: str) -> CardFont:
    """Return a font of the program: Noto 2.015, bold, licensed by the SIL OFL 1.1 beside it."""
    return _describe((Path(__file__).parent / "fonts" / name).read_bytes())


def _describe(content: bytes) -> CardFont:
    return CardFont(hashlib.sha256(content).hexdigest(), content)


def find_own_font(file: str, pictures: Pictures) -> CardFont:
    """Return a font of the publication.

    Raises:
        PictureError: it is missing, or is not a font.
    """
    from newsletter.rendering.card_drawing import can_open  # noqa: PLC0415  # as above

    font = _describe(pictures.read(file))
    if not can_open(font):
        raise PictureError("is not a font that can be read", "Save it as TrueType or OpenType (.ttf, .otf).")
    return font
