"""Lists and groups written between brackets, their entries divided by commas, as YAML and TOML have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsletter.parsing.lines import TextChange, TextLines

_BEHIND = re.compile(r"[ \t]*,?([ \t]*#[^\r\n]*)?")


@dataclass(frozen=True, slots=True)
class Brackets:
    """What is between two brackets: where each entry begins and ends, and the offsets of the brackets themselves."""

    lines: TextLines
    starts: Sequence[int]
    ends: Sequence[int]
    start: int
    end: int
    """The offset behind the closing bracket."""

    def insert(self, index: int, entry: str) -> Iterator[TextChange]:
        """Put an entry before the one at an index, divided from it as its neighbours are; there are some."""
        divider = self._find_divider(index)
        if index == 0:
            yield TextChange(self.starts[0], self.starts[0], f"{entry}{divider}")
            return
        end = self.ends[index - 1]
        yield TextChange(end, end, f"{self._wrap(end, divider, entry)}{entry}")
        yield TextChange(end, end, f"{divider}{entry}")

    def _find_divider(self, index: int) -> str:
        """Return what divides the entries around an index, without a comment."""
        text = self.lines.text
        if len(self.starts) == 1:
            start = self.starts[0]
            is_below = self.lines.is_first_in_line(start) and self.lines.line_start(start) > self.start
            return f",{self.lines.newline}{text[self.lines.line_start(start) : start]}" if is_below else ", "
        near = max(1, min(index, len(self.starts) - 1))
        between = text[self.ends[near - 1] : self.starts[near]]
        before, sign, _ = between.partition("#")
        if not sign:
            return between
        margin = between[max(between.rfind("\n"), between.rfind("\r")) + 1 :]
        return f"{before.rstrip()}{self.lines.newline}{margin}"

    def _wrap(self, end: int, divider: str, entry: str) -> str:
        """Begin a new line where the entry would make the last one too long."""
        behind = self.lines.line_end(end) - end
        needed = self.lines.column(end) + len(divider) + len(entry) + behind
        if self.lines.newline in divider or needed <= self.lines.width:
            return divider
        line = self.lines.text[self.lines.line_start(end) : end]
        indent = len(line) - len(line.lstrip(" -"))
        return f",{self.lines.newline}{' ' * (indent + 2)}"

    def delete(self, index: int) -> Iterator[TextChange]:
        """Take an entry away, with the comment behind it; the comments of others stay."""
        if len(self.starts) == 1:
            yield TextChange(self.starts[0], self._behind(0)[0], "")
            yield TextChange(self.start + 1, self.end - 1, "")
        elif index + 1 < len(self.starts):
            yield TextChange(self.starts[index], self.starts[index + 1], "")
        else:
            yield from self._delete_last()

    def _delete_last(self) -> Iterator[TextChange]:
        start, end, before = self.starts[-1], self.ends[-1], self.ends[-2]
        behind, comment = self._behind(-1)
        if comment:
            yield TextChange(self._behind(-2)[0], behind, "")
        if "#" not in self.lines.text[before:start]:
            yield TextChange(before, end, "")
            return
        if self.lines.is_first_in_line(start):
            yield TextChange(self.lines.line_start(start), max(self.lines.line_start(self.end), end), "")
        yield TextChange(start, behind, "")
        yield TextChange(start, end, "")

    def move(self, index: int, to: int) -> Iterator[TextChange]:
        """Change the order of entries; what divides them stays, and comments behind them go with them."""
        order = [*range(len(self.starts))]
        order.insert(to, order.pop(index))
        yield self._permute(order)
        text = self.lines.text
        gaps = [*(text[end:start] for end, start in zip(self.ends, self.starts[1:], strict=False)), ""]
        moved = "".join(text[self.starts[new] : self.ends[new]] + gap for new, gap in zip(order, gaps, strict=True))
        yield TextChange(self.starts[0], self.ends[-1], moved)

    def _permute(self, order: Sequence[int]) -> TextChange:
        text, parts, last = self.lines.text, [], len(order) - 1
        behind = [self._behind(number) for number in range(len(order))]
        for number, new in enumerate(order):
            until, comment = behind[number]
            divider = text[self.ends[number] : until].removesuffix(comment)
            gap = text[until : self.starts[number + 1]] if number < last else ""
            parts += [text[self.starts[new] : self.ends[new]], divider, behind[new][1], gap]
        return TextChange(self.starts[0], behind[last][0], "".join(parts))

    def _behind(self, index: int) -> tuple[int, str]:
        """Return the offset behind an entry, its comma and the comment in its line, and that comment."""
        found = _BEHIND.match(self.lines.text, self.ends[index])
        return (found.end(), found[1] or "") if found else (self.ends[index], "")
