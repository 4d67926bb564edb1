"""Signs of Markdown or HTML that readers would see as typed: what each was meant for, what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5
from typing import NamedTuple

from newsletter.errors import Reason

_LABEL = r"\[[^\[\]\n]{1,200}\]"


class Sign(NamedTuple):
    """What is typed, what it was meant to be, what to do about it, and what to write ``instead``, if that is sure."""

    typed: str
    meant: str
    hint: str
    instead: tuple[str, ...] = ()


class _Kind(NamedTuple):
    pattern: re.Pattern[str]
    meant: str
    hint: str


def _kind(pattern: str, meant: str, hint: str) -> _Kind:
    return _Kind(re.compile(pattern, re.MULTILINE), meant, hint)


_DIRECT = Reason(
    "",
    "Write the address behind the words, with no space between: [the words](https://…)",
    "Select the words, and make a link of them with the button.",
)
_ANYWHERE = (
    _kind(rf"(?<!\w){_LABEL}\[(?!\d{{1,4}}\])[^\[\]\n]{{0,200}}\](?!\()", "a link by reference", _DIRECT),
    _kind(rf"{_LABEL}[ \n]{{1,3}}\((?:https?://|www\.|mailto:|tel:|#\w)[^\s()]{{0,500}}\)", "a link", _DIRECT),
    _kind(
        r"\[\^[^\[\]\s]{1,40}\]",
        "a footnote",
        Reason(
            "",
            "Write its note below the text: [^1]: …; in a single line, write it in brackets.",
            "Write the note in brackets.",
        ),
    ),
    _kind(
        r"(?<![~\w])~~(?=[^\s~])[^\n~]{1,300}~~", "struck words", "Say in words what no longer holds, or leave it out."
    ),
)
_IN_MARKDOWN = (
    _kind(
        r"^[ >]{0,8}(?:\|(?:[^|\n]{1,300}\|){2,30}|\|?[ \t]{0,20}:?-{1,200}:?[ \t]{0,20}\|[ \t|:-]{0,500})[ \t]*$",
        "a table",
        "Write a line of dashes, |---|---|, below its first row.",
    ),
    _kind(
        r"\A(?:(?:- ?){3,80}|(?:\* ?){3,80}|(?:_ ?){3,80})\Z",
        "a rule across the page",
        "Begin a block of its own instead.",
    ),
    _kind(r"^\[(?!\^)[^\[\]\n]{1,80}\]:[ \t]{1,20}\S{1,500}", "the address of a link by reference", _DIRECT),
    _kind(r"\]\((?!\s)[^()\n]{0,500}\)?", "a link", "Write [the words](https://…), with no space in the address."),
    _kind(
        r"(?<![*\w])\*\*(?=[^\s*])[^*\n]{0,80}|(?<=[^\s*])\*\*(?![*\w])",
        "strong words",
        "Write **the words**, with no space inside the stars.",
    ),
)
_PLAIN = "Leave the signs out: this is plain text, and shows them as they are typed."
_IN_PLAIN = (
    _kind(r"(?<![*\w])(\*{1,3})(?=[^\s*])[^*\n]{1,200}(?<=[^\s*])\1(?![*\w])", "emphasis", _PLAIN),
    _kind(
        r"(?<![_\w])(?=_{1,2}[^\s_])(?!__[a-z0-9_]{1,60}__)(_{1,2})[^_\n]{1,200}(?<=[^\s_])\1(?![_\w])",
        "emphasis",
        _PLAIN,
    ),
    _kind(r"(?<![`\w])(`{1,2})(?=\S)[^`\n]{1,200}\1(?![`\w])", "code", _PLAIN),
    _kind(r"!?" + _LABEL + r"\((?:https?:|mailto:|tel:|#|/)[^()\n]{1,500}\)", "a link", _PLAIN),
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def find_signs(shown: str, *, is_markdown: bool) -> Iterator[Sign]:
    """Yield each sign among the words that readers are shown, the first of a kind."""
    for kind in (*_ANYWHERE, *(_IN_MARKDOWN if is_markdown else _IN_PLAIN)):
        if found := kind.pattern.search(shown):
            typed = found[0].strip()
            yield Sign(typed, kind.meant, kind.hint, () if is_markdown else _drop_signs(typed, kind))
    for entity in _ENTITY.findall(shown):
        if entity[1] == "#" or entity[1:] in html5:
            hint = "It is the character itself; a no-break space is U+00A0."
            yield Sign(entity, "a character of HTML", hint, (unescape(entity),))
            break


def _drop_signs(typed: str, kind: _Kind) -> tuple[str, ...]:
    """Return the words without the signs of emphasis, code or a link around them; nothing of what has no such words."""
    if kind not in _IN_PLAIN:
        return ()
    return (typed.strip("*_`") if kind.meant != "a link" else typed.lstrip("![").partition("](")[0],)
