"""A draft as data, with comments for the editor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from newsletter.documents.periods import Period
from newsletter.documents.rhythm import Rhythm
from newsletter.documents.values import is_reserved, normalise
from newsletter.parsing.document import DataPath

_LONGEST_ID = 40


@dataclass(slots=True)
class Draft:
    """A document that is being made."""

    data: dict[str, Any]
    comments: dict[DataPath, list[str]] = field(default_factory=dict)
    last_day: date = date.max
    """The last day of what the issue is of."""
    _section: dict[str, Any] | None = None

    def add_block(self, block: dict[str, Any]) -> DataPath:
        """Add a block at the end and return its path."""
        path = self.next_path()
        (self._section or self.data).setdefault("blocks", []).append(block)
        return path

    def next_path(self) -> DataPath:
        """Return the path that the next block will have."""
        blocks = self.data.get("blocks", [])
        if self._section is None:
            return ("blocks", len(blocks))
        return ("blocks", len(blocks) - 1, "blocks", len(self._section.get("blocks", [])))

    @contextmanager
    def inside(self, section: dict[str, Any]) -> Iterator[None]:
        """Add a section; blocks that are added in the body of the ``with`` go into it."""
        self.add_block(section)
        self._section = section
        yield
        self._section = None

    def walk(self) -> Iterator[dict[str, Any]]:
        """Yield the blocks in reading order, and the blocks of a section instead of the section."""
        for block in self.data.get("blocks", []):
            yield from block["blocks"] if block["type"] == "section" else [block]

    def say(self, path: DataPath, comment: str) -> None:
        """Add a comment for the editor above the value at ``path``."""
        self.comments.setdefault(path, []).append(comment)

    def choose_id(self, words: str, otherwise: str) -> str:
        """Make a unique id from words, or from ``otherwise`` if none of their letters can be in an id."""
        taken = {block.get("id") for block in self.data.get("blocks", [])}
        name = make_id(words) or otherwise
        return next(one for one in (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def begin_draft(period: Period, rhythm: Rhythm, published: date | None) -> Draft:
    """Begin a draft of the issue of a period; one that has no day of its own goes out on the one given."""
    span = period.span(rhythm.hemisphere)
    data: dict[str, Any] = {"period": _write_period(period)}
    if rhythm.find_day(period) is None:
        data["published"] = published
    return Draft(data, last_day=span.last if span else published or date.max)


def _write_period(period: Period) -> int | date | str:
    """Return a period as YAML has it without quotes: a number, a day, or a text."""
    if period.is_special or period.kind not in {"number", "day"}:
        return str(period)
    return period.part if period.kind == "number" else date.fromisoformat(str(period))


def make_id(words: str) -> str:
    """Make an id from the first words: lower-case letters, digits and hyphens."""
    plain = normalise("NFKD", words).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    slug = f"about-{slug}" if is_reserved(slug) else slug
    return slug if len(slug) <= _LONGEST_ID else slug[: _LONGEST_ID + 1].rpartition("-")[0] or slug[:_LONGEST_ID]


def capitalise_first(text: str) -> str:
    """Capitalise the first letter and leave the others as they are."""
    return text[:1].upper() + text[1:]
