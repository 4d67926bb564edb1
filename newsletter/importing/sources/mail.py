"""A saved e-mail (.eml, .mht): its subject, and all its text as readers saw it. Attachments are named, not read.

Of its parts, all that follow one another are read, and the best of those that say the same (RFC 2046, section 5.1.4).
Header fields are decoded from whatever encoding they were sent in (RFC 2047, or raw bytes), and lines that a mail
program broke to fit a window are joined again (RFC 3676).
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from email.errors import MessageError
from email.header import decode_header
from email.message import Message

from newsletter.errors import SourceError
from newsletter.importing.lines import Line, RunningText, Source
from newsletter.importing.sources import html, text
from newsletter.importing.sources._decoding import decode_anything, decode_as, decode_labelled, find_codec
from newsletter.parsing.document import shorten

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
    """Return whether it begins with the header of a mail, and not of one that was only copied."""
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
_HEADER_NOTE = "only the subject of the mail's header was read, not who wrote to whom and when"


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


_LONGEST = 20_000
"""Characters of a field; no subject is longer."""


def read_field(message: Message, name: str) -> str:
    """Return a field decoded, or nothing where there is none."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return decode_words(str(raw)[:_LONGEST].replace("\0", ""), _find_label(message))


def decode_words(raw: str, label: str | None = None) -> str:
    """Decode encoded words, and raw bytes, which are UTF-8 or what the mail is in."""
    try:
        pieces = decode_header(_from_bytes(raw, label))
    except (MessageError, ValueError):
        return _from_bytes(raw, label)
    return "".join(_decode(piece, charset) for piece, charset in pieces)


def _decode(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    if charset is None:
        return piece.decode("raw_unicode_escape", errors="replace")  # as decode_header has just written it
    codec = find_codec(charset.partition("*")[0])  # RFC 2231, section 5: a language may follow
    return decode_as(piece, codec) if codec else decode_anything(piece, "")[0]


def _from_bytes(raw: str, label: str | None) -> str:
    data = raw.encode("utf-8", "surrogateescape")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return decode_labelled(data, label, "")[0]


def _find_label(message: Message) -> str | None:
    """Return what the first text of a mail is written in: so are raw bytes in its header."""
    return next((str(part.get_content_charset()) for part in message.walk() if part.get_content_charset()), None)


MAX_PARTS = 500
"""How many parts a mail may have, one within another or one after another."""

MAX_DEPTH = 20
"""How deep its parts may be nested."""

_PLAIN, _PAGE = "text/plain", "text/html"
_READ = frozenset({_PLAIN, _PAGE, "text/markdown"})
_SPARE = "the mail also holds itself as plain text, which was not read"
_SIGNED_WITH = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})


@dataclass(slots=True)
class Parts:
    """What is read of a mail, in order, and what is not."""

    texts: list[Message] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    spare: list[Message] = field(default_factory=list)
    """Plain text that is an alternative to a page; it is read where the page has no words."""
    _count: int = 0

    def use_spare(self) -> list[Message]:
        """Return the plain text that was passed over, and say no more that it was."""
        self.left_out = [note for note in self.left_out if note != _SPARE]
        return self.spare

    def take(self, part: Message, name: str, depth: int = 0) -> None:
        """Take a part of a mail, or those that it holds.

        Raises:
            SourceError: there are too many of them, or they are encrypted.
        """
        self._count += 1
        if self._count > MAX_PARTS or depth > MAX_DEPTH:
            raise SourceError(f"{name}: This e-mail has more parts than a newsletter has. Copy its text instead.")
        kind = part.get_content_type()
        if kind == "multipart/encrypted":
            raise SourceError(f"{name}: This e-mail is encrypted. Open it, and copy its text.")
        if kind == "message/rfc822" and not _is_attached(part):
            self._take_passed_on(part, name, depth)
        elif part.is_multipart() and kind != "message/rfc822":
            self._take_several(part, kind, name, depth)
        elif kind in _READ and not _is_attached(part):
            self.texts.append(part)
        elif kind not in _SIGNED_WITH:
            self._leave(part)

    def _take_passed_on(self, part: Message, name: str, depth: int) -> None:
        for message in _children(part):
            self.subjects.append(read_field(message, "subject"))
            self.take(message, name, depth + 1)

    def _take_several(self, part: Message, kind: str, name: str, depth: int) -> None:
        children = list(_children(part))
        chosen = children
        if kind == "multipart/alternative":
            chosen = [max(reversed(children), key=_rank)] if any(map(_rank, children)) else children
        elif kind == "multipart/related":
            chosen = [_find_root(part, children)] if children else []
        for child in children:
            if any(child is one for one in chosen):
                self.take(child, name, depth + 1)
            elif kind == "multipart/alternative" and _holds(child, _PLAIN):
                self.spare += [one for one in child.walk() if _is_text(one, _PLAIN)]
                self.left_out.append(_SPARE)
            else:
                self._leave(child)

    def _leave(self, part: Message) -> None:
        named = part.get_filename()
        words = decode_words(named.replace("\0", "")) if named else part.get_content_type()
        self.left_out.append(f"attached and left out: {shorten(words, 200)}")


def _children(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (child for child in payload if isinstance(child, Message))


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _holds(part: Message, kind: str) -> bool:
    return any(_is_text(one, kind) for one in part.walk())


def _is_text(part: Message, kind: str) -> bool:
    return part.get_content_type() == kind and not _is_attached(part) and bool(str(part.get_payload()).strip())


def _rank(part: Message) -> int:
    """Say how good an alternative is: a page, plain text, or nothing that is read."""
    return 2 if _holds(part, _PAGE) else 1 if any(_holds(part, kind) for kind in _READ) else 0


def _find_root(part: Message, children: list[Message]) -> Message:
    """Return the part of several related ones that is shown, to which the others belong (RFC 2387)."""
    start = part.get_param("start")
    named = (child for child in children if start and child.get("content-id") == start)
    return next(named, children[0])


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
