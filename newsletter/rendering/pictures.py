"""Pictures of a publication: what a file holds, which variants a mail and a page need of it, and how each is encoded.

The name of a variant is made of what it is made from: the bytes of the file, the recipe, and the recipe's version.
Encoders differ from machine to machine, so nothing that they make is part of a name, and digests agree everywhere.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from newsletter.documents.pictures import Focus
from newsletter.errors import Reason
from newsletter.files import read_below
from newsletter.installation import require_extra

RECIPE = 2
"""The version of the recipe: a change of what is encoded, however small, needs a new one."""

FOLDER = "images/"
MOST_BYTES = 25_000_000
KEPT = 100
"""How many encoded pictures are kept in memory: more than one issue has, and of a thousand issues a few."""

_ENCODED: OrderedDict[str, bytes] = OrderedDict()
"""What was encoded last, of all publications, by its name, which changes with what it is made from."""


class Medium(StrEnum):
    """Where a fragment is shown. Mail shows one file, pages choose among several; that of an item has anchors, too."""

    MAIL = "mail"
    PAGE = "page"
    ITEM = "item"


class PictureFormat(StrEnum):
    """How a picture is encoded; the value is the extension of its name."""

    JPEG = "jpg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"
    SVG = "svg"


@dataclass(frozen=True, slots=True)
class Layout:
    """How wide a picture is shown, in CSS pixels, and to which proportion it is cropped.

    ``ratio`` is width by height. A picture that is wider keeps its proportion unless the layout ``is_exact``.
    ``heaviest`` is what the file in a mail may weigh, in bytes. With ``has_play_sign`` one is drawn into the
    picture, since mail programs lay nothing over it. One that ``grows`` is as wide as the text on a phone.
    """

    mail: int
    page: int
    ratio: float | None = None
    is_exact: bool = False
    heaviest: int = 100_000
    has_play_sign: bool = False
    grows: bool = False
    scales: tuple[int, ...] = (1, 2)
    """In how many times that width a page has it, for screens with more pixels."""


LAYOUTS = {
    "hero": Layout(600, 984, 2.0, heaviest=150_000),
    "column": Layout(552, 608, heaviest=150_000),
    "half": Layout(260, 300, grows=True),
    "recording": Layout(552, 608, heaviest=150_000, has_play_sign=True),
    "cover": Layout(720, 720, 3 / 2, is_exact=True, heaviest=60_000, scales=(1,)),
    "side": Layout(200, 288, 4 / 3, is_exact=True, grows=True),
    "portrait": Layout(60, 60, 1.0, is_exact=True),
    "small": Layout(40, 40, 1.0, is_exact=True),
}


@dataclass(frozen=True, slots=True)
class SourcePicture:
    """A file that is a picture; width and height are as it is shown, in pixels, ``seconds`` how long it moves."""

    file: str
    digest: str
    kind: PictureFormat
    width: int
    height: int
    seconds: float = 0.0
    is_clear: bool = False
    """Whether what is behind it shows through."""
    begins_empty: bool = False
    """Whether the first frame of an animation is of one colour."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A file to be made of a picture: the part that is shown (left, top, right, bottom), and its size in pixels.

    ``heaviest`` is what it may weigh, in bytes, and ``place`` how wide it is shown where it fits, in CSS pixels.
    """

    source: SourcePicture
    box: tuple[int, int, int, int]
    width: int
    height: int
    kind: PictureFormat
    heaviest: int
    place: int = 0
    has_play_sign: bool = False
    is_opaque: bool = False
    """Whether what is clear in it becomes white."""

    @property
    def name(self) -> str:
        """Its file name, which changes with what it is made from."""
        made_from = f"{RECIPE} {self.source.digest} {self.box} {self.width}x{self.height} {self.kind} {self.heaviest}"
        made_from += f"{' play' if self.has_play_sign else ''}{' opaque' if self.is_opaque else ''}"
        stem = re.sub(r"[^a-z0-9]+", "-", Path(self.source.file).stem.lower()).strip("-") or "picture"
        return f"{stem[:40]}-{hashlib.sha256(made_from.encode()).hexdigest()[:12]}.{self.kind}"


class PictureError(Exception):
    """A file cannot be shown as a picture; the message says why, and is the end of "FILE …"."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass
