"""Merge tags: our neutral tokens in a provider's own syntax, and everything that only looks like it kept as it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from newsletter.rendering.campaign import UNSUBSCRIBE_TOKEN

_JOINER = "\u2060"  # WORD JOINER has no width and allows no break: a reader sees the two characters as written


@dataclass(frozen=True)
class MergeTags:
    """A provider's tags. ``openers`` are the pairs of characters that begin one, such as ``{{``.

    A pair that an editor wrote is taken apart, by a character reference in HTML and by U+2060 in text: both look as
    written, and no provider's syntax survives either, so none of their several ways of quoting is needed.
    """

    unsubscribe: str
    openers: tuple[str, ...]

    def in_html(self, html: str) -> str:
        """Translate HTML."""
        return self._translate(html, lambda second: f"&#{ord(second[0])};", self._seconds)

    def in_text(self, text: str) -> str:
        """Translate plain text, a subject or a preheader."""
        return self._translate(text, lambda _: _JOINER, self._gaps)

    def _translate(self, content: str, part: Callable[[re.Match[str]], str], where: re.Pattern[str]) -> str:
        pieces = content.split(UNSUBSCRIBE_TOKEN)
        return self.unsubscribe.join(where.sub(part, piece) for piece in pieces)

    @cached_property
    def _seconds(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?<={re.escape(pair[0])}){re.escape(pair[1])}" for pair in self.openers))

    @cached_property
    def _gaps(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?<={re.escape(pair[0])})(?={re.escape(pair[1])})" for pair in self.openers))
