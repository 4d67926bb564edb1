"""Checks of what was made from a document: the size of the e-mail, and which block costs most of it."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.base import Finding
from newsletter.checking.reporting import report
from newsletter.errors import Problem, Severity
from newsletter.reading.document import Document
from newsletter.rendering.edition import Edition, Entry
from newsletter.rendering.renderer import Renderer

KB = 1000
WARN_AT = 80 * KB
"""Bytes of HTML from which providers' additions may push it past the clip."""

FAIL_AT = 100 * KB
"""Bytes of HTML from which it would not arrive whole."""

CLIP_AT = 102 * KB
"""Bytes of HTML after which Gmail hides the rest of an e-mail."""


def check_html(document: Document, edition: Edition, renderer: Renderer, html: bytes) -> tuple[Problem, ...]:
    """Warn about an e-mail that is nearly too large, and refuse one that is."""
    if len(html) < WARN_AT:
        return ()
    severity = Severity.ERROR if len(html) >= FAIL_AT else Severity.WARNING
    finding = _blame_largest(edition, renderer, len(html))
    return (report(document, "email.size", severity, finding),)


def _blame_largest(edition: Edition, renderer: Renderer, size: int) -> Finding:
    costs = {path: len(renderer.html(edition, entry).encode()) for path, entry in _walk(edition)}
    largest = max(costs, key=lambda path: costs[path], default=())
    message = f"the e-mail is {size / KB:.0f} KB of HTML, and Gmail hides what is past {CLIP_AT // KB} KB"
    hint = f"Shorten it: the largest block, here, brings {costs.get(largest, 0) / KB:.0f} KB of words and marks."
    return Finding(largest, message, hint)


def _walk(edition: Edition) -> Iterator[tuple[tuple[str | int, ...], Entry]]:
    for place, top in enumerate(edition.entries):
        yield ("blocks", place), top
        yield from ((("blocks", place, "blocks", inner), entry) for inner, entry in enumerate(top.entries))
