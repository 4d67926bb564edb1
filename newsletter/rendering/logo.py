"""The publication's logo as a picture like any other: its files for mail and pages, and where the site has them."""

from __future__ import annotations

from newsletter.documents.appearance import Logo
from newsletter.documents.publication import Publication
from newsletter.rendering.pictures import (
    Layout,
    Medium,
    Pictures,
    SourcePicture,
    Variant,
    make_variants,
)
from newsletter.rendering.shown_pictures import ShownPicture, show

LOGO_FOLDER = "images/"
"""The folder in which the site serves its files, which mails and pages of every language share."""


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
