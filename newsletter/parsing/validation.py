"""The one place where Pydantic's errors become problems: where in the document, what is wrong, and how to fix it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from newsletter.errors import Problem, ProblemsFoundError, Reason, find_page_text
from newsletter.parsing.document import MAX_PROBLEMS, DataPath, Document, Node, Position, format_path, shorten
from newsletter.parsing.messages import (
    BOUNDS,
    KINDS,
    Message,
    format_out_of_bounds,
    format_value,
    format_wrong_kind,
    suggest,
)
from newsletter.parsing.rewriting import find_missing_dash, find_written, quote_prose, rewrite
from newsletter.parsing.validation_errors import Fault, find_faults

Model = TypeVar("Model", bound=BaseModel)

_LONGEST_MESSAGE = 300
_FEW = 30


def validate(model: type[Model], document: Document) -> Model:
    """Make a model of a document.

    Raises:
        ProblemsFoundError: the document does not fit, or problems were found while it was read.
    """
    losses = find_losses(model, document)
    problems = [*document.problems, *(problem for _, problem in losses)]
    try:
        checked = model.model_validate(document.data)
    except ValidationError as error:
        faults = [fault for fault in find_faults(error, model, document) if fault.path not in dict(losses)]
        problems += _format_faults(faults)
    if problems:
        raise ProblemsFoundError(problems)
    return checked


def _format_faults(faults: list[Fault]) -> Iterator[Problem]:
    shown = _drop_consequences(faults[:MAX_PROBLEMS])
    for _, same_place in groupby(shown, key=lambda fault: fault.order):
        yield from _format_together(list(same_place))
    if left := faults[MAX_PROBLEMS:]:
        message = f"there are {len(left):,} more problems from here on."
        yield Problem(left[0].place, "document.more-problems", message, "Mend those above first.")


def _drop_consequences(faults: list[Fault]) -> Iterator[Fault]:
    """Leave out consequences of another fault: a misspelt key is not missing too, nor a list with bad items short."""
    unknown = [fault for fault in faults if fault.kind == "extra_forbidden"]
    meant = {(*fault.path[:-1], _suggest_key(fault)) for fault in unknown}
    prose = {fault.path[:-1] for fault in unknown if not _suggest_key(fault) and quote_prose(fault)}
    for fault in faults:
        is_echo = fault.kind == "missing" and (fault.path in meant or fault.path[:-1] in prose)
        if not is_echo and not _is_long_enough(fault):
            yield fault


def _is_long_enough(fault: Fault) -> bool:
    """Whether a list is called too short only because its bad items were not counted."""
    return (
        fault.kind == "too_short" and isinstance(fault.value, list) and len(fault.value) >= fault.context["min_length"]
    )


def _format_together(faults: list[Fault]) -> Iterator[Problem]:
    """Word the faults of one value; those that say of what kind it should have been make one sentence."""
    kinds = [fault for fault in faults if fault.kind in KINDS]
    if kinds:
        yield _problem(kinds[0], _format_wrong_kind(kinds))
    for fault in faults:
        if fault.kind not in KINDS:
            yield _problem(fault, _format(fault))


def _format_wrong_kind(faults: list[Fault]) -> Message:
    """Say what a value should have been, with the line to write where that is sure."""
    fault, kinds, keys = faults[0], [fault.kind for fault in faults], faults[0].schema_location.inner_keys
    if kinds == ["model_type"] and keys == ("text",) and isinstance(fault.value, (int, float)):
        kinds = ["string_type"]  # bare text would have done
    message = format_wrong_kind(fault.value, kinds, keys, find_written(fault))
    hint = rewrite(fault, {KINDS[kind][0] for kind in kinds})
    return replace(message, hint=hint) if hint and fault.value is not None else message


def _problem(fault: Fault, message: Message) -> Problem:
    texts = (message.rule, _shorten(message.message), message.hint, format_path(fault.path))
    return Problem(fault.place, *texts, replacements=message.replacements)


def _shorten(message: str) -> str:
    if isinstance(message, Reason):
        return Reason("", _shorten(str(message)), _shorten(message.in_page))
    text = shorten(message, _LONGEST_MESSAGE)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _format(fault: Fault) -> Message:
    if "." in fault.kind or "-" in fault.kind:  # a rule of our own: Pydantic's kinds hold neither
        return Message(fault.kind, _word(fault), fault.context.get("hint", ""))
    if fault.kind in BOUNDS:
        return format_out_of_bounds(fault.value, fault.kind, fault.context)
    return FORMATTERS.get(fault.kind, _format_plainly)(fault)


def _word(fault: Fault) -> str:
    """Return the message of a rule of our own, which may have other words for the page."""
    page = fault.context.get("in_page", "")
    return Reason("", fault.message, page.format(**fault.context)) if page else fault.message


def _name_in_words(fault: Fault) -> str:
    """Return what a value is called on screen where nothing better is known: its key in words."""
    return shorten(fault.name).replace("_", " ")


def _format_missing(fault: Fault) -> Message:
    message = Reason("", f"the key '{fault.name}' is missing", f"'{_name_in_words(fault)}' is not filled in")
    return Message("document.missing", message, Reason("", f"Add {fault.name}.", "Fill it in, in its form."))


def _format_missing_tag(fault: Fault) -> Message:
    """Ask for the key that decides which keys belong here: no other key can be checked before."""
    hint = f"Choose one of: {', '.join(fault.schema_location.choices)}."
    written = list(fault.value)[:_FEW] if isinstance(fault.value, dict) else []
    if meant := suggest(fault.name, written):
        hint = f"Is '{shorten(meant)}' meant for it? {hint}"
    message = Reason("", f"the key '{fault.name}' is missing", "this does not say of what kind it is")
    return Message("document.missing", message, Reason("", hint, _ADD_AGAIN))


def _format_unknown_key(fault: Fault) -> Message:
    hint = "Delete it."
    if advice := find_missing_dash(fault):
        hint = advice
    elif meant := _suggest_key(fault):
        hint = f"Did you mean {meant}?"
    elif written := quote_prose(fault):
        hint = f"If it is text, write: {written}"
    elif fault.free_keys:
        hint = f"Keys that could be here: {', '.join(fault.free_keys)}."
    shown = shorten(fault.name)
    message = Reason("", f"the key '{shown}' is not known here", f"'{_name_in_words(fault)}' does not belong here")
    return Message("document.unknown-key", message, Reason("", hint, _TAKE_OUT))


def _suggest_key(fault: Fault) -> str:
    return suggest(fault.name, fault.free_keys)


def _format_choice(fault: Fault) -> Message:
    meant = suggest(fault.value, fault.schema_location.choices) if isinstance(fault.value, str) else ""
    choices = ", ".join(fault.schema_location.choices)
    hint = f"Did you mean {meant}?" if meant else f"Choose one of: {choices}."
    hint = Reason("", hint, hint.replace("_", " "))
    if fault.value is None:
        return Message("document.choice", "nothing is written here", hint)
    shown = format_value(fault.value)
    message = Reason("", f"{shown} is not a choice for {shorten(fault.name)}", _say_choice(fault))
    return Message("document.choice", message, hint, (meant,) if meant else ())


def _say_choice(fault: Fault) -> str:
    value = find_page_text(format_value(fault.value)).replace("_", " ")
    return f"{value} is not a choice for '{_name_in_words(fault)}'"


_ADD_AGAIN = "Delete it, and add the block that is meant with +."
_TAKE_OUT = "It was written in another program: ask the person who did that to take it out."


def _format_own_message(fault: Fault) -> Message:
    return Message("document.value", str(fault.context["error"]))


def _format_plainly(fault: Fault) -> Message:
    shown = format_value(fault.value)
    message = Reason("", f"{shown} is not accepted: {fault.message}", f"{find_page_text(shown)} cannot be used here")
    return Message("document.value", message, Reason("", "", "Write it as the help in its form says."))


FORMATTERS: dict[str, Callable[[Fault], Message]] = {
    "missing": _format_missing,
    "union_tag_not_found": _format_missing_tag,
    "extra_forbidden": _format_unknown_key,
    "literal_error": _format_choice,
    "union_tag_invalid": _format_choice,
    "value_error": _format_own_message,
    "assertion_error": _format_own_message,
}
"""What to say of each kind of error that needs to know the model or the document."""


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
    """Whether a fault is about the type of a value, or keeps it from being checked."""
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
