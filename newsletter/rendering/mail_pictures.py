"""The pictures that an e-mail loads: at which address, from which file of the site, made from what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath

from newsletter.documents.publication import Publication
from newsletter.rendering.campaign import Campaign
from newsletter.rendering.edition import Edition
from newsletter.rendering.pictures import PictureError, Pictures, Variant
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.shown_pictures import list_logo_variants

MEDIA_TYPES: Mapping[str, str] = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}

_SITE = "site/"
"""Where a build has the files of the site."""

LOADED = re.compile(r"""\s(?:src|srcset|background)=["']([^"']*)["']|url\(["']?([^"')]*)""")
"""What a mail loads: attributes of HTML and of the VML for Outlook, and backgrounds in CSS."""


_SIGNS = (b"src=", b"srcset=", b"background=", b"url(")
"""One of these is in every match of ``LOADED``; to look for them takes a fifth of its time."""


@dataclass(frozen=True, slots=True)
class MailPicture:
    """A picture of an e-mail.

    ``file`` is its path in the site, empty for another site. It is made as a ``variant`` of a picture; where none is
    given, a template has it.
    """

    address: str
    file: str = ""
    media_type: str = ""
    variant: Variant | None = None


def list_mail_variants(edition: Edition, renderer: Renderer) -> dict[str, Variant]:
    """Return the files that an issue's mail may load, by their names: of its pictures and of the logo."""
    return renderer.list_variants(edition) | list_logo_variants(edition.publication, renderer.pictures)


def list_mail_pictures(html: str, publication: Publication, variants: Mapping[str, Variant]) -> tuple[MailPicture, ...]:
    """Return every picture that a mail loads, in its order, each once; ``variants`` are those it may load."""
    return tuple(_describe(address, publication, variants) for address in find_picture_addresses(html))


def list_loaded_pictures(
    campaign: Campaign, publication: Publication, variants: Mapping[str, Variant]
) -> tuple[MailPicture, ...]:
    """Return the pictures that a mail still loads: those that are not attached to it."""
    attached = {picture.address for picture in campaign.attached}
    pictures = list_mail_pictures(campaign.html, publication, variants)
    return tuple(picture for picture in pictures if picture.address not in attached)


def _describe(address: str, publication: Publication, variants: Mapping[str, Variant]) -> MailPicture:
    home = f"{publication.site_url}/"
    path = PurePosixPath(address.removeprefix(home) if address.startswith(home) else "")
    return MailPicture(
        address,
        file=str(path) if path.name else "",
        media_type=MEDIA_TYPES.get(path.suffix.lower(), ""),
        variant=variants.get(path.name),
    )


def read_mail_picture(picture: MailPicture, pictures: Pictures) -> bytes:
    """Return the file of a picture, as the site serves it.

    Raises:
        PictureError: its source is missing, or cannot be shown.
    """
    if picture.variant is None:
        raise PictureError("is not a picture of this publication", "Name it in the issue, or as the logo.")
    return pictures.encode(picture.variant, f"{_SITE}{picture.file.rpartition('/')[0]}/")


def find_picture_addresses(html: str) -> tuple[str, ...]:
    """Return the address of every picture that a mail loads, in its order, each once."""
    encoded = html.encode()
    return tuple(dict.fromkeys(_list_addresses(html))) if any(sign in encoded for sign in _SIGNS) else ()


def _list_addresses(html: str) -> Iterator[str]:
    for attribute, style in LOADED.findall(html):
        for candidate in unescape(attribute or style).split(","):  # a srcset has several, each with its width
            address = candidate.split()[:1]
            yield from (url for url in address if url.startswith("https://"))
