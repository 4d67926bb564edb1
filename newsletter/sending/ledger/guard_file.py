"""The guard file beside the issues: which ledger was used from this folder, and the last event it had."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from newsletter.errors import LedgerError
from newsletter.files import Folder, make_root


class HighWaterMark(NamedTuple):
    """The identity of a ledger, and the number of its last event."""

    identity: str
    last: int


class GuardFile:
    """Remembers a ledger's high-water mark, so that another ledger, or an older copy, is refused."""

    def __init__(self, path: Path, text: str) -> None:
        """Name the file, and the ``text`` for people that follows the high-water mark in it."""
        self.path = path
        self._text = text
        self._root, self._name = path.parents[1], f"{path.parent.name}/{path.name}"

    def read(self) -> HighWaterMark | None:
        """Return the last high-water mark; None where there never was a ledger, or events were not counted yet.

        Raises:
            LedgerError: the file cannot be understood.
        """
        try:
            with Folder(self._root, is_private=True) as folder:
                content = folder.read(self._name).decode()
            if content == self._text:  # as it was written beside version 1 of the schema
                return None
            identity, last, *_ = content.split("\n")
            return HighWaterMark(identity, int(last))
        except FileNotFoundError:
            return None
        except ValueError:
            raise LedgerError(
                f"{self.path} does not say which ledger was here. If you know that the right one is in use "
                "(NEWSLETTER_LEDGER_URL, or the file beside it), delete this file."
            ) from None

    def make_folder(self) -> None:
        """Make the folder that the file is kept in."""
        with self._opened() as folder:
            folder.make_folder(self.path.parent.name)
            folder.keep_private()

    def write(self, mark: HighWaterMark) -> None:
        """Write a high-water mark, whole or not at all."""
        with self._opened() as folder:
            folder.write(self._name, f"{mark.identity}\n{mark.last}\n{self._text}".encode())

    @contextmanager
    def _opened(self) -> Iterator[Folder]:
        with make_root(self._root), Folder(self._root, is_private=True) as folder:
            yield folder
