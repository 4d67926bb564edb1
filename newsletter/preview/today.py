"""The day it is where the editor is."""

from __future__ import annotations

from datetime import date, datetime


def find_today() -> date:
    """Return the day it is where the editor is."""
    return datetime.now().astimezone().date()
