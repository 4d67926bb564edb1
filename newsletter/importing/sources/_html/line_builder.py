"""Lines as they come off a page: words that are shown, and after each line what is in it and is not shown."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from newsletter.importing.lines import Kind, Line, Mark, RunningText, clean

_FILLERS = " \u200c\u200d\u034f\u00ad\u2007\u00a0"
"""With which a preview is kept from showing what follows it."""

_UNSHOWN = frozenset({"title", "preheader", "hidden", "struck", "picture", "drawing", "formula", "form"})
_MOST_TOLD = 100
_LONGEST_HEADING = 120
_LARGE, _LARGER, _LARGEST = 18.0, 22.0, 24.0
"""Pixels from which a strong line by itself is a heading, any line is one, and it is one of the first level."""


@dataclass(slots=True)
class LineContext:
    """What kind of line words belong to."""

    kind: Kind = "paragraph"
    level: int = 0
    marker: str = ""
    list: int = 0
    is_used: bool = False
    """Whether a line has its marker; what follows in the same item goes on with it."""


@dataclass(slots=True)
class LineBuilder:
    """The lines of a page so far, and those in the making."""

    lines: list[Line] = field(default_factory=list)
    running: RunningText = field(default_factory=RunningText)
    quote: int = 0
    quotation: int = 0
    """Which quotation the words are in, the outermost; 0 where they are in none."""
    _quotations: int = 0
    breaks: int = 0
    """Line breaks since the last words."""
    rows: tuple[int, int] | None = None
    """Where the page was made of a text, the rows of it that come here."""
    is_firm: bool = False
    """Whether the last line break was one of that text, and not of a window."""
    shown: int = 0
    """Characters that readers see, white space aside."""
    _aside: RunningText = field(default_factory=RunningText)
    _aside_kind: Kind | None = None
    _asides: list[tuple[Kind, str, tuple[Mark, ...], str]] = field(default_factory=list)
    _sizes: set[float] = field(default_factory=set)
    _line_notes: list[str] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _left_out: Counter[str] = field(default_factory=Counter)

    @property
    def begins(self) -> bool:
        """Whether readers have seen nothing yet but the page's name and pictures."""
        return not self.running.length and all(line.kind in _UNSHOWN for line in self.lines)

    def text_for(self, kind: Kind | None) -> RunningText:
        """Return the running text that words of a kind go into; ``None`` is what is shown."""
        return self.running if kind is None else self._aside

    def add(self, text: str, kind: Kind | None, size: float = 16) -> None:
        """Add words that are shown, or that become a line of another kind."""
        if text.strip():
            if kind != self._aside_kind:
                self.end_aside()
            self._aside_kind = kind
            if kind is None:
                self.shown += len("".join(clean(text).split()))
                self._sizes.add(size)
        self.text_for(kind).add(text)

    def put_aside(self, kind: Kind, text: str, note: str = "") -> None:
        """Add a whole line that is not shown, below the one in the making."""
        words = RunningText()
        words.add(text)
        self._asides.append((kind, *words.finish()[:2], note))

    def begin_quote(self) -> None:
        """Begin a quotation, which may be within another."""
        if self.quote == 0:
            self._quotations += 1
            self.quotation = self._quotations
        self.quote += 1

    def end_quote(self) -> None:
        """End the innermost quotation."""
        self.quote -= 1
        self.quotation = self.quotation if self.quote else 0

    def end_aside(self) -> None:
        """End the line that is not shown; what follows is another one."""
        text, marks, _ = self._aside.finish()
        if self._aside_kind and (bare := text.rstrip(_FILLERS)):
            self._asides.append((self._aside_kind, bare, marks, ""))
        self._aside_kind = None

    def note_line(self, note: str) -> None:
        """Add a remark to the line in the making."""
        if note not in self._line_notes:
            self._line_notes.append(note)

    def add_note(self, note: str) -> None:
        """Add a remark on the whole page."""
        self._notes.append(note) if len(self._notes) < _MOST_TOLD else self.count("more links without words")

    def count(self, name: str) -> None:
        """Count what is left out and has no words."""
        self._left_out[name] += 1

    def notes(self) -> tuple[str, ...]:
        """Say what was on the page besides words."""
        counted = (f"{name}: {count}, left out" for name, count in sorted(self._left_out.items()))
        return (*dict.fromkeys(self._notes), *counted)

    def end_line(self, context: LineContext) -> None:
        """End the line in the making; those aside come after it."""
        self.end_aside()
        text, marks, notes = self.running.finish()
        if re.search(r"[^\s\u200c\u200d\u034f]", text):
            line = self._make_line(context, text, marks)
            self.lines.append(replace(line, notes=(*notes, *self._line_notes), rows=self.rows))
            self._line_notes, self._sizes, self.breaks = [], set(), 0
        for kind, words, links, note in self._asides:
            chosen = self._choose_aside(kind)
            line = Line(len(self.lines) + 1, chosen, words, marks=links, notes=(note,) if note else (), rows=self.rows)
            self.lines += [line] if words else []
        self._asides = []

    def add_code(self, rows: list[str], level: int) -> None:
        """Add lines of code, as they are; ``level`` is that of the list item around them."""
        for n, row in enumerate(rows):
            text = clean(row.expandtabs(4).rstrip())
            line = Line(len(self.lines) + 1, "code", text, level, is_broken=n > 0, rows=self.rows)
            self.lines.append(replace(line, quote=self.quote, quotation=self.quotation))

    def _choose_aside(self, kind: Kind) -> Kind:
        is_first = self.begins and not any(line.kind == "preheader" for line in self.lines)
        return "preheader" if kind == "hidden" and is_first else kind

    def _make_line(self, context: LineContext, text: str, marks: tuple[Mark, ...]) -> Line:
        goes_on = context.kind == "item" and context.is_used
        kind: Kind = "paragraph" if goes_on else context.kind
        marker = "" if goes_on else context.marker
        context.is_used = True
        follows = self.breaks == 1 and bool(self.lines) and self.lines[-1].kind != "heading"
        line = Line(len(self.lines) + 1, kind, text, context.level, marker, marks, follows=follows, list=context.list)
        line = replace(line, is_indented=context.kind == "item", quote=self.quote, quotation=self.quotation)
        if self.breaks and self.is_firm:
            line = replace(line, follows=False, is_broken=True)
        level = self._find_level(line) if kind == "paragraph" and not context.level else 0
        return replace(line, kind="heading", level=level) if level else line

    def _find_level(self, line: Line) -> int:
        """Return the level of a heading that only its size and weight say is one, or 0."""
        is_short = len(line.text) <= _LONGEST_HEADING and not re.search(r"[.;:,]$", line.text)
        size = min(self._sizes, default=0)
        if not is_short or self.quote or size < (_LARGE if line.is_strong else _LARGER):
            return 0
        return 1 if size >= _LARGEST else 2
