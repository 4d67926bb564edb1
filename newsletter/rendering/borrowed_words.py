"""The program's own words where they are in another language than the texts around them (WCAG 2.2, 3.1.2).

Without a catalogue for a language they are in English. In HTML they then say so, ``<span lang="en">``, but for those in
an attribute, which cannot. U+FDD0, the language, a space, the direction and U+FDD1 come before such words until their
template is filled, and U+FDD2 after them. Documents hold none of these characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from markupsafe import Markup

from newsletter.languages.directions import direction_of
from newsletter.languages.formats import Clock, Formats
from newsletter.languages.wording import Wording

_OPENING, _MIDDLE, _CLOSING = "\ufdd0", "\ufdd1", "\ufdd2"

_START = re.compile(f"{_OPENING}([A-Za-z0-9-]+) (ltr|rtl){_MIDDLE}")
_MARK = re.compile(f"{_START.pattern}|{_CLOSING}")
_TAG = re.compile("<[^<>]*>")


def mark_own(words: str, wording: Wording) -> str:
    """Mark words that the program says, where they are not in the language of the texts around them."""
    return _mark(words, wording.tag) if wording.is_borrowed else words


def mark_wording(wording: Wording) -> Wording:
    """Return a wording that marks what it says, if that is not in the language of the texts around it."""
    return MarkedWording(wording) if wording.is_borrowed else wording


def write_languages(html: str) -> str:
    """Turn the marks of a rendered template into elements, and take them out of its tags."""
    if _OPENING not in html:
        return html
    seen = _TAG.sub(lambda tag: strip_languages(tag[0]), html)
    return _START.sub(r'<span lang="\1" dir="\2">', seen).replace(_CLOSING, "</span>")


def find_language(text: str) -> str | None:
    """Return the language of a text that is marked as a whole; None without marks, or where it is in several."""
    found = {start[1] for start in _START.finditer(text)}
    return found.pop() if len(found) == 1 and _START.match(text) and text.endswith(_CLOSING) else None


def strip_languages(text: str) -> str:
    """Return a text without marks."""
    return _MARK.sub("", text) if _OPENING in text else text


class MarkedWording(Wording):
    """Says what another wording says, with marks; texts of the document within it are marked as theirs."""

    def __init__(self, plain: Wording) -> None:
        self.__dict__.update(plain.__dict__)
        self.formats = MarkedFormats(plain.formats, plain.asked_tag)

    @property
    def markup(self) -> Wording:
        """See ``Wording.markup``."""
        return MarkedWording(super().markup)

    def gettext(self, msgid: str, /, **values: object) -> str:
        """See ``Wording.gettext``."""
        return self._mark_phrase(super().gettext(msgid, **self._mark_values(values)), msgid)

    def pgettext(self, context: str, msgid: str, /, **values: object) -> str:
        """See ``Wording.pgettext``."""
        return self._mark_phrase(super().pgettext(context, msgid, **self._mark_values(values)), msgid)

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> str:
        """See ``Wording.ngettext``."""
        return self._mark_phrase(super().ngettext(one, many, count, **self._mark_values(values)), one)

    def _mark_phrase(self, phrase: str, msgid: str) -> str:
        return phrase if msgid in self._forms else mark_own(phrase, self)

    def _mark_values(self, values: dict[str, object]) -> dict[str, object]:
        """Mark the document's own texts."""
        return {
            name: _mark_text(value, self.asked_tag) if isinstance(value, str) else value
            for name, value in values.items()
        }


class MarkedFormats(Formats):
    """Formats dates and lists as other formats do, with marks."""

    def __init__(self, plain: Formats, asked_tag: str) -> None:
        super().__init__(plain.tag, plain.data)
        self._asked_tag = asked_tag

    def day(self, day: date) -> str:
        """See ``Formats.day``."""
        return _mark(super().day(day), self.tag)

    def weekday_and_day(self, day: date) -> str:
        """See ``Formats.weekday_and_day``."""
        return _mark(super().weekday_and_day(day), self.tag)

    def month(self, year: int, month: int) -> str:
        """See ``Formats.month``."""
        return _mark(super().month(year, month), self.tag)

    def quarter(self, year: int, quarter: int) -> str:
        """See ``Formats.quarter``."""
        return _mark(super().quarter(year, quarter), self.tag)

    def time(self, moment: datetime, clock: Clock | None = None) -> str:
        """See ``Formats.time``."""
        return _mark(super().time(moment, clock), self.tag)

    def zone(self, zone: str, at: datetime) -> str:
        """See ``Formats.zone``."""
        return _mark(super().zone(zone, at), self.tag)

    def list_and(self, items: Sequence[str]) -> str:
        """See ``Formats.list_and``."""
        listed = [_mark_text(item, self._asked_tag) for item in items]
        return super().list_and(listed) if len(listed) == 1 else _mark(super().list_and(listed), self.tag)


def _mark_text(text: str, tag: str) -> str:
    """Mark what is put into a phrase; what has no mark yet is a text of the document."""
    return text if _OPENING in text else _mark(text, tag)


def _mark(words: str, tag: str) -> str:
    if not any(map(str.isalpha, words)):
        return words
    marked = f"{_OPENING}{tag} {direction_of(tag)}{_MIDDLE}{words}{_CLOSING}"
    return Markup(marked) if isinstance(words, Markup) else marked  # noqa: S704  # it was markup
