"""The pictures of published e-mails, which a build keeps though nothing that it makes needs them any more."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from newsletter.documents.periods import sort_by_period
from newsletter.documents.publication import Publication
from newsletter.documents.published import FILE, PictureOrigin, PublishedIssue, PublishedPicture, PublishedRecord
from newsletter.errors import Location, Problem
from newsletter.files import Folder, read_below
from newsletter.outputs.base import SITE, Artifact
from newsletter.rendering.pictures import PictureError, PictureFormat, Pictures, Variant


def find_kept_pictures(
    record: PublishedRecord,
    publication: Publication,
    made: Collection[str],
    gone: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> Iterator[tuple[str, PublishedPicture]]:
    """Yield each recorded picture that is in none of the files ``made``, with the newest issue that has it.

    What the publication says is withdrawn is left out; a picture of two issues stays until both are withdrawn.
    ``gone`` are the digests of the names of files that were withdrawn with issues or items, by the issue's period.
    """
    withdrawn = frozenset(publication.images.withdrawn)
    found: dict[str, tuple[str, PublishedPicture]] = {}
    for period, issue in sort_by_period(record.issues.items(), publication.rhythm.hemisphere):
        for picture in () if period in withdrawn else _list_pictures(issue):
            names = {picture.file, picture.origin.file if picture.origin else picture.file}
            is_gone = names & withdrawn or not gone.get(period, frozenset()).isdisjoint(map(digest_name, names))
            if f"{SITE}{picture.file}" not in made and not is_gone:
                found[picture.file] = period, picture
    yield from found.values()


def digest_name(file: str) -> str:
    """Return what a build keeps of the name of a withdrawn file, to know it by; the name itself may name a person."""
    return hashlib.sha256(file.encode()).hexdigest()


def _list_pictures(issue: PublishedIssue) -> Iterator[PublishedPicture]:
    """Yield the pictures of an issue's e-mails, in every language."""
    yield from issue.pictures
    for other in issue.languages.values():
        yield from other.pictures


def keep_picture(period: str, picture: PublishedPicture, root: Path, out: Folder) -> Artifact | Problem:
    """Return a recorded picture as the last build has it or as it is made again, or why it cannot be."""
    content = _find_built(picture, out) or _make_again(picture, root)
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


def _make_again(picture: PublishedPicture, root: Path) -> bytes | None:
    """Return a picture made anew from its source, if the publication still has the same one."""
    origin = picture.origin
    if origin is None:
        return None
    try:
        if origin.crop is None:
            content = read_below(root, origin.file)
            return content if hashlib.sha256(content).hexdigest() == origin.sha256 else None
        return _encode_again(picture, origin, origin.crop, Pictures(root))
    except (OSError, PictureError):
        return None


def _encode_again(
    picture: PublishedPicture, origin: PictureOrigin, crop: tuple[int, int, int, int], pictures: Pictures
) -> bytes | None:
    """Encode a variant as it was; by another encoder its bytes may be others, and it shows the same."""
    source = pictures.find(origin.file)
    if source.digest != origin.sha256 or not (picture.width and picture.height):
        return None
    kind, heaviest = PictureFormat(PurePosixPath(picture.file).suffix.lstrip(".")), origin.heaviest or 0
    return pictures.encode(Variant(source, crop, picture.width, picture.height, kind, heaviest), "")
