"""YAML to a document, with the meaning of YAML 1.2 and the speed of libyaml. The only door to PyYAML.

Refuses what a document never needs and an attacker does: tags, merge keys, keys that are not text, many anchors,
deep nesting. An ordinary document is read the quick way. Where PyYAML was built without libyaml its own parser takes
over, with the same meaning and less speed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any

import yaml

from newsletter.errors import Problem, ProblemsFoundError
from newsletter.reading import yaml_plain
from newsletter.reading.document import Document, Node, Position, hand_over
from newsletter.reading.text import decode
from newsletter.reading.yaml_builder import Builder
from newsletter.reading.yaml_syntax import Complaint, explain

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_KINDS: dict[type, int] = {
    yaml.ScalarEvent: yaml_plain.SCALAR,
    yaml.MappingStartEvent: yaml_plain.MAPPING,
    yaml.SequenceStartEvent: yaml_plain.LIST,
    yaml.MappingEndEvent: yaml_plain.END,
    yaml.SequenceEndEvent: yaml_plain.END,
    yaml.DocumentStartEvent: yaml_plain.DOCUMENT,
    yaml.AliasEvent: yaml_plain.ALIAS,
}


def read_yaml(data: bytes, file: str) -> Document:
    """Read a YAML document; problems that do not hinder reading on are in its ``problems``.

    Raises:
        ProblemsFoundError: nothing useful can be read.
    """
    text = decode(data, file)
    digest = hashlib.sha256(data).hexdigest()
    try:
        content, find_places = yaml_plain.read_plain(iter(_Loader(text).get_event, None), _KINDS)
    except (yaml.MarkedYAMLError, yaml_plain.UnusualError):
        return _read_with_care(text, file, digest)
    return Document(file, content, digest, find_places, text=text)


def _read_with_care(text: str, file: str, digest: str) -> Document:
    content, tree, problems = _build(text, file)
    return Document(file, content, digest, partial(hand_over, tree), problems, text)


def _build(text: str, file: str) -> tuple[dict[str, object], Node, tuple[Problem, ...]]:
    builder = Builder(file)
    try:
        _feed(builder, _Loader(text))
    except yaml.MarkedYAMLError as error:
        raise ProblemsFoundError([*builder.problems, explain(_complaint(error, text), file)]) from None
    content, tree = builder.finish()
    return content, tree, tuple(builder.problems)


def _feed(builder: Builder, loader: Any) -> None:  # noqa: ANN401  # PyYAML's two loaders share no type
    steps: dict[int, Callable[[Any], None]] = {
        yaml_plain.DOCUMENT: builder.start_document,
        yaml_plain.MAPPING: builder.start_mapping,
        yaml_plain.LIST: builder.start_list,
        yaml_plain.END: builder.end,
        yaml_plain.SCALAR: builder.add_scalar,
        yaml_plain.ALIAS: builder.add_alias,
    }
    for event in iter(loader.get_event, None):
        if step := steps.get(_KINDS.get(type(event), 0)):
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
