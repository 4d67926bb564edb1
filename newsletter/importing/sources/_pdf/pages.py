"""Runs the process that reads a PDF's letters, and says in a sentence what is wrong with a file that cannot be read."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

from newsletter.errors import SourceError
from newsletter.importing.sources._pdf.rows import LIGATURES, Box, PageRow, PdfPage, Span

PATIENCE = 90
"""Seconds until a PDF counts as one that cannot be read."""

_COMMAND = (sys.executable, "-P", "-m", "newsletter.importing.sources._pdf.extract")

_FAULTS = {
    "locked": "It is protected with a password. Open it, save a copy without the password, and import that.",
    "large": "There is more in it than in one issue. Split it, or leave pictures out.",
    "broken": "This PDF is broken. Open it, print it to a new PDF, and try once more.",
}
_SCAN = (
    "Its pages are pictures, as a scanner makes them, and hold no letters. Have the text recognised (OCR) and "
    "import that, or ask for the document that was printed."
)
_UNNAMED = 0.3
"""The part of the letters that may be unknown; above it, the fonts do not say which letters they draw."""


def read_pages(data: bytes, name: str) -> tuple[PdfPage, ...]:
    """Return the pages of a PDF.

    Raises:
        SourceError: it is locked, broken or too large, or holds no letters.
    """
    found = _extract(data)
    if fault := found.get("fault"):
        raise SourceError(f"{name}: {_FAULTS[fault]}")
    pages = make_pages(found)
    text = "".join(row.text for page in pages for row in page.rows)
    if not text and any(page.is_picture for page in pages):
        raise SourceError(f"{name}: {_SCAN}")
    if text.count("\ufffd") > _UNNAMED * len(text):
        advice = "Open it, copy its text, and import that."
        raise SourceError(f"{name}: The fonts in it do not say which letters they draw. {advice}")
    return pages


def _extract(data: bytes) -> dict[str, Any]:
    try:
        ended = subprocess.run(_COMMAND, input=data, capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603  # no shell; the PDF is input alone
        return dict(json.loads(ended.stdout))
    except subprocess.TimeoutExpired:
        return {"fault": "large"}
    except (OSError, subprocess.SubprocessError, ValueError):
        return {"fault": "broken"}


def make_pages(found: dict[str, Any]) -> tuple[PdfPage, ...]:
    """Return the pages that ``extract`` found."""
    return tuple(_make_page(number, page) for number, page in enumerate(found["pages"], 1))


def _make_page(number: int, page: dict[str, Any]) -> PdfPage:
    rows = tuple(_make_row(row) for row in page["rows"])
    return PdfPage(number, Box(*page["box"]), rows, page["is_picture"])


def _make_row(row: dict[str, Any]) -> PageRow:
    spans = tuple(Span(**span | {"text": span["text"].translate(LIGATURES)}) for span in row["spans"])
    if row["has_bullet"]:
        spans = (replace(spans[0], text="• "), *spans)
    return PageRow(Box(*row["box"]), spans, row["first_word"])
