"""The source's words as a document may hold them: plain text, or Markdown that shows exactly those words."""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from newsletter.importing.lines import Mark
from newsletter.importing.source_text import SourceText
from newsletter.importing.targets import deceives, read_target

WIDTH = 110
"""Columns to which Markdown of several paragraphs is wrapped."""

_TAG = re.compile(r"<(?=/?[a-zA-Z])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_OPENS_HTML = re.compile(r"<(?=[a-zA-Z/!?])")
_SPECIAL = re.compile(r"[\\`*]|(?<!\w)_|_(?!\w)")
_OPENS_BLOCK = re.compile(r"[-+](?=\s|$)|>|~~~|=+$|-+$|\d{1,9}(?=[.)](\s|$))")
_ADDRESS = re.compile(r"((?:https?://|www\.|mailto:)\S+|[\w.+-]{1,64}@\S+)", re.IGNORECASE)
_NO_LINK = re.compile(r":(?=//)|(?<=www)\.|@|(?<=mailto):", re.IGNORECASE)
_SIGN = {"strong": "**", "em": "*", "code": "`"}


def format_plain(text: str) -> str:
    """Write words as plain text; what would be an HTML tag there is held apart by a space."""
    return _TAG.sub("< ", text)


def format_markdown(source_text: SourceText) -> str:
    """Format a source text as one Markdown paragraph with its emphasis and links."""
    return _write_marked(source_text.text, source_text.marks())


def _write_marked(text: str, marks: list[Mark]) -> str:
    written, at = list[str](), 0
    for mark in _outermost(marks):
        written += [
            _escape(text[at : mark.start]),
            _write_mark(text, mark, is_beside_another=bool(at) and at == mark.start),
        ]
        at = mark.end
    return _escape_start(_join([*written, _escape(text[at:])]))


def _join(pieces: list[str]) -> str:
    """Join what was written piece by piece, so that two pieces do not become a link between them."""
    joined = ""
    for piece in pieces:
        joined += f"\\{piece}" if joined.endswith("]") and piece.startswith("(") else piece
    return joined


def format_prose(source_text: SourceText) -> str:
    """Format a source text as one Markdown paragraph with its links, but without its emphasis."""
    return _write_marked(source_text.text, source_text.links())


def wrap(paragraph: str, indent: str = "") -> str:
    """Break a Markdown paragraph into lines of ``WIDTH``, unless a line would then begin like something else."""
    lines = textwrap.wrap(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
    if any(_OPENS_BLOCK.match(line) or line.startswith("#") for line in lines[1:]):
        return paragraph
    return f"\n{indent}".join(lines)


def can_be_code(text: str) -> bool:
    """Return whether a document may hold this as code: no HTML and no links, which are refused within code, too."""
    return not (_OPENS_HTML.search(text) or "](" in text)


def _outermost(marks: list[Mark]) -> list[Mark]:
    """Return the marks that lie in no other, in order: links as they are, then code, and emphasis around both."""
    links = _choose(marks, {"link"})
    code = [mark for mark in _choose(marks, {"code"}) if list(_leave_out(links, mark)) == [mark]]
    taken = sorted([*links, *code], key=_place)
    emphasis = (part for mark in _choose(marks, {"strong", "em"}) for part in _leave_out(taken, mark))
    return sorted([*taken, *emphasis], key=_place)


def _choose(marks: list[Mark], kinds: set[str]) -> list[Mark]:
    """Return the marks of some kinds that lie in no other of them, in order."""
    chosen: list[Mark] = []
    for mark in sorted((mark for mark in marks if mark.kind in kinds), key=_place):
        if not chosen or mark.start >= chosen[-1].end:
            chosen.append(mark)
    return chosen


def _place(mark: Mark) -> tuple[int, int]:
    return mark.start, -mark.end


def _leave_out(taken: list[Mark], mark: Mark) -> Iterator[Mark]:
    """Yield the parts of a mark that lie in none of those taken, which are in order and do not overlap."""
    at, n = mark.start, bisect_right(taken, mark.start, key=lambda other: other.end)
    while n < len(taken) and taken[n].start < mark.end:
        if taken[n].start > at:
            yield replace(mark, start=at, end=taken[n].start)
        at, n = taken[n].end, n + 1
    if at < mark.end:
        yield replace(mark, start=at)


def _write_mark(text: str, mark: Mark, *, is_beside_another: bool) -> str:
    words = text[mark.start : mark.end]
    if mark.kind == "link":
        return _write_link(words, mark.url)
    if mark.kind == "code":
        return f"`{words}`" if words.strip() and "`" not in words and can_be_code(words) else _escape(words)
    core = words.strip()
    start = mark.start + len(words) - len(words.lstrip())
    if not core or (is_beside_another and start == mark.start) or not _can_carry_signs(text, start, start + len(core)):
        return _escape(words)
    sign, before, after = _SIGN[mark.kind], words[: start - mark.start], words[len(words.rstrip()) :]
    return f"{before}{sign}{_escape(core)}{sign}{after}"


def _can_carry_signs(text: str, start: int, end: int) -> bool:
    """Return whether Markdown would take signs around these words for emphasis (CommonMark 0.31, section 6.2)."""
    opens = text[start].isalnum() or start == 0 or text[start - 1].isspace()
    closes = text[end - 1].isalnum() or end == len(text) or text[end].isspace()
    return opens and closes


def _write_link(words: str, found: str) -> str:
    url, core = read_target(found).url, words.strip()
    if url is None or not core or deceives(core, url):
        return _escape(words)  # the report says where it led
    target = url.replace("(", "%28").replace(")", "%29")
    label = re.sub(r"([\[\]])", r"\\\1", _escape_signs(core))
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}[{label}]({target}){after}"


def _escape(text: str) -> str:
    """Escape what Markdown would take for signs; an address in which something is escaped would be a wrong link."""
    pieces = [_escape_signs(piece) for piece in _ADDRESS.split(text)]
    for number, plain in enumerate(_ADDRESS.findall(text)):
        written = pieces[2 * number + 1]
        pieces[2 * number + 1] = written if written == plain else _NO_LINK.sub(r"\\\g<0>", written)
    return "".join(pieces).replace("](", "]\\(")


def _escape_signs(text: str) -> str:
    text = _OPENS_HTML.sub("&lt;", _ENTITY.sub("&amp;", _SPECIAL.sub(r"\\\g<0>", text)))
    return text.replace("](", "]\\(")


def _escape_start(text: str) -> str:
    found = _OPENS_BLOCK.match(text)
    if not found:
        return text
    return f"{found[0]}\\{text[found.end() :]}" if found[0][0].isdigit() else f"\\{text}"
