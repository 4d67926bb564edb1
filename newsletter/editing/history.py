"""The journal of a document: who changed it when, in which words, and what takes each change back.

One JSON object a line, in ``.newsletter/history/``. A change is written there before the document is, so that no step
is ever without its way back: if a crash comes between, the journal has a change that the document lacks, which is then
like any other that was taken back outside. Each line holds the splice from one state to the next, and some hold the
whole text before it. A line that a crash cut short is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from newsletter.editing.splices import Splice, decode_state, digest_state, encode_state, make_splice
from newsletter.files import Folder, append_line, read_below
from newsletter.parsing.edits import Edit

FOLDER = ".newsletter/history"
LONGEST = timedelta(days=90)
"""How long a change can be taken back."""

LARGEST = 8_000_000
"""Bytes of a journal, above which its older half goes."""

_BETWEEN_WHOLES = 50
"""Changes after which the whole text is kept again."""

Kind: TypeAlias = Literal["edit", "outside", "undo", "redo"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a document, from the state with the digest ``before`` to that with the digest ``after``.

    ``kind`` is an edit, a change from outside, or one that takes back or repeats the change with the number ``of``;
    ``said`` is a sentence for people, ``by`` who made it, ``at`` when (UTC). ``joins`` is the number of the edit that
    this one goes on with: they are taken back together. ``whole`` is the text before it, if kept.
    """

    number: int
    kind: Kind
    at: datetime
    by: str
    before: str
    after: str
    said: str
    splice: Splice
    edits: tuple[Edit, ...] = ()
    of: int = 0
    joins: int = 0
    whole: str | None = None


@dataclass(frozen=True, slots=True)
class NewChange:
    """What a new change is, beside the two states of the document."""

    kind: Kind
    by: str
    said: str
    edits: tuple[Edit, ...] = ()
    of: int = 0
    joins: int = 0


