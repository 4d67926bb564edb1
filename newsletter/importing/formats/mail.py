"""A saved e-mail (.eml): its subject, and its HTML or else its plain text. Attachments are named, not read."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import replace
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from newsletter.errors import SourceError
from newsletter.importing.formats import html, text
from newsletter.importing.lines import Line, RunningText, Source

SUFFIXES = (".eml",)

_HEADER = re.compile(rb"(?:From .*\r?\n)?(?:[!-9;-~]+:.*\r?\n(?:[ \t].*\r?\n)*)+")
_SAYS_SO = re.compile(rb"^(?:MIME-Version|Message-ID|Received):", re.IGNORECASE | re.MULTILINE)
_LONGEST_HEADER = 200_000


def recognises(data: bytes) -> bool:
    """Tell whether it begins with the header of a mail, and not of one that was only copied."""
    found = _HEADER.match(data[:_LONGEST_HEADER].removeprefix(b"\xef\xbb\xbf"))
    return bool(found and _SAYS_SO.search(found[0]))


def read(data: bytes, name: str) -> Source:
    """See ``Format.read``."""
    try:
        message = email.message_from_bytes(data.removeprefix(b"\xef\xbb\xbf"))
        parts = [part for part in message.walk() if not part.is_multipart()]
    except (RecursionError, MessageError, ValueError, LookupError, TypeError, AttributeError):
        raise SourceError(f"{name}: This saved e-mail is broken. {_ADVICE}") from None
    shown = [part for part in parts if not part.get_filename()]
    pages = [part for part in shown if part.get_content_type() == "text/html"]
    body = next(iter(pages or [part for part in shown if part.get_content_type() == "text/plain"]), None)
    if body is None:
        raise SourceError(f"{name}: There is no text in this saved e-mail. {_ADVICE}")
    read_body = html.read if pages else text.read
    source = read_body(_decode(body), name)
    subject = tuple(_read_subject(message))
    lines = (replace(line, number=line.number + len(subject)) for line in source.lines)
    return replace(source, lines=(*subject, *lines), notes=(*source.notes, *_say_left_out(parts, body)))


_ADVICE = "Open it, copy its text, and give that to: newsletter import -"


def _decode(part: Message) -> bytes:
    """Return the words of a part as UTF-8, or as they came where nobody knows what they are written in."""
    content = part.get_payload(decode=True)
    found = content if isinstance(content, bytes) else b""
    try:
        return found.decode(part.get_content_charset() or "utf-8").encode()
    except (LookupError, ValueError):
        return found


def _read_subject(message: Message) -> Iterator[Line]:
    try:
        said = str(make_header(decode_header(message["subject"] or "")))
    except (MessageError, LookupError, ValueError):
        said = str(message["subject"])
    running = RunningText()
    running.add(said)
    words, _, notes = running.finish()
    if words:
        yield Line(1, "title", words, notes=notes)


def _say_left_out(parts: list[Message], body: Message) -> Iterator[str]:
    yield "of the mail's header only the subject was read, not who wrote to whom and when"
    for part in parts:
        if part.get_content_type() == "text/plain" and not part.get_filename() and part is not body:
            yield "the mail also holds itself as plain text, which was not read"
        elif part is not body:
            words = RunningText()
            words.add(str(part.get_filename() or part.get_content_type()))
            yield f"attached and left out: {words.finish()[0]}"
