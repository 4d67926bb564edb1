"""Catalogues of the program's own words: what is said is extracted from code and templates, and translations compiled.

There is one set for the program and one for each pack that speaks to readers, in its folder ``languages``: the
template ``newsletter.pot``, and for each language a ``LANG.po``, which translators edit, with the ``LANG.mo`` that is
read. A file is the same whenever it is written: it holds no dates, and no line numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from newsletter.languages.formats import find_formats
from newsletter.languages.wording import CATALOGUES, ENGLISH, PLACEHOLDER

REPOSITORY = Path(__file__).parents[1]
_PACKS = REPOSITORY / "newsletter" / "packs"
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "mark": None,
    "mark_plural": (1, 2),
}
_Phrase: TypeAlias = tuple[int, str | tuple[str, ...], list[str], str | None]
_NO_DATE = datetime.min.replace(tzinfo=UTC)
_METHODS = {".py": "python", ".html": "jinja2", ".mjml": "jinja2", ".txt": "jinja2"}
_JINJA = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
_CHANGING = re.compile(
    r'^"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|'
    r"Language-Team|Generated-By).*\n",
    re.MULTILINE,
)
_HEADER = """\
msgid ""
msgstr ""
"Language: {name}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals={count}; plural={rule};\\n"
"""


def list_folders() -> list[Path]:
    """Return the folders of catalogues: the program's own, then those of its packs."""
    return [CATALOGUES, *sorted(_PACKS.glob("*/languages"))]


def list_languages() -> list[str]:
    """Return the names of the languages that the program is translated into, as their files have them."""
    return sorted(path.stem for path in CATALOGUES.glob("*.po"))


def is_kind_of_another(name: str) -> bool:
    """Tell whether it is a kind of a language that is there, such as de_AT: it holds only what differs."""
    language, _, kind = name.partition("_")
    return bool(kind) and language in (ENGLISH, *list_languages())


def extract(folder: Path) -> Catalog:
    """Return all that is said to readers by the code and templates that a folder of catalogues is about."""
    catalogue = Catalog(charset="utf-8")
    for path in _list_sources(folder):
        name = path.relative_to(REPOSITORY).as_posix()
        for _, phrase, comments, context in _read_phrases(path, path.stat().st_mtime_ns):
            catalogue.add(phrase, None, [(name, 0)], auto_comments=[*comments], context=context)
    return catalogue


@cache
def _read_phrases(path: Path, _changed: int) -> tuple[_Phrase, ...]:
    """Return what a file has to say, read once for all languages: there are hundreds of files."""
    options = _JINJA if path.suffix != ".py" else {}
    return tuple(extract_from_file(_METHODS[path.suffix], path, keywords=_KEYWORDS, options=options))


def _list_sources(folder: Path) -> list[Path]:
    if folder != CATALOGUES:
        return _list_files(folder.parent)
    return [
        path
        for top in ("newsletter", "templates")
        for path in _list_files(REPOSITORY / top)
        if not path.is_relative_to(_PACKS)
    ]


def _list_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in _METHODS and "scaffolding" not in path.parts)


def format_template(folder: Path) -> str:
    """Return the template of a folder as it should be."""
    return _format(extract(folder), width=0)


def format_translation(folder: Path, name: str) -> str:
    """Return a translation with the phrases of today: new ones are empty, and those that are gone are left out."""
    catalogue = read(folder, name)
    catalogue.update(extract(folder), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return _format(catalogue)


def compile_translation(folder: Path, name: str) -> bytes:
    """Return a translation as the program reads it."""
    compiled, catalogue = BytesIO(), read(folder, name)
    catalogue.creation_date = catalogue.revision_date = _NO_DATE  # Babel puts today in
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def read(folder: Path, name: str) -> Catalog:
    """Read a translation; one that does not exist yet has no phrase, and as many plurals as its language in CLDR."""
    path = folder / f"{name}.po"
    if path.is_file():
        return read_po(BytesIO(path.read_bytes()), locale=name)
    plurals = find_formats(name.replace("_", "-")).data.plurals
    header = _HEADER.format(name=name, count=len(plurals.forms), rule=plurals.rule)
    return read_po(BytesIO(header.encode()), locale=name)


def _format(catalogue: Catalog, width: int = 110) -> str:
    written = BytesIO()
    write_po(written, catalogue, width=width, sort_by_file=True, include_lineno=False)
    text = _CHANGING.sub("", written.getvalue().decode())
    return re.sub(r"\A(?:#.*\n)+", "", text)


def list_phrases(catalogue: Catalog) -> Iterator[Message]:
    """Yield the phrases of a catalogue, without its header."""
    return (message for message in catalogue if message.id)


def find_faults(folder: Path, name: str) -> Iterator[tuple[Message, str]]:
    """Yield what is wrong in a translation: each phrase, and its fault."""
    for message in list_phrases(read(folder, name)):
        is_left_out = not any(list_forms(message.string)) and is_kind_of_another(name)
        if not is_left_out and (fault := find_fault(message)):
            yield message, fault


def find_fault(message: Message) -> str:
    """Return what is wrong with the translation of a phrase, or an empty string."""
    translated, asked = list_forms(message.string), list_forms(message.id)
    if not all(translated):
        return "is not translated"
    if message.fuzzy:
        return "is marked fuzzy"
    expected = list_placeholders(asked[-1])
    wrong = [
        text for text in translated if list_placeholders(text) - expected or expected - list_placeholders(text) - _COUNT
    ]
    return f"has other placeholders: {wrong[0]}" if wrong else ""


def list_forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return a text as the only form, or the forms of a plural."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(form or "" for form in text)


_COUNT = {"count"}
"""A form of a plural need not say the number: one page, a page."""


def list_placeholders(phrase: str) -> set[str]:
    """Return the names of the placeholders in a phrase."""
    return set(PLACEHOLDER.findall(phrase))