class Journal:
    """The changes of one document, oldest first, as they are on the disk."""

    def __init__(self, root: Path, name: str) -> None:
        """Read the journal with this ``name`` of the publication in ``root``; there may be none."""
        self._root, self._name = root, f"{FOLDER}/{name}.jsonl"
        self._size = -1
        self.changes: list[Change] = []
        self.refresh()

    def refresh(self) -> None:
        """Read the journal again if another process has written to it."""
        path = self._root / self._name
        size = path.stat().st_size if path.is_file() else 0
        if size != self._size:
            data = read_below(self._root, self._name) if size else b""
            self.changes, self._size = list(_read_changes(data)), len(data)

    @property
    def last(self) -> Change | None:
        """The newest change."""
        return self.changes[-1] if self.changes else None

    def record(self, step: NewChange, before: bytes, after: bytes, at: datetime | None = None) -> Change:
        """Write a change down, durably, before the document itself is written.

        Raises:
            OSError: it cannot be written.
        """
        self.refresh()
        old, digest = decode_state(before), digest_state(before)
        number = self.changes[-1].number + 1 if self.changes else 1
        splice = make_splice(old, decode_state(after))
        at = at or datetime.now(UTC)
        change = Change(number, step.kind, at, step.by, digest, digest_state(after), step.said, splice, step.edits)
        change = replace(change, of=step.of, joins=step.joins, whole=old if self._needs_whole(digest) else None)
        with Folder(self._root, is_private=True) as folder:
            self._size = append_line(folder, self._name, _format_change(change))
        self.changes.append(change)
        return change

    def _needs_whole(self, digest: str) -> bool:
        recent = self.changes[-_BETWEEN_WHOLES:]
        is_joined = bool(recent) and recent[-1].after == digest
        return not is_joined or all(change.whole is None for change in recent)

    def shorten(self, now: datetime, *, largest: int = LARGEST) -> None:
        """Drop what is older than 90 days, and the older half of a journal that has grown too large.

        Raises:
            OSError: it cannot be written; it is as it was.
        """
        if not self.changes or (now - self.changes[0].at <= LONGEST and self._size <= largest):
            return
        kept = [change for change in self.changes if now - change.at <= LONGEST]
        if self._size > largest:
            kept = kept[len(kept) // 2 :]
        if not kept or len(kept) == len(self.changes):
            return
        whole = self.find_state(kept[0].before)
        kept[0] = replace(kept[0], whole=decode_state(whole) if whole is not None else kept[0].whole)
        with Folder(self._root, is_private=True) as folder:
            folder.write(self._name, b"".join(_format_change(change) + b"\n" for change in kept))
        self._size = -1
        self.refresh()

    def find_state(self, digest: str) -> bytes | None:
        """Return the document as it was with this digest, if the journal still knows it."""
        for index, change in reversed(list(enumerate(self.changes))):
            if digest in (change.after, change.before):
                text = self._rebuild(index, is_after=digest == change.after)
                if text is not None and digest_state(encode_state(text)) == digest:
                    return encode_state(text)
        return None

    def _rebuild(self, index: int, *, is_after: bool) -> str | None:
        """Return the text before or after a change, from the last whole one that is known before it."""
        first = next((n for n in range(index, -1, -1) if self.changes[n].whole is not None), None)
        text = None if first is None else self.changes[first].whole
        if first is None or text is None:
            return None
        for change in self.changes[first : index + 1 if is_after else index]:
            made = change.splice.apply(text)
            if made is None:
                return None
            text = made
        return text

    def set_aside(self, now: datetime) -> None:
        """Keep the journal under another name, with the time at its end, so that it is no longer this document's.

        Raises:
            OSError: it cannot be written; it is as it was.
        """
        self.refresh()
        if not self.changes:
            return
        with Folder(self._root, is_private=True) as folder:
            own = self._name.rpartition("/")[2].removesuffix(".jsonl")
            folder.rename(self._name, f"{own}.{now:%Y%m%dT%H%M%S%f}.old.jsonl")
        self._size = -1
        self.refresh()

    def find_run(self, number: int) -> list[Change]:
        """Return an edit and those that go on with it, oldest first; any other change alone."""
        return [change for change in self.changes if number in (change.number, change.joins)]

    def list_steps(self, way: Literal["undo", "redo"], count: int | None = None) -> list[int]:
        """Return the numbers of what can be taken back or repeated, the next one last; as of the first changes."""
        past, future = _stack(self.changes[:count])
        return past if way == "undo" else future

    def count_until(self, digest: str) -> int | None:
        """Return how many changes had been made when the document last was in this state."""
        for index in range(len(self.changes), 0, -1):
            if self.changes[index - 1].after == digest:
                return index
        return 0 if self.changes and self.changes[0].before == digest else None


def _stack(changes: Sequence[Change]) -> tuple[list[int], list[int]]:
    past: list[int] = []
    future: list[int] = []
    for change in changes:
        if change.kind in ("undo", "redo"):
            taken, given = (past, future) if change.kind == "undo" else (future, past)
            if change.of in taken:
                taken.remove(change.of)
                given.append(change.of)
            continue
        if not (change.joins and change.joins in past[-1:]):
            past.append(change.number)
        if change.kind == "edit":
            future.clear()
    return past, future


def _format_change(change: Change) -> bytes:
    data = asdict(change) | {"at": change.at.isoformat(), "edits": [_format_edit(edit) for edit in change.edits]}
    data["splice"] = [change.splice.offset, change.splice.removed, change.splice.written]
    optional = ("edits", "of", "joins", "whole")
    kept = {key: value for key, value in data.items() if key not in optional or value not in ([], 0, None)}
    return json.dumps(kept, default=str, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _format_edit(edit: Edit) -> dict[str, Any]:
    data = asdict(edit)
    return {key: value for key, value in data.items() if key in ("do", "path") or value not in (None, 0, False)} | (
        {"value": edit.value} if edit.do in ("set", "insert") else {}
    )


def _read_changes(data: bytes) -> Iterator[Change]:
    """Yield the changes of a journal without those lines that a crash or a hand has spoilt."""
    for line in data.splitlines():
        with suppress(ValueError, KeyError, TypeError, RecursionError):
            yield _read_change(json.loads(line))


def _read_change(data: dict[str, Any]) -> Change:
    if data["kind"] not in KINDS:
        raise ValueError(data["kind"])
    at = datetime.fromisoformat(data["at"])
    offset, removed, written = data["splice"]
    edits = tuple(Edit(**edit | {"path": tuple(edit["path"])}) for edit in data.pop("edits", []))
    return Change(**data | {"at": at.astimezone(UTC), "splice": Splice(int(offset), removed, written), "edits": edits})
