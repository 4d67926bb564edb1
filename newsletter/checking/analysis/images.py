"""How large a picture is, read from the first bytes of its file: PNG, GIF, JPEG. Does not decode it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_SIZES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
"""The markers of JPEG segments that hold the size (ITU-T T.81, table B.1)."""


def measure_picture(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels, or None if it is not such a picture."""
    try:
        if content.startswith(_PNG):
            width, height = struct.unpack_from(">II", content, 16)
        elif content.startswith((b"GIF87a", b"GIF89a")):
            width, height = struct.unpack_from("<HH", content, 6)
        elif content.startswith(_JPEG):
            width, height = next(_find_jpeg_sizes(content))
        else:
            return None
    except (struct.error, StopIteration):
        return None
    return width, height


def _find_jpeg_sizes(content: bytes) -> Iterator[tuple[int, int]]:
    place = 2
    while place < len(content):
        marker, length = struct.unpack_from(">xBH", content, place)
        if marker in _SIZES:
            height, width = struct.unpack_from(">xHH", content, place + 4)
            yield width, height
        place += 2 + length


def make_png(width: int, height: int, greys: bytes = b"") -> bytes:
    """Make a PNG file of this size for examples, black or of these grey pixels (ISO/IEC 15948, clause 5)."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = (b"\0" + greys[row * width : (row + 1) * width].ljust(width, b"\0") for row in range(height))
    rows = zlib.compress(b"".join(lines), 1 if greys else -1)
    return _PNG + b"".join(_make_chunk(*chunk) for chunk in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")))


def _make_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
