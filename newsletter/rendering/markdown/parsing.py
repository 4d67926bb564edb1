"""How Markdown is read: which signs count, which addresses become links. The only door to markdown-it-py."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from newsletter.documents.urls import normalise_target
from newsletter.rendering.bare_addresses import LONGEST, BareAddresses

_TO_BLOCK = re.compile(r"#[a-z0-9-]+")
_REFUSED = ["heading", "lheading", "image", "html_block", "html_inline", "hr", "reference"]


class _Parser(MarkdownIt):
    """Follows links that are safe and absolute, or lead to a block of the issue; others stay as they were typed."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802  # markdown-it-py's own name
        return url if _TO_BLOCK.fullmatch(url) else normalise(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802  # as above
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802  # as above
        return bool(url)


def normalise(url: str) -> str:
    """Return an address as every output holds it, or nothing where it is none that readers could follow."""
    try:
        return normalise_target(url)
    except ValueError:
        return ""


def _take_whole(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # markdown-it-py's own signature
    """Take a bare https address whole, before any of its signs is read as emphasis; an inline rule."""
    before = state.pending[-_BEGINNING - 1 :]
    if (
        silent
        or state.linkLevel
        or not state.src.startswith("://", state.pos)
        or before[-_BEGINNING:].lower() != "https"
    ):
        return False
    start = state.pos - _BEGINNING
    found = _ADDRESSES.match_at_start(state.src[start : start + LONGEST + 1])
    url = state.md.normalizeLink(found.url) if found else ""
    if not found or not url or before[:-_BEGINNING].isalnum():
        return False
    state.pending = state.pending[:-_BEGINNING]
    _push_link(state, found.text, url)
    state.pos = start + found.last_index
    return True


def _push_link(state: StateInline, words: str, url: str) -> None:
    opening = state.push("link_open", "a", 1)
    opening.attrs, opening.markup, opening.info = {"href": url}, BARE, "auto"
    state.push("text", "", 0).content = words
    closing = state.push("link_close", "a", -1)
    closing.markup, closing.info = BARE, "auto"


BARE = "linkify"
"""What markdown-it-py calls the markup of an address that stands in prose as it is."""

_BEGINNING = len("https")
_ADDRESSES = BareAddresses()
_OPTIONS = {"html": False, "xhtmlOut": True, "linkify": True}
_PARSER = _Parser("commonmark", _OPTIONS).enable("linkify").disable(_REFUSED)
_PARSER.linkify = _ADDRESSES
_PARSER.inline.ruler.at("linkify", _take_whole)


_LINE = r"[A-Za-z](?:[A-Za-z0-9 ,.;:'()?%/-]*[A-Za-z0-9,.;:'()?%/-])?"
_ORDINARY = re.compile(rf"{_LINE}(?:\n+{_LINE})*\n?")
"""Paragraphs in which no character has a meaning of its own; most are, and need no parser."""


def is_ordinary(markdown: str) -> bool:
    """Tell whether it is paragraphs of plain words, which look the same in HTML."""
    return _ORDINARY.fullmatch(markdown) is not None and not _ADDRESSES.pretest(markdown)


def split_paragraphs(ordinary: str) -> list[str]:
    """Split an ordinary text at its blank lines."""
    return re.split(r"\n{2,}", ordinary.rstrip("\n"))


@lru_cache(maxsize=1024)
def parse(markdown: str) -> list[Token]:
    """Parse a text once for all that is made of it; nobody changes the tokens."""
    return _PARSER.parse(markdown)


@lru_cache(maxsize=1024)
def parse_line(markdown: str) -> list[Token]:
    """Parse a single line, in which no sign makes a list or a quotation."""
    return _PARSER.parseInline(markdown)


def render(tokens: list[Token]) -> str:
    """Write what was parsed as HTML."""
    return str(_PARSER.renderer.render(tokens, _PARSER.options, {}))
