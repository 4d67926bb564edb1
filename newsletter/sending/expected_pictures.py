"""What is known of each picture of an e-mail before its address is asked for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from newsletter.checking.analysis.images import measure_picture
from newsletter.documents.published import FILE, PublishedIssue
from newsletter.files import read_below
from newsletter.rendering.mail_pictures import MailPicture


@dataclass(frozen=True, slots=True)
class ExpectedPicture:
    """A picture at its address; what is not known of it is empty, and not compared.

    ``size`` is in pixels; ``sha256`` is of the file, and ``known_from`` says who knows it, to end a sentence.
    """

    address: str
    media_type: str = ""
    size: tuple[int, int] | None = None
    sha256: str = ""
    known_from: str = ""


def expect_pictures(
    pictures: Iterable[MailPicture], root: Path, recorded: PublishedIssue | None = None
) -> tuple[ExpectedPicture, ...]:
    """Return what is expected of each picture of a mail, from its source here and from what is on record of it."""
    known = {picture.file: picture.sha256 for picture in recorded.pictures} if recorded else {}
    return tuple(_expect(picture, root, known.get(picture.file, "")) for picture in pictures)


def _expect(picture: MailPicture, root: Path, recorded: str) -> ExpectedPicture:
    expected, variant = ExpectedPicture(picture.address, picture.media_type), picture.variant
    if picture.copied:
        return _expect_copy(expected, picture.copied, root)
    if variant:
        expected = replace(expected, size=(variant.width, variant.height))
    return replace(expected, sha256=recorded, known_from=f"the one that {FILE} records") if recorded else expected


def _expect_copy(expected: ExpectedPicture, copied: str, root: Path) -> ExpectedPicture:
    """Return what is expected of a file that the site serves as it is."""
    try:
        content = read_below(root, copied)
    except OSError:
        return expected  # a rule reports that it is missing
    digest = hashlib.sha256(content).hexdigest()
    return replace(expected, size=measure_picture(content), sha256=digest, known_from=copied)
