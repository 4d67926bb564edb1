"""The parser: what it takes for HTML, for a link and for an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.html_blocks import block_names
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_inline import StateInline, html_inline
from markdown_it.token import Token

from newsletter.importing.sources._markdown.footnotes import define, note_inline, refer
from newsletter.rendering.markdown.parsing import HTTP, find_pages

_DEEPEST = 100
"""Quotations and lists inside one another; what is deeper is not read, and reported."""

_ELEMENTS = frozenset(
    {
        *block_names,
        *("a", "abbr", "acronym", "applet", "area", "audio", "b", "bdi", "bdo", "big", "br", "button"),
        *("canvas", "cite", "code", "data", "datalist", "del", "dfn", "em", "embed", "font", "i", "img"),
        *("input", "ins", "kbd", "label", "map", "mark", "meter", "noscript", "object", "output", "picture"),
        *("pre", "progress", "q", "rp", "rt", "ruby", "s", "samp", "script", "select", "slot", "small", "span"),
        *("strike", "strong", "style", "sub", "sup", "svg", "template", "textarea", "time", "tt", "u", "var"),
        *("video", "wbr"),
    }
)
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)(?![A-Za-z0-9:@-])")
_LOOSE = re.compile(r"\(\s{0,9}(?P<url>(?:https?|mailto|tel):[^()<>\"\n]{1,1000})\)")


class _ImportParser(MarkdownIt):
    """Lets every address be a link: which ones a document may hold is decided where all formats come together."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802  # markdown-it-py's own name and argument
        return True


@cache
def make_parser() -> MarkdownIt:
    """Return the parser for texts that are imported."""
    parser = _ImportParser("commonmark", {"html": True, "maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    around = ["paragraph", "reference", "blockquote"]
    parser.block.ruler.before("reference", "footnote", define, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.at("html_block", _read_html_block, {"alt": around})
    parser.inline.ruler.at("html_inline", _read_html_inline)
    parser.inline.ruler.before("link", "footnote_reference", refer)
    parser.inline.ruler.before("link", "footnote_inline", note_inline)
    parser.inline.ruler.after("link", "loose_link", _read_loose_link)
    return parser


def _read_html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # called by place
    at = state.bMarks[start] + state.tShift[start]
    return not _is_placeholder(state.src, at) and html_block(state, start, end, silent)


def _read_html_inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # called by place
    return not _is_placeholder(state.src, state.pos) and html_inline(state, silent)


def _is_placeholder(text: str, at: int) -> bool:
    """Return whether a tag is none of HTML: <your name> is a placeholder that was not filled in."""
    found = _TAG.match(text, at)
    return bool(found and found[1].lower() not in _ELEMENTS)


def _read_loose_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # called by place
    """Read a link whose address has spaces in it, which Markdown shows as it is typed: [ring](tel:020 7946 0000)."""
    if state.src[state.pos] != "[":
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    found = _LOOSE.match(state.src, end + 1) if end >= 0 else None
    if not found:
        return False
    if not silent:
        start, maximum = state.pos, state.posMax
        url = found["url"].strip()
        joined = re.sub(r"\s+", "", url) if url.startswith("tel:") else re.sub(r"\s+", "%20", url)
        state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(joined)}
        state.pos, state.posMax = start + 1, end
        state.md.inline.tokenize(state)
        state.push("link_close", "a", -1)
        state.posMax = maximum
    state.pos = found.end()
    return True


def link_bare(text: Token) -> Iterator[Token]:
    """Yield the tokens of a text in which each bare address is a link."""
    at = 0
    for address in find_pages(text.content, HTTP):
        yield _make_text(text.content[at : address.index])
        yield Token("link_open", "a", 1, attrs={"href": address.url})
        yield _make_text(address.text)
        yield Token("link_close", "a", -1)
        at = address.last_index
    yield _make_text(text.content[at:])


def _make_text(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token
