"""The pictures of published e-mails, which a build keeps though nothing that it makes needs them any more."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path

from newsletter.documents.publication import Publication
from newsletter.documents.published import FILE, PictureOrigin, PublishedPicture, PublishedRecord
from newsletter.errors import Location, Problem
from newsletter.files import Folder, read_below
from newsletter.outputs.base import SITE, Artifact


def find_kept_pictures(
    record: PublishedRecord, publication: Publication, made: Collection[str]
) -> Iterator[tuple[str, PublishedPicture]]:
    """Yield each recorded picture that is in none of the files ``made``, with the newest issue that has it.

    What the publication says is withdrawn is left out; a picture of two issues stays until both are withdrawn.
    """
    withdrawn = frozenset(publication.images.withdrawn)
    found: dict[str, tuple[str, PublishedPicture]] = {}
    for period, issue in sorted(record.issues.items()):
        for picture in () if period in withdrawn else issue.pictures:
            names = {picture.file, picture.origin.file if picture.origin else picture.file}
            if f"{SITE}{picture.file}" not in made and not names & withdrawn:
                found[picture.file] = period, picture
    yield from found.values()


def keep_picture(period: str, picture: PublishedPicture, root: Path, out: Folder) -> Artifact | Problem:
    """Return a recorded picture as the last build has it or as it is made again, or why it cannot be."""
    content = _find_built(picture, out) or _make_again(picture.origin, root)
    if content is not None:
        return Artifact(f"{SITE}{picture.file}", content)
    source = picture.origin.file if picture.origin else ""
    message = f"the e-mail of {period} was sent with the picture {picture.file}, and nothing here can make it again"
    put_back = f"Put {source} back as it was" if source else f"Save {picture.address} as dist/site/{picture.file}"
    withdraw = f'if it is withdrawn, write in newsletter.toml under [images]: withdrawn = ["{source or picture.file}"]'
    return Problem(Location(FILE), "published.lost", message, f"{put_back}; or, {withdraw}.")


def _find_built(picture: PublishedPicture, out: Folder) -> bytes | None:
    try:
        content = out.read(f"{SITE}{picture.file}", picture.bytes + 1)
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == picture.sha256 else None


def _make_again(origin: PictureOrigin | None, root: Path) -> bytes | None:
    """Return a file that is served as it is, if the publication still has the same one."""
    if origin is None or origin.crop is not None:
        return None
    try:
        content = read_below(root, origin.file)
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == origin.sha256 else None
