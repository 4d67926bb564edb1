"""Finds programs that read data, feeds and references, such as pandas; `scripts/test.py --all` installs them.

They come from their own lock, in an environment of its own: it takes 200 MB, of which pandas and NumPy are 160.
"""

import sys
from pathlib import Path

from scripts._apart import ROOT, Apart

READERS = Apart(
    ROOT / ".venv-readers", "requirements-readers.lock", "python", "tests read our files with other programs"
)
ADVICE = "Run: python3 scripts/test.py --all"


def find() -> Path | None:
    """Return the Python that has the readers, if they match the lock."""
    programs = READERS.find()
    return programs / "python" if programs else None


if __name__ == "__main__":
    is_there = READERS.provide()
    print("Readers for tests: all installed" if is_there else f"Readers are not installed. {ADVICE}", file=sys.stderr)
    sys.exit(0 if is_there else 1)
