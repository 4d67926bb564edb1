"""Inserting, deleting and moving items of lists, and deleting keys, in a TOML document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from newsletter.parsing.document import DataPath
from newsletter.parsing.lines import TextChange, before_line_end
from newsletter.parsing.toml_editing.setting import add_behind
from newsletter.parsing.toml_editing.source import TomlSource, follow
from newsletter.parsing.toml_editing.statements import TomlValue
from newsletter.parsing.toml_editing.values import is_table, write_inline, write_table, write_tables


class _Span(NamedTuple):
    start: int
    end: int


def _find_list(source: TomlSource, path: DataPath) -> TomlValue | None:
    """Return the list in brackets at a path, or the inline table."""
    found = source.find_entry(path)
    return follow(found[0].value, found[1]) if found and found[0].value else None


def insert_item(source: TomlSource, path: DataPath, value: object) -> Iterator[TextChange]:
    """Yield changes that put an item into a list: in brackets, or with a header of its own."""
    index = int(path[-1])
    node = _find_list(source, path[:-1])
    if node and node.entries:
        yield from source.in_brackets(node).insert(index, write_inline(value))
    elif node:
        yield from _fill_list(source, node, path[:-1], value)
    elif is_table(value) and isinstance(value, dict):
        items = _find_items(source, path[:-1])
        written = write_table(source, path[:-1], value, is_item=True)
        gap = _find_gap(source, items, index)
        if index < len(items):
            yield TextChange(items[index].start, items[index].start, f"{written}{gap}")
        else:
            yield add_behind(source, items[-1].end, written, gap)


def _fill_list(source: TomlSource, node: TomlValue, path: DataPath, value: object) -> Iterator[TextChange]:
    """Put a first item into an empty list: a table that is too long for the line goes below a header."""
    written = f"[{write_inline(value)}]"
    found = source.find_entry(path)
    behind = source.text[node.end : source.line_end(node.end)].strip()
    is_long = source.column(node.start) + len(written) > source.width
    if is_long and is_table(value) and found and not found[1] and not behind:
        part = next(part for part in source.parts if found[0] in part.entries)
        start, end = source.starts[found[0]], source.next_line(found[0].end)
        rest = source.text[end : part.end]
        tables = write_tables(source, path, [value])
        yield TextChange(start, part.end, f"{rest}{source.newline * 2 if rest.strip() else ''}{tables}")
    yield TextChange(node.start, node.end, written)


def _find_items(source: TomlSource, path: DataPath) -> list[_Span]:
    """Return where each item of a list of tables is written, with its comments and the tables inside it."""
    items: list[_Span] = []
    for part in source.find_parts_below(path):
        if part.path[len(path)] == len(items):
            items.append(_Span(part.start, part.end))
        elif part.path[len(path)] == len(items) - 1:
            items[-1] = _Span(items[-1].start, part.end)
    return _leave_comments_of_list(source, items)


def _leave_comments_of_list(source: TomlSource, items: list[_Span]) -> list[_Span]:
    """Begin the first of several items at its header where no other has comments: those above are about the list."""
    if len(items) > 1 and not any(source.text.startswith("#", item.start) for item in items[1:]):
        header = next(part.header for part in source.parts if part.header and part.start == items[0].start)
        items[0] = _Span(source.line_start(header.start), items[0].end)
    return items


def _find_gap(source: TomlSource, items: Sequence[_Span], index: int) -> str:
    """Return what divides two items of a list of tables near an index, if that is blank; or else a blank line."""
    gaps = [source.text[one.end : two.start] for one, two in pairwise(items[max(0, index - 1) :][:2])]
    return gaps[0] if gaps and not gaps[0].strip() else source.newline * 2


def delete_value(source: TomlSource, path: DataPath) -> Iterator[TextChange]:
    """Yield changes that take a value away, with the comments directly above it."""
    parent, step = path[:-1], path[-1]
    found = source.find_entry(path)
    if found and found[1]:
        node = _find_list(source, parent)
        names = [entry.keys for entry in node.entries] if node else []
        if node:
            index = step if isinstance(step, int) else names.index((step,))
            yield from source.in_brackets(node).delete(index)
        return
    yield from _delete_spans(source, _find_spans(source, path))


def _find_spans(source: TomlSource, path: DataPath) -> list[_Span]:
    """Return all lines that say something of what is at a path: entries of parts that stay, and whole parts."""
    if isinstance(path[-1], int) and (items := _find_items(source, path[:-1])):
        return [items[path[-1]]]
    spans: list[_Span] = []
    for part in source.parts:
        if part.header and part.path[: len(path)] == path:
            spans.append(_Span(part.start, part.end))
        else:
            entries = [entry for entry in part.entries if entry.path[: len(path)] == path]
            spans += [_Span(source.starts[entry], source.line_end(entry.end)) for entry in entries]
    return spans


def _delete_spans(source: TomlSource, spans: Sequence[_Span]) -> Iterator[TextChange]:
    """Yield changes that take lines away, with a blank line where one is above and below."""
    text = source.text
    first, last = spans[0], spans[-1]
    kept = "".join(text[one.end : two.start].rstrip() for one, two in pairwise(spans))
    above, below = len(text[: first.start].rstrip()), source.next_line(last.end)
    has_blank_above = above < before_line_end(text, first.start)
    has_blank_below = not text[below : source.line_end(below)].strip()
    if above and last.end == len(text):
        yield TextChange(above, last.end, kept)
    if not above and not kept:
        below += len(text[below:]) - len(text[below:].lstrip())
    if not above or not has_blank_above or not has_blank_below:
        yield TextChange(first.start, below, f"{kept.lstrip()}{source.newline if kept else ''}")
    yield TextChange(above, last.end, kept)


def move_item(source: TomlSource, path: DataPath, to: int) -> Iterator[TextChange]:
    """Yield changes that move an item of a list; blank lines between the items stay where they are."""
    index = int(path[-1])
    node = _find_list(source, path[:-1])
    if node:
        yield from source.in_brackets(node).move(index, to)
        return
    items = _find_items(source, path[:-1])
    order = [*range(len(items))]
    order.insert(to, order.pop(index))
    written = [source.text[items[order[0]].start : items[order[0]].end]]
    for (before, after), number in zip(pairwise(items), order[1:], strict=True):
        written += [source.text[before.end : after.start], source.text[items[number].start : items[number].end]]
    yield TextChange(items[0].start, items[-1].end, "".join(written))
