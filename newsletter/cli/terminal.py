"""The only way to a terminal or a log: text from elsewhere, such as file names, is shown there and never obeyed.

Escape sequences, control characters and signs that turn the direction of writing are shown as escapes; a line break
within a name makes no line of its own, and GitHub Actions takes no line for a command that is none of ours.
"""

from __future__ import annotations

import re

import click

_STYLE = r"\x1b\[[0-9]{1,3}(?:;[0-9]{1,3}){0,4}m"
"""Colours and bold type, as click writes them: they reach nothing else of a terminal."""

_OBEYED = (
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    r"\U000e0000-\U000e007f]"
)
"""C0 and C1 controls, bidirectional controls (UAX 9), line separators, surrogates, invisible tags."""

_SHOWN = re.compile(rf"({_STYLE})|{_OBEYED}")
_IN_LINE = re.compile(rf"[\n\t]|{_OBEYED}")
_COMMAND = re.compile(r"^([^\S\n]*+):(?=:)|#(?=#\[)", re.MULTILINE)
"""How commands to GitHub Actions begin: today's form, and the old one, which may be anywhere in a line."""


def say(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Print text, styled with ``click.style`` or not; ``nl`` ends it with a line break."""
    click.echo(clean(guard_commands(str(text))), err=err, nl=nl)


def say_commands(text: str) -> None:
    """Print commands to GitHub Actions, one to a line; their values are already escaped."""
    click.echo(clean(text.replace("##[", "\\u0023#[")), nl=False)


def show_status(text: str) -> None:
    """Show how far the work is, in the place of what was shown before; nothing leaves the line empty."""
    click.echo(f"\r\x1b[K{clean_line(text)}", err=True, nl=False)


def ask(question: str) -> str:
    """Ask the person at the terminal, and return the answer."""
    typed: str = click.prompt(clean_line(question), default="", show_default=False)
    return typed


def clean(text: str) -> str:
    """Escape what a terminal would obey; keep line breaks, tabs and styles."""
    return _SHOWN.sub(lambda found: found[1] or _escape(found), text)


def clean_line(text: str) -> str:
    """Escape what a terminal would obey, line breaks and styles too: for a name within a line."""
    return _IN_LINE.sub(_escape, text)


def guard_commands(text: str) -> str:
    """Escape the character with which a command to GitHub Actions would begin; JSON decodes it to the same."""
    return _COMMAND.sub(lambda found: f"{found[1]}\\u003a" if found[1] is not None else "\\u0023", text)


_LAST_OF_FOUR_DIGITS = 0xFFFF


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code <= _LAST_OF_FOUR_DIGITS else f"\\U{code:08x}"
