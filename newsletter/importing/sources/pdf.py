"""PDF: letters at places on pages. The order of reading, paragraphs, headings and lists are found from the places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from newsletter.importing.lines import Line, Mark, RunningText, Source
from newsletter.importing.markers import read_item
from newsletter.importing.sources._pdf.margins import find_margins
from newsletter.importing.sources._pdf.pages import read_pages
from newsletter.importing.sources._pdf.paragraphs import (
    LARGER,
    RowGroup,
    find_vocabulary,
    join_over_breaks,
    join_rows,
    make_paragraphs,
)
from newsletter.importing.sources._pdf.reading_order import put_in_order
from newsletter.importing.sources._pdf.rows import PageRow, PdfDocument, PdfPage, Span
from newsletter.installation import require_extra

SUFFIXES = (".pdf",)

_LOWEST = 6
"""The lowest level of a heading."""

_HEAD = 1024
"""Bytes among which the signature is; some programs write something before it."""


def recognises(data: bytes) -> bool:
    """Return whether it has the signature of a PDF (ISO 32000-2, section 7.5.2)."""
    return b"%PDF-" in data[:_HEAD]


def read(data: bytes, name: str) -> Source:
    """See ``Format.read``."""
    require_extra("pdf-import", f"{name}: A PDF")
    return make_source(read_pages(data, name))


def make_source(pages: tuple[PdfPage, ...]) -> Source:
    """Make a source of pages, in the order in which they are read."""
    document = PdfDocument(pages)
    return Source("paragraph", tuple(_number_lines(document)), tuple(_describe_pages(document)))


def _number_lines(document: PdfDocument) -> Iterator[Line]:
    rows = [row for page in document.pages for row in page.rows]
    vocabulary = find_vocabulary(rows)
    levels = _rank_sizes(document)
    for number, paragraph in enumerate(join_over_breaks(_read_paragraphs(document)), 1):
        yield _make_line(number, paragraph, levels, vocabulary)


def _read_paragraphs(document: PdfDocument) -> Iterator[RowGroup]:
    margins = find_margins(document.pages)
    for page in document.pages:
        edge = [row for row in page.rows if row in margins]
        yield from _read_margin(page, [row for row in edge if row.box.y0 >= page.middle])
        for region in put_in_order([row for row in page.rows if row not in margins]):
            yield from make_paragraphs(region, page.number)
        yield from _read_margin(page, [row for row in edge if row.box.y0 < page.middle])


def _read_margin(page: PdfPage, rows: list[PageRow]) -> Iterator[RowGroup]:
    for row in sorted(rows, key=lambda row: (-row.box.y1, row.box.x0)):
        yield RowGroup([row], page.number, row.box.x1, is_margin=True)


def _rank_sizes(document: PdfDocument) -> dict[float, int]:
    """Return the levels of headings by their sizes: the largest letters are of level 1."""
    sizes = sorted({row.size for page in document.pages for row in page.rows}, reverse=True)
    return {size: min(level, _LOWEST) for level, size in enumerate(sizes, 1) if size >= document.body_size * LARGER}


def _make_line(number: int, paragraph: RowGroup, levels: dict[float, int], vocabulary: frozenset[str]) -> Line:
    text, marks, notes = _read_spans(join_rows(paragraph.rows, vocabulary))
    line = Line(number, "paragraph", text, marks=marks, notes=(*notes, *paragraph.notes), page=paragraph.page)
    if paragraph.is_margin:
        return replace(line, kind="margin")
    if paragraph.size in levels and not paragraph.is_item:
        return replace(line, kind="heading", level=levels[paragraph.size])
    return _make_item(line) if paragraph.is_item else line


def _read_spans(spans: list[Span]) -> tuple[str, tuple[Mark, ...], tuple[str, ...]]:
    """Return the text of spans, with emphasis and links; a link over several rows is one."""
    text = RunningText()
    for url, linked in groupby(spans, key=lambda span: span.url):
        if url:
            text.open("link", url)
        for span in linked:
            _add_span(text, span)
        if url:
            text.close("link")
    return text.finish()


def _add_span(text: RunningText, span: Span) -> None:
    if span.is_bold:
        text.open("strong")
    if span.is_italic:
        text.open("em")
    text.add(span.text)
    if span.is_italic:
        text.close("em")
    if span.is_bold:
        text.close("strong")


def _make_item(line: Line) -> Line:
    """Take the bullet or number from the words of a list item; the marks move with the words."""
    found = read_item(line.text)
    if not found:
        return replace(line, kind="item", level=1)
    cut = len(line.text) - len(found.words)
    marks = tuple(replace(mark, start=max(mark.start - cut, 0), end=mark.end - cut) for mark in line.marks)
    return replace(
        line, kind="item", level=1, text=found.words, marker=found.marker, marks=tuple(m for m in marks if m.end > 0)
    )


def _describe_pages(document: PdfDocument) -> Iterator[str]:
    """Say which pages are pictures, between others that have text."""
    for page in document.pages:
        if page.is_picture:
            yield f"page {page.number} is a picture: what it shows is not imported"
