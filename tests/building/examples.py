"""The examples, written as publications to build."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

from newsletter.scaffolding.examples import make_example

TODAY = date(2026, 12, 20)
"""A day by which every issue of every example is out."""


def write_example(root: Path, name: str) -> Path:
    """Write an example as a publication."""
    for path, content in make_example(name, "The Messenger", UUID(int=1), TODAY).files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root
