"""Lines to paragraphs: what a page break or a narrow window has cut is put together again, and so reported."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from newsletter.importing.boilerplate import SAID_OTHERWISE, find_mail_heads, find_reason_to_drop
from newsletter.importing.lines import Kind, Line
from newsletter.importing.provenance import Provenance
from newsletter.importing.recognisers import Recogniser
from newsletter.importing.source_text import SourceText, whole_line

_SHORTEST_CUT = 40
"""Characters that a line has at least before a page break can have cut it; a shorter one ended by itself."""

_MOST_LINES = 200
"""Lines that one paragraph is made of at most; more are a list of something."""

_NARROW = range(55, 100)
"""Characters of lines in a text that was broken to fit a window."""

_GOES_ON = re.compile(
    r";$|\b(?:an?|the|and|or|of|in|on|at|to|by|for|from|with|into|about|between|that|which|their|his|her|its)$"
)
"""Ends of a line that do not end a paragraph."""

_COUNTED = re.compile(
    r"(?:recommendation|action|finding|theme|issue|lesson|learning point|learning|point) \d{1,2}\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"(?:no\.?\s+)?\(?\d{1,3}[.):]\)?\s+(?=\S)|\(?[ivx]{1,5}[.)]\s+(?=\S)", re.IGNORECASE)
_HELP = re.compile(r"helpline|samaritans|call 999|need(?:s)? support|talk to someone", re.IGNORECASE)
_CONTACT = re.compile(
    r"\b(?:0[\d ]{8,14}|116 ?\d{3}|999|101|111)\b|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]+|https?://",
    re.IGNORECASE,
)
_FINISHED = re.compile(r"[.!?:…][\"'’”)\]]*$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading or list item, whole."""

    kind: Kind
    level: int
    source_text: SourceText
    marker: str = ""
    is_strong: bool = False
    list: int = 0
    quote: int = 0
    quotation: int = 0
    is_broken: bool = False
    is_help: bool = False
    """Whether it says where to find help, and how to reach it."""

    @property
    def text(self) -> str:
        """Its words."""
        return self.source_text.text


def join_lines(provenance: Provenance, recognisers: tuple[Recogniser, ...]) -> list[Paragraph]:
    """Return the paragraphs of a source, without what only the letter needed."""
    paragraphs: list[Paragraph] = []
    heads = find_mail_heads(provenance.source.lines)
    for line in provenance.source.lines:
        if line.kind == "blank":
            continue
        if shown := SAID_OTHERWISE.get(line.kind):
            provenance.normalise(whole_line(line), (), shown)
        elif reason := find_reason_to_drop(line, heads):
            provenance.drop(whole_line(line), reason)
        elif paragraphs and (why := _find_reason_to_join(paragraphs[-1], line, recognisers)):
            provenance.note(whole_line(line), why)
            joined = paragraphs[-1].source_text.join(whole_line(line))
            paragraphs[-1] = replace(paragraphs[-1], source_text=joined, is_strong=False)
        else:
            paragraphs.append(_begin(line))
    return [replace(one, is_help=_is_help(one.source_text, recognisers)) for one in paragraphs]


def _is_help(source_text: SourceText, recognisers: tuple[Recogniser, ...]) -> bool:
    """Return whether a paragraph says where to find help, and how to reach it."""
    is_about = bool(_HELP.search(source_text.text)) or any(one.is_help(source_text) for one in recognisers)
    return is_about and bool(_CONTACT.search(source_text.text) or source_text.links())


def _begin(line: Line) -> Paragraph:
    return Paragraph(
        line.kind,
        line.level,
        whole_line(line),
        line.marker,
        line.is_strong,
        line.list,
        line.quote,
        line.quotation,
        line.is_broken,
    )


def _find_reason_to_join(before: Paragraph, line: Line, recognisers: tuple[Recogniser, ...]) -> str:
    """Say why a line goes on with the paragraph before it, or nothing where it begins a new one."""
    if line.is_broken and line.kind == before.kind == "heading":
        return "a heading of two lines"
    if not _may_go_on(before, line) or _begins_something(line.text, before, recognisers):
        return ""
    last = before.source_text.parts[-1].line
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
    is_near = len(before.source_text.parts) < _MOST_LINES and line.quote == before.quote
    return is_text and is_near


def _begins_something(text: str, before: Paragraph, recognisers: tuple[Recogniser, ...]) -> bool:
    source_text = whole_line(Line(0, "paragraph", text))
    if _NUMBERED.match(text) or _COUNTED.match(text):
        return True
    return any(one.begins(source_text) or one.ends(before.source_text) for one in recognisers)


def _is_cut(before: Paragraph, text: str) -> bool:
    """Return whether a paragraph stopped in mid-sentence, and this goes on in lower case."""
    first = next((character for character in before.text if character.isalpha()), "")
    is_open = len(before.text) >= _SHORTEST_CUT and not _FINISHED.search(before.text)
    return is_open and text[:1].islower() and (not first.islower() or before.kind == "item")
