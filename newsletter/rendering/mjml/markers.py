"""Owns the markers by which rendered MJML remembers its templates; they never reach a mail.

A marker is an attribute, the first in every start tag that a template spells out::

    <mj-text data-at="email/issue.mjml:12" css-class="lead">
"""

from __future__ import annotations

import re

from markupsafe import escape

MARKER = "data-at"

_START_TAG = re.compile(
    r"\{#.*?(?:#\}|\Z)|\{\{.*?(?:\}\}|\Z)|\{%.*?(?:%\}|\Z)|<!--.*?(?:-->|\Z)|<(?:mjml|mj-[\w-]+)(?=[\s/>{])", re.DOTALL
)
_MARKED_TAG = re.compile(rf'(<(?:mjml|mj-[\w-]+)) {MARKER}="([^"]*)"')


def mark_start_tags(source: str, name: str) -> str:
    """Write into every MJML start tag of a template's source its line; no line moves."""

    def mark(match: re.Match[str]) -> str:
        if not match[0].startswith("<m"):
            return match[0]
        return f'{match[0]} {MARKER}="{escape(name)}:{source.count(chr(10), 0, match.start()) + 1}"'

    return _START_TAG.sub(mark, source)


def strip_markers(mjml: str) -> str:
    """Take every marker out of rendered MJML."""
    return _MARKED_TAG.sub(r"\1", mjml)


def find_last_marker(mjml: str) -> str | None:
    """Return what the last marker in a piece of rendered MJML says."""
    places = [match[2] for match in _MARKED_TAG.finditer(mjml)]
    return places[-1] if places else None
