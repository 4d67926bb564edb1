"""What every source format becomes: numbered lines of plain text that remember their kind, emphasis and links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from newsletter.checking.analysis.unseen import find_unseen
from newsletter.documents.values import normalise

Kind = Literal[
    "heading", "paragraph", "item", "title", "preheader", "hidden", "struck", "picture", "rule", "blank", "footnote",
    "margin", "remark", "deleted", "formula", "drawing", "form", "code", "fence", "reference", "unused", "field",
    "period", "markup", "unread", "unreadable",
]  # fmt: skip
"""What a line is; *title* is a page's own name, *preheader* is for the inbox alone, *hidden* is not shown, *struck* is
shown with a line through it, *margin* is in a header or footer, *remark* is a comment in the margin, *deleted* a
proposed change, *drawing* is text within a diagram, *form* is text of a field or button, *fence* is
around code, *reference* gives an address to words elsewhere, *unused* one that no words lead to; *field* and *period*
are front matter, *period* with its month; *markup* is signs around words, *unread* what readers would not
see, *unreadable* is in a form that nothing here can read."""

MAX_LINES = 10_000
"""How many lines or paragraphs a source may have; a long issue has about a thousand."""

MarkKind = Literal["strong", "em", "link", "code"]

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ue000-\ue002\ufdd0-\ufdef\ud800-\udfff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
_CONTROLS = {byte: letter for byte in range(0x80, 0xA0) if (letter := bytes([byte]).decode("cp1252", errors="ignore"))}
"""The bytes of windows-1252 that were taken for Unicode, as in ``&#146;`` (HTML, section 13.2.5.80)."""

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Mark:
    """Emphasis or a link on part of a line: from ``start`` up to ``end``, in characters."""

    start: int
    end: int
    kind: MarkKind
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, or one paragraph of a page or Word document; ``level`` is a heading's or a list item's."""

    number: int
    kind: Kind
    text: str
    level: int = 0
    """Of a heading, of a list item, or of the list item in which a paragraph goes on."""
    marker: str = ""
    """What was before a list item: a bullet, or a number with its dot."""
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
    """What reading it has changed, in words for a person."""
    follows: bool = False
    """Whether it directly follows the line before it, with no empty line between."""
    is_indented: bool = False
    rows: tuple[int, int] | None = None
    """The first and the last row of a text file that it was read from, where it is not a row itself."""
    page: int = 0
    """The page that it begins on, in a source that has pages."""
    list: int = 0
    """Which list of the source an item belongs to; 0 where that is not known."""
    quote: int = 0
    """How many quotations it is in, one within another."""
    quotation: int = 0
    """Which quotation of the source that is, the outermost; 0 where that is not known."""
    is_broken: bool = False
    """Whether it is the same paragraph as the line before it, which its writer broke here."""

    @property
    def is_strong(self) -> bool:
        """Whether all of its words are emphasised strongly, as headings without a style are."""
        return any(m.kind == "strong" and m.start == 0 and m.end >= len(self.text.rstrip(" :")) for m in self.marks)


@dataclass(frozen=True, slots=True)
class Source:
    """What was read: its lines in order, what one of them is called, and what was noticed of the whole."""

    unit: Literal["line", "paragraph"]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


def clean(text: str) -> str:
    """Compose letters with their accents, and take out what no reader sees; controls as browsers read them."""
    shown = _INVISIBLE.sub("", text.translate(_CONTROLS))
    for sign in set(find_unseen(shown, is_rtl=False)):
        shown = shown.replace(sign, "")
    return normalise("NFC", shown)


@dataclass(slots=True)
class RunningText:
    """Text as it comes piece by piece, white space made single, with the marks that are open on it."""

    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _ends_with_space: bool = True
    _open: list[tuple[MarkKind, int, str]] = field(default_factory=list)
    _marks: list[Mark] = field(default_factory=list)
    _is_changed: bool = False

    @property
    def length(self) -> int:
        """How many characters it has so far."""
        return self._length

    def cut(self, start: int) -> str:
        """Return the text from a place on."""
        return "".join(self._pieces)[start:]

    def add(self, text: str) -> None:
        """Add text; white space of any kind and length becomes one space."""
        visible = clean(text)
        self._is_changed |= visible != text
        words = _SPACES.sub(" ", visible)
        if self._ends_with_space:
            words = words.removeprefix(" ")
        if words:
            self._pieces.append(words)
            self._length += len(words)
            self._ends_with_space = words.endswith(" ")

    def open(self, kind: MarkKind, url: str = "") -> None:
        """Begin emphasis or a link here."""
        self._open.append((kind, self._length, url))

    def close(self, kind: MarkKind) -> None:
        """End the innermost emphasis or link of this kind here."""
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == kind:
                _, start, url = self._open.pop(at)
                self._mark(start, kind, url)
                return

    def finish(self) -> tuple[str, tuple[Mark, ...], tuple[str, ...]]:
        """Return text, marks and notes, and begin anew; what is still open goes on into the next text."""
        for kind, start, url in self._open:
            self._mark(start, kind, url)
        text = "".join(self._pieces).rstrip()
        clipped = [Mark(m.start, min(m.end, len(text)), m.kind, m.url) for m in self._marks if m.start < len(text)]
        marks = tuple(_join_marks(text, clipped))
        notes = ("invisible characters were removed, or letters composed",) if self._is_changed else ()
        going_on = [(kind, 0, url) for kind, _, url in self._open]
        self._pieces, self._length, self._ends_with_space = [], 0, True
        self._open, self._marks, self._is_changed = going_on, [], False
        return text, marks, notes

    def _mark(self, start: int, kind: MarkKind, url: str) -> None:
        if start < self._length:
            self._marks.append(Mark(start, self._length, kind, url))


def _join_marks(text: str, marks: list[Mark]) -> list[Mark]:
    """Make one of emphasis of one kind with nothing but a space between, as programs cut it; keep the order."""
    joined: list[Mark] = []
    last: dict[str, int] = {}
    for mark in marks:
        at = last.get(mark.kind, -1) if mark.kind != "link" else -1
        before = joined[at] if at >= 0 else None
        if before and before.end <= mark.start and not text[before.end : mark.start].strip():
            joined[at] = Mark(before.start, mark.end, mark.kind, mark.url)
        else:
            last[mark.kind] = len(joined)
            joined.append(mark)
    return joined
