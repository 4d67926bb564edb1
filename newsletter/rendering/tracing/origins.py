"""Where words come from, and the number by which a mark names it."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Literal, TypeAlias

from newsletter.parsing.document import DataPath

SourceFile: TypeAlias = Literal["issue", "publication"]
Source: TypeAlias = tuple[SourceFile, DataPath]
"""A value of a document: whose it is, and the path there."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where some words come from.

    ``exact`` are the words of one text, as its editor wrote them; ``derived`` are made of what the ``sources`` say;
    ``template`` are the program's own: of a ``phrase``, or of a line of a ``template``.
    """

    kind: Literal["exact", "derived", "template"]
    sources: tuple[Source, ...] = ()
    phrase: str = ""
    template: str = ""
    line: int = 0


class Origins:
    """Numbers origins, for the life of the process: what was rendered once and kept still holds them."""

    def __init__(self) -> None:
        self._numbers: dict[Origin, int] = {}
        self._origins: list[Origin] = []
        self._lock = Lock()

    def number(self, origin: Origin) -> int:
        """Return the number of an origin, always the same."""
        known = self._numbers.get(origin)
        if known is not None:
            return known
        with self._lock:
            if origin not in self._numbers:
                self._origins.append(origin)
                self._numbers[origin] = len(self._origins) - 1
            return self._numbers[origin]

    def get(self, number: int) -> Origin:
        """Return the origin with a number.

        Raises:
            LookupError: there is none.
        """
        return self._origins[number]


ORIGINS = Origins()
"""The origins of everything that this process has traced."""
