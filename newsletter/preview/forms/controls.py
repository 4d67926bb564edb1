"""The controls of a form: one for each field of a model, with its words, its value and the problems it has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsletter.parsing.document import DataPath


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that may be chosen; ``value`` is JSON, or empty for none."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ControlPlace:
    """Which control it is: its number in the form, where its value is in the document, and what it is called."""

    number: int
    path: DataPath
    label: str
    help: str = ""
    is_needed: bool = False
    problems: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The ``id`` of its element."""
        return f"f{self.number}"

    @property
    def json(self) -> str:
        """Its path, as the page sends it."""
        return json.dumps(self.path, ensure_ascii=False)

    @property
    def described_by(self) -> str:
        """The ids of the elements that describe it."""
        about = [f"{self.id}-help"] if self.help else []
        return " ".join([*about, *([f"{self.id}-wrong"] if self.problems else [])])


_FIELDS = frozenset({"line", "area", "number", "select", "either"})


@dataclass(frozen=True, slots=True)
class Control:
    """A control: ``kind`` is the name of its macro in the template and says how it is read.

    ``default`` is JSON of what an absent value means, where that is anything; ``attributes`` are those of the element.
    """

    kind: str
    place: ControlPlace
    value: Any = None
    reads: str = "text"
    """Of words: ``text`` is one line, ``lines`` are kept as they are, and ``typed`` is a number where it looks so."""
    default: str = "null"
    attributes: tuple[tuple[str, str], ...] = ()
    choices: tuple[Choice, ...] = ()
    parts: tuple[Control, ...] = ()
    """The controls inside a group, or one for each item of a list."""
    more: tuple[Control, ...] = ()
    """Controls that are folded."""
    start: str = ""
    """Of a list: JSON of what a new item begins with."""
    is_there: bool = True
    """Whether it is shown at once: a group that the document does not have, and an item of many, are folded."""
    source: str = ""
    """Of a vocabulary: its name. Of a group: ``picture`` if it is one. Of a moment: what is beside its day."""

    @property
    def is_field(self) -> bool:
        """Whether it is one element with a label."""
        return self.kind in _FIELDS

    @property
    def read_as(self) -> str:
        """How what is typed in it is read (``reading.py``)."""
        return {"line": self.reads, "area": self.reads, "select": "choice"}.get(self.kind, self.kind)

    @property
    def element(self) -> dict[str, str]:
        """The attributes of the element whose values the page sends."""
        place = self.place
        made: dict[str, str] = {"data-kind": self.read_as, "data-path": place.json, **dict(self.attributes)}
        if self.default != "null":
            made["data-default"] = self.default
        if place.is_needed:
            made["data-needed"] = ""
        if place.help or place.problems:
            made["aria-describedby"] = place.described_by
        return made


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a vocabulary: the id that documents have, and the words that people see."""

    id: str
    words: str


Vocabularies = Mapping[str, tuple[Term, ...]]
"""What may be named by its id, by the role of the field (``text_kinds.Role``)."""
