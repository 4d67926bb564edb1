"""Text that a mail program broke to fit a window and marked as such: whole lines again (RFC 3676)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIGNATURE = "-- "
_QUOTED = re.compile(r">*")


def unflow(text: str, *, deletes_space: bool) -> str:
    """Join lines that were broken softly; with DelSp the space at each break was put there for it alone."""
    return "\n".join(_join(text.replace("\r\n", "\n").split("\n"), deletes_space=deletes_space))


def _join(rows: list[str], *, deletes_space: bool) -> Iterator[str]:
    held, depth = list[str](), 0
    for row in rows:
        quoted = _QUOTED.match(row)
        here = quoted.end() if quoted else 0
        body = row[here:].removeprefix(" ")
        if held and (here != depth or body == _SIGNATURE):
            yield _write(held, depth)
            held = []
        is_soft = body.endswith(" ") and body != _SIGNATURE
        depth = here
        held.append(body[:-1] if is_soft and deletes_space else body)
        if not is_soft:
            yield _write(held, depth)
            held = []
    if held:
        yield _write(held, depth)


def _write(held: list[str], depth: int) -> str:
    return (">" * depth + " " if depth else "") + "".join(held)
