"""Bytes that some program saved as text, in whatever encoding it liked: to text, and a word on how they were read."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from newsletter.errors import SourceError
from newsletter.importing.sources.charsets import decode_as, find_codec, has_single_bytes, looks_japanese, name_codec

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s{0,9}=\s{0,9}[\"']?([\w:.-]{1,40})|^<\?xml[^>]{0,80}encoding=[\"']([\w:.-]{1,40})",
    re.IGNORECASE,
)
_WINDOWS, _MAC = "cp1252", "mac-roman"
_ODD = re.compile(
    r"(?<=[a-z])[À-ÖØ-ÞŒŠŸŽ](?![A-ZÀ-Þ])|[\x80-\x9f\ufffd]|(?<=[a-z])[¡¿«ª®¤¦¨¬¯±²³µ¸¹¼½¾÷×∂∑∏π∫Ω√≈∆◊](?=[a-z])"
)
"""Letters and signs where no language has them: the sign of a wrong guess."""

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
    if not looks_japanese(data):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding), () if encoding.startswith("utf-8") else (
                f"it was read as {encoding.upper()}",
            )
    if wide := _find_wide(data):
        return data.decode(wide, errors="replace"), ("it was read as UTF-16",)
    if b"\0" in data:
        raise SourceError(f"{name}: This is no text. Give a text, Markdown, Word (.docx) or HTML file.")
    codec = _find_declared(data) or _guess(data)
    return decode_as(data, codec), (f"it is not UTF-8, and was read as {name_codec(codec)}",)


def decode_labelled(data: bytes, label: str | None, name: str) -> tuple[str, tuple[str, ...]]:
    """Return text of which a mail says what it is written in, and a note where that was not so.

    Raises:
        SourceError: it is no text.
    """
    codec = find_codec(label)
    if codec is None or any(data.startswith(mark) for mark in _MARKS):
        return decode_anything(data, name)
    if has_single_bytes(codec) and not data.isascii():
        with suppress(UnicodeDecodeError):
            return data.decode("utf-8"), (f"it says that it is {name_codec(codec)}, but it is UTF-8",)
    text = decode_as(data, codec)
    if codec == "utf-8" and "\ufffd" in text:
        return decode_anything(data, name)
    return text, ()


def _find_wide(data: bytes) -> str:
    """Return the kind of UTF-16 that text without a mark is in: every other byte is naught."""
    pairs = len(data) // 2
    for codec, naughts in (("utf-16-le", data[1::2].count(0)), ("utf-16-be", data[::2].count(0))):
        if pairs and naughts > 0.7 * pairs and data.count(0) < 1.1 * naughts:
            return codec
    return ""


def _find_declared(data: bytes) -> str | None:
    """Return what an HTML page says its encoding is; UTF-16 it cannot be, or nobody could read that there."""
    found = _DECLARED.search(data[:4096])
    codec = find_codec((found[1] or found[2]).decode("ascii", errors="replace")) if found else None
    return None if codec and codec.startswith("utf-16") else codec


def _guess(data: bytes) -> str:
    """Guess between the encodings that programs of Windows and of old Macs have long used, and Japanese mail."""
    if looks_japanese(data):
        return "iso-2022-jp"
    odd = {codec: len(_ODD.findall(decode_as(data, codec))) for codec in (_WINDOWS, _MAC)}
    return _MAC if odd[_MAC] < odd[_WINDOWS] else _WINDOWS
