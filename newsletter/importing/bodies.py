"""Paragraphs, list items, code and quotations to the Markdown of one field, which shows them as they were.

Lists keep their numbers, and one that begins where another ends stays a list of its own (CommonMark 0.31, section 5.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from newsletter.importing.markdown_writer import can_be_code, format_markdown, wrap
from newsletter.importing.paragraphs import Paragraph

_MOST = 999_999_999
"""The largest number that a list item can have."""

_BULLETS = {"-": "*", "*": "-"}
_POINTS = {".": ")", ")": "."}


@dataclass(slots=True)
class _Level:
    """A list that is open: its last item, and what it counts with."""

    list: int
    sign: str
    """A bullet, or the sign after a number."""
    number: int | None
    width: int


@dataclass(slots=True)
class _BodyFormatter:
    """Formats paragraphs of one quotation, or of none."""

    written: str = ""
    _levels: list[_Level] = field(default_factory=list)
    _closed: _Level | None = None
    """The outermost list that ended last, directly above."""
    _before: Paragraph | None = None

    def add(self, paragraph: Paragraph) -> None:
        if paragraph.kind == "item":
            self._add_item(paragraph)
        else:
            self._levels = self._levels[: paragraph.level] if paragraph.kind == "paragraph" else []
            between = "\\\n" if paragraph.is_broken and self._before else "\n\n"
            self._put(between, self._indent(), _write_words(paragraph, self._indent()))
        self._before = paragraph

    def add_code(self, rows: list[Paragraph]) -> None:
        fence = "~~~" if any("```" in row.text for row in rows) else "```"
        self._levels = self._levels[: rows[0].level]
        indent = self._indent()
        written = (f"{indent}{words}".rstrip() for words in (fence, *(row.text for row in rows), fence))
        self._put("\n\n", "", "\n".join(written))
        self._before = None

    def _indent(self) -> str:
        return " " * sum(level.width for level in self._levels)

    def _put(self, between: str, indent: str, words: str) -> None:
        self.written += (between if self.written else "") + indent + words

    def _add_item(self, paragraph: Paragraph) -> None:
        depth = max(paragraph.level - 1, 0)
        same = self._levels[depth] if depth < len(self._levels) else None
        self._levels = self._levels[:depth]
        number, words = read_number(paragraph.marker)
        goes_on = bool(same and _goes_on(same, paragraph, number))
        sign = same.sign if same and goes_on else _choose_sign(same, number)
        marker = sign if number is None else f"{number}{sign}"
        is_close = goes_on or (same is None and bool(self._levels) and number in {None, 1})
        between = (
            "\n" if is_close and self._before and (self._before.kind == "item" or self._before.is_broken) else "\n\n"
        )
        indent = self._indent()
        text = f"{words}{format_markdown(paragraph.source_text)}"
        self._put(between, indent, f"{marker} {wrap(text, indent + ' ' * (len(marker) + 1))}")
        self._levels.append(_Level(paragraph.list, sign, number, len(marker) + 1))


def _goes_on(before: _Level, paragraph: Paragraph, number: int | None) -> bool:
    """Return whether an item goes on with a list: it is of the same one, and its number is the next."""
    if before.list != paragraph.list or (number is None) != (before.number is None):
        return False
    return number is None or before.number is None or number == before.number + 1


def _choose_sign(before: _Level | None, number: int | None) -> str:
    """Choose the sign of a list, other than that of one directly above: the same would go on with it."""
    signs, first = (_BULLETS, "-") if number is None else (_POINTS, ".")
    return signs.get(before.sign, first) if before else first


def read_number(marker: str) -> tuple[int | None, str]:
    """Return the number that was before an item, or what a bullet cannot say and so goes before its words."""
    found = re.fullmatch(r"\(?(\d{1,9})[.):]?\)?", marker)
    if found and int(found[1]) <= _MOST:
        return int(found[1]), ""
    return None, f"{marker} " if re.search(r"\w", marker) and marker != "o" else ""


def format_body(body: list[Paragraph]) -> str:
    """Write paragraphs and list items as Markdown, as a person would: a single paragraph in one line."""
    if len(body) == 1 and body[0].kind == "paragraph" and not body[0].quote:
        return format_markdown(body[0].source_text)
    written, before = "", (0, 0)
    for place, group in groupby(body, key=lambda paragraph: (paragraph.quote, paragraph.quotation)):
        writer = _BodyFormatter()
        for rows in _gather_code(list(group)):
            writer.add_code(rows) if rows[0].kind == "code" else writer.add(rows[0])
        shared = min(before[0], place[0]) if before[1] == place[1] else 0
        between = f"\n{('> ' * shared).rstrip()}\n" if written else ""
        written, before = f"{written}{between}{_quote(writer.written, place[0])}", place
    return written


def _gather_code(body: list[Paragraph]) -> Iterator[list[Paragraph]]:
    """Yield paragraphs by themselves and the rows of one code together, where a document can hold them as code."""
    run: list[Paragraph] = []
    for paragraph in body:
        if run and not (paragraph.kind == "code" and paragraph.is_broken):
            yield from _write_code(run)
            run = []
        if paragraph.kind == "code":
            run.append(paragraph)
        else:
            yield [paragraph]
    yield from _write_code(run) if run else ()


def _write_code(rows: list[Paragraph]) -> Iterator[list[Paragraph]]:
    """Yield the rows of code together, or each as a paragraph where a document cannot hold them as code."""
    if can_be_code("\n".join(row.text for row in rows)):
        yield rows
    else:
        yield from ([replace(row, kind="paragraph")] for row in rows if row.text.strip())


def _quote(text: str, depth: int) -> str:
    return re.sub(r"(?m)^", "> " * depth, text).replace("> \n", ">\n") if depth else text


def _write_words(paragraph: Paragraph, indent: str) -> str:
    words = format_markdown(paragraph.source_text)
    if paragraph.kind == "heading":
        marker = re.sub(r"([.)])$", r"\\\1", paragraph.marker) + " " if paragraph.marker else ""
        return f"{marker}**{words}**" if re.fullmatch(r"\w(?:[\w ,'’-]*\w)?", words) else f"{marker}{words}"
    return wrap(words, indent)
