"""Keeps what was rendered of a block for as long as the block is the same: what is typed changes one of many."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from newsletter.rendering.edition import Edition
from newsletter.rendering.entries import Entry

_Rendered = TypeVar("_Rendered", bound="str | None")
_Surroundings: TypeAlias = "tuple[Any, ...]"

MOST = 400
"""Renderings that are kept: those of a long issue in mail, page and plain text."""


@dataclass(frozen=True, slots=True)
class _Kept:
    entry: Entry
    surroundings: _Surroundings
    rendered: Any


class KeptRenderings:
    """The last rendering of each traced block, by the form that it was rendered in."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str], _Kept] = OrderedDict()

    def render(
        self, form: str, edition: Edition, entry: Entry, render: Callable[[], _Rendered], may_keep: Callable[[], bool]
    ) -> _Rendered:
        """Return what is kept of an entry in a form if neither it nor what it depends on has changed, or render it."""
        key, surroundings = (id(entry.whole or entry.block), form), _describe(edition, entry)
        kept = self._kept.get(key)
        if kept and kept.surroundings == surroundings and kept.entry == entry:
            self._kept.move_to_end(key)
            return kept.rendered  # type: ignore[no-any-return]  # what was rendered in this form
        rendered = render()
        if may_keep():
            self._kept[key] = _Kept(entry, surroundings, rendered)  # its block lives as long, and so does its id
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return rendered


def _describe(edition: Edition, entry: Entry) -> _Surroundings:
    """Return all that a fragment depends on beside its entry."""
    return (
        edition.publication,
        edition.url,
        edition.language,
        edition.direction,
        entry.typography,
        entry.wording.tag,
    )
