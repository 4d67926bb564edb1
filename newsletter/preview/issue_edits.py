"""Edits of an issue that panels make: through the journal, so that they are merged and can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from newsletter.editing.documents import find_issue_file
from newsletter.editing.operations import Operation
from newsletter.editing.session import EditRequest
from newsletter.errors import EditRefusedError, ProblemsFoundError
from newsletter.parsing.edits import Edit

if TYPE_CHECKING:
    from newsletter.preview.app import Preview


class NoPlaceError(Exception):
    """None of the edits leaves a document that is valid."""


def read_issue(preview: Preview, period: str) -> dict[str, Any]:
    """Return an issue as plain data, as it is saved.

    Raises:
        ProblemsFoundError: it cannot be read.
    """
    file = find_issue_file(period)
    data: dict[str, Any] = preview.editing.documents.parse(file, preview.editing.look(file).data)
    return data


def write_edits(preview: Preview, period: str, edits: Iterable[Edit]) -> None:
    """Make some edits of an issue, all or none.

    Raises:
        EditRefusedError: one cannot be made.
        ProblemsFoundError: the issue could not be read afterwards.
        OSError: it cannot be written.
    """
    file = find_issue_file(period)
    operations = tuple(Operation(edit.do, edit.path, edit.value, edit.to) for edit in edits)
    if operations:
        preview.editing.edit(file, EditRequest(preview.editing.look(file).digest, operations))


def write_first_valid(
    preview: Preview, period: str, propose: Callable[[dict[str, Any]], Iterable[Sequence[Edit]]]
) -> Sequence[Edit]:
    """Write the first of the edits proposed for an issue's plain data after which it can still be read; return it.

    Raises:
        NoPlaceError: there is none.
        ProblemsFoundError: the issue cannot be read as it is.
        OSError: it cannot be written.
    """
    for edits in propose(read_issue(preview, period)):
        try:
            write_edits(preview, period, edits)
        except (EditRefusedError, ProblemsFoundError):
            continue
        return edits
    raise NoPlaceError
