"""Lines to paragraphs: what a page break or a narrow window has cut is put together again, and so reported."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from newsletter.importing.boilerplate import SAID_OTHERWISE, find_mail_heads, find_reason_to_drop
from newsletter.importing.provenance import Provenance
from newsletter.importing.sources.source_text import Kind, Line
from newsletter.importing.spans import SourceText, passage_of
from newsletter.packs.case_reviews.importing.headings import is_numbered, is_typed
from newsletter.packs.case_reviews.importing.lead_ins import find_lead_in, is_label
from newsletter.packs.case_reviews.importing.resources import find_resources

_SHORTEST_CUT = 40
"""Characters that a line has at least before a page break can have cut it; a shorter one ended by itself."""

_MOST_LINES = 200
"""Lines that one paragraph is made of at most; more are a list of something."""

_NARROW = range(55, 100)
"""Characters of lines in a text that was broken to fit a window."""

_GOES_ON = re.compile(
    r";$|\b(?:an?|the|and|or|of|in|on|at|to|by|for|from|with|into|about|between|that|which|their|his|her|its)$"
)
"""Ends of a line with which nobody ends a paragraph."""

_COUNTED = re.compile(
    r"(?:recommendation|action|finding|theme|issue|lesson|learning point|learning|point) \d{1,2}\b", re.IGNORECASE
)
_FINISHED = re.compile(r"[.!?:…][\"'’”)\]]*$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading or list item, whole."""

    kind: Kind
    level: int
    passage: SourceText
    marker: str = ""
    is_strong: bool = False
    list: int = 0
    quote: int = 0
    quotation: int = 0
    is_broken: bool = False

    @property
    def text(self) -> str:
        """Its words."""
        return self.passage.text


def join_lines(account: Provenance) -> list[Paragraph]:
    """Return the paragraphs of a source, without what only the letter needed."""
    paragraphs: list[Paragraph] = []
    heads = find_mail_heads(account.source.lines)
    for line in account.source.lines:
        if line.kind == "blank":
            continue
        if said := SAID_OTHERWISE.get(line.kind):
            account.normalise(passage_of(line), (), said)
        elif reason := find_reason_to_drop(line, heads):
            account.drop(passage_of(line), reason)
        elif paragraphs and (why := _find_reason_to_join(paragraphs[-1], line)):
            account.note(passage_of(line), why)
            joined = paragraphs[-1].passage.join(passage_of(line))
            paragraphs[-1] = replace(paragraphs[-1], passage=joined, is_strong=False)
        else:
            paragraphs.append(_begin(line))
    return paragraphs


def _begin(line: Line) -> Paragraph:
    return Paragraph(
        line.kind,
        line.level,
        passage_of(line),
        line.marker,
        line.is_strong,
        line.list,
        line.quote,
        line.quotation,
        line.is_broken,
    )


def _find_reason_to_join(before: Paragraph, line: Line) -> str:
    """Say why a line goes on with the paragraph before it, or nothing where it begins a new one."""
    if line.is_broken and line.kind == before.kind == "heading":
        return "a heading of two lines"
    if not _may_go_on(before, line):
        return ""
    last = before.passage.parts[-1].line
    number = last.rows[0] if last.rows else last.number
    is_narrow = not last.text.endswith(":") and len(last.text) in _NARROW
    if line.follows and (is_narrow or _GOES_ON.search(last.text)):
        return f"a broken line, joined to line {number}"
    if line.follows and line.is_indented and before.kind == "item":
        return f"it goes on with the list item of line {number}"
    if _is_cut(before, line.text):
        return f"a paragraph that was cut, joined to line {number}"
    return ""


def _may_go_on(before: Paragraph, line: Line) -> bool:
    is_text = line.kind == "paragraph" and before.kind in {"paragraph", "item"} and not line.is_broken
    is_near = len(before.passage.parts) < _MOST_LINES and line.quote == before.quote
    return is_text and is_near and not _begins_something(line.text, before)


def _begins_something(text: str, before: Paragraph) -> bool:
    if find_lead_in(passage := passage_of(Line(0, "paragraph", text))) or find_resources(passage) or is_label(text):
        return True
    opening = find_lead_in(before.passage)
    return (
        is_typed(text)
        or is_numbered(text)
        or bool(_COUNTED.match(text))
        or bool(opening and not opening.rest)
        or bool(find_resources(before.passage))
    )


def _is_cut(before: Paragraph, text: str) -> bool:
    """Tell whether a paragraph stopped in mid-sentence, and this goes on in lower case."""
    first = next((character for character in before.text if character.isalpha()), "")
    is_open = len(before.text) >= _SHORTEST_CUT and not _FINISHED.search(before.text)
    return is_open and text[:1].islower() and (not first.islower() or before.kind == "item")
