"""Rows become paragraphs, headings and list items; what a page, a column or a hyphen has cut is joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from newsletter.importing.markers import read_item
from newsletter.importing.sources._pdf.reading_order import Region
from newsletter.importing.sources._pdf.rows import PageRow, Span, find_leading

_WIDER = 1.25
"""How many times the usual distance the next row is away at least where a paragraph ends."""

_SOLID = 1.15
"""How far rows are from each other in text that is set close, in sizes of its letters."""

_INDENT = 0.8
"""How far the first row of a paragraph is indented at least, in sizes of its letters."""

LARGER = 1.12
"""How many times as large as the text a heading is at least."""

_ALIKE = 0.08
"""The part by which sizes of one paragraph may differ."""

_FINISHED = re.compile(r"[.!?:…][\"'’”)\]]*\s*$")
_HYPHEN = re.compile(r"(?<!\w)(?P<before>\w++)[-\u2010\u00ad]\s*$")


_PREFIXES = frozenset(
    (
        *("non", "multi", "inter", "co", "re", "pre", "post", "self", "well", "ex", "anti", "semi", "under", "over"),
        *("long", "short", "cross", "part", "full", "half", "on", "mid"),
    )
)
"""Beginnings that English writes with a hyphen: one at the end of a row is the writer's own."""


@dataclass(slots=True)
class RowGroup:
    """Rows that are one paragraph, heading or list item."""

    rows: list[PageRow]
    page: int
    right: float
    """The edge to which full rows of its column go."""
    is_item: bool = False
    is_margin: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def size(self) -> float:
        """The size of its letters, in points."""
        return self.rows[-1].size

    def is_open(self, following: PageRow) -> bool:
        """Return whether its last row is full: the first word of what follows has no room in it."""
        return self.rows[-1].box.x1 + following.first_word_width + self.size / 4 > self.right


def make_paragraphs(region: Region, page: int) -> Iterator[RowGroup]:
    """Yield the paragraphs of a region; each row of a table is a list item, as in other sources."""
    if region.is_table:
        yield from (RowGroup([row], page, region.right, is_item=True) for row in region.rows)
        return
    leading = find_leading(list(region.rows))
    paragraph: RowGroup | None = None
    for row in region.rows:
        is_item = read_item(row.text.strip()) is not None
        if paragraph is not None and not is_item and _goes_on(paragraph, row, leading):
            paragraph.rows.append(row)
            continue
        if paragraph is not None:
            yield paragraph
        paragraph = RowGroup([row], page, region.right, is_item)
    if paragraph is not None:
        yield paragraph


def _goes_on(paragraph: RowGroup, row: PageRow, leading: float) -> bool:
    last = paragraph.rows[-1]
    step = last.box.y0 - row.box.y0
    usual = max(leading, _SOLID * row.size)
    if not _is_alike(last, row) or step > _WIDER * usual:
        return False
    if last.is_bold != row.is_bold and not paragraph.is_open(row):
        return False
    is_indented = row.box.x0 - last.box.x0 > _INDENT * row.size and not paragraph.is_item
    return not is_indented and (paragraph.is_open(row) or _is_hanging(paragraph, row))


def _is_hanging(paragraph: RowGroup, row: PageRow) -> bool:
    """Return whether a row goes on with a list item, below its words and not below its bullet."""
    return paragraph.is_item and row.box.x0 > paragraph.rows[0].box.x0 + _INDENT * row.size


def _is_alike(row: PageRow, other: PageRow) -> bool:
    return abs(row.size - other.size) <= _ALIKE * max(row.size, other.size)


def join_over_breaks(paragraphs: Iterable[RowGroup]) -> list[RowGroup]:
    """Join what a page or a column has cut: full to the edge, without an end, and followed by text of the same kind."""
    joined: list[RowGroup] = []
    last: RowGroup | None = None
    for paragraph in paragraphs:
        if last is not None and not paragraph.is_margin and _is_cut(last, paragraph):
            words = f"the page {last.page + 1} begins" if paragraph.page != last.page else "the next column begins"
            last.notes.append(f"it was cut where {words}, and joined")
            last.rows += paragraph.rows
            last.right = paragraph.right
            continue
        joined.append(paragraph)
        last = last if paragraph.is_margin else paragraph
    return joined


def _is_cut(before: RowGroup, after: RowGroup) -> bool:
    last, first = before.rows[-1], after.rows[0]
    is_same_place = before.page == after.page and first.box.y1 < last.box.y1
    if is_same_place or after.is_item or not _is_alike(last, first) or last.is_bold != first.is_bold:
        return False
    is_hyphenated = _HYPHEN.search(last.text) is not None and first.text[:1].islower()
    return is_hyphenated or (before.is_open(first) and not _FINISHED.search(last.text))


def join_rows(rows: list[PageRow], vocabulary: frozenset[str]) -> list[Span]:
    """Return the letters of rows as one text; a word that a hyphen divided is whole again."""
    spans: list[Span] = []
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        *before, last = _strip(row.spans)
        text = last.text if following is None else _end_row(last.text, following.text.lstrip(), vocabulary)
        spans += [*before, Span(text, last.size, last.is_bold, last.is_italic, last.url)]
    return spans


def _strip(spans: tuple[Span, ...]) -> list[Span]:
    kept = list(spans)
    while len(kept) > 1 and not kept[-1].text.strip():
        kept.pop()
    last = kept[-1]
    return [*kept[:-1], Span(last.text.rstrip(), last.size, last.is_bold, last.is_italic, last.url)]


def _end_row(text: str, following: str, vocabulary: frozenset[str]) -> str:
    """Return the end of a row as it is before the next: with a space, or without the hyphen that divided a word."""
    found, after = _HYPHEN.search(text), re.match(r"\w+", following)
    if not found or not after:
        return f"{text} "
    is_soft = text.endswith("\u00ad")
    if is_soft or _is_divided(found["before"], after[0], vocabulary):
        return text[: found.end("before")]
    return f"{text[: found.end('before')]}-"


def _is_divided(before: str, after: str, vocabulary: frozenset[str]) -> bool:
    """Return whether a hyphen only divides a word: the word is elsewhere without it, or its halves are no words."""
    if not (before.isalpha() and after[0].islower()) or f"{before}-{after}".lower() in vocabulary:
        return False
    if f"{before}{after}".lower() in vocabulary:
        return True
    return before.lower() not in _PREFIXES and not {before.lower(), after.lower()} <= vocabulary


def find_vocabulary(rows: Iterable[PageRow]) -> frozenset[str]:
    """Return the words that are whole within rows, in lower case, those with hyphens too."""
    words: set[str] = set()
    for row in rows:
        found = re.findall(r"\w+(?:-\w+)*", row.text.lower())
        words.update(found[1:-1] if len(found) > 2 else ())  # noqa: PLR2004  # the first and the last may be cut
        words.update(part for word in found[1:-1] for part in word.split("-"))
    return frozenset(words)
