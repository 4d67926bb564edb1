"""The program's own words for readers in one language, from gettext catalogues; English needs none.

A phrase (a *msgid*) is British English. Its placeholders such as ``{title}`` are replaced by values and are nothing
more than names: a translation cannot reach into a value, and what is in a value is never read as a placeholder.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path

from markupsafe import Markup, escape

from newsletter.languages.directions import Direction, direction_of, isolate
from newsletter.languages.formats import Formats, find_formats

CATALOGUES = Path(__file__).parent
"""The folder of the program's own catalogues: ``cy.po`` with the compiled ``cy.mo``."""

ENGLISH = "en"

Overrides = tuple[tuple[str, tuple[str, ...]], ...]
"""Phrases that a publication says in other words: each msgid with its forms, more than one where it has plurals."""

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

_KILO, _MEGA = 1_000, 1_000_000


def mark(phrase: str) -> str:
    """Return a phrase as it is: what is marked so is in the catalogues, and is looked up where it is used."""
    return phrase


def mark_plural(one: str, many: str) -> tuple[str, str]:
    """Do the same with a phrase about a number of things."""
    return one, many


class Wording:
    """What the program says to readers in one language. Values are given by the names of the placeholders."""

    def __init__(
        self,
        tag: str,
        catalogues: tuple[gettext.GNUTranslations, ...],
        overrides: Overrides = (),
        kind: type[str] = str,
        *,
        asked_tag: str = "",
    ) -> None:
        self.tag = tag
        """The BCP 47 tag of its language."""
        self.asked_tag = asked_tag or tag
        """The BCP 47 tag of the texts around it, which is another where there is no catalogue for that."""
        self._catalogues, self._overrides, self._kind = catalogues, overrides, kind
        self._forms = dict(overrides)
        self._phrases: dict[str | tuple[str, str], tuple[str, ...]] = {}

    @cached_property
    def markup(self) -> Wording:
        """The same for HTML: phrases and values are escaped, and what is returned is ``Markup``."""
        return Wording(self.tag, self._catalogues, self._overrides, Markup, asked_tag=self.asked_tag)

    def beside(self, tag: str) -> Wording:
        """Return the same words beside texts in the language with a BCP 47 tag."""
        return Wording(self.tag, self._catalogues, self._overrides, self._kind, asked_tag=tag)

    @cached_property
    def is_borrowed(self) -> bool:
        """Whether its language is another than that of the texts around it; kinds of a language are the same."""
        return self.tag.partition("-")[0] != self.asked_tag.partition("-")[0]

    def gettext(self, msgid: str, /, **values: object) -> str:
        """Say a phrase."""
        pieces = self._phrases.get(msgid)
        if pieces is None:
            pieces = self._phrases[msgid] = self._split(self._look_up("", msgid))
        return self._fill(pieces, values)

    def pgettext(self, context: str, msgid: str, /, **values: object) -> str:
        """Say a phrase whose translation depends on where it is; ``context`` says so to translators."""
        pieces = self._phrases.get((context, msgid))
        if pieces is None:
            pieces = self._phrases[context, msgid] = self._split(self._look_up(context, msgid))
        return self._fill(pieces, values)

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Say a phrase about a number of things, for which it has ``{count}``."""
        return self._fill(self._split(self._look_up_plural(one, many, count)), values | {"count": count})

    def _split(self, phrase: str) -> tuple[str, ...]:
        """Divide a phrase into its words and, at each second place, the names of placeholders between them."""
        pieces = PLACEHOLDER.split(phrase)
        return tuple(piece if place % 2 else self._protect(piece) for place, piece in enumerate(pieces))

    def _protect(self, text: object) -> str:
        """Return a text as it is in what is written: in HTML all that is no markup is escaped."""
        return str(text) if self._kind is str else escape(text)

    def _fill(self, pieces: tuple[str, ...], values: Mapping[str, object]) -> str:
        """Put values into their places; what has no value stays as it is written."""
        if len(pieces) == 1:
            return pieces[0]
        parts = [
            piece if place % 2 == 0 else self._protect(self._show(values[piece])) if piece in values else f"{{{piece}}}"
            for place, piece in enumerate(pieces)
        ]
        return self._kind("".join(parts))

    def _show(self, value: object) -> object:
        """Format a number, and isolate words of the other direction; what counts nothing is given as a string."""
        if isinstance(value, int):
            return self.formats.number(value)
        return isolate(value, self.direction) if isinstance(value, str) else value

    @cached_property
    def direction(self) -> Direction:
        """The direction in which it is read."""
        return direction_of(self.tag)

    @cached_property
    def formats(self) -> Formats:
        """How its dates, numbers and lists are written."""
        return find_formats(self.tag)

    def size(self, size: int) -> str:
        """Format a number of bytes, in units of 1,000: 340 KB, 1.2 MB."""
        if size >= _MEGA:
            return self.gettext("{number} MB", number=self.formats.number(round(size / _MEGA, 1)))
        return self.gettext("{number} KB", number=max(1, round(size / _KILO)))

    def list_facts(self, facts: Iterable[str | None]) -> str:
        """Write what is known of several facts one after the other: PDF, 12 pages, 340 KB."""
        isolated = (isolate(fact, self.direction) for fact in facts if fact)
        return self.pgettext("between two facts", ", ").join(isolated)

    def _look_up(self, context: str, msgid: str) -> str:
        if msgid in self._forms:
            return self._forms[msgid][0]
        found = (c.pgettext(context, msgid) if context else c.gettext(msgid) for c in self._catalogues)
        return next((phrase for phrase in found if phrase != msgid), msgid)

    def _look_up_plural(self, one: str, many: str, count: int) -> str:
        if forms := self._forms.get(one):
            return forms[min(self.formats.plural_form(count), len(forms) - 1)]
        english = one if count == 1 else many
        found = (catalogue.ngettext(one, many, count) for catalogue in self._catalogues)
        return next((phrase for phrase in found if phrase not in (one, many)), english)


@lru_cache(maxsize=64)
def find_wording(tag: str, overrides: Overrides = (), folders: tuple[Path, ...] = ()) -> Wording:
    """Return the words of the language with a BCP 47 tag, or English where there is no catalogue for it.

    Packs have catalogues of their own, in ``folders``. A phrase that no catalogue has is said in English.
    """
    if not has_catalogue(tag):
        return Wording(ENGLISH, (), overrides, asked_tag=tag)
    paths = [path for folder in (CATALOGUES, *folders) for path in _find_catalogues(folder, tag)]
    return Wording(tag, tuple(map(_read_catalogue, paths)), overrides)


def has_catalogue(tag: str) -> bool:
    """Return whether readers of a language get the program's own words in it."""
    return is_english(tag) or bool(_find_catalogues(CATALOGUES, tag))


def is_english(tag: str) -> bool:
    """Return whether a BCP 47 tag is that of a kind of English."""
    return tag.partition("-")[0] == ENGLISH


def list_catalogues(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """Return the BCP 47 tags of the catalogues in a folder, in alphabetical order."""
    return tuple(sorted(path.stem.replace("_", "-") for path in folder.glob("*.mo")))


@cache
def _find_catalogues(folder: Path, tag: str) -> tuple[Path, ...]:
    """Return the catalogues of a folder in a language, the closest first: zh-Hant-TW, zh-Hant, zh."""
    parts = tag.split("-")
    names = ("_".join(parts[:length]) for length in range(len(parts), 0, -1))
    return tuple(path for name in names if (path := folder / f"{name}.mo").is_file())


@cache
def _read_catalogue(path: Path) -> gettext.GNUTranslations:
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)
