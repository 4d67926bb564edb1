"""Texts of which YAML keeps less than an editor typed: comments that are words, names that nothing uses, folded lists.

Whether a field is for text at all is for its model to say, which ``losses`` asks: here only the signs are known.

YAML takes a ``#`` after a space for the beginning of a comment, wherever it is. A comment that people write has a space
behind the sign, is a key or an item that was switched off, or draws a line; any other may be words (``#12``,
``#OpenDay``). And YAML folds the lines of a text into one, except after ``|``: lists, code and line breaks are lost.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml

from newsletter.errors import Problem
from newsletter.parsing.document import LostText, shorten
from newsletter.parsing.files import location_at
from newsletter.parsing.yaml_events import Value, find_values
from newsletter.parsing.yaml_quoting import format_entry, quote_pieces

_BLOCK = ("|", ">")
_PROBE = "Words #1 and more"
_PROBE_OF_LINES = "Words:\n- and more"
_HEADER = re.compile(r"[|>][-+0-9]*")

_DRAWN = re.compile(r"#[#\-=*~_+.\s]*")
_SWITCHED_OFF = re.compile(r"#\s*(?:-(?:\s|$)|[a-z][a-z0-9_-]*:(?:\s|$))")
_COMMENT = re.compile(r"[^\S\r\n]*(#[^\r\n]*)")
_LINE = re.compile(r"([ \t]*)([^\r\n]*)(\r\n?|\n|\Z)")

_BULLET = re.compile(r"[-*+] \S")
_NUMBER = re.compile(r"(\d{1,2})[.)] \S")
_QUOTED = re.compile(r"> ?\S")
_FENCE = re.compile(r"```|~~~")
_FEWEST = 2
_STRUCTURE = re.compile(r"\n[ \t]*(?:[-*+>] ?|\d{1,2}[.)] |```|~~~)|\\\r?\n")


def find_lost_texts(
    text: str, file: str, events: Sequence[Any], long: Sequence[Any], *, has_anchors: bool
) -> tuple[LostText, ...]:
    """Return the values that may be less than what was typed.

    ``events`` are those of the document, ``long`` those of texts that take several lines; ``has_anchors`` says whether
    any value has a name. Most documents have nothing of the kind.
    """
    signs = list(_find_signs(text))
    if not signs and not has_anchors and not any(_find_folded(text, event) for event in long):
        return ()
    has_comments = any(not _is_inside(text, events, offset) for offset in signs)
    used = frozenset(str(event.anchor) for event in events if isinstance(event, yaml.AliasEvent))
    finder = _LossFinder(text, file, used)
    return tuple(lost for value in find_values(text, events) for lost in finder.find(value, has_comments=has_comments))


def _is_inside(text: str, events: Sequence[Any], offset: int) -> bool:
    """Whether a sign is within a value, and not in the line of > or |: there it is as it was typed."""
    before = bisect_right(events, offset, key=lambda event: event.start_mark.index) - 1
    event = events[before]
    is_within = event.end_mark.index > offset
    return is_within and (event.style not in _BLOCK or "\n" in text[event.start_mark.index : offset])


def _find_folded(text: str, event: Any) -> str:  # noqa: ANN401  # PyYAML's events share no type
    """Say what a value was meant as before it was folded into one line, or nothing."""
    start, end, style = event.start_mark.index, event.end_mark.index, getattr(event, "style", "|")
    if style == "|" or not _may_be_structured(text, start, end):
        return ""
    lines = text[start:end].splitlines()
    meant = _find_meaning(lines[1:] if style == ">" else [line.strip() for line in lines])
    return "" if meant == "a line break" and style == '"' else meant  # in "…" a backslash there is YAML's own


@dataclass(frozen=True, slots=True)
class _LossFinder:
    """Looks at one value after the other of a text."""

    text: str
    file: str
    used: frozenset[str]

    def find(self, value: Value, *, has_comments: bool) -> Iterator[LostText]:
        if value.event.tag is not None:
            return  # the tag is reported, with all of the line
        comments = list(self._find_comments(value)) if has_comments else []
        yield from comments
        if self._has_unused_anchor(value) and not comments:
            yield self._make_anchor_loss(value)
        if meant := _find_folded(self.text, value.event):
            yield self._make_folded_loss(value, meant)

    def _find_comments(self, value: Value) -> Iterator[LostText]:
        yield from self._find_before(value)
        if value.style in _BLOCK:
            yield from self._find_around_block(value)
        elif comment := _find_behind(self.text, value.end, value.after):
            whole = f"{self._typed(value)} {comment.text}".strip()
            yield (
                self._make_bracket_loss(value, comment)
                if value.is_in_brackets
                else self._make_comment_loss(value, comment, whole)
            )
        elif value.style == "" and not value.is_in_brackets:
            comments = list(_find_below(self.text, value.end, value.after, value.column))
            whole = " ".join([self._typed(value), *(comment.text for comment in comments)]).strip()
            yield from (self._make_comment_loss(value, comment, whole) for comment in comments[:1])

    def _find_before(self, value: Value) -> Iterator[LostText]:
        """Find words between a key, or a dash, and a value that begins in a line below."""
        comments = [_find_behind(self.text, value.before, value.start)]
        comments += _find_below(self.text, value.before, value.start, value.column)
        for comment in filter(None, comments):
            yield self._make_comment_loss(
                value, comment, "" if value.style in _BLOCK else f"{comment.text} {self._typed(value)}"
            )

    def _find_around_block(self, value: Value) -> Iterator[LostText]:
        """Find words in the line of > or |, and words below that are not indented far enough."""
        header = _HEADER.match(self.text, value.start)
        if comment := _find_behind(self.text, header.end() if header else value.end, value.end):
            yield self._make_loss(value, comment, "Begin the text in the line below")
        end = self.text.rfind("\n", value.start, value.end)
        for comment in [*_find_below(self.text, max(end, value.start), value.after, value.column)][:1]:
            yield self._make_loss(value, comment, "Indent the line like those above")

    def _make_bracket_loss(self, value: Value, comment: _Comment) -> LostText:
        words = f"{self._typed(value)} {re.split(r'[,}]|]', comment.text)[0]}".strip()
        written = quote_pieces(self._line(comment.offset)) or format_entry("", words)
        return self._make_loss(value, comment, f"Write: {written}")

    def _make_comment_loss(self, value: Value, comment: _Comment, whole: str) -> LostText:
        """Tell a comment; ``whole`` is the text with it, or nothing where that has lines of its own."""
        written = format_entry(self._before(value), whole) if whole else ""
        advice = f"Write: {written}" if written else "Put all of the text in quotes, or in the lines below | indented"
        return self._make_loss(value, comment, advice)

    def _make_loss(self, value: Value, comment: _Comment, advice: str) -> LostText:
        message = f"'{shorten(comment.text)}' is a comment here, and readers would not see it."
        hint = f"{advice}; or, for a comment, a space behind the sign: # {shorten(comment.text.lstrip('#'), 30)}"
        return self._lost(value, comment.offset, _PROBE, ("yaml.comment", message, hint.rstrip()))

    def _has_unused_anchor(self, value: Value) -> bool:
        return value.event.anchor is not None and value.event.anchor not in self.used

    def _typed(self, value: Value) -> str:
        """Return the text of a value, with a name that was meant as part of it."""
        return " ".join(self.text[value.start : value.end].split()) if self._has_unused_anchor(value) else value.words

    def _make_anchor_loss(self, value: Value) -> LostText:
        written = format_entry(self._before(value), self._typed(value))
        name = shorten(f"&{value.event.anchor}")
        message = f"'{name}' is a YAML anchor that nothing uses, and readers would not see it."
        hint = f"Write: {written}" if written else "Put the text in quotes."
        return self._lost(value, value.start, _PROBE, ("yaml.anchor", message, hint))

    def _make_folded_loss(self, value: Value, meant: str) -> LostText:
        hint = f"Write: {self._before(value)}|"
        hint += "" if value.style == ">" else " and begin the text in the line below, indented."
        message = ("yaml.folded", f"{meant} becomes one line here, because the lines are folded.", hint)
        return self._lost(value, value.start, _PROBE_OF_LINES, message)

    def _lost(self, value: Value, offset: int, probe: str, message: tuple[str, str, str]) -> LostText:
        return LostText(value.at, probe, Problem(location_at(self.text, offset, self.file), *message))

    def _before(self, value: Value) -> str:
        """Return the part before a value in the line of its key or dash."""
        lead = self.text[self.text.rfind("\n", 0, value.before) + 1 : value.before].lstrip()
        return lead if not lead or lead.endswith(" ") else f"{lead} "

    def _line(self, offset: int) -> str:
        end = self.text.find("\n", offset)
        return self.text[self.text.rfind("\n", 0, offset) + 1 : end if end >= 0 else len(self.text)]


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment that may be words: its text from the sign on, and its offset in the document."""

    text: str
    offset: int


