"""Whole numbers of any size in as few bytes as they need: LEB128 without a sign (DWARF 5, section 7.6)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

_LOW, _MORE = 0x7F, 0x80


@lru_cache(maxsize=1 << 18)
def encode(number: int) -> bytes:
    """Return the bytes of a number from 0 on."""
    made = bytearray()
    while number > _LOW:
        made.append(number & _LOW | _MORE)
        number >>= 7
    made.append(number)
    return bytes(made)


def encode_all(numbers: Iterable[int]) -> bytes:
    """Return the bytes of several numbers, one after the other."""
    return b"".join(map(encode, numbers))


def encode_gaps(numbers: Iterable[int]) -> bytes:
    """Return the bytes of numbers that rise, each as how much it is more than the one before."""
    made, before = [], 0
    for number in numbers:
        made.append(encode(number - before))
        before = number
    return b"".join(made)


@lru_cache(maxsize=1 << 18)
def encode_as_text(number: int) -> str:
    """Return the bytes of a number as characters below U+0100."""
    return encode(number).decode("latin-1")


def encode_text(numbers: Iterable[int]) -> str:
    """Return the bytes of several numbers as characters below U+0100."""
    return "".join(map(encode_as_text, numbers))
