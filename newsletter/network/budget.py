"""The limits of one whole exchange over the network: its deadline, and the bytes that it may receive.

A time-out for each read does not stop a peer that sends one byte at a time, and a limit on the body does not stop
endless headers. So every read, write, connection and handshake gets what is left of both limits.
"""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one exchange: ``seconds`` in all, and ``size`` in bytes received."""

    seconds: float
    size: int


class OutOfTimeError(TimeoutError):
    """The deadline of the exchange has passed."""


class OverrunError(OSError):
    """The peer sent more bytes than the limit."""


class Budget:
    """What is left of the limits of one running exchange."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._ends = time.monotonic() + limits.seconds
        self._received = 0

    @property
    def remaining(self) -> float:
        """The seconds that are left; zero or less after the deadline."""
        return self._ends - time.monotonic()

    def left(self) -> float:
        """Return the seconds that are left, always more than zero.

        Raises:
            OutOfTimeError: the deadline has passed.
        """
        if (seconds := self.remaining) <= 0:
            raise self.expired()
        return seconds

    def rest(self, seconds: float) -> None:
        """Sleep for as long as the peer asked, and move the deadline by as much."""
        time.sleep(seconds)
        self._ends += seconds

    def count(self, size: int) -> None:
        """Count received bytes.

        Raises:
            OverrunError: they exceed the limit.
        """
        self._received += size
        if self._received > self.limits.size:
            raise self.overrun()

    def expired(self) -> OutOfTimeError:
        """Return the error for a deadline that has passed."""
        return OutOfTimeError(f"it took longer than {self.limits.seconds:g} seconds in all")

    def overrun(self) -> OverrunError:
        """Return the error for too many bytes."""
        return OverrunError(f"it sent more than {self.limits.size:,} bytes")
