"""Watches a publication's files.

Only what a rendering is made of is watched: the publication's own folder without what is below it, its issues, the
files that they name, and the templates. Folders may come and go, and editors may save by writing another file and
renaming it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import watchfiles

from newsletter.installation import find_templates
from newsletter.tables import FOLDERS

STEP = 10
"""Milliseconds without a change after which changes are reported."""

LONGEST = 100
"""Milliseconds after which they are reported even if changes go on."""

_QUICKLY: Any = {"watch_filter": None, "step": STEP, "debounce": LONGEST}
_PAUSE = 0.5  # seconds until watching is tried again, which also reports a change


async def watch(root: Path, on_change: Callable[[], None]) -> None:
    """Call ``on_change`` after every change to the publication in ``root``; ends when it is cancelled."""
    while True:
        try:
            folders, moved = _find_folders(root), asyncio.Event()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(_watch_root(root, folders, moved, on_change))
                tasks.create_task(_watch_below(folders, moved, on_change))
                on_change()  # what changed before watching began
        except* (OSError, RuntimeError):  # the second is what the library raises where the system has no more watches
            await asyncio.sleep(_PAUSE)


async def _watch_root(
    root: Path, folders: dict[Path, int], moved: asyncio.Event, on_change: Callable[[], None]
) -> None:
    async for _ in watchfiles.awatch(root, recursive=False, stop_event=moved, **_QUICKLY):
        on_change()
        if _find_folders(root) != folders:
            moved.set()


async def _watch_below(folders: dict[Path, int], moved: asyncio.Event, on_change: Callable[[], None]) -> None:
    async for _ in watchfiles.awatch(*folders, stop_event=moved, **_QUICKLY):
        on_change()


def _find_folders(root: Path) -> dict[Path, int]:
    """Return the folders to watch with all that is below them, and the number by which each is known to the disk."""
    wanted = (root / "issues", root / "templates", *(root / folder for folder in FOLDERS), find_templates())
    return {folder: folder.stat().st_ino for folder in wanted if folder.is_dir()}
