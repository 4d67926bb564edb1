"""Lines of prose: wrapped anew only where words have changed. Pure.

A text is given as YAML folds it: lines of a paragraph are joined by spaces, and an empty line is one line break.
"""

from __future__ import annotations

from collections.abc import Sequence

_BREAK = "\n"

_Line = list[str]
"""The words of a line, or a line break alone, which is an empty line."""


def wrap(text: str, width: int) -> list[str]:
    """Return the lines of a text whose words are divided by single spaces; each has at most ``width`` characters.

    A word that is longer has a line of its own.
    """
    return _wrap_words(_divide(text), width)


def rewrap(lines: Sequence[str], text: str, width: int) -> list[str]:
    """Return lines that say ``text``, as many as can of those of the text as it was before.

    Lines before the first word that has changed stay, and so do those after the last; what is between is wrapped.
    """
    before = [_divide_line(line) for line in lines]
    words = _divide(text)
    top = _count_kept(before, words)
    words = words[sum(map(len, before[:top])) :]
    rest = before[top:]
    bottom = _count_kept([line[::-1] for line in rest[::-1]], words[::-1])
    kept = rest[len(rest) - bottom :]
    words = words[: len(words) - sum(map(len, kept))]
    middle = _wrap_words(words, width)
    after = [" ".join(line).strip() for line in kept]
    return [*lines[:top], *_join_rest(middle, after, width)]


def _join_rest(middle: list[str], after: list[str], width: int) -> list[str]:
    """Put a short rest of a paragraph into the next line, where all of it fits."""
    if middle and after and middle[-1] and after[0] and len(middle[-1]) + 1 + len(after[0]) <= width:
        return [*middle[:-1], f"{middle[-1]} {after[0]}", *after[1:]]
    return [*middle, *after]


def _count_kept(lines: list[_Line], words: list[str]) -> int:
    """Count the lines that the words begin with, one after the other.

    A line that was the last of its paragraph does not stay where the paragraph goes on now.
    """
    at = count = 0
    for line in lines:
        if words[at : at + len(line)] != line:
            break
        at, count = at + len(line), count + 1
    is_open = at < len(words) and words[at] != _BREAK
    ended = count == len(lines) or lines[count] == [_BREAK]
    if count and is_open and ended and lines[count - 1] != [_BREAK]:
        return count - 1
    return count


def _divide(text: str) -> list[str]:
    """Return the words of a text, with each line break as one more."""
    words: list[str] = []
    for number, paragraph in enumerate(text.split(_BREAK)):
        words += [_BREAK] if number else []
        words += paragraph.split(" ") if paragraph else []
    return words


def _divide_line(line: str) -> _Line:
    return line.split(" ") if line else [_BREAK]


def _wrap_words(words: list[str], width: int) -> list[str]:
    lines: list[str] = []
    line: list[str] = []
    length = 0
    for word in words:
        if word == _BREAK or (line and length + 1 + len(word) > width):
            lines += [" ".join(line)] if line else []
            line, length = [], 0
        if word == _BREAK:
            lines.append("")
        else:
            length += len(word) + (1 if line else 0)
            line.append(word)
    return [*lines, " ".join(line)] if line else lines
