"""Letters that were damaged before the import: reported with what they probably were, and never changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newsletter.checking.analysis.garbled import find_garbled
from newsletter.importing.lines import Line
from newsletter.parsing.document import shorten

_MOST = 5
"""Examples that are reported; where there are more, the whole text is damaged, and all of it has to be looked at."""

_WORD = re.compile(r"[^ \t\n]{1,60}")
_UNREAD = "\ufffd"


def find_misread(text: str) -> Iterator[tuple[str, str]]:
    """Yield each word that was misread, and what it probably was: ``Itâ€™s`` was ``It’s``."""
    for word in _WORD.finditer(text) if not text.isascii() else ():
        mended = word[0]
        for garbled, meant in find_garbled(word[0]):
            mended = mended.replace(garbled, meant or garbled)
        if mended != word[0]:
            yield word[0], mended


def describe_damage(lines: Iterable[Line]) -> Iterator[str]:
    """Say which words were damaged before they came here, or could not be read at all."""
    unread, misread = 0, dict[str, str]()
    for line in lines:
        unread += line.text.count(_UNREAD)
        misread |= find_misread(line.text)
    for word, mended in list(misread.items())[:_MOST]:
        yield f'"{shorten(word)}" was damaged before it came here, and was probably "{shorten(mended)}"'
    if len(misread) > _MOST:
        yield f"{len(misread) - _MOST} more words were damaged in the same way"
    if unread:
        yield f"{unread} {'character' if unread == 1 else 'characters'} could not be read: {_UNREAD} is in their place"