def _find_signs(text: str) -> Iterator[int]:
    """Yield the offsets of every ``#`` that could have cut off words; most documents hold none."""
    offset = text.find("#")
    while offset >= 0:
        end = offset + 1
        if offset == 0 or text[offset - 1] in " \t\r\n\"'":
            line_end = text.find("\n", offset)
            end = line_end if line_end >= 0 else len(text)
            if is_wordlike(text[offset:end].rstrip()):
                yield offset
        offset = text.find("#", end)


def is_wordlike(comment: str) -> bool:
    """Whether a comment begins at the sign itself, and so may have been meant as words."""
    body = comment.lstrip("#")
    if comment == "#":
        return True
    return not body.startswith((" ", "\t")) and not _DRAWN.fullmatch(comment)


def _find_behind(text: str, start: int, end: int) -> _Comment | None:
    """Find words that became a comment right behind a value, in its line."""
    found = _COMMENT.match(text, start, end)
    return _Comment(found[1].rstrip(), found.start(1)) if found and is_wordlike(found[1].rstrip()) else None


def _find_below(text: str, start: int, end: int, column: int) -> Iterator[_Comment]:
    """Yield the lines between two values that would go on with the first, if they were no comments.

    They are indented further than ``column``, that of the key or dash; the first line of another kind ends them.
    """
    first = _LINE.match(text, text.find("\n", start, end) + 1 or end, end)
    while first and first.end() <= end and first.start() < end:
        comment, indent = first[2].rstrip(), len(first[1])
        if comment:
            if not _is_continuing(comment) or indent <= column:
                return
            yield _Comment(comment, first.start(2))
        first = _LINE.match(text, first.end(), end) if first[3] else None


