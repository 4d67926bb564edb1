"""Footnotes in Markdown, as Pandoc and GitHub read them: [^1], its text at [^1]:, and ^[within the line]."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_DEFINES = re.compile(r"\[\^(?P<label>[^\[\]\s]{1,100})\]:[ \t]*")
_REFERS = re.compile(r"\[\^(?P<label>[^\[\]\s]{1,100})\]")
_INDENT = 4
"""Columns by which further paragraphs of a footnote are indented."""


def define(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # called by place
    """Read the text of a footnote, with all that is indented below it (a rule for blocks)."""
    at = state.bMarks[start] + state.tShift[start]
    found = _DEFINES.match(state.src, at, state.eMarks[start])
    if not found or state.is_code_block(start):
        return False
    if silent:
        return True
    notes = state.env.setdefault("footnotes", {})
    name = found["label"].casefold()
    notes.setdefault(name, 0)
    opening = state.push("footnote_open", "", 1)
    opening.meta = {"name": name}
    _tokenize_below(state, start, end, found.end())
    opening.map = [start, state.line]
    state.push("footnote_close", "", -1)
    return True


def _tokenize_below(state: StateBlock, start: int, end: int, begin: int) -> None:
    """Read blocks from a place in a row on, as if the row began there."""
    was = state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType, state.blkIndent
    state.bMarks[start], state.tShift[start] = begin, 0
    state.blkIndent += _INDENT
    state.sCount[start] = state.blkIndent
    state.parentType = "footnote"
    state.md.block.tokenize(state, start, end)
    state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType, state.blkIndent = was


def refer(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # called by place
    """Read the sign that leads to a footnote; one without a text stays as it is (a rule for the inside of lines)."""
    found = _REFERS.match(state.src, state.pos, state.posMax)
    notes = state.env.get("footnotes", {})
    name = found["label"].casefold() if found else ""
    if not found or name not in notes:
        return False
    if not silent:
        notes[name] = notes[name] or max(notes.values()) + 1
        _push_sign(state, notes[name])
    state.pos = found.end()
    return True


def note_inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # called by place
    """Read a footnote that is written where it belongs (a rule for the inside of lines)."""
    if not state.src.startswith("^[", state.pos):
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1)
    if end < 0:
        return False
    if not silent:
        notes: dict[Any, int] = state.env.setdefault("footnotes", {})
        texts: dict[int, list[Token]] = state.env.setdefault("footnote_texts", {})
        number = max(notes.values(), default=0) + 1
        notes[number] = number
        tokens = texts.setdefault(number, [])
        state.md.inline.parse(state.src[state.pos + 2 : end], state.md, state.env, tokens)
        _push_sign(state, number)
    state.pos = end + 1
    return True


def _push_sign(state: StateInline, number: int) -> None:
    token = state.push("html_inline", "", 0)
    token.content = f'<sup><a href="#footnote-{number}">[{number}]</a></sup>'
    token.meta = {"is_ours": True}


def gather(tokens: Iterable[Token], env: dict[str, Any]) -> tuple[list[Token], list[tuple[int, list[Token]]]]:
    """Return the tokens without those of footnotes, and each footnote's by its number; unused ones come last."""
    numbers: dict[Any, int] = env.get("footnotes", {})
    text: list[Token] = []
    notes = {number: [_wrap(inline)] for number, inline in env.get("footnote_texts", {}).items()}
    opened = [text]
    for token in tokens:
        if token.type == "footnote_open":
            name = token.meta["name"]
            numbers[name] = numbers[name] or max(numbers.values()) + 1
            opened.append(notes.setdefault(numbers[name], []))
        elif token.type == "footnote_close":
            opened.pop()
        else:
            opened[-1].append(token)
    return text, sorted(notes.items())


def _wrap(children: list[Token]) -> Token:
    token = Token("inline", "", 0)
    token.children = children
    return token


def frame(notes: Iterable[tuple[int, list[Token]]]) -> Iterator[Token]:
    """Yield the tokens of footnotes as a list at the end, each with its number before it."""
    for number, tokens in notes:
        yield _html(f'<ol><li id="footnote-{number}">')
        yield from _number(tokens, number)
        yield _html("</li></ol>")


def _number(tokens: list[Token], number: int) -> Iterator[Token]:
    """Yield tokens with the number before the first words."""
    is_numbered = False
    for token in tokens:
        if token.type == "inline" and not is_numbered:
            sign = Token("text", "", 0)
            sign.content = f"[{number}] "
            token.children = [sign, *(token.children or [])]
            is_numbered = True
        yield token


def _html(content: str) -> Token:
    token = Token("html_block", "", 0)
    token.content, token.meta = content, {"is_ours": True}
    return token
