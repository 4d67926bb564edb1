"""Word documents (.docx), through the HTML that mammoth makes of them. The door to mammoth.

A document is opened and written anew by ``importing/office``: what mammoth is given holds no part that was not parsed
there, and every word in it has a number, so that those which do not come through are reported.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import count
from xml.parsers.expat import ExpatError

from newsletter.errors import SourceError
from newsletter.importing.lines import Kind, Line, Source
from newsletter.importing.sources._word.documents import WordDocument, open_document
from newsletter.importing.sources._word.word_tracking import read_markers, strip_numbers
from newsletter.importing.sources.html import read_html
from newsletter.installation import require_extra

SUFFIXES = (".docx", ".docm", ".dotx")

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
br[type='page'] => br
"""
_NOTE = re.compile(r'(<li id="(?:foot|end)note-[^"]*"><p>)')
_BACK = re.compile(r' <a href="#(?:foot|end)note-ref-[^"]*">↑</a>')
_RAISED = (
    zipfile.BadZipFile, zlib.error, struct.error, ExpatError, EOFError, OSError, LookupError, ValueError, TypeError,
    AttributeError, RuntimeError, AssertionError,
)  # fmt: skip
"""What mammoth and the readers below it raise on a document that is broken; they have no common ancestor."""


def recognises(data: bytes) -> bool:
    """Return whether it is packed as a Word document is."""
    return data.startswith(b"PK\x03\x04") and b"word/" in data


def read(data: bytes, name: str) -> Source:
    """See ``Format.read``."""
    require_extra("word", f"{name}: A Word document")
    try:
        document = open_document(data, name)
        page = _convert(document)
    except _RAISED:
        advice = "Open it in Word, save it again as .docx, and try once more."
        raise SourceError(f"{name}: This Word document is broken. {advice}") from None
    unread = list(document.words.find_unread(page))
    body = read_markers(strip_numbers(_mark_notes(page)))
    lines, notes = read_html(f"<body>{body}</body>", name)
    return Source("paragraph", (*lines, *_number(unread, len(lines))), (*notes, *document.notes))


def _convert(document: WordDocument) -> str:
    import mammoth  # noqa: PLC0415  # an extra, which other sources are read without

    made = mammoth.convert_to_html(
        document.pack(), convert_image=mammoth.images.img_element(_leave_out), style_map=_STYLES
    )
    return str(made.value)


def _mark_notes(page: str) -> str:
    """Put before each footnote the number that the text refers to it by, and take out the arrow back."""
    numbers = count(1)
    return _NOTE.sub(lambda found: f"{found[1]}[{next(numbers)}] ", _BACK.sub("", page))


def _leave_out(_image: object) -> dict[str, str]:
    return {"src": ""}


def _number(words: list[tuple[Kind, str]], start: int) -> Iterator[Line]:
    for number, (kind, text) in enumerate(words, start + 1):
        yield Line(number, kind, text)
