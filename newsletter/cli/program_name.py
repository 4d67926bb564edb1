"""How a user calls this program, for messages that say what to type."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from newsletter.installation import format_requirement, is_run_by_uvx

COMMAND = "NEWSLETTER_COMMAND"
"""The environment variable in which a script says how it was called: ``python3 scripts/run.py``."""


def name_program() -> str:
    """Return the command that runs this program: its name if it is on the path, otherwise as it was called."""
    if given := os.environ.get(COMMAND):
        return given
    if is_run_by_uvx():
        return f"uvx --from {_quote(format_requirement())} newsletter"
    return "newsletter" if shutil.which("newsletter") else f"{_quote(sys.executable)} -m newsletter"


def tell_preview(root: Path | None) -> str:
    """Return the command that previews the draft in the given folder."""
    return f"{name_program()} preview" + (f" --root {_quote(str(root))}" if root else "")


def _quote(path: str) -> str:
    return f'"{path}"' if " " in path else path