class Pictures:
    """The pictures of a publication, each read once.

    ``find_made`` returns what an earlier build has written at a path of the site, if that is still as it was.
    """

    root: Path
    find_made: Callable[[str], bytes | None] = lambda _: None
    _known: dict[str, SourcePicture | PictureError] = field(default_factory=dict)
    _alone: dict[str, PictureError] = field(default_factory=dict)
    """Drawings that a mail needs in pixels too, and that lack them."""

    def find(self, file: str) -> SourcePicture:
        """Return what a file holds.

        Raises:
            PictureError: it is missing, or cannot be shown.
            MissingExtraError: the extra ``images`` is not installed.
        """
        if file not in self._known:
            self._known[file] = self._look(file)
        known = self._known[file]
        if isinstance(known, PictureError):
            raise known
        return known

    @property
    def faults(self) -> dict[str, PictureError]:
        """The files that were asked for and cannot be shown, with the reason."""
        found = {file: known for file, known in self._known.items() if isinstance(known, PictureError)}
        return self._alone | found

    def find_raster(self, file: str) -> SourcePicture:
        """Return a picture made of pixels, which all mail programs show: of a drawing, the file saved beside it.

        Raises:
            PictureError: it is missing, or cannot be shown.
        """
        source = self.find(file)
        if source.kind is not PictureFormat.SVG:
            return source
        for beside in list_beside(file):
            with suppress(PictureError):
                return self.find(beside)
        message = "is an SVG, which mail programs do not show, and there is no PNG beside it"
        hint = f"Save it as PNG too, in the same folder: {list_beside(file)[0]}"
        raise self._alone.setdefault(file, PictureError(message, hint))

    def _look(self, file: str) -> SourcePicture | PictureError:
        require_extra("images", "A picture")
        from newsletter.rendering.picture_files import inspect  # noqa: PLC0415  # Pillow is an extra, and slow to import

        try:
            return inspect(file, self.read(file))
        except PictureError as error:
            return error

    def read(self, file: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            PictureError: it is missing, too large, or cannot be read.
        """
        try:
            content = read_below(self.root, file, MOST_BYTES + 1)
        except FileNotFoundError:
            raise PictureError("is not there", self._suggest(file)) from None
        except OSError as error:
            raise PictureError(f"cannot be read: {error.strerror}", "Check that you may open it.") from error
        if len(content) > MOST_BYTES:
            raise PictureError(f"has more than {MOST_BYTES // 1_000_000} MB", "Save it with 2,400 pixels at most.")
        return content

    def _suggest(self, file: str) -> str:
        """Return what to do about a file that is missing, with the name that may be meant."""
        if not file.startswith(FOLDER):
            return Reason("Put it there, or", "correct its name in newsletter.toml.", "choose another.")
        names = {Path(name).stem.lower(): name for name in list_pictures(self.root)}
        meant = get_close_matches(Path(file).stem.lower(), names, n=1)
        typed = f"Did you mean {names[meant[0]]}? If not, put" if meant else "Put"
        return Reason("", f"{typed} it into the folder {FOLDER}, or correct its name.", "Choose it again, or another.")

    def encode(self, variant: Variant, folder: str) -> bytes:
        """Return the bytes of a variant, without anything that a camera or a program wrote beside the picture.

        ``folder`` is where the site serves it: a name is never used for other bytes there.

        Raises:
            PictureError: its file has changed since it was found, or cannot be decoded.
        """
        from newsletter.rendering.picture_files import encode  # noqa: PLC0415  # as above

        return self.keep(variant.name, folder, lambda: encode(variant, lambda: self.read(variant.source.file)))

    def keep(self, name: str, folder: str, make: Callable[[], bytes]) -> bytes:
        """Return a picture by its name, made now unless it has been, in this process or by an earlier build."""
        if published := self.find_made(f"{folder}{name}"):
            return published
        content = _ENCODED.pop(name, None) or make()
        _ENCODED[name] = content
        while len(_ENCODED) > KEPT:
            _ENCODED.popitem(last=False)
        return content


def list_pictures(root: Path) -> Iterator[str]:
    """Yield the pictures in a publication's folder, as issues name them."""
    endings = {f".{kind}" for kind in (*PictureFormat, "jpeg")}
    for path in sorted((root / FOLDER).rglob("*")):
        if path.suffix.lower() in endings and path.is_file():
            yield path.relative_to(root).as_posix()


def list_beside(file: str) -> tuple[str, ...]:
    """Return which files a mail may show instead of a drawing; none for any other picture."""
    stem, _, ending = file.rpartition(".")
    return tuple(f"{stem}.{kind}" for kind in ("png", "jpg")) if ending.lower() == "svg" else ()


def make_variants(source: SourcePicture, layout: Layout, focus: Focus, medium: Medium) -> list[Variant]:
    """Return the variants of a picture that a medium needs: one of a mail; of a page each size, as WebP too."""
    box = _crop(source, layout, focus)
    if medium is Medium.MAIL or source.kind in (PictureFormat.GIF, PictureFormat.SVG):
        wide = layout.mail if medium is Medium.MAIL else layout.page
        return [_make_variant(source, box, 2 * wide, source.kind, replace(layout, page=wide))]
    widths = dict.fromkeys(min(scale * layout.page, box[2] - box[0]) for scale in layout.scales)
    kinds = (PictureFormat.WEBP, source.kind)
    page = replace(layout, heaviest=2 * layout.heaviest)
    return [_make_variant(source, box, width, kind, page) for kind in kinds for width in widths]


def _make_variant(
    source: SourcePicture, box: tuple[int, int, int, int], width: int, kind: PictureFormat, layout: Layout
) -> Variant:
    full, high = box[2] - box[0], box[3] - box[1]
    width = min(width, full)
    height = max(1, round(high * width / full))
    return Variant(source, box, width, height, kind, layout.heaviest, layout.page, layout.has_play_sign)


def _crop(source: SourcePicture, layout: Layout, focus: Focus) -> tuple[int, int, int, int]:
    """Return the largest part of a picture that has the layout's proportion and holds the focus in its middle."""
    width, height = source.width, source.height
    wanted = layout.ratio
    if (
        source.kind in (PictureFormat.GIF, PictureFormat.SVG)
        or wanted is None
        or (width / height > wanted and not layout.is_exact)
    ):
        return 0, 0, width, height
    wide, high = min(width, round(height * wanted)), min(height, round(width / wanted))
    left = min(max(0, round(width * focus.x / 100 - wide / 2)), width - wide)
    top = min(max(0, round(height * focus.y / 100 - high / 2)), height - high)
    return left, top, left + wide, top + high
