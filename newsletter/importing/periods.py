"""What issue a source is: its period from its title, its date or its file name, never from running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newsletter.documents.periods import Kind
from newsletter.importing.lines import Line
from newsletter.importing.paragraphs import Paragraph
from newsletter.importing.stated import find_stated, find_stated_by_file, says_little_else

_LOOK_AT = 12
"""Paragraphs at the beginning in which an issue names its period."""

_LONGEST_HEADING = 150
_UNSHOWN = frozenset({"hidden", "preheader"})
_SENTENCE = re.compile(r"[.!?;:,][\"'’”)\]]*$")
_SUBJECT = re.compile(r"subject:", re.IGNORECASE)


def find_period(paragraphs: Iterable[Paragraph], lines: Iterable[Line], name: str, kind: Kind) -> str | None:
    """Return the period of a kind that a source states, ``name`` being that of its file.

    Front matter goes before the title, the title before other headings and lines that are a date alone, and those
    before a mail's subject and the name of the file.
    """
    shown = [paragraph for paragraph in paragraphs if paragraph.kind not in _UNSHOWN]
    subjects = (line.text for line in lines if _SUBJECT.match(line.text))
    texts = [*_find_statements(shown[:_LOOK_AT], kind), *subjects]
    stated = (find_stated(text, kind) for text in texts)
    return next((found.period for found in stated if found), None) or find_stated_by_file(name, kind)


def _find_statements(beginning: list[Paragraph], kind: Kind) -> Iterator[str]:
    """Yield the texts that may name the period, the most certain first."""
    yield from (paragraph.text for paragraph in beginning if paragraph.kind == "period")
    shown = [paragraph for paragraph in beginning if paragraph.kind in {"heading", "paragraph", "item"}]
    yield from (paragraph.text for n, paragraph in enumerate(shown) if _is_title(paragraph, is_first=n == 0))
    yield from (paragraph.text for paragraph in beginning if paragraph.kind == "title")
    others = (paragraph for paragraph in shown if paragraph.kind != "item")
    yield from (paragraph.text for paragraph in others if _is_alone(paragraph, kind))


def _is_title(paragraph: Paragraph, *, is_first: bool) -> bool:
    """Return whether a paragraph is what the whole is called: a heading of the first level, or the first one."""
    if paragraph.kind == "heading":
        return is_first or paragraph.level == 1
    looks_so = paragraph.is_strong and len(paragraph.text) <= _LONGEST_HEADING and not _SENTENCE.search(paragraph.text)
    return is_first and paragraph.kind == "paragraph" and looks_so


def _is_alone(paragraph: Paragraph, kind: Kind) -> bool:
    return says_little_else(paragraph.text, kind, is_heading=paragraph.kind == "heading")
