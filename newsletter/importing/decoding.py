"""Bytes that some program saved as text, in whatever encoding it liked: to text, and a word on how they were read."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from newsletter.errors import SourceError

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{1,30})", re.IGNORECASE)
_WINDOWS = "windows-1252"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = {
    b"%PDF": "This is a PDF. Open it, copy its text, and give that to: newsletter import -",
    b"\xd0\xcf\x11\xe0": "This is an old Word or Outlook file. Open it, and save it as .docx or as HTML.",
    b"{\\rtf": "This is an RTF file. Open it in Word, and save it as .docx.",
}


def refuse_foreign(data: bytes, name: str) -> None:
    """Refuse what is known to be something else, whatever its name says.

    Raises:
        SourceError: it is.
    """
    for start, advice in _FOREIGN.items():
        if data.startswith(start):
            said = "This Word document has a password. Open it, and save it without one." if _LOCKED in data else advice
            raise SourceError(f"{name}: {said}")


def decode_anything(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text, and a note where it was not UTF-8.

    Raises:
        SourceError: it is no text.
    """
    if data.startswith(b"PK\x03\x04"):
        raise SourceError(f"{name}: This is a packed file, but not a Word document (.docx).")
    encoding = next((encoding for mark, encoding in _MARKS.items() if data.startswith(mark)), "utf-8")
    with suppress(UnicodeDecodeError):
        return data.decode(encoding), (("it was read as UTF-16",) if encoding == "utf-16" else ())
    if b"\0" in data:
        raise SourceError(f"{name}: This is no text. Give a text, Markdown, Word (.docx) or HTML file.")
    encoding = _find_declared(data)
    with suppress(UnicodeError):  # some encodings cannot pass over what they do not know
        return data.decode(encoding, errors="replace"), (_say_encoding(encoding),)
    return data.decode(_WINDOWS, errors="replace"), (_say_encoding(_WINDOWS),)


def _say_encoding(encoding: str) -> str:
    return f"it is not UTF-8, and was read as {encoding}"


def _find_declared(data: bytes) -> str:
    """Return what an HTML page says its encoding is, else the one that Windows programs have long used."""
    found = _DECLARED.search(data[:4096])
    with suppress(LookupError, UnicodeError):
        if found and codecs.lookup(found[1].decode("ascii"))._is_text_encoding:  # noqa: SLF001  # nothing public says it
            return found[1].decode("ascii").lower()
    return _WINDOWS
