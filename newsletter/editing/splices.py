"""One replaced stretch of a text: what turns one state of a document into the next, and back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

_SHOWN = 16


def decode_state(data: bytes) -> str:
    """Return the bytes of a document as text; bytes that are not UTF-8 come back as they were."""
    return data.decode("utf-8", "surrogateescape")


def encode_state(text: str) -> bytes:
    """Return the bytes that ``decode_state`` made a text of."""
    return text.encode("utf-8", "surrogateescape")


def digest_state(data: bytes) -> str:
    """Return the name of a state of a document: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(data).hexdigest()[:_SHOWN]


@dataclass(frozen=True, slots=True)
class Splice:
    """A stretch of a text, ``offset`` in characters, and the words that take its place."""

    offset: int
    removed: str
    written: str

    def invert(self) -> Splice:
        """Return the splice that undoes this one."""
        return Splice(self.offset, self.written, self.removed)

    def apply(self, text: str) -> str | None:
        """Return the text afterwards; nothing if it does not hold at that place what is removed."""
        end = self.offset + len(self.removed)
        if text[self.offset : end] != self.removed:
            return None
        return text[: self.offset] + self.written + text[end:]


def make_splice(before: str, after: str) -> Splice:
    """Return the shortest splice that makes ``after`` of ``before``."""
    start = _count_shared(before, after, min(len(before), len(after)))
    most = min(len(before), len(after)) - start
    shared = _count_shared(before[::-1], after[::-1], most)
    return Splice(start, before[start : len(before) - shared], after[start : len(after) - shared])


def _count_shared(one: str, other: str, most: int) -> int:
    """Count the characters, at most this many, with which two texts begin alike."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least
