"""YAML to a document, with the meaning of YAML 1.2 and the speed of libyaml. The only door to PyYAML.

Refuses what a document never needs and an attacker does: tags, merge keys, keys that are not text, many anchors,
deep nesting. Where PyYAML was built without libyaml its own parser takes over, with the same meaning and less speed.
"""

from __future__ import annotations

import hashlib
from typing import Any

import yaml

from newsletter.errors import ProblemsFoundError
from newsletter.reading.document import Document, Position
from newsletter.reading.text import decode
from newsletter.reading.yaml_builder import Builder
from newsletter.reading.yaml_syntax import Complaint, explain

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(data: bytes, file: str) -> Document:
    """Read a YAML document; problems that do not hinder reading on are in its ``problems``.

    Raises:
        ProblemsFoundError: nothing useful can be read.
    """
    text = decode(data, file)
    builder = Builder(file)
    try:
        _feed(builder, _Loader(text))
    except yaml.MarkedYAMLError as error:
        raise ProblemsFoundError([*builder.problems, explain(_complaint(error, text), file)]) from None
    content, tree = builder.finish()
    return Document(file, content, hashlib.sha256(data).hexdigest(), tree, tuple(builder.problems))


def _feed(builder: Builder, loader: Any) -> None:  # noqa: ANN401  # PyYAML's two loaders share no type
    steps = {
        yaml.DocumentStartEvent: builder.start_document,
        yaml.MappingStartEvent: builder.start_mapping,
        yaml.SequenceStartEvent: builder.start_list,
        yaml.MappingEndEvent: builder.end,
        yaml.SequenceEndEvent: builder.end,
        yaml.ScalarEvent: builder.add_scalar,
        yaml.AliasEvent: builder.add_alias,
    }
    for event in iter(loader.get_event, None):
        if step := steps.get(type(event)):
            step(event)
        if builder.is_done:
            return


def _complaint(error: yaml.MarkedYAMLError, text: str) -> Complaint:
    lines = text.splitlines()
    at = _position(error.problem_mark)
    since = _position(error.context_mark) if error.context_mark else at
    return Complaint(error.context or "", error.problem or "", at, since, lines)


def _position(mark: Any) -> Position:  # noqa: ANN401  # libyaml's marks are not PyYAML's
    return mark.line, mark.column
