"""The place in what was written that a click on its rendering meant: Markdown and expanded words are passed over."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsletter.preview.requests import EDIT, read_json

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]|[^\W_]+|\S")
"""A word, or a sign; of Chinese and Japanese, which have no spaces, each character."""

_MOST = 4_000_000
"""Pairs of words that are compared at most; more than any field of an issue needs."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


def find_caret(source: str, before: str, shown: str) -> int:
    """Return the place in a source that a place in its rendering means: ``before`` is how ``shown`` begins up to it."""
    rendered, written = _split(shown), _split(source)
    at = next((number for number, word in enumerate(rendered) if word.end >= len(before)), None)
    if at is None:
        return len(source)
    pairs = _pair([word.text for word in rendered], [word.text for word in written])
    if at in pairs:
        return _place(written[pairs[at]], source, len(before) - rendered[at].start)
    near = next((pairs[number] for number in range(at - 1, -1, -1) if number in pairs), None)
    if near is not None:
        return written[near].end
    return written[0].start if written else 0


def _split(text: str) -> list[_Word]:
    return [_Word(found[0], *found.span()) for found in _TOKEN.finditer(text)]


def _place(word: _Word, source: str, inside: int) -> int:
    """Return a place within a word; one before it is before the space that parts it from the last."""
    if inside < 0:
        return word.start - source[word.start - 1 : word.start].isspace()
    return min(word.end, word.start + inside)


def _pair(rendered: list[str], written: list[str]) -> dict[int, int]:
    """Pair words of two lists in their order, as many as begin and end alike and then the longest runs between."""
    first = 0
    while first < min(len(rendered), len(written)) and rendered[first] == written[first]:
        first += 1
    pairs = {number: number for number in range(first)}
    if (len(rendered) - first) * (len(written) - first) > _MOST:
        return pairs
    matcher = SequenceMatcher(None, rendered[first:], written[first:], autojunk=False)
    for block in matcher.get_matching_blocks():
        pairs |= {first + block.a + n: first + block.b + n for n in range(block.size)}
    return pairs


def make_routes(_preview: Preview) -> list[Route]:
    """Return the route of this feature."""
    return [Route("/caret", answer_caret, methods=["POST"])]


async def answer_caret(request: Request) -> Response:
    """Answer with the place of the caret, in the units of the page's strings (UTF-16; ECMA-262, 6.1.4)."""
    asked = await read_json(request, EDIT)
    source, before, shown = (asked.get(name) for name in ("source", "before", "all"))
    if not (isinstance(source, str) and isinstance(before, str) and isinstance(shown, str)):
        raise HTTPException(400)
    caret = await asyncio.to_thread(find_caret, source, before, shown)
    return JSONResponse(len(source[:caret].encode("utf-16-le", "surrogatepass")) // 2)
