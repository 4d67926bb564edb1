"""The plain text of an issue: from its own templates, laid out for a fixed-width reader."""

from __future__ import annotations

import re
from functools import cache

from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import Renderer

WIDTH = 72
"""Columns; room for a reply's ``> `` marks within the 78 of RFC 5322, section 2.1.1."""

_MARKER = re.compile(r" *(?:- |\d+\. )?")


def render_text(edition: Edition, renderer: Renderer, links: dict[str, str]) -> str:
    """Render an issue as plain text; ``links`` are the addresses the template names."""
    rendered = renderer.page(
        "text/issue.txt",
        edition=edition,
        publication=edition.publication,
        body=lambda entry: renderer.text(edition, entry).strip("\n"),
        **links,
    )
    return fill(rendered)


def fill(text: str) -> str:
    """Wrap every line at ``WIDTH``, list items under their words, addresses and code whole; one blank line at most."""
    lines = (_fill_line(line.rstrip()) for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _fill_line(line: str) -> str:
    if len(line) <= WIDTH or line.startswith("    "):
        return line
    marker = _MARKER.match(line)
    indent = len(marker[0]) if marker else 0
    pieces = _pieces(WIDTH - indent).findall(line, indent)
    return line[:indent] + f"\n{' ' * indent}".join(piece.rstrip() for piece in pieces)


@cache
def _pieces(width: int) -> re.Pattern[str]:
    """Match as many whole words as fit, or one that fits nowhere; ``textwrap`` does the same in ten times the time."""
    return re.compile(rf"\S.{{0,{width - 1}}}(?!\S)|\S+")
