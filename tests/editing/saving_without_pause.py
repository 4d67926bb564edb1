"""Saves a document without pause, for as long as it is let: what a test kills. Takes the folder."""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path

from newsletter.editing.documents import find_issue_file
from newsletter.editing.operations import Operation
from newsletter.editing.session import EditingSession, EditRequest

FILE = find_issue_file("2024-01")


def main(root: Path) -> None:
    """Change the title and the first text again and again, and take every third change back."""
    session = EditingSession(root, lambda: "Ann")
    for number in count():
        base = session.look(FILE).digest
        path = (("title",), ("preheader",))[number % 2]
        words = f"Words {os.getpid()} {number} " + "that go on " * (number % 30) + "and end."
        session.edit(FILE, EditRequest(base, (Operation("set", path, words),), f"tab {number}"))
        if number % 3 == 2:
            session.step(FILE, session.look(FILE).digest, "undo")
        print(number, flush=True)  # noqa: T201  # a test waits for the first


if __name__ == "__main__":
    main(Path(sys.argv[1]))
