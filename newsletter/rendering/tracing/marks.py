"""Marks around words in what is rendered: written, taken out again, carried to another layout, turned into elements.

U+E000, the number of an origin and U+E001 come before the words, U+E002 after them. Documents hold none of the three.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from newsletter.rendering.tracing.origins import ORIGINS, Origin

OPENING, MIDDLE, CLOSING = "\ue000", "\ue001", "\ue002"

_MARK = re.compile(f"{OPENING}[0-9]{{1,9}}{MIDDLE}|{CLOSING}")
_START = re.compile(f"{OPENING}([0-9]{{1,9}}){MIDDLE}")
_WORDS = re.compile(f"({OPENING}[0-9]{{1,9}}{MIDDLE}|{CLOSING}|[^\\s{OPENING}-{CLOSING}]+)")
_IN_TAG = re.compile(f"<[^<>{OPENING}]*{OPENING}[^<>]*>")
_UNSEEN = re.compile(
    r"<(mj-title|mj-preview|mj-attributes|mj-style|title|style|script|head)\b[^<>]*>.*?(?:</\1>|\Z)", re.DOTALL
)
_RUN = re.compile(rf"{OPENING}[^{OPENING}{CLOSING}]*{CLOSING}|<[^<>]*>|([^<>{OPENING}-{CLOSING}]+)")
_REFERENCE = re.compile(r"\[[0-9]+\]")
_FAR = 2_500
"""Characters that a layout may put between two words: a line break, marks of a quotation, an address."""


def mark_words(words: str, origin: Origin) -> str:
    """Mark words, and not the white space around them, by which templates and layouts go."""
    core = words.strip()
    if not core:
        return words
    marked = f"{OPENING}{ORIGINS.number(origin)}{MIDDLE}{core}{CLOSING}"
    if len(core) == len(words):
        return marked
    start = words.index(core)
    return f"{words[:start]}{marked}{words[start + len(core) :]}"


def map_runs(html: str, change: Callable[[str], str]) -> str:
    """Change every run of text in HTML that is not marked yet; no mark is across a tag. Numbers of notes stay."""

    def change_run(run: re.Match[str]) -> str:
        text = run[1]
        return change(text) if text and not text.isspace() and not _REFERENCE.fullmatch(text) else run[0]

    return _RUN.sub(change_run, html)


def has_marks(text: str) -> bool:
    """Tell whether anything in a text is marked."""
    return OPENING in text


def strip_traces(text: str) -> str:
    """Return a rendering without its marks, to the byte what it is without tracing."""
    return _MARK.sub("", text) if OPENING in text else text


def find_offset(marked: str, offset: int) -> int:
    """Return where in a marked text the character is that has an offset in the text without marks."""
    added = 0
    for mark in _MARK.finditer(marked):
        if mark.start() - added > offset:
            break
        added += len(mark[0])
    return offset + added


def strip_unseen(markup: str) -> str:
    """Take out the marks where they mark nothing that is seen: within tags, and in titles and styles."""
    if OPENING not in markup:
        return markup
    return _UNSEEN.sub(lambda part: strip_traces(part[0]), _IN_TAG.sub(lambda tag: strip_traces(tag[0]), markup))


def write_spans(html: str) -> str:
    """Return HTML in which a mark is ``<span data-f="12">``; in its head there are none."""
    at = max(0, html.find("<body"))
    body = _START.sub(r'<span data-f="\1">', strip_unseen(html[at:])).replace(CLOSING, "</span>")
    return strip_traces(html[:at]) + body


def carry_marks(marked: str, plain: str) -> str:
    """Return ``plain`` with the marks of ``marked``, where its words are the same in another layout."""
    made: list[str] = []
    done = at = 0
    start: str | None = None
    first = -1
    for piece in _WORDS.findall(marked):
        if piece[0] == OPENING:
            start, first = piece, -1
        elif piece == CLOSING:
            if start and first >= 0:
                made += (plain[done:first], start, plain[first:at], CLOSING)
                done = at
            start = None
        elif (found := plain.find(piece, at, at + len(piece) + _FAR)) >= 0:
            first = found if first < 0 else first
            at = found + len(piece)
    return "".join((*made, plain[done:]))
