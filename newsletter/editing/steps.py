"""Takes a change of a document back, or makes it again: to the byte where nothing came after it, else by its edits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

from newsletter.editing.differences import find_differences
from newsletter.editing.documents import DocumentFile, Documents
from newsletter.editing.history import Change, Journal
from newsletter.editing.rebase import rebase_edits
from newsletter.editing.splices import decode_state, digest_state, encode_state
from newsletter.errors import EditRefusedError, ProblemsFoundError, StaleEditError
from newsletter.parsing.edits import Edit, apply_edit, have_same_value, invert_edit

Data: TypeAlias = dict[str, Any]
Way: TypeAlias = Literal["undo", "redo"]

_WORDS: dict[Way, str] = {"undo": "Undone: ", "redo": "Done again: "}
_UNKNOWN = "What this document was like then is not known any more."


def choose_step(journal: Journal, way: Way, base: str, digest: str) -> int | None:
    """Return the number of the change that a page means which shows the state ``base``; None if it is not to be done.

    Raises:
        StaleEditError: that state is not known any more.
    """
    steps = journal.list_steps(way)
    if base == digest:
        return steps[-1] if steps else None
    count = journal.count_until(base)
    if count is None:
        raise StaleEditError("This page is older than the history of the document. Load it again.")
    shown = journal.list_steps(way, count)[-1:]
    return shown[0] if shown and shown[0] in steps else None


def describe_step(way: Way, said: str) -> str:
    """Return the sentence that says of a change, described as ``said``, that it was taken back or made again."""
    change = said.removeprefix(_WORDS["undo"]).removeprefix(_WORDS["redo"])
    return f"{_WORDS[way]}{change}" if said else ""


def make_step(documents: Documents, file: DocumentFile, run: Sequence[Change], way: Way, data: bytes) -> bytes:
    """Return the bytes of a document without the changes of a run, or with them again; ``data`` is how it is now.

    Raises:
        EditConflictError: the same words have been changed since.
        EditRefusedError: the state that the changes were made in is not known any more.
    """
    source, target = run[0].before, run[-1].after
    if way == "undo":
        source, target = target, source
    exact = _splice(run, way, data) if digest_state(data) == source else None
    if exact is not None and digest_state(exact) == target:
        return exact
    return _carry_over(documents, file, run, way, data)


def _splice(run: Sequence[Change], way: Way, data: bytes) -> bytes | None:
    text: str | None = decode_state(data)
    for change in run if way == "redo" else reversed(run):
        splice = change.splice if way == "redo" else change.splice.invert()
        text = splice.apply(text) if text is not None else None
    return None if text is None else encode_state(text)


def _carry_over(documents: Documents, file: DocumentFile, run: Sequence[Change], way: Way, data: bytes) -> bytes:
    journal = Journal(documents.root, file.journal)
    states = journal.find_state(run[0].before), journal.find_state(run[-1].after)
    if states[0] is None or states[1] is None:
        raise EditRefusedError(_UNKNOWN)
    try:
        before, after, now = (documents.parse(file, state) for state in (states[0], states[1], data))
    except ProblemsFoundError:
        raise EditRefusedError("This cannot be taken back, because the document cannot be read.") from None
    edits = _find_edits(run, before, after)
    if way == "undo":
        edits, before = _invert(edits, before), after
    for edit in rebase_edits(edits, before, now):
        data = documents.edit(file, data, edit)
    return data


def _find_edits(run: Sequence[Change], before: Data, after: Data) -> list[Edit]:
    """Return the edits of a run, as the journal has them, or as the two states tell."""
    edits = [edit for change in run for edit in change.edits]
    data = before
    try:
        for edit in edits:
            data = apply_edit(data, edit)
    except EditRefusedError:
        return list(find_differences(before, after))
    return edits if have_same_value(data, after) else list(find_differences(before, after))


def _invert(edits: Sequence[Edit], data: Data) -> list[Edit]:
    inverse: list[Edit] = []
    for edit in edits:
        inverse.append(invert_edit(data, edit))
        data = apply_edit(data, edit)
    return inverse[::-1]
