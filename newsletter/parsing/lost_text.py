"""Texts of which YAML keeps less than an editor typed: comments that are words, names that nothing uses, folded lists.

Whether a field is for text at all is for its model to say, which ``wording`` asks: here only the signs are known.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from newsletter.errors import Problem
from newsletter.parsing.decoding import place_at
from newsletter.parsing.document import LostText, shorten
from newsletter.parsing.yaml_comments import Comment, find_behind, find_below, find_signs
from newsletter.parsing.yaml_fast_path import ALIAS
from newsletter.parsing.yaml_folding import find_folded, may_be_structured
from newsletter.parsing.yaml_quoting import quote_pieces, write_entry
from newsletter.parsing.yaml_values import Value, find_values

_BLOCK = ("|", ">")
_PROBE = "Words #1 and more"
_PROBE_OF_LINES = "Words:\n- and more"
_HEADER = re.compile(r"[|>][-+0-9]*")


def find_lost_texts(text: str, file: str, events: Sequence[Any], kinds: dict[type, int]) -> tuple[LostText, ...]:
    """Return the values that may be less than what was typed; ``kinds`` says what each class of event is."""
    has_comments = any(not _is_inside(text, events, offset) for offset in find_signs(text))
    long = [event for event in events if event.start_mark.line != event.end_mark.line]
    if (
        not has_comments
        and not ("&" in text and any(map(_is_named, events)))
        and not any(_find_folded(text, event) for event in long)
    ):
        return ()  # so it is with most documents
    used = frozenset(event.anchor for event in events if kinds.get(type(event)) == ALIAS)
    finder = _Finder(text, file, used)
    values = find_values(text, events, kinds)
    return tuple(lost for value in values for lost in finder.find(value, has_comments=has_comments))


def _is_named(event: Any) -> bool:  # noqa: ANN401  # PyYAML's events share no type
    return getattr(event, "anchor", None) is not None


def _is_inside(text: str, events: Sequence[Any], offset: int) -> bool:
    """Whether a sign stands within a value, and not in the line of > or |: there it is as it was typed."""
    before = bisect_right(events, offset, key=lambda event: event.start_mark.index) - 1
    event = events[before]
    is_within = event.end_mark.index > offset
    return is_within and (event.style not in _BLOCK or "\n" in text[event.start_mark.index : offset])


def _find_folded(text: str, event: Any) -> str:  # noqa: ANN401  # PyYAML's events share no type
    """Say what a value was meant as before it was folded into one line, or nothing."""
    start, end, style = event.start_mark.index, event.end_mark.index, getattr(event, "style", "|")
    if style == "|" or not may_be_structured(text, start, end):
        return ""
    lines = text[start:end].splitlines()
    meant = find_folded(lines[1:] if style == ">" else [line.strip() for line in lines])
    return "" if meant == "a line break" and style == '"' else meant  # in "…" a backslash there is YAML's own


@dataclass(frozen=True, slots=True)
class _Finder:
    """Looks at one value after the other of a text."""

    text: str
    file: str
    used: frozenset[str]

    def find(self, value: Value, *, has_comments: bool) -> Iterator[LostText]:
        if value.event.tag is not None:
            return  # the tag is told, with all of the line
        comments = list(self._find_comments(value)) if has_comments else []
        yield from comments
        if self._is_named_in_vain(value) and not comments:
            yield self._tell_name(value)
        if meant := _find_folded(self.text, value.event):
            yield self._tell_folded(value, meant)

    def _find_comments(self, value: Value) -> Iterator[LostText]:
        yield from self._find_before(value)
        if value.style in _BLOCK:
            yield from self._find_around_block(value)
        elif comment := find_behind(self.text, value.end, value.after):
            whole = f"{self._typed(value)} {comment.text}".strip()
            yield self._tell_in_brackets(value, comment) if value.is_in_brackets else self._tell(value, comment, whole)
        elif value.style == "" and not value.is_in_brackets:
            comments = list(find_below(self.text, value.end, value.after, value.column))
            whole = " ".join([self._typed(value), *(comment.text for comment in comments)]).strip()
            yield from (self._tell(value, comment, whole) for comment in comments[:1])

    def _find_before(self, value: Value) -> Iterator[LostText]:
        """Find words between a key, or a dash, and a value that begins in a line below."""
        comments = [find_behind(self.text, value.before, value.start)]
        comments += find_below(self.text, value.before, value.start, value.column)
        for comment in filter(None, comments):
            yield self._tell(value, comment, "" if value.style in _BLOCK else f"{comment.text} {self._typed(value)}")

    def _find_around_block(self, value: Value) -> Iterator[LostText]:
        """Find words in the line of > or |, and words below that are not indented far enough."""
        header = _HEADER.match(self.text, value.start)
        if comment := find_behind(self.text, header.end() if header else value.end, value.end):
            yield self._tell_comment(value, comment, "Begin the text in the line below")
        end = self.text.rfind("\n", value.start, value.end)
        for comment in [*find_below(self.text, max(end, value.start), value.after, value.column)][:1]:
            yield self._tell_comment(value, comment, "Indent the line like those above")

    def _tell_in_brackets(self, value: Value, comment: Comment) -> LostText:
        words = f"{self._typed(value)} {re.split(r'[,}]|]', comment.text)[0]}".strip()
        written = quote_pieces(self._line(comment.offset)) or write_entry("", words)
        return self._tell_comment(value, comment, f"Write: {written}")

    def _tell(self, value: Value, comment: Comment, whole: str) -> LostText:
        """Tell a comment; ``whole`` is the text with it, or nothing where that has lines of its own."""
        written = write_entry(self._before(value), whole) if whole else ""
        advice = f"Write: {written}" if written else "Put all of the text in quotes, or in the lines below | indented"
        return self._tell_comment(value, comment, advice)

    def _tell_comment(self, value: Value, comment: Comment, advice: str) -> LostText:
        message = f"'{shorten(comment.text)}' is a comment here, and readers would not see it."
        hint = f"{advice}; or, for a comment, a space behind the sign: # {shorten(comment.text.lstrip('#'), 30)}"
        return self._lost(value, comment.offset, _PROBE, ("yaml.comment", message, hint.rstrip()))

    def _is_named_in_vain(self, value: Value) -> bool:
        return value.event.anchor is not None and value.event.anchor not in self.used

    def _typed(self, value: Value) -> str:
        """Return the text of a value, with a name that was meant as part of it."""
        return " ".join(self.text[value.start : value.end].split()) if self._is_named_in_vain(value) else value.words

    def _tell_name(self, value: Value) -> LostText:
        written = write_entry(self._before(value), self._typed(value))
        name = shorten(f"&{value.event.anchor}")
        message = f"'{name}' is the name of a value in YAML, which nothing uses, and readers would not see it."
        hint = f"Write: {written}" if written else "Put the text in quotes."
        return self._lost(value, value.start, _PROBE, ("yaml.anchor", message, hint))

    def _tell_folded(self, value: Value, meant: str) -> LostText:
        hint = f"Write: {self._before(value)}|"
        hint += "" if value.style == ">" else " and begin the text in the line below, indented."
        said = ("yaml.folded", f"{meant} becomes one line here, because the lines are folded.", hint)
        return self._lost(value, value.start, _PROBE_OF_LINES, said)

    def _lost(self, value: Value, offset: int, probe: str, said: tuple[str, str, str]) -> LostText:
        return LostText(value.at, probe, Problem(place_at(self.text, offset, self.file), *said))

    def _before(self, value: Value) -> str:
        """Return what stands before a value in the line of its key or dash."""
        lead = self.text[self.text.rfind("\n", 0, value.before) + 1 : value.before].lstrip()
        return lead if not lead or lead.endswith(" ") else f"{lead} "

    def _line(self, offset: int) -> str:
        end = self.text.find("\n", offset)
        return self.text[self.text.rfind("\n", 0, offset) + 1 : end if end >= 0 else len(self.text)]
