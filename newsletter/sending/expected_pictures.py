"""What each picture of an e-mail should be, before it is fetched from its address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from newsletter.documents.published import FILE, PublishedIssue
from newsletter.rendering.mail_pictures import MailPicture, read_mail_picture
from newsletter.rendering.pictures import PictureError, Pictures


@dataclass(frozen=True, slots=True)
class ExpectedPicture:
    """A picture at its address; what is not known of it is empty, and not compared.

    ``size`` is in pixels; ``sha256`` is of the file, and ``known_from`` says who knows it, to end a sentence. Where no
    one knows the file to the byte, ``content`` is one that shows the same.
    """

    address: str
    media_type: str = ""
    size: tuple[int, int] | None = None
    sha256: str = ""
    known_from: str = ""
    content: bytes = b""


def expect_pictures(
    pictures: Iterable[MailPicture], files: Pictures, recorded: PublishedIssue | None = None
) -> tuple[ExpectedPicture, ...]:
    """Return what each picture of an e-mail should be, from its source in ``files`` and the record."""
    known = {picture.file: picture.sha256 for picture in recorded.pictures} if recorded else {}
    return tuple(_expect(picture, files, known.get(picture.file, "")) for picture in pictures)


def _expect(picture: MailPicture, files: Pictures, recorded: str) -> ExpectedPicture:
    expected, variant = ExpectedPicture(picture.address, picture.media_type), picture.variant
    if variant:
        expected = replace(expected, size=(variant.width, variant.height))
    if recorded:
        return replace(expected, sha256=recorded, known_from=f"the one that {FILE} records")
    if variant is None:
        return expected  # a template has it
    try:
        content = read_mail_picture(picture, files)
    except PictureError:
        return expected  # a rule reports that it is missing
    return replace(expected, content=content, known_from=variant.source.file)
