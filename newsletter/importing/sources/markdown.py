"""Markdown, read as its programs read it, into the lines that a page becomes; front matter is reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from newsletter.errors import SourceError
from newsletter.importing.lines import MAX_LINES, Line, Source, clean
from newsletter.importing.sources._decoding import decode_anything
from newsletter.importing.sources._markdown import convert_markdown
from newsletter.importing.sources._markdown.front_matter import has_front_matter, read_front_matter
from newsletter.importing.sources.html import read_html

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".qmd", ".rmd")
MAX_CHARACTERS = 1_000_000
"""How long a text may be; a long issue is about 60,000 characters."""

_TAGS = re.compile(r"<[^<>]*>")
_SIGNS = re.compile(
    r"^#{1,6}[ \t]++\S|^[ ]{0,3}(?:```|~~~)|\]\((?:https?://|mailto:)|^\|?[ ]?:?-{3,}:?[ ]?\|", re.MULTILINE
)
"""What only Markdown has: a heading, a fence, a link with its address, the line below the head of a table."""

_BULLETS = re.compile(r"^[ \t]*+[•◦▪‣·●○][ \t]", re.MULTILINE)
"""Bullets of a word processor, which Markdown would run together as one paragraph."""


def recognises(data: bytes) -> bool:
    """Return whether it begins with front matter, which only a file for a program has."""
    return data[:3] in {b"---", b"+++"} and has_front_matter(data[:20_000].decode(errors="replace"))


def resembles(data: bytes) -> bool:
    """Return whether a text without a telling name, such as a paste, has signs that only Markdown has."""
    text = data[:200_000].decode(errors="replace").replace("\r\n", "\n")
    return bool(_SIGNS.search(text)) and not _BULLETS.search(text)


def read(data: bytes, name: str) -> Source:
    """See ``Format.read``."""
    text, notes = decode_anything(data, name)
    if len(text) > MAX_CHARACTERS:
        raise SourceError(f"{name}: This is longer than {MAX_CHARACTERS:,} characters. Split it into several issues.")
    rows = re.split(r"\r\n?|\n", text.replace("\0", ""))
    if len(rows) > MAX_LINES:
        raise SourceError(f"{name}: This has more than {MAX_LINES:,} lines. Split it into several issues.")
    front = read_front_matter(rows)
    page = convert_markdown(rows[front.rows :], front.rows)
    lines, more = read_html(page.html, name) if "".join(rows[front.rows :]).strip() else ((), ())
    unread = _find_unread(rows[front.rows :], front.rows, [*lines, *page.asides])
    ordered = [*front.lines, *_merge(lines, [*page.asides, *unread])]
    numbered = tuple(replace(line, number=n) for n, line in enumerate(ordered, 1))
    return Source("paragraph", numbered, (*notes, *more, *page.notes))


def _merge(lines: tuple[Line, ...], asides: Iterable[Line]) -> Iterator[Line]:
    """Put what readers do not see where its rows are; the order of the rest is that in which it is read."""
    waiting = sorted(asides, key=_first_row, reverse=True)
    for line in lines:
        while waiting and line.kind != "footnote" and _first_row(waiting[-1]) < _first_row(line):
            yield waiting.pop()
        yield line
    yield from reversed(waiting)


def _first_row(line: Line) -> int:
    return line.rows[0] if line.rows else 0


def _find_unread(rows: list[str], before: int, lines: Iterable[Line]) -> Iterator[Line]:
    """Yield a line for each run of rows that no other line came from: tags, and what cannot be seen."""
    seen = {row for line in lines if line.rows for row in range(line.rows[0], line.rows[1] + 1)}
    run: list[int] = []
    for number, row in enumerate([*rows, ""], before + 1):
        if row.strip() and number not in seen:
            run.append(number)
        elif run:
            yield _write_unread([rows[n - before - 1] for n in run], run)
            run = []


def _write_unread(rows: list[str], numbers: list[int]) -> Line:
    text = " ".join(" ".join(clean(row).split()) for row in rows)
    has_words = re.search(r"\w", _TAGS.sub("", text))
    return Line(0, "unread" if has_words else "markup", text, rows=(numbers[0], numbers[-1]))