def _is_continuing(line: str) -> bool:
    """Whether a line that is a comment may be words: not a sign alone, a line that is drawn, or a key switched off."""
    return line.startswith("#") and line != "#" and is_wordlike(line) and not _SWITCHED_OFF.match(line)


def _may_be_structured(text: str, start: int, end: int) -> bool:
    """Whether a line of a text, but for the first, begins or ends as one that must not be folded."""
    return bool(_STRUCTURE.search(text, start, end))


def _find_meaning(lines: list[str]) -> str:
    """Say what the lines of a folded text were meant as: a list, a quotation, code, a line break; or nothing.

    Lines that are indented further than the first keep their breaks, and so do those on either side of a blank line.
    """
    return next((meant for run in _split(lines) if (meant := _judge(run))), "")


def _split(lines: list[str]) -> Iterator[list[str]]:
    """Yield the runs of lines that become one."""
    base = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    run: list[str] = []
    for line in lines:
        is_folded = bool(line.strip()) and not line[base : base + 1].isspace()
        if not is_folded:
            yield run
            run = []
        else:
            run.append(line.strip())
    yield run


def _judge(run: list[str]) -> str:
    if len(run) < _FEWEST:
        return ""
    if _is_list(run):
        return "a list"
    if sum(bool(_QUOTED.match(line)) for line in run) == len(run):
        return "a quotation"
    if any(_FENCE.match(line) for line in run):
        return "code"
    return "a line break" if any(re.search(r"(?<!\\)\\$", line) for line in run[:-1]) else ""


def _is_list(run: list[str]) -> bool:
    """Whether two lines of a run begin as items do, or one that follows a line with a colon at its end."""
    bullets = [number for number, line in enumerate(run) if _BULLET.match(line)]
    if len(bullets) >= _FEWEST or any(number and run[number - 1].endswith(":") for number in bullets):
        return True
    counted = [(number, int(found[1])) for number, line in enumerate(run) if (found := _NUMBER.match(line))]
    follows = any(later == earlier + 1 for (_, earlier), (_, later) in pairwise(counted))
    return follows or any(number and run[number - 1].endswith(":") for number, _ in counted)
