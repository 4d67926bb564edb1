"""Traced copies of models: of a subclass made once for each model, whose strings know their field.

Templates, rules and ``isinstance`` cannot tell a copy from the model. Reading a field notes it, and a text that a
method makes knows what was read for it.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, wraps
from typing import Any, Literal, TypeAlias, TypeVar, get_args, get_origin

from pydantic import BaseModel

from newsletter.documents.values import Data
from newsletter.parsing.document import DataPath
from newsletter.rendering.tracing.origins import Origin, Source
from newsletter.rendering.tracing.reads import ReadLog
from newsletter.rendering.tracing.strings import Traced

Locate: TypeAlias = Callable[[DataPath], Source]
"""Returns where the value at a path of a model is in its file."""

_AT = "__traced_at__"
_BLOCKS = (2, 4)
"""Steps in the path of a block: in the issue, or in a section of it."""

_Model = TypeVar("_Model", bound=Data)
_OTHER = re.compile(
    r"(?:bool|int|float|date|datetime|timedelta|ZoneInfo|None|Self|Block|Direction|Iterator\[[^\]]*\]|\s|\|)+"
)
_METHODS = (types.FunctionType, property, cached_property)


@dataclass(slots=True)
class _Position:
    """Where a traced model is in its document, and where it notes what is read."""

    log: ReadLog
    locate: Locate
    path: DataPath
    sources: dict[str, Source] = field(default_factory=dict)

    def find(self, name: str) -> Source:
        return self.sources.setdefault(name, self.locate((*self.path, name)))


def trace_model(model: _Model, log: ReadLog, locate: Locate) -> _Model:
    """Return a copy of a document's model, traced to where its values are; numbers and choices stay as they are."""
    return _copy_model(model, _Position(log, locate, ()))


def _trace(value: Any, position: _Position, path: DataPath) -> Any:  # noqa: ANN401  # a value, and one like it
    kind = type(value)
    if kind is str:
        traced = Traced(value)
        traced.origin = Origin("exact", (position.locate(path),))
        return traced
    if kind is tuple:
        return tuple([_trace(one, position, (*path, n)) for n, one in enumerate(value)])
    if kind is dict:
        return {key: _trace(one, position, (*path, key)) for key, one in value.items()}
    if not isinstance(value, Data):
        return value
    inner = _Position(position.log, position.locate, path)
    return _copy_block(value, inner) if len(path) in _BLOCKS and path[-2] == "blocks" else _copy_model(value, inner)


def _copy_block(block: Data, position: _Position) -> Data:
    """Return the copy that was made before of a block, if that is as it was: what was rendered of it holds then."""
    key = position.locate, position.path
    before, traced = position.log.copies_before.get(key, (None, None))
    if traced is None or before != block:
        traced = _copy_model(block, position)
    position.log.copies[key] = block, traced
    return traced


def find_log(model: BaseModel) -> ReadLog | None:
    """Return where a traced model notes what is read of it; None for any other."""
    position = model.__dict__.get(_AT)
    return position.log if isinstance(position, _Position) else None


def _copy_model(model: _Model, position: _Position) -> _Model:
    kind = type(model)
    traced, fixed = _make_class(kind), _list_fixed(kind)
    made: _Model = object.__new__(traced)
    values = {
        name: value if name in fixed or value is None else _trace(value, position, (*position.path, name))
        for name, value in model.__dict__.items()
    }
    object.__setattr__(made, "__dict__", {**values, _AT: position})
    for slot in ("__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__"):
        object.__setattr__(made, slot, getattr(model, slot))
    return made


@cache
def _list_fixed(model: type[BaseModel]) -> frozenset[str]:
    """Return the fields that hold one of a few words: nobody types those, and code looks them up."""
    return frozenset(name for name, field in model.model_fields.items() if _is_choice(field.annotation))


def _is_choice(annotation: object) -> bool:
    return get_origin(annotation) is Literal or any(map(_is_choice, get_args(annotation)))


@cache
def _make_class(model: type[_Model]) -> type[_Model]:
    """Make the class of the traced copies of a model; it is never validated, so its schema is not built."""
    made = types.new_class(model.__name__, (model,), {"defer_build": True}, lambda body: body.update(_name(model)))
    for name in model.model_fields:
        setattr(made, name, _make_reader(name))
    for name, method in _list_methods(model):
        setattr(made, name, _wrap_method(method))
    return made


def _name(model: type[Data]) -> dict[str, object]:
    return {"__module__": model.__module__, "__qualname__": model.__qualname__, "__doc__": model.__doc__}


def _make_reader(name: str) -> property:
    def read(model: Data) -> object:
        values = model.__dict__
        value, position = values[name], values[_AT]
        if type(value) is Traced:
            position.log.reads[value.origin.sources[0]] = value
        else:
            position.log.reads[position.sources.get(name) or position.find(name)] = value
        return value

    return property(read)


def _list_methods(model: type[Data]) -> Iterator[tuple[str, Any]]:
    """Yield the methods and properties of a model that can make a text for readers."""
    kinds = [kind for kind in reversed(model.__mro__) if issubclass(kind, Data) and kind is not Data]
    found = {name: method for kind in kinds for name, method in vars(kind).items() if isinstance(method, _METHODS)}
    named = ((name, one) for name, one in found.items() if name == "__str__" or not name.startswith("_"))
    return ((name, one) for name, one in named if _may_return_text(one))


def _may_return_text(method: Any) -> bool:  # noqa: ANN401  # a function or a property
    """Tell whether a method may return texts, by the type that it says it returns, if it does."""
    function = method.fget if isinstance(method, property) else getattr(method, "func", method)
    annotation = str(getattr(function, "__annotations__", {}).get("return", "str"))
    return not _OTHER.fullmatch(annotation)


def _wrap_method(method: Any) -> Any:  # noqa: ANN401  # a function or a property, and what is returned is the same
    if isinstance(method, property) and method.fget:
        return property(_remember(method.fget))
    return property(_remember(method.func)) if isinstance(method, cached_property) else _remember(method)


def _remember(method: Callable[..., Any]) -> Callable[..., Any]:
    """Let the texts that a method makes know what was read for them."""

    @wraps(method)
    def make(model: Data, *args: Any, **values: Any) -> Any:  # noqa: ANN401  # as the method takes and returns
        log = model.__dict__[_AT].log
        before = log.begin()
        try:
            made = method(model, *args, **values)
        finally:
            reads = log.end(before)
        is_known = not made or (type(made) is Traced and made.origin.kind != "template")
        return made if is_known else log.trace_made(made, reads)

    return make
