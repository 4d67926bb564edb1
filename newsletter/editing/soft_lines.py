"""Markdown as an editor sees it: a paragraph is one line. On saving, its line ends come back where they were.

A line end within a paragraph means a space in Markdown; people who write in a text editor put one in every hundred
characters, and nobody who writes in the page wants to meet them. Verse (lines that end in two spaces or a backslash),
lists, tables, quotations, headings and code keep theirs.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise

WIDTH = 108
"""Characters of a line that is broken where the text before had no lines to go by."""

_SHORTEST = 40
_BREAK = re.compile(r"(\n(?:[ \t]*\n)+)")
_KEPT_LINE = re.compile(r"[ \t]|[-*+>#|]|\d{1,9}[.)]|```|~~~|:?-{3}|<|\[\^?[^\]]*\]:|={3}|!")
_HARD_BREAK = re.compile(r"(?: {2}|\\)\Z")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_MOST = 1_000  # paragraphs, above which line ends are left as they were written: comparing takes the square of it


def join_lines(text: str) -> str:
    """Return a Markdown text with each paragraph on one line, and no line ends after the last."""
    return "".join(_join(part) if is_soft else part for part, is_soft in _split(text.rstrip("\n")))


def restore_lines(old: str, new: str) -> str:
    """Return the text that was written in the page with the line ends of the text before.

    ``old`` is the text as the document has it. A paragraph that did not change keeps its line ends; in one that did,
    the lines before the first changed word and after the last stay.
    """
    parts = _split(old)
    if "\n" not in old.strip("\n") or not any("\n" in part for part, is_soft in parts if is_soft):
        return _keep_end(old, new)
    width = max(len(line) for part, is_soft in parts if is_soft for line in part.split("\n"))
    before = [part for part, is_soft in parts if is_soft]
    written = _split(new.rstrip("\n"))
    after = [part for part, is_soft in written if is_soft]
    if max(len(before), len(after)) > _MOST:
        return _keep_end(old, new)
    restored = iter(_restore_all(before, after, max(width, _SHORTEST)))
    return _keep_end(old, "".join(next(restored) if is_soft else part for part, is_soft in written))


def _keep_end(old: str, new: str) -> str:
    """End a text with as many line ends as it had."""
    return new.rstrip("\n") + old[len(old.rstrip("\n")) :] if new.strip() and "\n" in old else new


def _split(text: str) -> list[tuple[str, bool]]:
    """Split a text into its paragraphs, whose line ends are soft, and all that is between them."""
    parts: list[tuple[str, bool]] = []
    in_code = False
    for part in _BREAK.split(text.rstrip("\n")):
        fences = sum(1 for line in part.split("\n") if _FENCE.match(line))
        is_soft = not in_code and not fences and _is_paragraph(part)
        in_code ^= bool(fences % 2)
        parts.append((part, is_soft))
    end = text[len(text.rstrip("\n")) :]
    return [*parts, (end, False)] if end else parts


def _is_paragraph(part: str) -> bool:
    lines = part.split("\n")
    is_plain = bool(part.strip()) and not any(_KEPT_LINE.match(line) for line in lines)
    return is_plain and not any(_HARD_BREAK.search(line) for line in lines[:-1])


def _join(paragraph: str) -> str:
    return " ".join(line.strip() for line in paragraph.split("\n"))


def _restore_all(old: list[str], new: list[str], width: int) -> list[str]:
    """Give each new paragraph the line ends of the old one that it was made of."""
    joined = [_join(part) for part in old]
    restored: list[str] = []
    for tag, start, end, first, last in SequenceMatcher(None, joined, new, autojunk=False).get_opcodes():
        sources = old[start:end]
        if tag == "equal":
            restored += sources
            continue
        paired = sources if len(sources) == last - first else [""] * (last - first)
        restored += [_restore(source, part, width) for source, part in zip(paired, new[first:last], strict=True)]
    return restored


def _restore(old: str, new: str, width: int) -> str:
    """Break a paragraph as it was before and after the changed words, and at the ``width`` between them."""
    if "\n" in new:
        return new  # its lines are the writer's own
    if not old or "\n" not in old:
        return new if old else "\n".join(_wrap(new.split(" "), width))
    lines = [line.strip().split(" ") for line in old.split("\n")]
    words = new.split(" ")
    head, tail = _count_kept_lines(lines, words)
    middle = words[_count_words(lines[:head]) : len(words) - _count_words(lines[len(lines) - tail :])]
    wrapped = _wrap(middle, width)
    if tail and wrapped and len(wrapped[-1]) < width / 2:  # a short rest goes with the next line
        wrapped = _wrap([*middle, *lines[-tail]], width)
        tail -= 1
    before, after = lines[:head], lines[len(lines) - tail :]
    return "\n".join([*map(" ".join, before), *wrapped, *map(" ".join, after)])


def _count_words(lines: list[list[str]]) -> int:
    return sum(map(len, lines))


def _count_kept_lines(lines: list[list[str]], words: list[str]) -> tuple[int, int]:
    """Count the lines whose words begin the new paragraph, and those after them whose words end it."""
    head, used = 0, 0
    while head < len(lines) and lines[head] == words[used : used + len(lines[head])]:
        used += len(lines[head])
        head += 1
    tail, end = 0, len(words)
    while tail < len(lines) - head:
        line = lines[-1 - tail]
        if end - len(line) < used or line != words[end - len(line) : end]:
            break
        end -= len(line)
        tail += 1
    return head, tail


def _wrap(words: list[str], width: int) -> list[str]:
    """Break words into lines; no line begins with what Markdown would take for a list or a heading."""
    lines: list[list[str]] = [words[:1]] if words else []
    length = len(words[0]) if words else 0
    for before, word in pairwise(words):
        length += 1 + len(word)
        if length > width and before and word and not _KEPT_LINE.match(word) and not before.endswith("\\"):
            lines.append([])
            length = len(word)
        lines[-1].append(word)
    return [" ".join(line) for line in lines]
