"""Bytes that some program saved as text, in whatever encoding it liked: to text, and a note on how they were read.

The names of character sets mean what browsers take them for: iso-8859-1 is windows-1252 in all that was ever sent, and
Shift_JIS is what Windows made of it (WHATWG Encoding, section 4.2,
https://encoding.spec.whatwg.org/#names-and-labels).
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from newsletter.errors import SourceError

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
    b"\xd0\xcf\x11\xe0": "This is an old Word or Outlook file. Open it, and save it as .docx or as HTML.",
    b"{\\rtf": "This is an RTF file. Open it in Word, and save it as .docx.",
    **dict.fromkeys((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "This is a picture. Take the text that it was made from."),
}


def refuse_foreign(data: bytes, name: str) -> None:
    """Refuse what is known to be something else, whatever its name says.

    Raises:
        SourceError: it is.
    """
    for start, advice in _FOREIGN.items():
        if data.startswith(start):
            reason = (
                "This Word document has a password. Open it, and save it without one." if _LOCKED in data else advice
            )
            raise SourceError(f"{name}: {reason}")


def decode_anything(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text, and a note where it was not UTF-8.

    Raises:
        SourceError: it is not text.
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
        raise SourceError(f"{name}: This is not text. Give a text, Markdown, Word (.docx) or HTML file.")
    codec = _find_declared(data) or _guess(data)
    return decode_as(data, codec), (f"it is not UTF-8, and was read as {name_codec(codec)}",)


def decode_labelled(data: bytes, label: str | None, name: str) -> tuple[str, tuple[str, ...]]:
    """Return text whose encoding a mail declares, and a note where the declaration was wrong.

    Raises:
        SourceError: it is not text.
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
    """Return the kind of UTF-16 that text without a mark is in: every other byte is zero."""
    pairs = len(data) // 2
    for codec, zeros in (("utf-16-le", data[1::2].count(0)), ("utf-16-be", data[::2].count(0))):
        if pairs and zeros > 0.7 * pairs and data.count(0) < 1.1 * zeros:
            return codec
    return ""


def _find_declared(data: bytes) -> str | None:
    """Return the encoding that an HTML page declares; it cannot be UTF-16, or this could not be read."""
    found = _DECLARED.search(data[:4096])
    codec = find_codec((found[1] or found[2]).decode("ascii", errors="replace")) if found else None
    return None if codec and codec.startswith("utf-16") else codec


def _guess(data: bytes) -> str:
    """Guess between the encodings that programs of Windows and of old Macs have long used, and Japanese mail."""
    if looks_japanese(data):
        return "iso-2022-jp"
    odd = {codec: len(_ODD.findall(decode_as(data, codec))) for codec in (_WINDOWS, _MAC)}
    return _MAC if odd[_MAC] < odd[_WINDOWS] else _WINDOWS


_TABLE = """
utf-8: unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8
cp866: 866 cp866 csibm866 ibm866
iso8859-2: csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2
iso8859-3: csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3
iso8859-4: csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4
iso8859-5: csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988
iso8859-6: arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i
iso8859-6: iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987
iso8859-7: csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7
iso8859-7: iso_8859-7:1987 sun_eu_greek
iso8859-8: csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8
iso8859-8: iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical
iso8859-10: csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6
iso8859-13: iso-8859-13 iso8859-13 iso885913
iso8859-14: iso-8859-14 iso8859-14 iso885914
iso8859-15: csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9
iso8859-16: iso-8859-16
koi8-r: cskoi8r koi koi8 koi8-r koi8_r
koi8-u: koi8-ru koi8-u
mac-roman: csmacintosh mac macintosh x-mac-roman
cp874: dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874
cp1250: cp1250 windows-1250 x-cp1250
cp1251: cp1251 windows-1251 x-cp1251
cp1252: ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1
cp1252: iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252
cp1253: cp1253 windows-1253 x-cp1253
cp1254: cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 windows-1254
cp1254: x-cp1254
cp1255: cp1255 windows-1255 x-cp1255
cp1256: cp1256 windows-1256 x-cp1256
cp1257: cp1257 windows-1257 x-cp1257
cp1258: cp1258 windows-1258 x-cp1258
mac-cyrillic: x-mac-cyrillic x-mac-ukrainian
gb18030: chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030
big5hkscs: big5 big5-hkscs cn-big5 csbig5 x-x-big5
euc-jis-2004: cseucpkdfmtjapanese euc-jp x-euc-jp
iso-2022-jp: csiso2022jp iso-2022-jp
cp932: csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis
cp949: cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949
utf-16-be: unicodefffe utf-16be
utf-16-le: csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le
utf-7: utf-7 unicode-1-1-utf-7
hz: hz-gb-2312
iso2022-kr: iso-2022-kr csiso2022kr
"""
"""Python's codec, and the labels for it. The last three are not for browsers, but mails are written in them."""

_CODECS = {
    label: codec
    for line in _TABLE.strip().splitlines()
    for codec, _, labels in [line.partition(": ")]
    for label in labels.split()
}
_NAMES = {
    "cp1252": "windows-1252",
    "mac-roman": "Mac Roman",
    "cp932": "Shift_JIS",
    "cp949": "EUC-KR",
    "big5hkscs": "Big5",
}
_OF_OLD = re.compile(r"(?:cp|ibm)[0-9]{2,5}|mac-[a-z]{2,10}|iso-?8859-?[0-9]{1,2}")
"""Names that browsers do not know, and old files have."""

_JAPANESE = "iso-2022-jp"
_SHIFT = re.compile(rb"\x1b(\$[@B]|\([BJI])")
_SINGLE = re.compile(r"cp(?:866|874|125\d)|iso8859-\d+|koi8-[ru]|mac-(?:roman|cyrillic)")


def find_codec(label: str | None) -> str | None:
    """Return the codec that a label means, or nothing where it is not known."""
    name = (label or "").strip().strip("\"'").lower()
    if name in _CODECS:
        return _CODECS[name]
    try:
        return codecs.lookup(name).name if _OF_OLD.fullmatch(name) else None
    except LookupError:
        return None


def name_codec(codec: str) -> str:
    """Return what people call a codec."""
    return _NAMES.get(codec, re.sub(r"^cp(?=125\d)", "windows-", codec))


def has_single_bytes(codec: str) -> bool:
    """Return whether each byte is a character, so that no text is invalid in it, however wrong."""
    return _SINGLE.fullmatch(codec) is not None


def decode_as(data: bytes, codec: str) -> str:
    """Return the text; bytes that are not characters in this codec become U+FFFD."""
    if codec == _JAPANESE:
        return _decode_japanese(data)
    return data.decode(codec, errors="replace")


def looks_japanese(data: bytes) -> bool:
    """Return whether text of seven bits shifts between character sets, as only Japanese mail does."""
    return data.isascii() and _SHIFT.search(data) is not None


def _decode_japanese(data: bytes) -> str:
    """Decode ISO-2022-JP with the signs that Windows put into it, which Python's codec refuses (RFC 1468)."""
    pieces = _SHIFT.split(data)
    text = pieces[0].decode("ascii", errors="replace")
    for shift, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if shift in {b"$@", b"$B"}:
            raised = bytes(byte | 0x80 if byte > 0x20 else byte for byte in piece)  # noqa: PLR2004  # JIS to EUC-JP
            text += raised.decode("euc-jis-2004", errors="replace")
        elif shift == b"(I":
            text += bytes(byte | 0x80 for byte in piece).decode("cp932", errors="replace")
        else:
            text += piece.decode("ascii", errors="replace")
    return text
