"""The program's own words for readers in one language, from gettext catalogues; English needs none.

A phrase (a *msgid*) is British English. Its placeholders such as ``{title}`` are replaced by values and are nothing
more than names: a translation cannot reach into a value, and what is in a value is never read as a placeholder.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable, Mapping
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

Fill = Callable[[str, Mapping[str, object]], str]


def mark(phrase: str) -> str:
    """Return a phrase as it is: what is marked so is in the catalogues, and is looked up where it is used."""
    return phrase


def mark_plural(one: str, many: str) -> tuple[str, str]:
    """Do the same with a phrase about a number of things."""
    return one, many


def fill_text(phrase: str, values: Mapping[str, object]) -> str:
    """Replace each placeholder that has a value."""
    return PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), phrase)


def fill_markup(phrase: str, values: Mapping[str, object]) -> Markup:
    """Do the same for HTML: the phrase is text, and so is a value that is not ``Markup`` itself."""
    filled = PLACEHOLDER.sub(lambda found: str(escape(values.get(found[1], found[0]))), str(escape(phrase)))
    return Markup(filled)  # noqa: S704  # all of it is escaped


class Wording:
    """What the program says to readers in one language. Values are given by the names of the placeholders."""

    def __init__(
        self,
        tag: str,
        catalogues: tuple[gettext.GNUTranslations, ...],
        overrides: Overrides = (),
        fill: Fill = fill_text,
    ) -> None:
        self.tag = tag
        """The BCP 47 tag of its language."""
        self._catalogues, self._overrides, self._fill = catalogues, overrides, fill
        self._forms = dict(overrides)
        self._found: dict[tuple[str, str], str] = {}

    @cached_property
    def markup(self) -> Wording:
        """The same for HTML: phrases and values are escaped, and what is returned is ``Markup``."""
        return Wording(self.tag, self._catalogues, self._overrides, fill_markup)

    def gettext(self, msgid: str, /, **values: object) -> str:
        """Say a phrase."""
        return self.pgettext("", msgid, **values)

    def pgettext(self, context: str, msgid: str, /, **values: object) -> str:
        """Say a phrase whose translation depends on where it is; ``context`` says so to translators."""
        key = context, msgid
        if key not in self._found:
            self._found[key] = self._look_up(context, msgid)
        return self._fill(self._found[key], self._format(values) if values else values)

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Say a phrase about a number of things, for which it has ``{count}``."""
        return self._fill(self._look_up_plural(one, many, count), self._format(values | {"count": count}))

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

    def _format(self, values: Mapping[str, object]) -> Mapping[str, object]:
        """Format numbers among the values, and isolate words of the other direction.

        A number that counts nothing, such as a year, is given as a string.
        """
        return {name: self._show(value) for name, value in values.items()}

    def _show(self, value: object) -> object:
        if isinstance(value, int):
            return self.formats.number(value)
        return isolate(value, self.direction) if isinstance(value, str) else value

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
        return Wording(ENGLISH, (), overrides)
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
