"""What is on the pages of a PDF, as plain data: rows of text with their place, and what lies on them.

Lengths are in points (1/72 inch); y goes up from the foot of the page (ISO 32000-2, section 8.3.2.3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


@dataclass(frozen=True)
class Box:
    """A rectangle on a page."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def height(self) -> float:
        """From its foot to its top."""
        return self.y1 - self.y0

    @property
    def width(self) -> float:
        """From left to right."""
        return self.x1 - self.x0

    def shares_height(self, other: Box) -> bool:
        """Return whether two boxes are beside each other: more than half of the lower one is level with the other."""
        shared = min(self.y1, other.y1) - max(self.y0, other.y0)
        return shared > min(self.height, other.height) / 2

    def around(self, other: Box) -> Box:
        """Return the smallest rectangle around both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


@dataclass(frozen=True)
class Span:
    """Letters of one row that are of one kind."""

    text: str
    size: float
    is_bold: bool = False
    is_italic: bool = False
    url: str = ""


@dataclass(frozen=True)
class PageRow:
    """One row of letters, from left to right."""

    box: Box
    spans: tuple[Span, ...]
    first_word_width: float
    """How wide its first word is."""

    @cached_property
    def text(self) -> str:
        """Its letters."""
        return "".join(span.text for span in self.spans)

    @cached_property
    def size(self) -> float:
        """The size in points of most of its letters."""
        lengths: dict[float, int] = {}
        for span in self.spans:
            lengths[span.size] = lengths.get(span.size, 0) + len(span.text.strip())
        return max(lengths, key=lambda size: lengths[size])

    @cached_property
    def is_bold(self) -> bool:
        """Whether all of it is bold."""
        return all(span.is_bold for span in self.spans if span.text.strip())

    def beside(self, other: PageRow, between: str) -> PageRow:
        """Return one row of this and of what is to the right of it."""
        gap = replace(self.spans[-1], text=between, url="")
        return PageRow(self.box.around(other.box), (*self.spans, gap, *other.spans), self.first_word_width)


@dataclass(frozen=True)
class PdfPage:
    """A page: its number from 1, its size, and its rows in no order."""

    number: int
    box: Box
    rows: tuple[PageRow, ...]
    is_picture: bool = False
    """Whether it has pictures and no text, as a scan has."""

    @property
    def middle(self) -> float:
        """Half of its height."""
        return (self.box.y0 + self.box.y1) / 2


@dataclass(frozen=True)
class PdfDocument:
    """The pages of a PDF."""

    pages: tuple[PdfPage, ...]

    @cached_property
    def body_size(self) -> float:
        """The size of most of its letters, in points."""
        lengths: dict[float, int] = {}
        for row in (row for page in self.pages for row in page.rows):
            lengths[row.size] = lengths.get(row.size, 0) + len(row.text)
        return max(lengths, key=lambda size: lengths[size])


def find_leading(rows: list[PageRow]) -> float:
    """Return how far the rows of a text are from each other in points, foot to foot; 1.2 of their size if it is one."""
    steps = [
        above.box.y0 - below.box.y0
        for above, below in pairwise(rows)
        if above.size * 0.8 < above.box.y0 - below.box.y0 < above.size * 2
    ]
    return median(steps) if steps else rows[0].size * 1.2
