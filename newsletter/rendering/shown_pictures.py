"""Pictures as templates show them, the logo too: addresses, sizes, and what a browser may choose among."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from newsletter.documents.appearance import Logo
from newsletter.documents.pictures import Focus
from newsletter.documents.publication import Publication
from newsletter.rendering.pictures import (
    LAYOUTS,
    Layout,
    Medium,
    PictureError,
    PictureFormat,
    Pictures,
    SourcePicture,
    Variant,
    make_variants,
)

LOGO_FOLDER = "images/"
"""The folder in which the site serves its files, which mails and pages of every language share."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Files that a browser may take instead: for a colour scheme, or of a type that it knows."""

    srcset: str
    media: str = ""
    type: str = ""

    @property
    def has_choice(self) -> bool:
        """Whether there are several, with their widths: only then HTML wants to know how wide the picture is shown."""
        return " " in self.srcset


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture as a template shows it: addresses, size in CSS pixels, and words; no height if its file is missing."""

    src: str
    width: int
    height: int | None
    alt: str
    srcset: str = ""
    alternatives: tuple[Alternative, ...] = ()
    needs_plate: bool = False
    """Whether it needs a light ground: dark ink on a clear one is lost in dark mode."""
    grows: bool = False
    """Whether it may be as wide as the text on a phone: a picture smaller than its place would be blurred."""


class Depiction(Protocol):
    """A picture as a document or the publication describes it."""

    @property
    def file(self) -> str:
        """The file, in the publication's folder."""

    @property
    def dark(self) -> str | None:
        """Another file for dark mode."""

    @property
    def focus(self) -> Focus:
        """The point that stays in any crop."""

    @property
    def words(self) -> str:
        """What readers get who do not see it; empty for decoration."""


def show_cover(
    candidates: Iterable[Depiction | None], pictures: Pictures, base: str
) -> tuple[ShownPicture | None, list[Variant]]:
    """Return the first of some pictures whose file can be shown, as a list of issues shows it; None without any."""
    for picture in filter(None, candidates):
        shown, needed = show(picture, pictures, LAYOUTS["cover"], Medium.PAGE, base)
        if needed:
            return shown, needed
    return None, []


_DARK = "(prefers-color-scheme: dark)"


def show(
    picture: Depiction, pictures: Pictures, layout: Layout, medium: Medium, base: str
) -> tuple[ShownPicture, list[Variant]]:
    """Return a picture as a medium shows it, and the variants it needs; ``base`` is the address of their folder.

    A file that cannot be shown has an address that leads nowhere: a rule reports it.
    """
    width = layout.mail if medium is Medium.MAIL else layout.page
    variants = _find_variants(picture.file, picture.focus, pictures, layout, medium)
    if not variants:
        return ShownPicture(f"{base}missing", width, None, picture.words), []
    dark = _find_variants(picture.dark, picture.focus, pictures, layout, medium) if picture.dark else []
    if dark and medium is Medium.MAIL:  # many mail programs turn the ground dark, and take no other picture for it
        variants = [replace(variant, is_opaque=variant.source.is_clear) for variant in variants]
    plain = [variant for variant in variants if variant.kind is not PictureFormat.WEBP]
    shown_width = min(width, plain[-1].width)
    height = max(1, round(shown_width * plain[-1].height / plain[-1].width))
    alternatives = (*_list_alternatives(dark, base, _DARK), *_list_alternatives(variants, base))
    srcset = _list_sources(plain, base) if len(plain) > 1 else ""
    needs_plate = plain[0].source.is_clear and not dark
    grows = layout.grows and shown_width == width
    src = base + plain[0].name
    shown = ShownPicture(src, shown_width, height, picture.words, srcset, alternatives, needs_plate, grows)
    return shown, [*variants, *dark]


def _find_variants(file: str, focus: Focus, pictures: Pictures, layout: Layout, medium: Medium) -> list[Variant]:
    """Return the variants of a file for a medium; of a drawing, where pixels are needed, those of the one beside it."""
    needs_pixels = medium is Medium.MAIL or layout.has_play_sign
    try:
        source = pictures.find_raster(file) if needs_pixels else pictures.find(file)
    except PictureError:
        return []
    return make_variants(source, layout, focus, medium)


def _list_alternatives(variants: list[Variant], base: str, media: str = "") -> Iterator[Alternative]:
    """Yield what a browser may choose: WebP, and for a colour scheme of its own the files for all others too."""
    webp = [variant for variant in variants if variant.kind is PictureFormat.WEBP]
    if webp:
        yield Alternative(_list_sources(webp, base), media, "image/webp")
    if media and variants:
        yield Alternative(_list_sources([one for one in variants if one not in webp], base), media)


def _list_sources(variants: list[Variant], base: str) -> str:
    """Return the ``srcset`` of some variants (HTML, 4.8.4.2.1), with their widths where there is a choice."""
    if len(variants) == 1:
        return base + variants[0].name
    return ", ".join(f"{base}{one.name} {one.width}w" for one in variants)


def show_logo(publication: Publication, pictures: Pictures, medium: Medium, base: str) -> ShownPicture | None:
    """Return the logo as a medium shows it, if there is one; ``base`` is the address of the top of the site."""
    logo = publication.logo
    return show(logo, pictures, _lay_out(logo), medium, f"{base}{LOGO_FOLDER}")[0] if logo else None


def list_logo_variants(publication: Publication, pictures: Pictures) -> dict[str, Variant]:
    """Return the files that mails and pages need of the logo, by their names; none where it cannot be shown."""
    logo = publication.logo
    shown = [show(logo, pictures, _lay_out(logo), medium, "")[1] for medium in Medium] if logo else []
    return {variant.name: variant for needed in shown for variant in needed}


def make_logo_variant(logo: Logo, source: SourcePicture) -> Variant:
    """Return the file that e-mails load of a logo; ``source`` is what its file holds."""
    [variant] = make_variants(source, _lay_out(logo), logo.focus, Medium.MAIL)
    return variant


def _lay_out(logo: Logo) -> Layout:
    return Layout(logo.width, logo.width)
