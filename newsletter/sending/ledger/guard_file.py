"""A file beside the issues that says which ledger was seen from here, and how far it had got."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from newsletter.errors import LedgerError
from newsletter.files import Folder, make_root


class Sight(NamedTuple):
    """Which ledger it was, and the number of its last event."""

    identity: str
    last: int


class Witness:
    """What this folder knows of its ledger; a ledger that is another, or knows less, is refused."""

    def __init__(self, path: Path, words: str) -> None:
        """Name the file, and what it says to a person below what it says to us."""
        self.path = path
        self._words = words
        self._root, self._name = path.parents[1], f"{path.parent.name}/{path.name}"

    def read(self) -> Sight | None:
        """Return what was last seen, None where no ledger ever was, or none that was counted.

        Raises:
            LedgerError: it cannot be told.
        """
        try:
            with Folder(self._root, is_private=True) as folder:
                said = folder.read(self._name).decode()
            if said == self._words:  # as version 1 of this program left it
                return None
            identity, last, *_ = said.split("\n")
            return Sight(identity, int(last))
        except FileNotFoundError:
            return None
        except ValueError:
            raise LedgerError(
                f"{self.path} does not say which ledger was here. If you know that the right one is in use "
                "(NEWSLETTER_LEDGER_URL, or the file beside it), delete this file."
            ) from None

    def make_place(self) -> None:
        """Make the folder that it stands in."""
        with self._opened() as folder:
            folder.make_folder(self.path.parent.name)
            folder.keep_private()

    def write(self, seen: Sight) -> None:
        """Write down what was seen, whole or not at all."""
        with self._opened() as folder:
            folder.write(self._name, f"{seen.identity}\n{seen.last}\n{self._words}".encode())

    @contextmanager
    def _opened(self) -> Iterator[Folder]:
        with make_root(self._root), Folder(self._root, is_private=True) as folder:
            yield folder
