"""YAML to a document, with the meaning of YAML 1.2 and the speed of libyaml. The only door to PyYAML.

Refuses what a document never needs and an attacker does: tags, merge keys, keys that are not text, many anchors,
deep nesting. An ordinary document is read the quick way. Where PyYAML was built without libyaml its own parser takes
over, with the same meaning and less speed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any

import yaml

from newsletter.errors import Problem, ProblemsFoundError
from newsletter.parsing import yaml_fast_path
from newsletter.parsing.decoding import decode
from newsletter.parsing.document import MAX_VALUES, Document, Node, Position, hand_over
from newsletter.parsing.lost_text import find_lost_texts
from newsletter.parsing.yaml_builder import Builder
from newsletter.parsing.yaml_complaints import Complaint
from newsletter.parsing.yaml_errors import explain
from newsletter.parsing.yaml_parts import find_complaints
from newsletter.parsing.yaml_values import find_values

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_KINDS: dict[type, int] = {
    yaml.ScalarEvent: yaml_fast_path.SCALAR,
    yaml.MappingStartEvent: yaml_fast_path.MAPPING,
    yaml.SequenceStartEvent: yaml_fast_path.LIST,
    yaml.MappingEndEvent: yaml_fast_path.END,
    yaml.SequenceEndEvent: yaml_fast_path.END,
    yaml.DocumentStartEvent: yaml_fast_path.DOCUMENT,
    yaml.AliasEvent: yaml_fast_path.ALIAS,
}


def read_yaml(data: bytes, file: str) -> Document:
    """Read a YAML document; problems that do not hinder reading on are in its ``problems``.

    Raises:
        ProblemsFoundError: nothing useful can be read.
    """
    text = decode(data, file)
    digest = hashlib.sha256(data).hexdigest()
    try:
        events = list(islice(_parse(text), MAX_VALUES + 1))
        content, find_places = yaml_fast_path.read_plain(iter(events), _KINDS)
    except (yaml.MarkedYAMLError, yaml_fast_path.UnusualError):
        return _read_with_care(text, file, digest)
    return Document(file, content, digest, find_places, text=text, lost=find_lost_texts(text, file, events, _KINDS))


def _parse(text: str) -> Iterator[Any]:
    return iter(_Loader(text).get_event, None)


def _read_with_care(text: str, file: str, digest: str) -> Document:
    events: list[Any] = []
    content, tree, problems = _build(text, file, events)
    lost = find_lost_texts(text, file, events, _KINDS)
    return Document(file, content, digest, partial(hand_over, tree), problems, text, lost)


def _build(text: str, file: str, events: list[Any]) -> tuple[dict[str, object], Node, tuple[Problem, ...]]:
    builder = Builder(file, text)
    try:
        _feed(builder, _keep(_parse(text), events))
    except yaml.MarkedYAMLError as error:
        complaints = find_complaints(text, _complaint(error, text), _find_complaint)
        said = (explain(complaint, file) for complaint in complaints)
        raise ProblemsFoundError([*builder.problems, *said]) from None
    content, tree = builder.finish()
    return content, tree, tuple(builder.problems)


def find_spans(text: str) -> dict[Position, tuple[int, int]]:
    """Return where each single value of a document that can be read begins and ends in it, by its line and column."""
    return {value.at: (value.start, value.end) for value in find_values(text, list(_parse(text)), _KINDS)}


def _keep(events: Iterator[Any], kept: list[Any]) -> Iterator[Any]:
    for event in events:
        kept.append(event)
        yield event


def _feed(builder: Builder, events: Iterator[Any]) -> None:
    steps: dict[int, Callable[[Any], None]] = {
        yaml_fast_path.DOCUMENT: builder.start_document,
        yaml_fast_path.MAPPING: builder.start_mapping,
        yaml_fast_path.LIST: builder.start_list,
        yaml_fast_path.END: builder.end,
        yaml_fast_path.SCALAR: builder.add_scalar,
        yaml_fast_path.ALIAS: builder.add_alias,
    }
    for event in events:
        if step := steps.get(_KINDS.get(type(event), 0)):
            step(event)
        if builder.is_done:
            return


def _find_complaint(text: str) -> Complaint | None:
    """Read a text to its end, and return what the parser complains of."""
    try:
        for _ in _parse(text):
            pass
    except yaml.MarkedYAMLError as error:
        return _complaint(error, text)
    return None


def _complaint(error: yaml.MarkedYAMLError, text: str) -> Complaint:
    lines = text.splitlines()
    at = _position(error.problem_mark)
    since = _position(error.context_mark) if error.context_mark else at
    return Complaint(error.context or "", error.problem or "", at, since, lines)


def _position(mark: Any) -> Position:  # noqa: ANN401  # libyaml's marks are not PyYAML's
    return mark.line, mark.column
