"""Finds the words of fields within what was made of them, so that each part leads to its own field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from newsletter.rendering.tracing.marks import mark_words
from newsletter.rendering.tracing.origins import Origin
from newsletter.rendering.tracing.strings import Part

_SHORT = 3
"""Characters of a text that may be within a word by chance."""


def align(text: str, origin: Origin, parts: Sequence[Part]) -> str:
    """Mark each part where it is within a text, the first that does not overlap, and the rest as from ``origin``.

    ``parts`` are in the order in which they are looked for.
    """
    made: list[str] = []
    done = 0
    for start, end, own in sorted(_find(text.replace("\u00a0", " "), parts), key=lambda found: found[0]):
        made += (_mark_rest(text[done:start], origin), _mark_part(text[start:end], own, parts))
        done = end
    return "".join((*made, _mark_rest(text[done:], origin)))


def _mark_part(words: str, origin: Origin, parts: Sequence[Part]) -> str:
    """Mark a part; what was made of several fields may hold the words of one of them."""
    inner = [part for part in parts if len(part[0]) < len(words) and {*part[1].sources} <= {*origin.sources}]
    return align(words, origin, inner) if origin.kind == "derived" else mark_words(words, origin)


def _find(text: str, parts: Iterable[Part]) -> Iterator[tuple[int, int, Origin]]:
    taken: list[tuple[int, int]] = []
    for words, origin in parts:
        sought = words.replace("\u00a0", " ")
        at = text.find(sought) if sought.strip() else -1
        while at >= 0:
            end = at + len(sought)
            if _is_whole(text, at, end) and all(end <= start or stop <= at for start, stop in taken):
                taken.append((at, end))
                yield at, end, origin
                break
            at = text.find(sought, at + 1)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether what is between two places can be a part: a short one must not be within a word."""
    if end - start > _SHORT:
        return True
    begins_word = text[start].isalnum() and text[max(0, start - 1) : start].isalnum()
    return not begins_word and not (text[end - 1].isalnum() and text[end : end + 1].isalnum())


def _mark_rest(text: str, origin: Origin) -> str:
    return mark_words(text, origin) if any(map(str.isalnum, text)) else text
