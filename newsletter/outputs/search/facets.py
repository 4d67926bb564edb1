"""What a hit can be narrowed down by, in one file for each segment.

Those of an entry, such as its themes, list entries by number. Kind and owner are those of single points, as runs of
documents: an entry is found by them only if a point with a word of the query has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from newsletter.outputs.search.inverted import Inverted, Row
from newsletter.outputs.search.shards import hash_bytes
from newsletter.outputs.search.varint import encode


def make_facets(text: Inverted) -> bytes:
    """Return the file of a segment: hash, number of values, and of each its name and what has it.

    That is whether points have it, then how many entries or runs of points, and gaps: to an entry from the one before,
    or to where a run begins and from there to where it ends.
    """
    values = [*_write_values(text.of_entries, of_points=False), *_write_values(text.of_points, of_points=True)]
    body = encode(len(values)) + b"".join(values)
    return hash_bytes(body) + body


def _write_values(values: Mapping[str, Row], *, of_points: bool) -> Iterator[bytes]:
    for value, (first, _, count, gaps, _) in values.items():
        name = value.encode()
        listed = encode(count >> of_points) + encode(first) + gaps.encode("latin-1")
        yield b"".join((encode(len(name)), name, encode(of_points), listed))
