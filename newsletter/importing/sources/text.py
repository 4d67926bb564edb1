"""Plain text, from a file or the clipboard, as mail programs, word processors and people write it: line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from newsletter.errors import SourceError
from newsletter.importing.lines import MAX_LINES, Kind, Line, Source, clean
from newsletter.importing.markers import Marked, find_lettered, read_item
from newsletter.importing.sources._decoding import decode_anything
from newsletter.importing.sources._markdown.inline import read_inline

SUFFIXES = (".txt", ".text")
MAX_CHARACTERS = 1_000_000
"""How long a text may be; a long issue is about 60,000 characters."""

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_RULE = re.compile(r"([-*_=–—])(?:\s*\1){2,}|\|(?:\s*:?-+:?\s*\|)+")
_FENCE = re.compile(r"\s*(?P<sign>`{3,}|~{3,})[^`]*")
_CAPITALS = re.compile(r"(?=(?:[^A-Z\n]*[A-Z]){3})[^a-z|:]{4,80}[^a-z|:.!?;,]")
_QUOTED = re.compile(r"(>\s?)+")


def recognises(_data: bytes) -> bool:
    """Return False: any content that can be recognised belongs to another format."""
    return False


def read(data: bytes, name: str) -> Source:
    """See ``Format.read``."""
    text, notes = decode_anything(data, name)
    if len(text) > MAX_CHARACTERS:
        raise SourceError(f"{name}: This is longer than {MAX_CHARACTERS:,} characters. Split it into several issues.")
    rows = re.split(r"\r\n?|\n", text)
    if len(rows) > MAX_LINES:
        raise SourceError(f"{name}: This has more than {MAX_LINES:,} lines. Split it into several issues.")
    if rows and not rows[-1]:
        rows.pop()  # the end of the last line, not a line
    return Source("line", tuple(_note_underlined(_read_rows(*resolve_references(rows)))), notes)


def _read_rows(rows: list[str], references: frozenset[int]) -> Iterator[Line]:
    indents: list[int] = []
    before = "blank"
    code, lettered = _find_code(rows), find_lettered(rows)
    for number, row in enumerate(rows, 1):
        if (number - 1) in references or number in code:
            kind = code.get(number, "reference")
            line = Line(number, kind, clean(row.expandtabs(4).rstrip()), is_broken=kind == before == "code")
        else:
            line = replace(
                _read_row(row, number, lettered.get(number)), follows=before not in {"blank", "heading", "rule"}
            )
            line = _note_capitals(line, before)
        if line.kind == "item":
            indents = [*(indent for indent in indents if indent < _indent(row)), _indent(row)]
            line = replace(line, level=len(indents))
        elif line.kind != "blank" and not line.is_indented:
            indents = []
        before = line.kind
        yield line


def _find_code(rows: list[str]) -> dict[int, Kind]:
    """Return the rows that are code, or a fence around it, by their numbers; a fence that nothing closes is none."""
    kinds: dict[int, Kind] = {}
    start, sign = 0, ""
    for end, row in enumerate(rows, 1):
        found = _FENCE.fullmatch(row)
        if found and not sign:
            start, sign = end, found["sign"]
        elif found and found["sign"].startswith(sign):
            kinds |= {start: "fence", end: "fence"}
            kinds |= dict.fromkeys(range(start + 1, end), "code")
            sign = ""
    return kinds


def _note_capitals(line: Line, before: str) -> Line:
    """Make a heading of a separate line in capitals."""
    is_heading = line.kind == "paragraph" and before in {"blank", "rule"} and _CAPITALS.fullmatch(line.text)
    return replace(line, kind="heading", level=6) if is_heading and not line.is_indented else line


def _read_row(row: str, number: int, item: Marked | None = None) -> Line:
    body = row.strip()
    if not body:
        return Line(number, "blank", "")
    if _RULE.fullmatch(body):
        return Line(number, "rule", body[:80])
    if found := _HEADING.fullmatch(body):
        return _inline(number, "heading", found[2].rstrip("# \t"), level=len(found[1]))
    if found := _QUOTED.match(body):
        line = _read_row(body[found.end() :], number)
        return replace(line, quote=found[0].count(">"))
    if item := item or read_item(body):
        return replace(_inline(number, "item", item.words), marker=item.marker)
    return replace(_inline(number, "paragraph", body), is_indented=_indent(row) > 1)


def _inline(number: int, kind: str, body: str, level: int = 0) -> Line:
    text, marks, notes = read_inline(body)
    return Line(number, kind if text else "blank", text, level, marks=marks, notes=notes)  # type: ignore[arg-type]  # a kind


def _indent(row: str) -> int:
    return len(row.expandtabs(4)) - len(row.expandtabs(4).lstrip())


def _note_underlined(lines: Iterator[Line]) -> Iterator[Line]:
    """Make headings of paragraphs that are underlined."""
    held: Line | None = None
    for line in lines:
        if held and held.kind == "paragraph" and line.kind == "rule" and line.text[0] in "=-" and not held.follows:
            held = replace(held, kind="heading", level=1 if line.text[0] == "=" else 2)
        if held:
            yield held
        held = line
    if held:
        yield held


_GIVEN = re.compile(r" {0,3}\[(?P<id>[^\[\]]{1,100})\]:\s*<?(?P<url>https?://[^\s<>]{1,2000})>?(?:\s+[\"'(].*)?\s*")
_REFERS = re.compile(r"\[(?P<words>[^\[\]]{1,500})\]\[(?P<id>[^\[\]]{0,100})\]")


def resolve_references(rows: list[str]) -> tuple[list[str], frozenset[int]]:
    """Return the rows with each address beside its words, and the rows, from 0, that are used up by it."""
    given = {n: found for n, row in enumerate(rows) if (found := _GIVEN.fullmatch(row))}
    urls = {found["id"].casefold(): found["url"] for found in given.values()}
    used: set[str] = set()

    def refer(link: re.Match[str]) -> str:
        name = (link["id"] or link["words"]).casefold()
        used.update({name} & urls.keys())
        return f"[{link['words']}]({urls[name]})" if name in urls else link[0]

    resolved = [_REFERS.sub(refer, row) for row in rows] if urls else rows
    return resolved, frozenset(n for n, found in given.items() if found["id"].casefold() in used)
