"""Counts the changes of the files; whoever waits for the next one hears of it at once."""

from __future__ import annotations

import asyncio
import time


class RevisionCounter:
    """A number that grows with each change. It starts at the clock, so that another process never counts alike."""

    def __init__(self) -> None:
        self.current = time.time_ns() // 1_000_000
        self.is_closed = False
        self._turn = asyncio.Event()

    def advance(self) -> None:
        """Begin the next epoch and wake everybody who waits for it."""
        self.current += 1
        turn, self._turn = self._turn, asyncio.Event()
        turn.set()

    def close(self) -> None:
        """Let nobody wait any longer: the server stops."""
        self.is_closed = True
        self.advance()

    async def wait_beyond(self, seen: int, patience: float) -> int:
        """Return the present epoch as soon as it is not the one that was seen, or when patience (seconds) runs out."""
        if self.current == seen and not self.is_closed:
            try:
                await asyncio.wait_for(self._turn.wait(), patience)
            except TimeoutError:
                return seen
        return self.current
