"""What a new issue takes over from the last one: blocks that say the same in every issue, and headings of sections.

A block is offered if nothing in it has a date and it has no page of its own. It is proposed if it is of a kind that
recurs, such as contacts, or was the same in the issue before. A section is proposed if both issues have its heading.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel

from newsletter.documents.blocks import Section
from newsletter.documents.blocks.base import Block
from newsletter.documents.periods import Period
from newsletter.documents.publication import Publication
from newsletter.errors import ProblemsFoundError
from newsletter.loading import LoadedIssue, parse_issue
from newsletter.parsing.document import shorten
from newsletter.parsing.files import read_file
from newsletter.parsing.yaml import read_yaml
from newsletter.rendering.words import choose_wording
from newsletter.scaffolding.beginning import list_periods, name_draft
from newsletter.scaffolding.issue import PLACEHOLDER

_SECTION = "section"
_WORDS = frozenset({"alt", "body", "caption", "code", "text"})
"""Fields of which one says what a block without a heading is about."""

_INSIDE = re.compile(r'(?:: "|\]\()#')


@dataclass(frozen=True, slots=True)
class RecurringBlock:
    """A block of the last issue that a new one may begin with; of a section that alone, with a block to replace."""

    key: str
    """What identifies it by what it says, wherever it is in the issue."""
    name: str
    """What an editor knows it by."""
    kind: str
    """What kind of block it is, in words."""
    place: tuple[int, ...]
    """Its number in the issue, or that of its section and its number in there."""
    data: Mapping[str, Any]
    around: Mapping[str, Any]
    """The section that it is in, without its blocks; itself where it is in none."""
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class LastIssue:
    """The issue before a new one, what of it can be taken over, in its order, and how many blocks it has."""

    period: Period
    blocks: tuple[RecurringBlock, ...] = ()
    length: int = 0
    is_readable: bool = True

    def list_proposed(self) -> tuple[RecurringBlock, ...]:
        """Return what is taken over by default."""
        return tuple(block for block in self.blocks if block.is_proposed)


@dataclass(frozen=True, slots=True)
class _Read:
    """An issue, and its blocks as they are written."""

    loaded: LoadedIssue
    blocks: Sequence[Mapping[str, Any]]

    def walk(self) -> Iterator[tuple[tuple[int, ...], Block, Mapping[str, Any]]]:
        """Yield the path, the block and its data in the document, a section before the blocks in it."""
        for n, (block, written) in enumerate(zip(self.loaded.issue.blocks, self.blocks, strict=True)):
            yield (n,), block, written
            if isinstance(block, Section):
                inner = enumerate(zip(block.blocks, written["blocks"], strict=True))
                yield from (((n, m), one, data) for m, (one, data) in inner)


def find_last_issue(folder: Path, publication: Publication, period: Period) -> LastIssue | None:
    """Return what the issue of a period can take over from the newest one before it; None if there is none."""
    order = publication.rhythm.order
    kind = [one for one in list_periods(folder) if one.kind == period.kind and not one.is_special]
    earlier = sorted((one for one in kind if order(one) < order(period)), key=order)
    if not earlier:
        return None
    last = _read(folder, publication, earlier[-1])
    if last is None:
        return LastIssue(earlier[-1], is_readable=False)
    before = _read(folder, publication, earlier[-2]) if earlier[1:] else None
    return LastIssue(earlier[-1], tuple(_list_recurring(last, before, publication)), len(last.blocks))


def make_blocks(last: LastIssue | None, chosen: Collection[str]) -> list[dict[str, Any]]:
    """Return the blocks that a new issue begins with: those whose keys are chosen, in their order, and one to replace.

    That one is in the place of the first block that is not taken over, or at the end.
    """
    made: list[dict[str, Any]] = []
    place: int | None = None
    for n in range(last.length if last else 0):
        block = _make_block([one for one in (last.blocks if last else ()) if one.place[0] == n and one.key in chosen])
        if block:
            made.append(block)
        elif place is None:
            place = len(made)
    made.insert(len(made) if place is None else place, dict(PLACEHOLDER))
    return made


def _make_block(chosen: Sequence[RecurringBlock]) -> dict[str, Any] | None:
    """Return a block of a new issue: the one that is chosen, or a section with those within it that are."""
    if not chosen:
        return None
    within = [dict(one.data) for one in chosen if len(one.place) > 1]
    head = next((one for one in chosen if len(one.place) == 1), None)
    data = dict(head.data if head else chosen[0].around)
    return data | {"blocks": within or [dict(PLACEHOLDER)]} if data["type"] == _SECTION else data


def _read(folder: Path, publication: Publication, period: Period) -> _Read | None:
    name = name_draft(period)
    try:
        content = read_file(folder / name, name)
        loaded = parse_issue(content, name, publication.packs, tags=publication.tags)
        return _Read(loaded, cast("Sequence[Mapping[str, Any]]", read_yaml(content, name).data.get("blocks", [])))
    except ProblemsFoundError:
        return None


def _list_recurring(last: _Read, before: _Read | None, publication: Publication) -> Iterator[RecurringBlock]:
    known = {_make_key(data) for _, _, data in before.walk()} if before else set()
    around: Mapping[str, Any] = {}
    for place, block, written in last.walk():
        data = written if len(place) > 1 or written["type"] != _SECTION else _strip(written)
        around = data if len(place) == 1 else around
        if not block.is_item and not _has_date(block):
            key = _make_key(written)
            name, kind = _name(block, publication), block.type.replace("_", " ")
            is_proposed = (block.recurs or key in known) and not _leads_inside(data)
            yield RecurringBlock(key, name, kind, place, data, around, is_proposed)


def _strip(section: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in section.items() if key != "blocks"}


def _make_key(written: Mapping[str, Any]) -> str:
    """Return a digest that identifies a block by its content, or a section by its heading."""
    facts = {"type": _SECTION, "title": written.get("title")} if written.get("type") == _SECTION else written
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _has_date(value: object) -> bool:
    """Return whether a part of a block is a day or a time; of a section, only its own words count."""
    if isinstance(value, Section):
        return False
    if isinstance(value, BaseModel):
        return any(_has_date(inner) for inner in value.__dict__.values())
    return any(map(_has_date, value)) if isinstance(value, tuple) else isinstance(value, date | time)


def _leads_inside(written: Mapping[str, Any]) -> bool:
    """Return whether a block links to another of its issue, which the new one may not have."""
    return bool(_INSIDE.search(json.dumps(written, default=str)))


def _name(block: Block, publication: Publication) -> str:
    """Return the heading of a block, or else its first words."""
    words = (value for name, value in block if name in _WORDS and isinstance(value, str))
    wording = block.heading or block.lead(choose_wording(publication)) or next(words, "")
    return shorten(" ".join(wording.split())) or block.type.replace("_", " ")
