"""Setting a value in a TOML document, and adding a key: the changes of the text that could say it, the best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsletter.parsing.document import DataPath
from newsletter.parsing.lines import TextChange
from newsletter.parsing.toml_editing.source import TomlPart, TomlSource, find_names, follow
from newsletter.parsing.toml_editing.statements import TomlStatement, TomlValue
from newsletter.parsing.toml_editing.values import (
    is_list_of_tables,
    is_table,
    write_entry,
    write_inline,
    write_key,
    write_keys,
    write_tables,
    write_value_forms,
)


def set_value(source: TomlSource, path: DataPath, value: object) -> Iterator[TextChange]:
    """Yield changes that put a value in place of one that is written beside its key, or in brackets."""
    found = source.find_entry(path)
    if not found or found[0].value is None:
        return
    value_there, rest = found[0].value, found[1]
    node = follow(value_there, rest)
    if node is None:
        return
    if rest:
        yield TextChange(node.start, node.end, write_inline(value))
        return
    before = source.text[node.start : node.end]
    for form in write_value_forms(source, value, source.column(node.start), before):
        yield TextChange(node.start, node.end, form)


def add_key(source: TomlSource, path: DataPath, value: object, order: Sequence[str]) -> Iterator[TextChange]:
    """Yield changes that add a key: behind the last that is before it in ``order``, or else as the last or first."""
    table = path[:-1]
    if found := source.find_entry(table) if table else None:
        if found[0].value and (node := follow(found[0].value, found[1])):
            yield from _add_in_braces(source, node, path, (value, order))
    elif dotted := _find_dotted(source, table):
        yield _add_dotted(source, dotted[-1], path, value)
    elif is_table(value) or is_list_of_tables(value):
        yield from _add_tables(source, path, value, order)
    else:
        yield from _add_entry(source, path, value, order)


def _add_in_braces(
    source: TomlSource, node: TomlValue, path: DataPath, new: tuple[object, Sequence[str]]
) -> Iterator[TextChange]:
    value, order = new
    written = f"{write_key(str(path[-1]))} = {write_inline(value)}"
    names = [entry.keys[0] for entry in node.entries]
    if not names:
        yield TextChange(node.start, node.end, f"{{ {written} }}")
    else:
        yield from source.in_brackets(node).insert(find_predecessor(names, str(path[-1]), order) + 1, written)


def find_predecessor(names: Sequence[str], key: str, order: Sequence[str]) -> int:
    """Return the index of the key behind which a new one belongs, or -1: the last, if ``order`` does not have it."""
    rank = {name: number for number, name in enumerate(order)}
    if key not in rank:
        return len(names) - 1
    before = [index for index, name in enumerate(names) if rank.get(name, -1) < rank[key]]
    return before[-1] if before else -1


def _add_tables(source: TomlSource, path: DataPath, value: object, order: Sequence[str]) -> Iterator[TextChange]:
    """Put tables with headers of their own behind those that come before them, or behind the table they are in."""
    parts = source.find_parts_below(path[:-1])
    depth = len(path) - 1
    names = find_names((part.path for part in parts), depth)
    at = find_predecessor(names, str(path[-1]), order)
    written = write_tables(source, path, value)
    if at >= 0:
        before = [part for part in parts if len(part.path) > depth and part.path[depth] == names[at]]
        yield add_behind(source, before[-1].end, written)
        return
    table = source.find_part(path[:-1])
    if table and (table.entries or table.header):
        yield add_behind(source, table.end, written)
    elif parts:
        yield _add_before(source, parts[0].start, written, blank=True)
    else:
        yield add_behind(source, source.parts[-1].end or len(source.text), written)


def add_behind(source: TomlSource, end: int, written: str, gap: str = "") -> TextChange:
    """Add lines behind the line that ends at an offset, below a blank line or another gap."""
    is_empty = not source.text[:end].strip()
    gap = "" if is_empty else gap or source.newline * 2
    return TextChange(end, end, f"{gap}{written}{source.newline if is_empty else ''}")


def _add_before(source: TomlSource, start: int, written: str, *, blank: bool) -> TextChange:
    return TextChange(start, start, f"{written}{source.newline * (2 if blank else 1)}")


def _add_entry(source: TomlSource, path: DataPath, value: object, order: Sequence[str]) -> Iterator[TextChange]:
    table, key = path[:-1], str(path[-1])
    if part := source.find_part(table):
        yield from _add_to_part(source, part, (key, value), order)
    elif parts := source.find_parts_below(table):
        written = f"[{write_keys(table)}]{source.newline}{write_entry(source, key, value)}"
        yield _add_before(source, parts[0].start, written, blank=True)
    else:
        yield add_behind(
            source, source.parts[-1].end, f"[{write_keys(table)}]{source.newline}{write_entry(source, key, value)}"
        )


def _find_dotted(source: TomlSource, table: DataPath) -> list[TomlStatement]:
    """Return the entries that say what is in a table by keys with dots, if it has no header."""
    if source.find_part(table):
        return []
    parts = [part for part in source.parts if len(part.path) < len(table)]
    return [entry for part in parts for entry in part.entries if entry.path[: len(table)] == table]


def _add_dotted(source: TomlSource, behind: TomlStatement, path: DataPath, value: object) -> TextChange:
    """Add a key with dots behind another of the same table, below the same header."""
    part = next(part for part in source.parts if behind in part.entries)
    end = source.line_end(behind.end)
    written = f"{write_keys(path[len(part.path) :])} = {write_inline(value)}"
    return TextChange(end, end, f"{source.newline}{written}")


def _add_to_part(
    source: TomlSource, part: TomlPart, new: tuple[str, object], order: Sequence[str]
) -> Iterator[TextChange]:
    key, value = new
    depth = len(part.path)
    names = [str(entry.path[depth]) for entry in part.entries]
    at = find_predecessor(names, key, order)
    written = write_entry(source, key, value)
    if at >= 0:
        end = source.line_end(part.entries[at].end)
        yield TextChange(end, end, f"{source.newline}{written}")
    elif part.entries:
        yield _add_before(source, source.starts[part.entries[0]], written, blank=False)
    elif part.header:
        end = source.line_end(part.header.end)
        yield TextChange(end, end, f"{source.newline}{written}")
    else:
        yield from _add_first(source, written)


def _add_first(source: TomlSource, written: str) -> Iterator[TextChange]:
    """Add the first entry of all, above the first header."""
    if len(source.parts) > 1:
        yield _add_before(source, source.parts[1].start, written, blank=True)
    else:
        end = source.line_end(len(source.text.rstrip()))
        yield TextChange(
            end, len(source.text), f"{source.newline * 2 if source.text.strip() else ''}{written}{source.newline}"
        )
