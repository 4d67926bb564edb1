"""What one exchange over the network may take in all: seconds until its deadline, and bytes.

A time-out for each read ends nothing where a peer says one byte at a time, and neither does a limit that only the
body of an answer has to keep. So every read, write, connection and handshake is given what is left of both.
"""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one exchange may take: ``seconds`` from its first step to its last, and ``size`` in bytes received."""

    seconds: float
    size: int


class OutOfTimeError(TimeoutError):
    """The time for the whole exchange is over."""


class OverrunError(OSError):
    """The peer sends more than an answer may hold."""


class Budget:
    """The limits of one exchange that is under way, and what is left of them."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._ends = time.monotonic() + limits.seconds
        self._received = 0

    @property
    def remaining(self) -> float:
        """The seconds that are left; none or less where the time is over."""
        return self._ends - time.monotonic()

    def left(self) -> float:
        """Return the seconds that are left, always more than none.

        Raises:
            OutOfTimeError: there are none.
        """
        if (seconds := self.remaining) <= 0:
            raise self.expired()
        return seconds

    def rest(self, seconds: float) -> None:
        """Sleep for as long as the peer asked for, which is no time of the exchange."""
        time.sleep(seconds)
        self._ends += seconds

    def count(self, size: int) -> None:
        """Count bytes that came.

        Raises:
            OverrunError: they are too many.
        """
        self._received += size
        if self._received > self.limits.size:
            raise self.overrun()

    def expired(self) -> OutOfTimeError:
        """Return the error to raise when the time is over."""
        return OutOfTimeError(f"it took longer than {self.limits.seconds:g} seconds in all")

    def overrun(self) -> OverrunError:
        """Return the error to raise when more came than may."""
        return OverrunError(f"it sent more than {self.limits.size:,} bytes")
