"""Which losses of a document its model confirms: those in fields that would have taken the whole text."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from newsletter.errors import Problem
from newsletter.parsing.document import DataPath, Document, Node, Position, format_path
from newsletter.parsing.messages import KINDS
from newsletter.parsing.validation_errors import Fault, find_faults


def find_losses(model: type[BaseModel], document: Document) -> list[tuple[DataPath, Problem]]:
    """Return what is lost of texts, each with its path; an id, a date or a choice between words has nothing to lose."""
    if not document.lost:
        return []
    paths = dict(_find_paths(document.tree, ()))
    found = [(paths[lost.at], lost) for lost in document.lost if lost.at in paths]
    probes = {lost.probe for _, lost in found}
    refused = {
        probe: _try_out(model, document, probe, [p for p, lost in found if lost.probe == probe]) for probe in probes
    }
    return [
        (path, replace(lost.problem, path=format_path(path)))
        for path, lost in found
        if not any(_is_about(fault, path) for fault in refused[lost.probe])
    ]


def _try_out(model: type[BaseModel], document: Document, probe: str, paths: Iterable[DataPath]) -> list[Fault]:
    """Return what is wrong with a document that has a probe in the place of some values."""
    data = copy.deepcopy(document.data)
    for path in paths:
        _put(data, path, probe)
    try:
        model.model_validate(data)
    except ValidationError as error:
        return find_faults(error, model, document)
    return []


def _put(data: Any, path: DataPath, value: str) -> None:  # noqa: ANN401  # a document holds anything
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


def _is_about(fault: Fault, path: DataPath) -> bool:
    """Whether a fault says that a value is not what belongs there, or that it was not checked."""
    if "discriminator" in fault.context:  # a block of no known kind, in which no key is judged
        return path[: len(fault.path) - 1] == fault.path[:-1]
    is_above = path[: len(fault.path)] == fault.path
    return fault.path[: len(path)] == path or (is_above and (fault.kind in KINDS or fault.kind == "extra_forbidden"))


def _find_paths(node: Node, path: DataPath) -> Iterator[tuple[Position, DataPath]]:
    children = node.children
    if children is None:
        yield node.start, path
    elif isinstance(children, dict):
        for key, child in children.items():
            yield from _find_paths(child, (*path, key))
    else:
        for index, child in enumerate(children):
            yield from _find_paths(child, (*path, index))
