"""PDF files for tests, written by hand: letters at places on pages, in two of the fonts that every reader has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 595, 842


class Letters(NamedTuple):
    """Words of one row: where they begin, from the left and from the foot of the page in points."""

    x: float
    y: float
    text: str
    size: float = 11
    is_bold: bool = False


class Link(NamedTuple):
    """A rectangle of a page that leads to an address."""

    x0: float
    y0: float
    x1: float
    y1: float
    url: str


_PICTURE = (
    b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    b"stream\n\x80\nendstream"
)


def make_pdf(*pages: Sequence[Letters | Link]) -> bytes:
    """Write a PDF; a page of nothing is a picture, as a scanner makes it."""
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
        _PICTURE,
    ]
    kids = []
    for page in pages:
        objects.append(_stream(_draw([part for part in page if isinstance(part, Letters)])))
        links = "".join(map(_write_link, (part for part in page if isinstance(part, Link))))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {len(objects)} 0 R/Annots[{links}]"
            "/Resources<</Font<</F1 3 0 R/F2 4 0 R>>/XObject<</P 5 0 R>>>>>>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    return _write(objects)


def _draw(letters: Sequence[Letters]) -> bytes:
    if not letters:
        return f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /P Do Q".encode()
    drawn = (
        f"BT /F{2 if is_bold else 1} {size} Tf 1 0 0 1 {x} {y} Tm ({_escape(text)}) Tj ET"
        for x, y, text, size, is_bold in letters
    )
    return "\n".join(drawn).encode("cp1252")


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _write_link(link: Link) -> str:
    box = f"{link.x0} {link.y0} {link.x1} {link.y1}"
    return f"<</Type/Annot/Subtype/Link/Rect[{box}]/A<</S/URI/URI({_escape(link.url)})>>>>"


def _stream(data: bytes) -> bytes:
    return b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)


def _write(objects: list[bytes]) -> bytes:
    written = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return (
        written + head + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(written))
    )
