"""Setting a value that is there, and a key that is not: the changes of the text that could say it, the best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsletter.parsing.document import DataPath
from newsletter.parsing.lines import TextChange, before_line_end
from newsletter.parsing.yaml_editing.items import BlockItem, find_items, is_spaced
from newsletter.parsing.yaml_editing.nodes import YamlNode
from newsletter.parsing.yaml_editing.scalars import ValueContext, rewrite_scalar_forms
from newsletter.parsing.yaml_editing.source import YamlSource
from newsletter.parsing.yaml_editing.writing import YamlWriter
from newsletter.parsing.yaml_events import skip_blank


def set_value(writer: YamlWriter, path: DataPath, value: object) -> Iterator[TextChange]:
    """Yield changes that put a value in place of one that is there."""
    source = writer.source
    parent = source.follow(path[:-1])
    index = path[-1] if isinstance(path[-1], int) else parent.names.index(path[-1])
    node = parent.children[index]
    if parent.in_brackets:
        yield from _set_in_brackets(writer, node, value)
        return
    mark = source.find_marks(parent)[index]
    if not isinstance(value, (dict, list)) and node.kind in ("scalar", "alias"):
        yield from _set_scalar(writer, node, mark, value)
        return
    if node.in_brackets and node.children and "#" not in source.text[node.start : node.end]:
        yield from _keep_brackets(writer, node, value)
    sign_end = _find_sign_end(source, parent, index, mark)
    has_comment = any(_find_comments(source, node, sign_end))
    if isinstance(value, dict) and value and isinstance(path[-1], int) and not has_comment:
        yield TextChange(mark, _end_of(source, node), writer.write_item(value, source.column(mark), path))
    yield from _replace(writer, node, (mark, sign_end), (path, value))


def _set_in_brackets(writer: YamlWriter, node: YamlNode, value: object) -> Iterator[TextChange]:
    source = writer.source
    place = ValueContext(0, 0, 0, in_brackets=True)
    if isinstance(value, (dict, list)) or writer.only_quotes:
        forms = iter([writer.write_in_brackets(value)])
    else:
        forms = rewrite_scalar_forms(source, value, place, node)
    for form in forms:
        for before in ("",) if node.value_start < node.end else ("", " ", ": "):
            yield TextChange(node.value_start, node.end, before + form)


def _set_scalar(writer: YamlWriter, node: YamlNode, mark: int, value: object) -> Iterator[TextChange]:
    source = writer.source
    base = source.column(mark)
    place = ValueContext(base, base + _step_of(source, mark), source.width - source.column(node.value_start))
    before = " " if node.value_start == node.end and source.text[node.end - 1] in ":-" else ""
    forms = iter([writer.write_scalar(value, place)]) if writer.only_quotes else None
    for form in forms or rewrite_scalar_forms(source, value, place, node):
        if form[0] in "|>" and not node.is_block_scalar:
            rest = source.text[node.end : source.line_end(node.end)].rstrip()
            header, line_end, body = form.partition(source.newline)
            written = f"{before}{header}{rest}{line_end}{body}"
            yield TextChange(node.value_start, source.line_end(node.end), written)
        else:
            comment = source.find_header_comment(node) if node.is_block_scalar and form[0] not in "|>" else ""
            yield TextChange(node.value_start, node.end, f"{before}{form}{comment}")


def _step_of(source: YamlSource, mark: int) -> int:
    """Return how far in lines are below a key or dash."""
    return 2 if source.text.startswith(("- ", "-\n", "-\r"), mark) else source.step


def _keep_brackets(writer: YamlWriter, node: YamlNode, value: object) -> Iterator[TextChange]:
    """Write what fits into its line again in brackets."""
    source = writer.source
    if isinstance(value, (dict, list)) and value:
        written = writer.write_in_brackets(value)
        if source.column(node.value_start) + len(written) <= source.width:
            yield TextChange(node.value_start, node.end, written)


def _find_sign_end(source: YamlSource, parent: YamlNode, index: int, mark: int) -> int:
    """Return the offset behind the dash, or the colon, before a value."""
    return mark + 1 if parent.kind == "list" else skip_blank(source.text, parent.key_ends[index]) + 1


def _end_of(source: YamlSource, node: YamlNode) -> int:
    return source.last_line_end(node) if node.is_block_collection else node.end


def _replace(
    writer: YamlWriter, node: YamlNode, where: tuple[int, int], new: tuple[DataPath, object]
) -> Iterator[TextChange]:
    """Replace all of a value by one of another kind; a comment in the line of its key or dash stays there."""
    source, (mark, sign_end), (path, value) = writer.source, where, new
    base = source.column(mark)
    place = ValueContext(base, base + _step_of(source, mark), source.width - source.column(sign_end) - 1)
    written = writer.write_value(value, place, path)
    first, line_end, rest = written.partition(source.newline)
    comment, kept = _find_comments(source, node, sign_end)
    end = node.end if node.is_block_scalar else source.line_end(_end_of(source, node))
    yield TextChange(sign_end, end, f"{first}{comment}{'' if first else kept}{line_end}{rest}")
    if isinstance(value, (dict, list)):
        yield TextChange(sign_end, end, f" {writer.write_in_brackets(value)}{comment}")


def _find_comments(source: YamlSource, node: YamlNode, sign_end: int) -> tuple[str, str]:
    """Return the comment in the line of a key or dash, and the lines between that and the first line of its value."""
    text = source.text
    if source.line_start(node.value_start) > sign_end:
        start, end = source.line_end(sign_end), before_line_end(text, source.line_start(node.value_start))
        return text[sign_end:start].rstrip(), text[start:end]
    if node.is_block_scalar:
        return source.find_header_comment(node), ""
    return ("" if node.is_block_collection else text[node.end : source.line_end(node.end)].rstrip()), ""


def add_key(writer: YamlWriter, path: DataPath, value: object, order: Sequence[str]) -> Iterator[TextChange]:
    """Yield changes that add a key: behind the last that is before it in ``order``, or else as the first or last."""
    source = writer.source
    parent, key = source.follow(path[:-1]), str(path[-1])
    if not parent.children:
        yield from _fill_empty(writer, parent, path, value)
        return
    at = _find_predecessor(parent.names, key, order)
    if parent.in_brackets:
        written = f"{writer.write_in_brackets(key)}: {writer.write_in_brackets(value)}"
        yield from source.in_brackets(parent).insert(at + 1, written)
        return
    items = find_items(source, parent)
    column = source.column(items[0].mark)
    written = writer.write_entry(key, value, column, path)
    for index in dict.fromkeys([at, len(items) - 1, 0, *([-1] if writer.only_quotes else [])]):
        yield _add_line(source, items, index, (written, column))


def _fill_empty(writer: YamlWriter, parent: YamlNode, path: DataPath, value: object) -> Iterator[TextChange]:
    """Put a first key into a mapping that is empty, and so in brackets."""
    key = str(path[-1])
    if len(path) == 1:
        yield TextChange(parent.value_start, parent.end, writer.write_entry(key, value, 0, path))
    else:
        yield from set_value(writer, path[:-1], {key: value})


def _find_predecessor(names: Sequence[str], key: str, order: Sequence[str]) -> int:
    """Return the index of the key behind which a new one belongs, or -1."""
    rank = {name: number for number, name in enumerate(order)}
    if key not in rank:
        return len(names) - 1
    before = [index for index, name in enumerate(names) if rank.get(name, -1) < rank[key]]
    return before[-1] if before else -1


def _add_line(source: YamlSource, items: Sequence[BlockItem], index: int, new: tuple[str, int]) -> TextChange:
    written, column = new
    indent = " " * column
    if index < 0:
        start = items[0].start
        is_whole = source.is_first_in_line(start)
        return TextChange(
            start, start, f"{indent}{written}{source.newline}" if is_whole else f"{written}{source.newline}{indent}"
        )
    end = items[index].end
    blank = source.newline if is_spaced(source, items, index) else ""
    return TextChange(end, end, f"{source.newline}{blank}{indent}{written}")
