"""Strings that know where their words come from; to templates and rules they are like any other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeAlias

from markupsafe import Markup

from newsletter.rendering.tracing.origins import Origin

Part: TypeAlias = tuple[str, Origin]
"""Words within others, and where they come from."""


class Traced(str):
    """Words with their origin: equal to, and hashed as, the words alone. What is made of them is a plain string."""

    __slots__ = ("origin",)
    origin: Origin
    parts: ClassVar[tuple[Part, ...]] = ()


class Composed(Traced):
    """Words that hold others, such as a title in a phrase."""

    __slots__ = ("parts",)
    parts: tuple[Part, ...]  # type: ignore[misc]  # what all others of its base have none of


class TracedMarkup(Markup):
    """Markup with the origin of its words; what is made of it has none."""

    origin: Origin | None = None
    parts: tuple[Part, ...] = ()


def trace_text(text: str, origin: Origin, parts: Iterable[Part] = ()) -> str:
    """Return a text that knows its origin; Markup stays Markup."""
    known = tuple(parts)
    made: Traced | TracedMarkup = (
        TracedMarkup(text) if isinstance(text, Markup) else (Composed if known else Traced)(text)
    )
    made.origin = origin
    if known:
        made.parts = known  # type: ignore[misc]  # only Composed and markup come here
    return made


def find_origin(value: object) -> Origin | None:
    """Return the origin of a value that knows it."""
    return value.origin if isinstance(value, (Traced, TracedMarkup)) else None


def find_parts(value: object) -> tuple[Part, ...]:
    """Return a traced text with its origin, and the parts of it that are known."""
    if isinstance(value, (Traced, TracedMarkup)) and value.origin:
        return ((str(value), value.origin), *value.parts)
    return ()
