"""Ways to write one value: text in every style, numbers, true, false and nothing. The best comes first.

What a style cannot say is left out here where that is easy to see; the proof of the whole document decides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import yaml

from newsletter.parsing.edits import have_same_value
from newsletter.parsing.wrapping import rewrap
from newsletter.parsing.yaml_builder import parse, resolve
from newsletter.parsing.yaml_editing.nodes import YamlNode, find_indent, find_line_end
from newsletter.parsing.yaml_editing.source import ISO_DATE, YamlSource

_STARTS_AS_SYNTAX = re.compile(r"[\s\-?:,\[\]{}#&*!|>'\"%@`]|---|\.\.\.")
_ENDS_AS_SYNTAX = re.compile(r"[\s:]$")
_WORDS_OF_YAML = frozenset({"", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<"})
_FIGURES = re.compile(r"[-+.]?[0-9][^ ]*(?: [0-9:.+-]+)*|[-+]?\.(?:inf|nan)", re.IGNORECASE)
_BRACKETS = frozenset(",[]{}")
_LINE_END = re.compile(r"\r\n?|\n")
_NOT_FOLDABLE = re.compile(r"(?:^|\n)[ \t]|[ \t](?:\n|$)|  |\t|\r")
_NOT_LITERAL = re.compile(r"(?:^|\n)[ \t]+(?:\n|$)|\r")

SHORT = 20
"""Characters of a text that is written beside its key, however far in that is."""


class ValueContext(NamedTuple):
    """Where a value is written."""

    base: int
    """The column of its key or dash."""
    indent: int
    """The column of its lines, if it takes some below that of the key or dash."""
    room: int
    """How many characters are left in the line of the key or dash."""
    in_brackets: bool = False


def write_scalar_forms(source: YamlSource, value: object, place: ValueContext) -> Iterator[str]:
    """Yield texts that could say a value which is new."""
    if isinstance(value, str):
        yield from _write_text_forms(source, value, place)
    else:
        yield format_constant(value)


def _write_text_forms(source: YamlSource, value: str, place: ValueContext) -> Iterator[str]:
    is_short = len(value) <= max(place.room, SHORT) or place.in_brackets or " " not in value
    if "\n" in value and not place.in_brackets:
        yield from _write_literal(source, value, place)
    elif is_short:
        if is_plain(source, value) and not (place.in_brackets and _BRACKETS.intersection(value)):
            yield value
        yield _quote_as_usual(source, value)
    else:
        yield from _write_folded(source, value, place, [])
    yield quote(value, "'")
    yield quote(value, '"')


def rewrite_scalar_forms(source: YamlSource, value: object, place: ValueContext, node: YamlNode) -> Iterator[str]:
    """Yield texts that could say a value in place of one that is there, its own style first."""
    if isinstance(value, str) and node.kind == "scalar" and node.value_start < node.end:
        raw = source.text[node.value_start : node.end]
        if node.is_block_scalar:
            yield from _rewrite_block(source, value, place, raw)
        else:
            place = place._replace(room=max(place.room, len(raw)))
            yield from _rewrite_inline(source, value, place, node)
    yield from write_scalar_forms(source, value, place)


def format_constant(value: object) -> str:
    """Write a value that is no text: a number, true, false or nothing."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value).replace("inf", ".inf").replace("nan", ".nan")


def is_plain(source: YamlSource, text: str) -> bool:
    """Whether people, and readers of YAML 1.1 as of 1.2, take a text without quotes for text."""
    if text.lower() in _WORDS_OF_YAML or _STARTS_AS_SYNTAX.match(text) or _ENDS_AS_SYNTAX.search(text):
        return False
    if ISO_DATE.fullmatch(text):
        return source.has_plain_dates
    has_signs = ": " in text or " #" in text or "\n" in text or "\t" in text
    return not has_signs and not _FIGURES.fullmatch(text)


def _is_text_in_figures(raw: str) -> bool:
    """Whether a text without quotes is one that `is_plain` would not write: a date or version, in a file that does."""
    return bool(_FIGURES.fullmatch(raw)) and isinstance(resolve(raw), str)


def quote(text: str, prefer: str) -> str:
    """Put a text in the quotes that are preferred, or in double ones where it needs escapes or holds a single one."""
    needs_escapes = any(not sign.isprintable() and sign != "\u00a0" for sign in text)
    if prefer == '"' or needs_escapes or ("'" in text and '"' not in text and "\\" not in text):
        return json.dumps(text, ensure_ascii=False)
    return "'" + text.replace("'", "''") + "'"


def _quote_as_usual(source: YamlSource, text: str) -> str:
    is_awkward = '"' in text or "\\" in text
    return quote(text, '"' if source.prefers_double_quotes and not is_awkward else "'")


