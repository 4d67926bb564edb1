"""Inserting, deleting and moving items of lists, and deleting keys: changes that could say it, the best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsletter.parsing.document import DataPath
from newsletter.parsing.lines import TextChange, before_line_end
from newsletter.parsing.yaml_editing.items import BlockItem, find_items, is_spaced
from newsletter.parsing.yaml_editing.nodes import YamlNode
from newsletter.parsing.yaml_editing.scalars import quote
from newsletter.parsing.yaml_editing.setting import set_value
from newsletter.parsing.yaml_editing.source import YamlSource
from newsletter.parsing.yaml_editing.writing import YamlWriter


def insert_item(writer: YamlWriter, path: DataPath, value: object, items: list[object]) -> Iterator[TextChange]:
    """Yield changes that put an item into a list; ``items`` are those it has."""
    source, index = writer.source, int(path[-1])
    node = source.follow(path[:-1])
    if node.is_block_collection:
        yield from _insert_line(writer, node, path, value)
        return
    has_comments = "#" in source.text[node.value_start : node.end]
    written = writer.write_in_brackets(value)
    if items and (has_comments or len(written) <= source.width // 2 or source.follow(path[:-2]).in_brackets):
        yield from source.in_brackets(node).insert(index, written)
    yield from set_value(writer, path[:-1], [*items[:index], value, *items[index:]])
    if items:
        yield from source.in_brackets(node).insert(index, written)


def _insert_line(writer: YamlWriter, node: YamlNode, path: DataPath, value: object) -> Iterator[TextChange]:
    source, index = writer.source, int(path[-1])
    items = find_items(source, node)
    column = source.column(items[0].mark)
    indent = " " * column
    written = writer.write_item(value, column, path)
    blank = source.newline if _wants_blank_line(source, items, index, path) else ""
    if index:
        end = items[index - 1].end
        yield TextChange(end, end, f"{source.newline}{blank}{indent}{written}")
    else:
        start = items[0].start
        before, behind = (indent, "") if source.is_first_in_line(start) else ("", indent)
        yield TextChange(start, start, f"{before}{written}{source.newline}{blank}{behind}")


def _wants_blank_line(source: YamlSource, items: Sequence[BlockItem], index: int, path: DataPath) -> bool:
    """Whether a blank line divides a new item from the others: as it does those, or their list from what is above."""
    if len(items) > 1:
        return is_spaced(source, items, max(0, index - 1))
    *above, key, _ = path
    if not isinstance(key, str):
        return False
    parent = source.follow(tuple(above))
    at = parent.names.index(key)
    return not parent.in_brackets and at > 0 and is_spaced(source, find_items(source, parent)[at - 1 : at + 1], 0)


def delete_value(writer: YamlWriter, path: DataPath) -> Iterator[TextChange]:
    """Yield changes that take a value away, with the comments about it."""
    source = writer.source
    parent = source.follow(path[:-1])
    index = path[-1] if isinstance(path[-1], int) else parent.names.index(path[-1])
    if parent.in_brackets:
        yield from source.in_brackets(parent).delete(index)
    elif len(parent.children) == 1:
        yield from _empty(writer, parent, path)
    else:
        items = find_items(source, parent)
        item = items[index]
        yield from (
            _delete_first(source, items)
            if not source.is_first_in_line(item.start)
            else _delete_lines(source, items, index)
        )


def _empty(writer: YamlWriter, parent: YamlNode, path: DataPath) -> Iterator[TextChange]:
    """Leave an empty list or mapping where the last of its entries goes."""
    source = writer.source
    if len(path) > 1:
        yield from set_value(writer, path[:-1], {} if parent.kind == "mapping" else [])
    else:
        [item] = find_items(source, parent)
        yield TextChange(item.start, item.end, "{}")


def _delete_first(source: YamlSource, items: Sequence[BlockItem]) -> Iterator[TextChange]:
    """Delete an entry that shares its line with a dash: the next one moves up, and comments go above the dash."""
    first, second = items[:2]
    line = source.line_start(first.mark)
    between = source.text[source.next_line(first.end) : source.line_start(second.mark)]
    margin = source.text[line : first.mark]
    indent = margin[: len(margin) - len(margin.lstrip())]
    comments = "".join(indent + kept.lstrip() for kept in between.splitlines(keepends=True) if kept.strip())
    if comments:
        yield TextChange(line, second.mark, comments + margin)
    yield TextChange(first.mark, second.mark, "")


def _delete_lines(source: YamlSource, items: Sequence[BlockItem], index: int) -> Iterator[TextChange]:
    """Delete the lines of an entry, with one of the gaps around it if that is empty."""
    text, item = source.text, items[index]
    before = items[index - 1].end if index else None
    after = items[index + 1].start if index + 1 < len(items) else None
    if before is not None and not text[before : item.start].strip():
        yield TextChange(before, item.end, "")
    if after is not None and not text[item.end : after].strip():
        yield TextChange(item.start, after, "")
    yield TextChange(item.start, source.next_line(item.end), "")
    yield TextChange(before_line_end(text, item.start), item.end, "")


def move_item(writer: YamlWriter, path: DataPath, to: int) -> Iterator[TextChange]:
    """Yield changes that move an item of a list; blank lines and other gaps between the items stay where they are."""
    source, index = writer.source, int(path[-1])
    node = source.follow(path[:-1])
    if node.in_brackets:
        yield from source.in_brackets(node).move(index, to)
        return
    items = find_items(source, node)
    order = [*range(len(items))]
    order.insert(to, order.pop(index))
    texts = [_cut_item(source, item) for item in items]
    yield _permute(source, items, texts, order)
    ends = [_quote_end(source, node, items, number) for number in range(len(items))]
    at_risk = {index, order[-1], len(items) - 1}
    yield _permute(source, items, [(ends if at in at_risk else texts)[at] for at in range(len(items))], order)
    yield _permute(source, items, ends, order)


def _cut_item(source: YamlSource, item: BlockItem) -> str:
    """Return the lines of an item, the first one indented as the others."""
    return _indent_of(source, item) + source.text[item.start : item.end]


def _indent_of(source: YamlSource, item: BlockItem) -> str:
    return "" if source.is_first_in_line(item.start) else " " * source.column(item.mark)


def _permute(source: YamlSource, items: Sequence[BlockItem], texts: Sequence[str], order: Sequence[int]) -> TextChange:
    """Write the texts of items in another order, between gaps that stay."""
    first, last = items[0], items[-1]
    written = [texts[order[0]].removeprefix(_indent_of(source, first))]
    for before, after, number in zip(items, items[1:], order[1:], strict=False):
        written += [source.text[before.end : after.start], texts[number]]
    return TextChange(first.start, last.end, "".join(written))


def _quote_end(source: YamlSource, node: YamlNode, items: Sequence[BlockItem], number: int) -> str:
    """Return an item with its last value in quotes, if that is below ``|`` or ``>``: then no blank line is its own."""
    item, last = items[number], node.children[number]
    while last.is_block_collection:
        last = last.children[-1]
    text = _cut_item(source, item)
    if not last.is_block_scalar:
        return text
    offset = len(_indent_of(source, item)) - item.start
    written = quote(last.said, '"') + source.find_header_comment(last)
    return text[: last.value_start + offset] + written + text[last.end + offset :]
