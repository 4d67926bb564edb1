"""A saved e-mail (.eml, .mht): its subject, and all its text as readers saw it. Attachments are named, not read."""

from __future__ import annotations

import email
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from email.errors import MessageError
from email.message import Message

from newsletter.errors import SourceError
from newsletter.importing.sources import html, text
from newsletter.importing.sources._mail.flowing import unflow
from newsletter.importing.sources._mail.headers import read_field
from newsletter.importing.sources._mail.parts import MAX_PARTS, Parts
from newsletter.importing.sources.decoding import decode_labelled
from newsletter.importing.sources.source_text import Line, RunningText, Source

SUFFIXES = (".eml", ".mht", ".mhtml")
MAX_ROWS = 600_000
"""How many lines a mail may have; twenty megabytes of pictures are half of that."""

_HEADER = re.compile(rb"(?:From .*\r?\n)?(?:[!-9;-~]+:.*\r?\n(?:[ \t].*\r?\n)*)+")
_SAYS_SO = re.compile(rb"^(?:MIME-Version|Message-ID|Received):", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb"boundary\s{0,9}=", re.IGNORECASE)
_LONGEST_HEADER = 200_000
_SHOWN = frozenset({"paragraph", "heading", "item", "code"})
_BROKEN = (RecursionError, MessageError, ValueError, LookupError, TypeError, AttributeError)
"""What Python's reader of mails raises on one that is broken; these have no common ancestor."""


def recognises(data: bytes) -> bool:
    """Tell whether it begins with the header of a mail, and not of one that was only copied."""
    found = _HEADER.match(data[:_LONGEST_HEADER].removeprefix(b"\xef\xbb\xbf"))
    return bool(found and _SAYS_SO.search(found[0]))


def read(data: bytes, name: str) -> Source:
    """See ``Format.read``."""
    _check(data, name)
    parts = Parts()
    try:
        message = email.message_from_bytes(data.removeprefix(b"\xef\xbb\xbf"))
        parts.take(message, name)
        subjects = [read_field(message, "subject"), *parts.subjects]
        sources = [_read_part(part, name) for part in parts.texts]
        if parts.spare and not any(line.kind in _SHOWN for source in sources for line in source.lines):
            sources += [_read_part(part, name) for part in parts.use_spare()]
    except _BROKEN:
        raise SourceError(f"{name}: This saved e-mail is broken. {_ADVICE}") from None
    if not any(line.text for source in sources for line in source.lines):
        raise SourceError(f"{name}: There is no text in this saved e-mail. {_ADVICE}")
    lines = (*_write_subjects(subjects), *_string_together(sources))
    notes = (note for source in sources for note in source.notes)
    return Source(
        "line" if all(source.unit == "line" for source in sources) else "paragraph",
        tuple(replace(line, number=number) for number, line in enumerate(lines, 1)),
        tuple(dict.fromkeys((*notes, _HEADER_NOTE, *parts.left_out))),
    )


_ADVICE = "Open it, copy its text, and give that to: newsletter import -"
_HEADER_NOTE = "of the mail's header only the subject was read, not who wrote to whom and when"


def _check(data: bytes, name: str) -> None:
    """Refuse what would take for ever: every line is held against every boundary that is open."""
    if data.count(b"\n") + data.count(b"\r") > 2 * MAX_ROWS:
        raise SourceError(f"{name}: This e-mail has more than {MAX_ROWS:,} lines. {_ADVICE}")
    if sum(1 for _ in _BOUNDARY.finditer(data)) > MAX_PARTS:
        raise SourceError(f"{name}: This e-mail has more parts than a newsletter has. {_ADVICE}")


def _read_part(part: Message, name: str) -> Source:
    content = part.get_payload(decode=True)
    words, notes = decode_labelled(content if isinstance(content, bytes) else b"", part.get_content_charset(), name)
    if part.get_content_type() == "text/html":
        if not re.search(r"\w", words):
            return Source("paragraph", (), notes)
        lines, more = html.read_html(words, name, read_field(part, "content-location"))
        return Source("paragraph", lines, (*notes, *more))
    if str(part.get_param("format", "")).lower() == "flowed":
        words = unflow(words, deletes_space=str(part.get_param("delsp", "")).lower() == "yes")
    source = text.read(words.encode("utf-8", errors="replace"), name)
    return replace(source, lines=tuple(_cut_signature(source.lines)), notes=(*notes, *source.notes))


def _cut_signature(lines: Iterable[Line]) -> Iterator[Line]:
    """Make a dividing line of the two dashes above a signature (RFC 3676, section 4.3)."""
    is_after = False
    for line in lines:
        is_dashes = line.kind == "paragraph" and line.text == "--"
        yield replace(line, kind="rule") if is_dashes else replace(line, follows=line.follows and not is_after)
        is_after = is_dashes


def _string_together(sources: Iterable[Source]) -> Iterator[Line]:
    """Put parts together as one text; what only the beginning of a mail can be stays with its first part."""
    for number, source in enumerate(sources):
        for line in source.lines:
            yield replace(line, kind="hidden") if number and line.kind == "preheader" else line


def _write_subjects(subjects: Iterable[str]) -> Iterator[Line]:
    for subject in subjects:
        running = RunningText()
        running.add(subject)
        words, _, notes = running.finish()
        if words:
            yield Line(1, "title", words, notes=notes)
