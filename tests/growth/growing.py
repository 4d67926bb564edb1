"""How the time that something takes grows with its input: twice the input may take twice the time, and little more."""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from math import inf

TOO_MUCH = 3.0
"""What grows in proportion takes twice as long for twice the input; what grows as its square, four times as long."""

LARGEST = 200_000
"""Characters up to which an input is doubled; nobody writes more by hand."""

_MEASURABLE = 0.002
_ENDURED = 0.1
_PATIENCE = 5.0
_ROUNDS = 2
_ANSWERS = 3

Make = Callable[[int], Callable[[], object]]
"""Makes an input of about so many characters, and returns what is measured with it."""


def find_growth(make: Make, largest: int = LARGEST, smallest: int = 16) -> float:
    """Return how many times longer twice the input takes: 1 where that cannot be measured, infinity where it goes on.

    The input is doubled until it takes some milliseconds. What looks too much there is asked again with more, until it
    takes a tenth of a second: what is looked for within a fixed distance grows as a square up to that distance alone.
    """
    with suppress(_TooLongError):
        return _find_growth(make, largest, smallest)
    return inf


def grows_too_much(make: Make, largest: int = LARGEST, smallest: int = 16) -> bool:
    """Tell whether the growth is too much each time it is asked for: on a busy machine one answer may be chance."""
    return all(find_growth(make, largest, smallest) >= TOO_MUCH for _ in range(_ANSWERS))


def _find_growth(make: Make, largest: int, size: int) -> float:
    while _measure(make, size, rounds=1) < _MEASURABLE:
        size *= 2
        if size > largest:
            return 1.0
    growth = _compare(make, size)
    while growth >= TOO_MUCH and _measure(make, 2 * size, rounds=1) < _ENDURED:
        size *= 2
        growth = _compare(make, size)
    return growth


def _compare(make: Make, size: int) -> float:
    """Return how many times longer twice the input takes; what is found not to be too much is not measured again."""
    once = _measure(make, size)
    return _measure(make, 2 * size, enough=TOO_MUCH * once) / once


def _measure(make: Make, size: int, rounds: int = _ROUNDS, enough: float = 0.0) -> float:
    """Return the seconds of CPU time of the best of some rounds, or of the first that takes less than is ``enough``."""
    act = make(size)
    gc.collect(0)
    best = inf
    for _ in range(rounds):
        best = min(best, _time(act))
        if best < enough:
            break
    return best


def _time(act: Callable[[], object]) -> float:
    start = time.process_time()
    with _stopping():
        act()
    return time.process_time() - start


class _TooLongError(Exception):
    """What was measured goes on and on, as only what grows as a power does."""


@contextmanager
def _stopping() -> Iterator[None]:
    """Stop what is done within after some seconds; regular expressions look out for signals, too."""

    def stop(*_: object) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
