"""Writes preferred spellings, and digests beside translations, into an issue; leaves every other byte as it is.

Addresses, code, comments and keys stay as they are, and so does what the issue waives. A change that would alter
anything but the spelling is not made.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import find_rules, make_problem
from newsletter.checking.rules.wording import HOUSE_SPELLING, find_unwanted_spellings
from newsletter.checking.translation_digests import mark_translations
from newsletter.checking.waivers import apply_waivers
from newsletter.documents.languages import OF
from newsletter.documents.publication import Publication
from newsletter.errors import EditRefusedError, ProblemsFoundError
from newsletter.files import read_below, write_below
from newsletter.loading import FILE, LoadedIssue, load_publication, parse_issue, parse_publication
from newsletter.parsing.document import DataPath, Document, Position, format_path
from newsletter.parsing.edits import Edit
from newsletter.parsing.files import BOM
from newsletter.parsing.toml_editing import edit_toml
from newsletter.parsing.yaml import find_spans, read_yaml

_ADDRESS = r"\]\([^)\s]*|(?:https?://|mailto:|tel:|www\.)\S*"
_CODE = r"`[^`]*`"


@dataclass(frozen=True, slots=True)
class Fixed:
    """The text of a document with its spellings written, and what was written, in a sentence each."""

    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    """One spelling to write in the place of another, in one value."""

    path: DataPath
    found: str
    spelling: str


def fix_issues(root: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Write the preferred spellings into issues of the publication in ``root``; one that cannot be read stays as it is.

    Raises:
        ProblemsFoundError: the publication cannot be used.
        OSError: an issue cannot be written.
    """
    publication = load_publication(root).publication
    return tuple(note for name in names for note in _fix_issue(root, name, publication))


def fix_settings(root: Path) -> tuple[str, ...]:
    """Write the digests that texts of ``newsletter.toml`` lack, so that a changed text shows; say what was written.

    Raises:
        ProblemsFoundError: the publication cannot be used.
        OSError: it cannot be written.
    """
    data, notes = read_below(root, FILE), []
    loaded = parse_publication(data)
    for one in loaded.translations.found:
        if not one.of and len(one.texts) > 1:
            with suppress(EditRefusedError):
                data = edit_toml(data, Edit("set", (*one.path, OF), one.digest(next(iter(one.texts)))))
                line = loaded.document.location_of(one.path).line
                notes.append(f"{FILE}:{line}: wrote of: for {format_path(one.path)}.")
    if notes:
        write_below(root, FILE, data)
    return tuple(notes)


def _fix_issue(root: Path, name: str, publication: Publication) -> tuple[str, ...]:
    try:
        data = read_below(root, name)
        fixed = _fix(data, name, publication)
    except (ProblemsFoundError, OSError):
        return ()
    if fixed.notes and read_below(root, name) == data:  # it has not been saved since
        write_below(root, name, (BOM if data.startswith(BOM) else b"") + fixed.text.encode())
        return fixed.notes
    return ()


def _fix(data: bytes, name: str, publication: Publication) -> Fixed:
    """Write spellings, and then the digests of the texts as they are spelt."""
    fixed = write_spellings(parse_issue(data, name, publication.packs, tags=publication.tags), publication)
    if not publication.tags:
        return fixed
    spelt = parse_issue(fixed.text.encode(), name, publication.packs, tags=publication.tags)
    document, notes = mark_translations(spelt)
    return Fixed(document.text, (*fixed.notes, *notes))


def write_spellings(loaded: LoadedIssue, publication: Publication) -> Fixed:
    """Write the spellings that a publication prefers into the texts of an issue, in each of its languages."""
    document = loaded.document.source or loaded.document
    notes: list[str] = []
    changes = [
        change
        for one, version in zip((loaded, *loaded.others), (publication, *publication.others), strict=True)
        for change in _find_changes(one, version)
    ]
    changes = list(dict.fromkeys(changes))
    source = document
    for change in sorted(changes, key=lambda one: document.location_of(one.path), reverse=True):  # so that places stay
        changed = _apply(document, change)
        if changed is not None:
            line = source.location_of(change.path).line
            notes.append(f"{document.file}:{line}: wrote '{change.spelling}' in the place of '{change.found}'.")
            document = changed
    return Fixed(document.text, tuple(reversed(notes)))


def _find_changes(loaded: LoadedIssue, publication: Publication) -> list[_Change]:
    rule = find_rules(publication.packs)[HOUSE_SPELLING]
    changes: list[_Change] = []
    for violation in find_unwanted_spellings(IssueContext(loaded.issue, publication, loaded.document.file)):
        problem = make_problem(loaded.document, rule, violation, is_ready=loaded.issue.is_ready)
        if apply_waivers(loaded, [problem]).problems:
            path = _find_value(loaded.document, violation.path)
            path = loaded.translations.find_path(path, publication.language)
            changes.append(_Change(path, violation.words, violation.replacements[0]))
    return changes


def _find_value(document: Document, path: DataPath) -> DataPath:
    """Cut off the step that a shorthand added: bare text in a list is short for a group with one key."""
    return path if document.holds(path) else path[:-1]


def _apply(document: Document, change: _Change) -> Document | None:
    """Return the document with a change made; nothing where it would say anything else then."""
    place = document.location_of(change.path)
    start, end = find_spans(document.text).get(Position(place.line - 1, place.column - 1), (0, 0))
    written = _replace(document.text[start:end], change)
    if written == document.text[start:end]:
        return None
    text = f"{document.text[:start]}{written}{document.text[end:]}"
    try:
        changed = read_yaml(text.encode(), document.file)
    except ProblemsFoundError:
        return None
    return changed if changed.data == _expect(document, change) and not changed.problems else None


def _replace(text: str, change: _Change) -> str:
    words = r"\s+".join(map(re.escape, change.found.split()))
    pattern = re.compile(rf"(?P<kept>{_ADDRESS}|{_CODE})|(?<!\w){words}(?!\w)")
    return pattern.sub(lambda found: found[0] if found["kept"] else _write(found[0], change.spelling), text)


def _write(found: str, spelling: str) -> str:
    """Return the spelling, with the line breaks that stood in what it replaces."""
    if "\n" not in found:
        return spelling
    gaps, words = re.findall(r"\s+", found), spelling.split()
    if len(words) != len(gaps) + 1:
        return found
    return "".join(part for pair in zip(words, [*gaps, ""], strict=True) for part in pair)


def _expect(document: Document, change: _Change) -> object:
    """Return what the document should say after a change."""
    data: Any = copy.deepcopy(document.data)
    inner = data
    for step in change.path[:-1]:
        inner = inner[step]
    inner[change.path[-1]] = _replace(str(inner[change.path[-1]]), change)
    return data
