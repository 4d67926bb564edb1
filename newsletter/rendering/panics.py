"""Turns the panic of a library that is written in Rust into an error of ours.

PyO3 raises a panic as a ``PanicException``, which is a ``BaseException`` that cannot be imported, so that no ordinary
``except`` catches it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from newsletter.errors import TemplateError


@contextmanager
def refuse_panics(engine: str) -> Iterator[None]:
    """Name the ``engine`` that panicked.

    Raises:
        TemplateError: the engine panicked.

    """
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise TemplateError(f"{engine} failed on this mail ({error}). Please report it with the issue.") from error
