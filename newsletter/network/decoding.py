"""The body of an answer, decompressed as it comes and never further than an answer may go.

Only gzip is asked for, and only once: what httpx decodes for itself has no limit, and a few kilobytes that were packed
twice become gigabytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from newsletter.network.budget import Budget

OFFERED = "gzip"
_PLAIN, _PACKED = frozenset({"", "identity"}), frozenset({"gzip", "x-gzip"})
_GZIP = 31  # what zlib calls a window of 32 KB behind a gzip header


def decode(chunks: Iterable[bytes], encoding: str, budget: Budget) -> bytes:
    """Put a body together.

    Raises:
        OverrunError: it is larger than an answer may be.
        ValueError: it is packed in a way that was not asked for, or damaged.
    """
    encoding = encoding.strip().lower()
    if encoding not in _PLAIN | _PACKED:
        raise ValueError(f"it is packed as '{encoding[:40]}', which was not asked for")
    return _unpack(chunks, budget) if encoding in _PACKED else b"".join(chunks)


def _unpack(chunks: Iterable[bytes], budget: Budget) -> bytes:
    whole, packer = bytearray(), zlib.decompressobj(_GZIP)
    for chunk in chunks:
        rest = chunk
        while rest:
            packer = zlib.decompressobj(_GZIP) if packer.eof else packer  # several files in one are one
            try:
                whole += packer.decompress(rest, budget.limits.size + 1 - len(whole))
            except zlib.error as error:
                raise ValueError(f"it is no gzip ({error})") from None
            if len(whole) > budget.limits.size:
                raise budget.overrun()
            rest = packer.unused_data
    if not packer.eof and whole:
        raise ValueError("it ends too early")
    return bytes(whole)
