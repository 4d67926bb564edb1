"""The plain text of an issue: from its own templates, laid out for a fixed-width reader."""

from __future__ import annotations

import re
from functools import cache

from newsletter.rendering.edition import Edition, lead_within
from newsletter.rendering.renderer import Renderer

WIDTH = 72
"""Columns; room for a reply's ``> `` marks within the 78 of RFC 5322, section 2.1.1."""

_LEAD = re.compile(r"(?:> | |- |\d{1,3}\. )*")
_CODE = re.compile(r"(?:> )* {4,}+(?!> |- |\d{1,3}\. )")


def render_text(edition: Edition, renderer: Renderer, links: dict[str, str]) -> str:
    """Render an issue as plain text; ``links`` are the addresses the template names."""
    rendered = renderer.page(
        "text/issue.txt",
        edition=edition,
        publication=edition.publication,
        body=lambda entry: renderer.text(edition, entry).strip("\n"),
        **links,
    )
    return fill(lead_within(rendered, edition.url))


def fill(text: str) -> str:
    """Wrap every line at ``WIDTH``, list items under their words, addresses and code whole; one blank line at most."""
    lines = [line.rstrip(" ") for line in text.strip().splitlines()]
    filled = "\n".join([line if len(line) <= WIDTH else _fill_line(line) for line in lines])
    return re.sub(r"\n{3,}", "\n\n", filled) + "\n"


def _fill_line(line: str) -> str:
    if _CODE.match(line):
        return line
    found = _LEAD.match(line)
    lead = found[0] if found else ""
    pieces = _pieces(WIDTH - len(lead)).findall(line, len(lead))
    return lead + _turn(lead).join([piece.rstrip(" ") for piece in pieces])


@cache
def _turn(lead: str) -> str:
    """Return the break between two lines of one paragraph: a list item goes on under its words."""
    return "\n" + re.sub("[^> ]", " ", lead)


@cache
def _pieces(width: int) -> re.Pattern[str]:
    """Match as many whole words as fit, or one that fits nowhere; ``textwrap`` does the same in ten times the time.

    Only a common space parts words: a no-break space is there to prevent it.
    """
    return re.compile(rf"[^ ].{{0,{max(0, width - 1)}}}(?![^ ])|[^ ]+")
