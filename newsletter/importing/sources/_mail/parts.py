"""Which parts of a mail readers saw as its text: all that follow one another, the best of those that say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from newsletter.errors import SourceError
from newsletter.importing.sources._mail.headers import decode_words, read_field
from newsletter.parsing.document import shorten

MAX_PARTS = 500
"""How many parts a mail may have, one within another or one after another."""

MAX_DEPTH = 20
"""How deep its parts may stand within one another."""

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
    """Plain text that says what a page says; it is read where the page has no words."""
    _count: int = 0

    def use_spare(self) -> list[Message]:
        """Return the plain text that was passed over, and say no more that it was."""
        self.left_out = [note for note in self.left_out if note != _SPARE]
        return self.spare

    def take(self, part: Message, name: str, depth: int = 0) -> None:
        """Take a part of a mail, or those that it holds.

        Raises:
            SourceError: there are more than any mail has, or nobody can read them.
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
