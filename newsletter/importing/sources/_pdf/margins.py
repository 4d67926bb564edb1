"""Headers, footers and page numbers: what comes again at the same place of several pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from newsletter.importing.sources._pdf.rows import PageRow, PdfPage

_ZONE = 0.12
"""The part of a page's height, above and below, in which headers and footers are."""

_OFTEN = 0.4
"""The part of the pages on which they are at least: left and right pages may have different ones."""

_TOLERANCE = 6
"""Points by which their height may differ."""

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\W{0,3}(?:page\s+)?\d{1,4}(?:\s*(?:/|of|\|)\s*\d{1,4})?\W{0,3}", re.IGNORECASE)


def find_margins(pages: tuple[PdfPage, ...]) -> frozenset[PageRow]:
    """Return the rows that are headers, footers and page numbers."""
    places = [(key, row) for page in pages for row in _find_candidates(page) for key in [_make_key(page, row)]]
    counts = Counter(key for key, _ in places)
    least = max(2, _OFTEN * len(pages))
    return frozenset(row for key, row in places if counts[key] + _count_neighbours(counts, key) >= least)


def _find_candidates(page: PdfPage) -> Iterable[PageRow]:
    band = page.box.height * _ZONE
    return [row for row in page.rows if row.box.y0 > page.box.y1 - band or row.box.y1 < page.box.y0 + band]


_Key = tuple[str, float, int]


def _make_key(page: PdfPage, row: PageRow) -> _Key:
    """Return what is the same on each page: the words without numbers, their size and their height."""
    text = "#" if _NUMBER.fullmatch(row.text.strip()) else _DIGITS.sub("#", row.text.strip())
    return text, row.size, round((row.box.y0 - page.box.y0) / _TOLERANCE)


def _count_neighbours(counts: Counter[_Key], key: _Key) -> int:
    text, size, height = key
    return counts[text, size, height - 1] + counts[text, size, height + 1]
