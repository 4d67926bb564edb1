"""Pictures that editors bring: looked at before anything is kept, and kept in the folder of pictures under new names.

A file is what its bytes say, whatever it is called. It is encoded once as a mail shows it, so that a broken one is
refused here and not by a build. What a camera wrote into it is in nothing that is published, since every variant is
encoded anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from newsletter.documents.pictures import Focus
from newsletter.files import read_below, write_below
from newsletter.installation import require_extra
from newsletter.rendering.pictures import FOLDER, LAYOUTS, Medium, PictureError, list_pictures, make_variants
from newsletter.scaffolding.draft import make_id

_SIGNS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF87a": "gif", b"GIF89a": "gif"}
_PHONE = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")
_LONGEST_NAME = 40


def keep_picture(root: Path, name: str, content: bytes) -> str:
    """Keep a picture in a publication's folder and return its path there; the same bytes are kept once.

    ``name`` is what its file was called: a hint for the new name.

    Raises:
        PictureError: it cannot be shown as a picture; nothing was written.
        MissingExtraError: the libraries for pictures are not installed.
        OSError: it cannot be written.
    """
    ending = _find_ending(content)
    _require_shown(f"{FOLDER}upload.{ending}", content)
    if known := _find_same(root, content):
        return known
    for file in _list_names(name, ending):
        with suppress(FileExistsError):
            write_below(root, file, content, replaces=False)
            return file
    raise AssertionError  # there is no last name


def _find_ending(content: bytes) -> str:
    """Return the extension of what the bytes are."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:12] in _PHONE:
        raise PictureError("is a picture as telephones take them, which browsers cannot show", "Save it as JPEG.")
    if b"<svg" in content[:1000].lower():
        raise PictureError("is a drawing (SVG), which mail programs do not show", "Save it as PNG.")
    ending = next((ending for sign, ending in _SIGNS.items() if content.startswith(sign)), None)
    if ending is None:
        raise PictureError("is not a picture that can be shown", "Save it as JPEG or PNG.")
    return ending


def _require_shown(file: str, content: bytes) -> None:
    """Decode a picture whole and encode it as a mail shows it."""
    require_extra("images", "A picture")
    from newsletter.rendering.picture_files import encode, inspect  # noqa: PLC0415  # Pillow is an extra

    source = inspect(file, content)
    for variant in make_variants(source, LAYOUTS["column"], Focus(), Medium.MAIL):
        encode(variant, lambda: content)


def _find_same(root: Path, content: bytes) -> str | None:
    """Return the picture of the publication that has exactly these bytes."""
    for file in list_pictures(root):
        with suppress(OSError):
            if (root / file).stat().st_size == len(content) and read_below(root, file) == content:
                return file
    return None


def _list_names(name: str, ending: str) -> Iterator[str]:
    """Yield the names that a picture may have: made of that of its file, and then with a number."""
    own = name.replace("\\", "/").rpartition("/")[2].lstrip(".")
    stem = make_id(own.rpartition(".")[0] or own)[:_LONGEST_NAME].strip("-") or "picture"
    yield f"{FOLDER}{stem}.{ending}"
    yield from (f"{FOLDER}{stem}-{number}.{ending}" for number in count(2))
