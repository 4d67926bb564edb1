"""Finds text that was written in one character set and read in another: ``cafÃ©``, ``donâ€™t``, ``caf√©``, ``�``.

UTF-8 read as Windows-1252 or Mac OS Roman leaves pairs and triples that no language writes. What a language may write
(a capital letter before a quotation mark, ``«AMANHÃ»``; Welsh ``â’r``; French ``à «``) counts only where its neighbours
leave no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIGNS = r"\u0192\u02c6\u2020-\u2022\u2030\u0152\u0160\u0178\u017d\u0153\u0161\u017e\u02dc\u2122\u20ac¡-ª¬-¶¸-º¼-¿"
"""Characters that are the second byte of a letter in Windows-1252, and follow a letter in no language."""

_DOUBTFUL = r"\u2018-\u201e\u2026\u2013\u2014\u2039\u203a«»·"
_MORE = rf"[{_SIGNS}{_DOUBTFUL}\u00a0\u00ad]"
_UPPER = r"A-ZÀ-ÖØ-ÞĂĐŁŚŻŹĆŃĘĄŠŽČŘ"
_GARBLED = (
    "\ufffd"
    "|ï»¿|ï¿½|ðŸ[^\x00-\x7f]{0,2}"  # a byte order mark, a replacement character, emoji
    rf"|â€[^\x00-\x7f\s]?|â‚¬|â„¢|â[†œ˜]{_MORE}"  # quotation marks, dashes, €, ™, arrows, ticks
    rf"|Ã[{_SIGNS}]|(?<![{_UPPER}])Ã[{_DOUBTFUL}\u00a0\u00ad]"  # é, ü, ñ and their like
    rf"|Â[¡-ª¬-¶¸-º¼-¿]|(?<=[a-z0-9.,;:!?)%])Â[\u00a0«»·]"  # £, ©, a no-break space
    rf"|[ÄÅ][{_SIGNS}]|(?<=[a-z])[ÄÅ][{_DOUBTFUL}](?=[a-z])|Å“(?=[a-z])"  # ł, ą, ş and their like
    rf"|(?:[ÐÑ]{_MORE}){{2,}}|(?:[ÎÏ]{_MORE}){{2,}}|(?:[×ØÙ]{_MORE}){{2,}}|(?:[à-ï]{_MORE}{{2}}){{2,}}"  # other scripts
    r"|√[^\x00-\x7fπ∏∑∂∫≈∞²]|√[∏π∑∂∫≈](?=[a-z])|(?<=[a-z])√[∏π∑∂∫≈]"  # the same, read as Mac OS Roman
    r"|‚Ä[ôúùòìîö¢¶†π∫]|‚Ç¨|‚Ñ¢|‚Üí|‚úì|¬[£©®†∞±•∑µ]|(?<=[A-Za-z])[≈ƒ][^\x00-\x7f]|üò[^\x00-\x7f]"
    r"|(?<=[a-z])Õ(?=(?:s|t|re|ll|ve|d|m)\b)"  # Mac OS Roman's apostrophe, read as Windows-1252
)
"""Compiled only where there is a letter beyond ASCII."""
_READ_AS = ("cp1252", "mac_roman")


def find_garbled(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is garbled, and what was meant where that can be told."""
    if not text.isascii():
        for found in re.finditer(_GARBLED, text):
            yield found[0], _restore(found[0])


def _restore(garbled: str) -> str:
    if garbled == "Õ":
        return "’"
    for charset in _READ_AS:
        try:
            return garbled.encode(charset).decode().replace("\ufeff", "")
        except UnicodeError:
            continue
    return ""
