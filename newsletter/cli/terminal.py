"""The one way to a terminal or a log: what others wrote, such as names of files, can be read there and is not obeyed.

Escape sequences, control characters and signs that turn the direction of writing are shown as escapes; a line break
within a name makes no line of its own, and GitHub Actions takes no line for a command that is none of ours.
"""

from __future__ import annotations

import re

import click

_STYLE = r"\x1b\[[0-9]{1,3}(?:;[0-9]{1,3}){0,4}m"
"""Colours and bold letters, as click writes them: nothing else of a terminal can be reached with these."""

_OBEYED = (
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    r"\U000e0000-\U000e007f]"
)
"""C0 and C1 controls, bidirectional controls (UAX 9), line separators, halves of characters, tags that nobody sees."""

_SHOWN = re.compile(rf"({_STYLE})|{_OBEYED}")
_IN_LINE = re.compile(rf"[\n\t]|{_OBEYED}")
_COMMAND = re.compile(r"^([^\S\n]*+):(?=:)|#(?=#\[)", re.MULTILINE)
"""How a line begins that GitHub Actions obeys, today's way and that of old, which may stand anywhere in a line."""


def say(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Print words, styled with ``click.style`` or not; ``nl`` ends them with a line break."""
    click.echo(clean(guard_commands(str(text))), err=err, nl=nl)


def say_commands(text: str) -> None:
    """Print commands to GitHub Actions, each a line; what stands in them has been escaped."""
    click.echo(clean(text.replace("##[", "\\u0023#[")), nl=False)


def ask(question: str) -> str:
    """Ask somebody at the terminal, and return what they typed."""
    typed: str = click.prompt(clean_line(question), default="", show_default=False)
    return typed


def clean(text: str) -> str:
    """Write as escapes what a terminal would obey; line breaks, tabs and styles stay."""
    return _SHOWN.sub(lambda found: found[1] or _escape(found), text)


def clean_line(text: str) -> str:
    """Write as escapes what a terminal would obey, line breaks and styles too: for a name within a line."""
    return _IN_LINE.sub(_escape, text)


def guard_commands(text: str) -> str:
    """Write as an escape the sign with which a command to GitHub Actions would begin; JSON reads it back as it was."""
    return _COMMAND.sub(lambda found: f"{found[1]}\\u003a" if found[1] is not None else "\\u0023", text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004  # the last that four digits name