def reads_as(text: str, value: object, *, in_brackets: bool) -> bool:
    """Whether a text says a value, where it follows a key at the beginning of a line, or is within brackets."""
    try:
        events = list(parse(f"[{text}]" if in_brackets else f"k: {text}\n"))
    except yaml.MarkedYAMLError:
        return False
    scalars = [event for event in events if isinstance(event, yaml.NodeEvent)][1 if in_brackets else 2 :]
    return len(scalars) == 1 and isinstance(scalars[0], yaml.ScalarEvent) and have_same_value(_mean(scalars[0]), value)


def _mean(event: Any) -> object:  # noqa: ANN401  # PyYAML's events share no type
    try:
        return resolve(event.value) if event.implicit[0] else event.value
    except OverflowError:
        return event.value


def _write_literal(source: YamlSource, value: str, place: ValueContext) -> Iterator[str]:
    """Write text below ``|``, line by line as it is (YAML 1.2.2, section 8.1.2)."""
    text = value.rstrip("\n")
    ends = len(value) - len(text)
    if not text or _NOT_LITERAL.search(text):
        return
    keep = "-" if ends == 0 else "" if ends == 1 else "+"
    hint = str(place.indent - place.base) if text[0] in " \n" else ""
    lines = [" " * place.indent + line if line else "" for line in text.split("\n")]
    yield source.newline.join([f"|{hint}{keep}", *lines, *[""] * max(0, ends - 1)])


def _write_folded(source: YamlSource, value: str, place: ValueContext, lines: Sequence[str]) -> Iterator[str]:
    """Write text below ``>``, wrapped; ``lines`` are those of the text as it was (YAML 1.2.2, section 8.1.3)."""
    text = value.removesuffix("\n")
    if not text or text.endswith("\n") or text.startswith("\n") or _NOT_FOLDABLE.search(text):
        return
    wrapped = rewrap(lines, text, source.width - place.indent)
    indented = [" " * place.indent + line if line else "" for line in wrapped]
    yield source.newline.join([">-" if text == value else ">", *indented])


def _rewrite_block(source: YamlSource, value: str, place: ValueContext, raw: str) -> Iterator[str]:
    """Write a text below its ``|`` or ``>``, as far in as it was, with the comment in that line."""
    header_end = find_line_end(raw, 0)
    comment = raw[1:header_end].lstrip("0123456789+-")
    lines = _LINE_END.split(raw[header_end:])[1:]
    indent = find_indent(raw, header_end, len(raw)) if any(line.strip() for line in lines) else place.indent
    place = place._replace(indent=max(indent, place.base + 1))
    if raw[0] == ">":
        forms = _write_folded(source, value, place, [line[indent:].rstrip() for line in lines])
        yield from (_insert_comment(source, form, comment) for form in forms)
    yield from (_insert_comment(source, form, comment) for form in _write_literal(source, value, place))


def _insert_comment(source: YamlSource, form: str, comment: str) -> str:
    header, line_end, body = form.partition(source.newline)
    return f"{header}{comment.rstrip()}{line_end}{body}"


def _rewrite_inline(source: YamlSource, value: str, place: ValueContext, node: YamlNode) -> Iterator[str]:
    """Write a text in the quotes it was in, or without; over several lines if it took them."""
    raw = source.text[node.value_start : node.end]
    is_long = bool(_LINE_END.search(raw))
    if is_long and not _NOT_FOLDABLE.search(value) and value.strip("\n") == value:
        yield from _rewrite_wrapped(source, value, node)
    if "\n" in value or (len(value) > place.room and not is_long and not place.in_brackets):
        return
    if node.style:
        yield quote(value, node.style)
    elif is_plain(source, value) or (_FIGURES.fullmatch(value) and _is_text_in_figures(raw)):
        yield value


def _rewrite_wrapped(source: YamlSource, value: str, node: YamlNode) -> Iterator[str]:
    """Write a text over several lines, each as far in as the second was."""
    raw, mark = source.text[node.value_start : node.end], node.style
    lines = _LINE_END.split(raw[1:-1] if mark else raw)
    margin = next((line[: len(line) - len(line.lstrip())] for line in lines[1:] if line.strip()), " ")
    if mark or is_plain(source, value.replace("\n", " ")):
        escaped = "\n".join(_escape(paragraph, mark) for paragraph in value.split("\n"))
        first, *others = rewrap([line.strip() for line in lines], escaped, source.width - len(margin)) or [""]
        yield mark + source.newline.join([first, *(margin + line if line else "" for line in others)]) + mark


def _escape(text: str, mark: str) -> str:
    """Write what is between quotation marks of a kind, or without any."""
    if mark == "'":
        return text.replace("'", "''")
    return json.dumps(text, ensure_ascii=False)[1:-1] if mark else text
