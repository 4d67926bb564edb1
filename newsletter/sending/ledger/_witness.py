"""A file beside the issues that says which ledger on a server was seen from here, and how far it had got."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from newsletter.errors import LedgerError

_WORDS = "The ledger of this publication is in PostgreSQL: above are its identity and the last event that was seen.\n"


class Sight(NamedTuple):
    """Which ledger it was, and the number of its last event."""

    identity: str
    last: int


class Witness:
    """What this folder knows of its ledger; a ledger that is another, or knows less, is refused."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Sight | None:
        """Return what was last seen, None where no ledger ever was.

        Raises:
            LedgerError: it cannot be told.
        """
        try:
            identity, last, *_ = self.path.read_text(encoding="utf-8").split("\n")
            return Sight(identity, int(last))
        except FileNotFoundError:
            return None
        except ValueError:
            raise LedgerError(
                f"{self.path} does not say which ledger was here. If you know that NEWSLETTER_LEDGER_URL "
                "names the right one, delete this file."
            ) from None

    def make_place(self) -> None:
        """Make the folder that it stands in."""
        self.path.parent.mkdir(parents=True, exist_ok=True)

    def write(self, seen: Sight) -> None:
        """Write down what was seen, whole or not at all."""
        self.make_place()
        new = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        try:
            new.write_text(f"{seen.identity}\n{seen.last}\n{_WORDS}", encoding="utf-8")
            new.replace(self.path)
        finally:
            with suppress(OSError):
                new.unlink(missing_ok=True)
