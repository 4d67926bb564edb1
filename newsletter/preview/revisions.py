"""Counts the changes of the files, and wakes those who wait for the next one."""

from __future__ import annotations

import asyncio
import time


class RevisionCounter:
    """A number that grows with each change. It starts at the clock, so that no two processes share numbers."""

    def __init__(self) -> None:
        self.current = time.time_ns() // 1_000_000
        self.is_closed = False
        self._changed = asyncio.Event()

    def advance(self) -> None:
        """Start the next revision and wake all waiters."""
        self.current += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def close(self) -> None:
        """Wake all waiters for good: the server stops."""
        self.is_closed = True
        self.advance()

    async def wait_beyond(self, seen: int, patience: float) -> int:
        """Return the revision as soon as it differs from the one seen, or after ``patience`` seconds."""
        if self.current == seen and not self.is_closed:
            try:
                await asyncio.wait_for(self._changed.wait(), patience)
            except TimeoutError:
                return seen
        return self.current
