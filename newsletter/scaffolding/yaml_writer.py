"""Formats a draft as readable YAML: block style, folded text, and quotes only where YAML needs them.

Supports the part of YAML that documents use; parsing the result gives exactly the same data.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from newsletter.documents.periods import PATTERN
from newsletter.parsing.document import DataPath
from newsletter.parsing.yaml_builder import resolve

MODELINE = "# yaml-language-server: $schema=issue.schema.json"
WIDTH = 110
"""The width of a line in columns, unless a word is longer."""

_PLAIN = re.compile(r"[^\W\d_][^\n]*|\d{1,4}(?:st|nd|rd|th)? [^\W\d_][^\n]*|\d{4}-\d{2}|" + PATTERN)
_MISLEADING = re.compile(r": |:$| #|^(?:y|n|yes|no|on|off|true|false|null)$", re.IGNORECASE)
_FOLDABLE = re.compile(r"\S+(?: \S+)*")
_KEY = re.compile(r"[a-z_]+")
_CONTROL = re.compile(
    r"[^\n -~\xa0-\ud7ff\ue003-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]"
    rf"|[{''.join(f'{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}' for plane in range(1, 17))}]"
)

_SMALL = frozenset({"value", "unit", "year", "month", "season"})

Comments = Mapping[DataPath, list[str]]


def format_yaml(data: Mapping[str, Any], comments: Comments, opening: str = "") -> bytes:
    """Format a document with a modeline, an opening comment, and the comments above their values."""
    lines = [MODELINE, "", *_write_comment(opening, "")] if opening else [MODELINE]
    lines += ["", *_YamlFormatter(comments).mapping(data, (), 0)]
    return ("\n".join(lines) + "\n").encode()


def _write_comment(words: str, indent: str) -> Iterator[str]:
    for line in words.splitlines():
        body = _CONTROL.sub("?", line)
        for piece in textwrap.wrap(body, WIDTH - 2, subsequent_indent=" " * _hang(body), drop_whitespace=True) or [""]:
            yield f"{indent}# {piece}".rstrip()


def _hang(line: str) -> int:
    found = re.match(r"\s*(?:\d+\. |- )?", line)
    return found.end() if found else 0


class _YamlFormatter:
    def __init__(self, comments: Comments) -> None:
        self._comments = comments

    def mapping(self, data: Mapping[str, Any], path: DataPath, depth: int) -> Iterator[str]:
        indent = "  " * depth
        for key, value in data.items():
            yield from self._comment((*path, key), indent)
            yield from self._entry(f"{indent}{_write_key(key)}:", value, (*path, key), depth)

    def _entry(self, lead: str, value: Any, path: DataPath, depth: int) -> Iterator[str]:  # noqa: ANN401  # any data
        if isinstance(value, Mapping) and value and not _is_small(value):
            yield lead
            yield from self.mapping(value, path, depth + 1)
        elif isinstance(value, list) and value:
            yield lead
            yield from self._list(value, path, depth + 1)
        else:
            yield from _write_scalar(lead, value, "  " * (depth + 1))

    def _list(self, values: list[Any], path: DataPath, depth: int) -> Iterator[str]:
        indent = "  " * depth
        for n, value in enumerate(values):
            if path[-1:] == ("blocks",) and n:
                yield ""
            yield from self._comment((*path, n), indent)
            if isinstance(value, Mapping) and value and not _is_small(value):
                first, *rest = self.mapping(value, (*path, n), depth + 1)
                held = [first]
                while held[-1].lstrip().startswith("#"):  # a comment on the first key goes above the item
                    held.append(rest.pop(0))
                yield from (f"{indent}{line.lstrip()}" for line in held[:-1])
                yield f"{indent}- {held[-1].lstrip()}"
                yield from rest
            else:
                yield from _write_scalar(f"{indent}-", value, "  " * (depth + 1))

    def _comment(self, path: DataPath, indent: str) -> Iterator[str]:
        for words in self._comments.get(path, ()):
            yield from _write_comment(words, indent)


def _write_key(key: str) -> str:
    return key if _KEY.fullmatch(key) and _is_plain(key) else _quote(key)


def _is_small(value: Mapping[str, Any]) -> bool:
    """Return whether a mapping is short enough for one line: an age or a date."""
    is_short = all(
        type(v) is int or (isinstance(v, str) and re.fullmatch(r"[a-z]+", v) and _is_plain(v)) for v in value.values()
    )
    return is_short and value.keys() <= _SMALL


def _write_scalar(lead: str, value: Any, indent: str) -> Iterator[str]:  # noqa: ANN401  # any data
    if value is None:
        yield lead  # to be filled in
    elif not isinstance(value, str):
        yield f"{lead} {_write_small(value)}"
    elif len(lead) + len(value) + 1 <= WIDTH and "\n" not in value:
        yield f"{lead} {value if _is_plain(value) else _quote(value)}"
    elif _can_fold(value):
        yield f"{lead} >-"
        yield from _fold(value, indent)
    elif _can_stand_as_it_is(value):
        yield f"{lead} |-"
        yield from (f"{indent}{line}" if line else "" for line in value.split("\n"))
    else:
        yield f"{lead} {_quote(value)}"


def _write_small(value: Any) -> str:  # noqa: ANN401  # any data
    """Format a value in flow style."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_write_key(key)}: {_write_small(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_write_small, value)) + "]"
    if isinstance(value, str):
        return _write_key(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value)


def _quote(value: str) -> str:
    """Format a text in double quotes; characters that JSON allows and YAML does not are escaped."""
    return _CONTROL.sub(lambda found: f"\\U{ord(found[0]):08x}", json.dumps(value, ensure_ascii=False))


def _is_plain(value: str) -> bool:
    """Return whether every YAML parser reads a text without quotes as that same text."""
    is_text = isinstance(resolve(value), str) if len(value) < WIDTH else False
    return bool(
        is_text
        and _PLAIN.fullmatch(value)
        and not _MISLEADING.search(value)
        and not _CONTROL.search(value)
        and value == value.strip()
    )


def _can_fold(value: str) -> bool:
    return bool(_FOLDABLE.fullmatch(value)) and not _CONTROL.search(value)


def _fold(value: str, indent: str) -> Iterator[str]:
    width = max(WIDTH - len(indent), 40)
    lines = textwrap.wrap(value, width, break_long_words=False, break_on_hyphens=False)
    yield from (f"{indent}{line}" for line in lines)


def _can_stand_as_it_is(value: str) -> bool:
    """Return whether a text can be a literal block: no white space at its start, its end or the end of a line."""
    has_odd_line = any(line != line.rstrip() for line in value.split("\n"))
    return not (value[:1].isspace() or value[-1:].isspace() or has_odd_line or _CONTROL.search(value))
