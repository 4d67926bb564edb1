"""YAML to a document, with the meaning of YAML 1.2 and the speed of libyaml.

Refuses what a document never needs and an attacker does: tags, merge keys, keys that are not text, many anchors,
deep nesting. Where PyYAML was built without libyaml its own parser takes over, with the same meaning and less speed.
"""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

import yaml

from newsletter.errors import ProblemsFoundError
from newsletter.parsing.document import Document, Position
from newsletter.parsing.files import decode
from newsletter.parsing.yaml_builder import Builder, parse, read_events
from newsletter.parsing.yaml_errors import ParserError, explain
from newsletter.parsing.yaml_events import find_positions, find_values
from newsletter.parsing.yaml_lost_text import find_lost_texts
from newsletter.parsing.yaml_recovery import find_errors


def read_yaml(data: bytes, file: str) -> Document:
    """Read a YAML document; problems that do not hinder reading on are in its ``problems``.

    Raises:
        ProblemsFoundError: nothing useful can be read.
    """
    return read_yaml_events(data, file)[0]


def read_yaml_events(data: bytes, file: str) -> tuple[Document, list[Any]]:
    """Read a YAML document as ``read_yaml`` does, and return the parser's events with it.

    Raises:
        ProblemsFoundError: nothing useful can be read.
    """
    text = decode(data, file)
    builder, stream, events = Builder(file, text), parse(text), list[Any]()
    try:
        try:
            read_events(stream, events)
        finally:
            builder.take(events)
        content = builder.finish(stream)
    except yaml.MarkedYAMLError as error:
        errors = find_errors(text, _describe(error, text), _find_error)
        raise ProblemsFoundError([*builder.problems, *(explain(found, file) for found in errors)]) from None
    digest = hashlib.sha256(data).hexdigest()
    lost = find_lost_texts(text, file, events, builder.long, has_anchors=builder.references > 0)
    problems = tuple(builder.problems)
    return Document(file, content, digest, partial(find_positions, events), problems, text, lost), events


def find_spans(text: str) -> dict[Position, tuple[int, int]]:
    """Return where each single value of a document that can be read begins and ends in it, by its line and column."""
    events: list[Any] = []
    read_events(parse(text), events)
    return {value.at: (value.start, value.end) for value in find_values(text, events)}


def _find_error(text: str) -> ParserError | None:
    """Read a text to its end, and return where the parser stopped and why, if it did."""
    try:
        for _ in parse(text):
            pass
    except yaml.MarkedYAMLError as error:
        return _describe(error, text)
    return None


def _describe(error: yaml.MarkedYAMLError, text: str) -> ParserError:
    at = _position(error.problem_mark)
    since = _position(error.context_mark) if error.context_mark else at
    return ParserError(error.context or "", error.problem or "", at, since, text.splitlines())


def _position(mark: yaml.Mark | None) -> Position:
    return Position(mark.line, mark.column) if mark else Position(0, 0)
