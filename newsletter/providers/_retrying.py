"""Asking again: when, how often, and for how long. The only door to stamina."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from functools import cache
from typing import TypeVar

_ATTEMPTS = 5
_PATIENCE = 90  # seconds for all attempts together
_LONGEST_WAIT = 60  # seconds that a server may ask us to wait

T = TypeVar("T")


class NotNowError(Exception):
    """This attempt provably did nothing, or did what may be done again. ``wait`` is what the server asked for."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.wait = wait


def attempts() -> Iterable[AbstractContextManager[object]]:
    """Yield attempts with growing pauses and jitter between them, or the pause that a server asks for."""
    import stamina  # noqa: PLC0415  # an extra, without which providers can be listed all the same

    silence_reports()
    return stamina.retry_context(on=_decide, attempts=_ATTEMPTS, timeout=_PATIENCE, wait_initial=0.5, wait_max=15)


@cache
def silence_reports() -> None:
    """Turn off stamina's own reports, once: what a server says goes through our own messages, or nowhere."""
    import stamina.instrumentation  # noqa: PLC0415  # as above

    stamina.instrumentation.set_on_retry_hooks([])


def ask_until(ask: Callable[[], T], is_ready: Callable[[T], bool]) -> T:
    """Ask until the answer is as we need it, with growing pauses, or patience ends; return the last answer."""
    answers = []
    with suppress(NotNowError):
        for attempt in attempts():
            with attempt:
                answers.append(ask())
                if not is_ready(answers[-1]):
                    raise NotNowError("it is not ready")
    return answers[-1]


def _decide(error: Exception) -> bool | float:
    if not isinstance(error, NotNowError):
        return False
    return True if error.wait is None else min(error.wait, _LONGEST_WAIT)
