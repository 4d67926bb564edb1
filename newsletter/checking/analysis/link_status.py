"""What is remembered of links that were followed: good news for a week, in ``.newsletter/links.json``."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from newsletter.files import Folder

KEEP = 7
"""Days for which a link that was alive is not asked again."""


class LinkStatus(StrEnum):
    """What became of a link."""

    ALIVE = "alive"
    DEAD = "dead"
    UNKNOWN = "unknown"
    """Nobody answered in time, or the host failed; it may be well tomorrow."""
    REFUSED = "refused"
    """It leads to where this program does not follow."""


LINK_SAID = {
    LinkStatus.ALIVE: "",
    LinkStatus.DEAD: "leads nowhere",
    LinkStatus.UNKNOWN: "may lead nowhere",
    LinkStatus.REFUSED: "is not public",
}
LINK_HINTS = {
    LinkStatus.ALIVE: "",
    LinkStatus.DEAD: "Find where the page is now, or leave the link out.",
    LinkStatus.UNKNOWN: "Try it in a browser; if it works there, it may have been a bad moment.",
    LinkStatus.REFUSED: "Readers cannot reach it from where they are: link to a public page.",
}
"""What is said of a link, and what to do about it."""


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What became of a link, and why."""

    status: LinkStatus
    why: str = ""


@dataclass
class Visits:
    """The links that were alive, each with the day it was; kept in ``file``, and worth nothing if that is broken.

    With ``is_kept`` false the file is read and never written.
    """

    file: Path
    today: date
    is_kept: bool = True
    _days: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            with Folder(self.file.parents[1]) as folder:
                days = json.loads(folder.read(self._name))
        except (OSError, ValueError, RecursionError):
            return
        if isinstance(days, dict):
            self._days = {str(url): day for url, day in days.items() if isinstance(day, str)}

    def recall(self, url: str) -> LinkResult | None:
        """Return what became of a link not long ago; nothing where it has to be asked."""
        try:
            age = (self.today - date.fromisoformat(self._days[url])).days
        except (KeyError, ValueError):
            return None
        return LinkResult(LinkStatus.ALIVE) if 0 <= age < KEEP else None

    def note(self, outcomes: dict[str, LinkResult]) -> None:
        """Remember the links that are alive, and forget the others."""
        for url, outcome in outcomes.items():
            self._days.pop(url, None)
            if outcome == LinkResult(LinkStatus.ALIVE):
                self._days[url] = self.today.isoformat()
        if not self.is_kept:
            return
        data = json.dumps(self._days, indent=0, sort_keys=True).encode()
        with suppress(OSError), Folder(self.file.parents[1], is_private=True) as folder:  # then links are asked again
            folder.write(self._name, data)

    @property
    def _name(self) -> str:
        return f"{self.file.parent.name}/{self.file.name}"
