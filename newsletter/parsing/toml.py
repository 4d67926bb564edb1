"""TOML to a document: what `tomllib` reads, the places it does not tell, and its complaints in plain English."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from newsletter.errors import Location, Problem, ProblemsFoundError
from newsletter.parsing.decoding import decode, find_forbidden_character, place_at
from newsletter.parsing.document import DataPath, Document, hand_over
from newsletter.parsing.toml_positions import PlaceFinder

_SAID = re.compile(r"(?P<said>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)

_MEANINGS: tuple[tuple[str, str, str, str], ...] = (
    (
        "overwrite|declare|mutate|redefine|Duplicate",
        "toml.duplicate-key",
        "this key or table is already above.",
        "Keep one of the two.",
    ),
    (
        "Invalid value",
        "toml.value",
        "this is not a value.",
        'Put text in straight quotes: "…"; write true and false in lower case, and numbers as digits.',
    ),
    (
        "Unterminated|Illegal character '.n'|Expected \"'",
        "toml.quotes",
        "this text's quotation mark is never closed.",
        'Close it where the text ends; text of several lines stands between """ and """.',
    ),
    ("Expected '='", "toml.equals", "there is no = after this key.", 'Write: key = "value"'),
    (
        "Expected newline",
        "toml.end-of-line",
        "more follows where the value has ended.",
        "Begin each key in a line of its own; put text in quotes, and numbers without leading zeros.",
    ),
    ("table declaration|array declaration", "toml.bracket", "this bracket is not closed.", "Write: [name] or [[name]]"),
    (
        "Unclosed",
        "toml.bracket",
        "a bracket above is not closed, or a comma is missing here.",
        "Put a comma between the items and close the bracket after the last.",
    ),
    (
        "Unescaped|hex value|Unicode scalar",
        "toml.escape",
        "double quotes do not know the escape that stands here.",
        "Write \\\\ for a backslash, or use single quotes.",
    ),
    ("Invalid date", "toml.date", "there is no such date or time.", "Write it like 2024-01-31 or 09:00:00."),
    (
        "key part|Invalid statement",
        "toml.key",
        "there is no key here.",
        "Keys are letters, digits, - and _; put any other key in quotes. The braces of { … } stand in one line.",
    ),
)


def read_toml(data: bytes, file: str) -> Document:
    """Read a TOML document; problems that do not hinder reading on are in its ``problems``.

    Raises:
        ProblemsFoundError: nothing useful can be read.
    """
    text = decode(data, file)
    places = PlaceFinder(text, file)
    tree = places.find()
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        stopped = place_at(text, places.offset, file)
        raise ProblemsFoundError([_explain(str(error), stopped)]) from None
    document = Document(file, content, hashlib.sha256(data).hexdigest(), partial(hand_over, tree), text=text)
    return replace(document, problems=tuple(_forbidden_characters(content, document, ())))


def _explain(said: str, stopped: Location) -> Problem:
    """Say what is wrong; at the end of the document the place that helps is where the finder of places stopped."""
    found = _SAID.fullmatch(said)
    place = Location(stopped.file, int(found["line"]), int(found["column"])) if found and found["line"] else stopped
    for pattern, rule, message, hint in _MEANINGS:
        if re.search(pattern, said):
            return Problem(place, rule, message, hint)
    return Problem(place, "toml.syntax", f"this cannot be read as TOML ({said}).", "Check this line and the one above.")


def _forbidden_characters(value: object, document: Document, path: DataPath) -> Iterator[Problem]:
    """Find what escapes let in; the depth of the document is bounded, so recursion is safe."""
    if isinstance(value, str) and (character := find_forbidden_character(value)):
        message, hint = f"the text holds the invisible character {character}.", "Delete the escape that stands for it."
        yield Problem(document.place_of(path), "file.character", message, hint)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _forbidden_characters(inner, document, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _forbidden_characters(inner, document, (*path, index))
