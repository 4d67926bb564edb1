"""Word documents (.docx), through the HTML that mammoth makes of them. The door to mammoth.

A document is refused when it would unpack to more than it should, or holds what only an attacker puts there.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import count
from xml.parsers.expat import ExpatError

import mammoth

from newsletter.errors import SourceError
from newsletter.importing.formats.html import read_html
from newsletter.importing.lines import Kind, Line, RunningText, Source

SUFFIXES = (".docx",)
MAX_UNPACKED = 100_000_000
"""Bytes that a document may unpack to, pictures included."""

MAX_XML = 20_000_000
"""Bytes that its text parts may unpack to."""

_BODY = "word/document.xml"
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh\nbr[type='page'] => br\n"
_NOTE = re.compile(r'(<li id="(?:foot|end)note-[^"]*"><p>)')
_BACK = re.compile(r' <a href="#(?:foot|end)note-ref-[^"]*">↑</a>')
_UNREAD: tuple[tuple[Kind, str, str], ...] = (
    ("margin", r"word/(?:header|footer)\d*\.xml", "w:t"),
    ("remark", r"word/comments\.xml", "w:t"),
    ("deleted", r"word/(?:document|footnotes|endnotes)\.xml", "w:delText"),
    ("formula", r"word/(?:document|footnotes|endnotes)\.xml", "m:t"),
    ("drawing", r"word/(?:diagrams/data|charts/chart)\d*\.xml", "a:t"),
)
"""What mammoth passes over: the kind of its lines, the parts it stands in, and the element that holds its words."""

_DEEPEST = 200
"""Elements inside one another; Word itself writes fewer than fifty."""

_RAISED = (
    zipfile.BadZipFile, zlib.error, struct.error, ExpatError, EOFError, OSError, LookupError, ValueError, TypeError,
    AttributeError, RuntimeError, AssertionError,
)  # fmt: skip
"""What mammoth and the readers below it raise on a document that is broken; they have no common ancestor."""


def recognises(data: bytes) -> bool:
    """Tell whether it is packed as a Word document is."""
    return data.startswith(b"PK\x03\x04") and b"word/" in data


def read(data: bytes, name: str) -> Source:
    """See ``Format.read``."""
    try:
        unread = _check(data, name)
        made = mammoth.convert_to_html(
            io.BytesIO(data), convert_image=mammoth.images.img_element(_leave_out), style_map=_STYLES
        )
    except _RAISED:
        advice = "Open it in Word, save it again as .docx, and try once more."
        raise SourceError(f"{name}: This Word document is broken. {advice}") from None
    lines, notes = read_html(f"<body>{_mark_notes(made.value)}</body>", name)
    return Source("paragraph", (*lines, *_number(unread, len(lines))), notes)


def _mark_notes(page: str) -> str:
    """Put before each footnote the number that the text refers to it by, and take out the arrow back."""
    numbers = count(1)
    return _NOTE.sub(lambda found: f"{found[1]}[{next(numbers)}] ", _BACK.sub("", page))


def _leave_out(_image: object) -> dict[str, str]:
    return {"src": ""}


def _check(data: bytes, name: str) -> list[tuple[Kind, str]]:
    """Refuse what must not be unpacked, and return the words that nothing below reads."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        texts = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
        if sum(p.file_size for p in parts) > MAX_UNPACKED or sum(p.file_size for p in texts) > MAX_XML:
            raise SourceError(f"{name}: This Word document unpacks to more than it should. Copy its text instead.")
        if _BODY not in packed.namelist():
            raise SourceError(f"{name}: There is no Word document in this file. Save it as .docx.")
        contents = {part.filename: packed.read(part) for part in texts}
    for content in contents.values():
        _check_xml(content, name)
    return list(_find_unread(contents))


def _find_unread(contents: dict[str, bytes]) -> Iterator[tuple[Kind, str]]:
    for kind, where, element in _UNREAD:
        for part in sorted(contents):
            if re.fullmatch(where, part):
                yield from ((kind, words) for words in _say(contents[part], element))


def _check_xml(content: bytes, name: str) -> None:
    bare = content.replace(b"\0", b"")
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise SourceError(f"{name}: This Word document holds what Word never writes. It was not opened.")
    depth = deepest = 0
    for sign in re.finditer(rb"<(/?)[^!?<>][^<>]*?(/?)>", bare):
        depth += 0 if sign[2] else (-1 if sign[1] else 1)
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        raise SourceError(f"{name}: This Word document is nested too deep. Copy its text instead.")


def _say(content: bytes, element: str) -> Iterator[str]:
    """Yield the words that stand in an element, a paragraph at a time."""
    text = content.decode("utf-8", errors="replace")
    for paragraph in re.split(r"</[wa]:p>", text):
        running = RunningText()
        for found in re.finditer(rf"<{element}(?: [^<>]*)?>([^<]*)</{element}>", paragraph):
            running.add(_unescape(found[1]))
        if words := running.finish()[0]:
            yield words


def _unescape(text: str) -> str:
    for entity, character in {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}.items():
        text = text.replace(entity, character)
    return text


def _number(words: list[tuple[Kind, str]], start: int) -> Iterator[Line]:
    for number, (kind, text) in enumerate(words, start + 1):
        yield Line(number, kind, text)
