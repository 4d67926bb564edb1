"""How Markdown is read: which signs count, and which addresses become links.

Beyond CommonMark there are the tables and struck words of GitHub Flavored Markdown, and footnotes as Pandoc has them.

An address in prose (https://…, www.… or name@host, but never a name with a dot alone) ends where GitHub Flavored
Markdown says (section 6.9, extended autolinks), and besides at quotation marks and punctuation outside ASCII. This
serves markdown-it's own ``linkify`` rules in the place of linkify-it, which takes quadratic time and keeps a closing
quotation mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline, autolink, link
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from newsletter.documents.urls import normalise_target
from newsletter.rendering.words import SIGNS, set_pieces

_TO_BLOCK = re.compile(r"#[a-z0-9-]+")
_REFUSED = ["heading", "lheading", "image", "html_block", "html_inline", "hr", "reference"]
_LINE = r"[A-Za-z](?:[A-Za-z0-9 ,.;:'()?%/-]*[A-Za-z0-9,.;:'()?%/-])?"
_ORDINARY = re.compile(rf"{_LINE}(?:\n+{_LINE})*\n?")
"""Paragraphs in which no character has a meaning of its own; most are, and need no parser."""

BARE = "linkify"
"""What markdown-it-py calls the markup of a bare address in prose."""

SOURCE = "source"
"""What was typed for a link, in the ``meta`` of the token that opens it; a bare address is typed as it is shown."""

LONGEST = 2000
"""Characters that an address in prose has at most."""

_NO_PART = r"\s<>\"`\u00a0-\u00bf\u2000-\u206f\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_HTTPS = re.compile(rf"https://[^{_NO_PART}]{{1,{LONGEST}}}", re.IGNORECASE)
HTTP = re.compile(rf"https?://[^{_NO_PART}]{{1,{LONGEST}}}", re.IGNORECASE)
"""What an address of a page begins with in a text that is imported; ``find_pages`` says where it ends."""

_WWW = re.compile(
    rf"(?<![A-Za-z0-9_.+/@:=-])(?:https://|www\.(?=[A-Za-z0-9-]{{1,63}}\.))[^{_NO_PART}]{{1,{LONGEST}}}", re.IGNORECASE
)
_HOST_AFTER_AT = re.compile(
    r"@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,63})(?![A-Za-z0-9_@/-]|:\S|\.[A-Za-z0-9])"
)
_LOCAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-"
_LONGEST_LOCAL = 64  # RFC 5321, section 4.5.3.1.1
_CLOSED = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class BareAddress:
    """An address in a text: its offsets, its words, and where it leads. The names are those of linkify-it."""

    index: int
    last_index: int
    text: str
    url: str
    schema: str = "https:"


class BareAddresses:
    """What markdown-it asks of a finder of addresses."""

    def pretest(self, text: str) -> bool:
        """Return quickly whether there may be an address."""
        return "@" in text or "://" in text or "www." in text.lower()

    def test(self, text: str) -> bool:
        """As ``pretest``; ``match`` is quick enough."""
        return self.pretest(text)

    def match(self, text: str) -> list[BareAddress]:
        """Return every address in a text, in its order."""
        found = sorted([*find_pages(text), *_find_mailboxes(text)], key=lambda address: address.index)
        ends = [0, *(address.last_index for address in found)]
        return [address for end, address in zip(ends, found, strict=False) if address.index >= end]

    def match_at_start(self, text: str) -> BareAddress | None:
        """Return the https address that a text begins with."""
        found = _HTTPS.match(text)
        address = trim_address(found[0]) if found else ""
        return BareAddress(0, len(address), address, address) if address else None


def find_pages(text: str, pattern: re.Pattern[str] = _WWW) -> Iterator[BareAddress]:
    """Yield the addresses of pages in a text; ``pattern`` says what one begins with."""
    for found in pattern.finditer(text):
        if address := trim_address(found[0]):
            url = address if "://" in address[:8] else f"https://{address}"
            yield BareAddress(found.start(), found.start() + len(address), address, url)


def _find_mailboxes(text: str) -> Iterator[BareAddress]:
    for found in _HOST_AFTER_AT.finditer(text):
        before = text[max(0, found.start() - _LONGEST_LOCAL - 1) : found.start()]
        local = before[len(before.rstrip(_LOCAL)) :].lstrip(".+-_")
        start = found.start() - len(local)
        is_whole = (
            0 < len(local) <= _LONGEST_LOCAL and local[-1] != "." and text[start - 1 : start] not in {"@", "/", ":"}
        )
        if is_whole:
            address = f"{local}@{found[1]}"
            yield BareAddress(start, found.end(1), address, f"mailto:{address}", "mailto:")


def trim_address(address: str) -> str:
    """Take from the end of an address what belongs to the sentence: punctuation, and brackets that it does not open."""
    end = len(address)
    unopened = {closing: address.count(closing) - address.count(opening) for closing, opening in _CLOSED.items()}
    while end:
        last = address[end - 1]
        if last in _CLOSED and unopened[last] > 0:
            unopened[last] -= 1
        elif last not in "?!.,:;*_~'|\\":
            break
        end -= 1
    return address[:end]


class _MarkdownParser(MarkdownIt):
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


def _note_source(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Let an inline rule that makes links note what was typed for each."""

    def take(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # markdown-it-py's own signature
        start, known = state.pos, len(state.tokens)
        is_taken = rule(state, silent)
        for token in state.tokens[known:]:
            if token.type == "link_open":
                token.meta.setdefault(SOURCE, state.src[start : state.pos])
        return is_taken

    return take


_BEGINNING = len("https")
_ADDRESSES = BareAddresses()
_OPTIONS = {"html": False, "xhtmlOut": True, "linkify": True}
_PARSER = _MarkdownParser("commonmark", _OPTIONS).enable(["linkify", "table", "strikethrough"]).disable(_REFUSED)
_PARSER.use(footnote_plugin, inline=False)
_PARSER.linkify = _ADDRESSES
_PARSER.inline.ruler.at("linkify", _take_whole)
_PARSER.inline.ruler.at("link", _note_source(link))
_PARSER.inline.ruler.at("autolink", _note_source(autolink))


_ALIGNED = {"text-align:right": "to-end", "text-align:center": "centred"}
"""The class of a cell for the style that markdown-it writes: pages allow no style attributes."""


def _open_cell(renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:  # noqa: ANN401  # markdown-it-py's own
    token = tokens[place]
    attributes: dict[str, str | int | float] = {"scope": "col"} if token.tag == "th" else {}
    if named := _ALIGNED.get(str(token.attrs.get("style", ""))):
        attributes["class"] = named
    return renderer.renderToken([token.copy(attrs=attributes), *tokens[place + 1 : place + 3]], 0, options, env)


def _open_table(renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:  # noqa: ANN401  # as above
    return renderer.renderToken([tokens[place].copy(attrs={"class": "prose"})], 0, options, env)


def _refer(_: RendererHTML, tokens: Sequence[Token], place: int, __: Any, env: Any) -> str:  # noqa: ANN401  # as above
    return f'<sup class="footnote">[{number_note(tokens[place], env["first"])}]</sup>'


def number_note(reference: Token, first: int) -> int:
    """Return the number of the footnote that a reference names; ``first`` is that of the text's first."""
    return first + int(reference.meta["id"])


_PARSER.add_render_rule("th_open", _open_cell)
_PARSER.add_render_rule("td_open", _open_cell)
_PARSER.add_render_rule("table_open", _open_table)
_PARSER.add_render_rule("footnote_ref", _refer)


def is_ordinary(markdown: str, language: str = "") -> bool:
    """Return whether it is paragraphs of plain words, which look the same in HTML, set by the rules of a language."""
    if language and any(sign in markdown for sign in SIGNS):
        return False
    return _ORDINARY.fullmatch(markdown) is not None and not _ADDRESSES.pretest(markdown)


def split_paragraphs(ordinary: str) -> list[str]:
    """Split an ordinary text at its blank lines."""
    return re.split(r"\n{2,}", ordinary.rstrip("\n"))


@lru_cache(maxsize=1024)
def parse(markdown: str, language: str = "") -> list[Token]:
    """Parse a text once for all that is made of it, set by the rules of a language; the tokens are never changed."""
    return _set_tokens(_PARSER.parse(markdown), language)


@lru_cache(maxsize=1024)
def parse_line(markdown: str, language: str = "") -> list[Token]:
    """Parse a single line, in which no sign makes a list or a quotation."""
    return _set_tokens(_PARSER.parseInline(markdown), language)


def _set_tokens(tokens: list[Token], language: str) -> list[Token]:
    """Set the marks of tokens that were just parsed by the rules of a language; never those of code or addresses."""
    for token in tokens if language else ():
        parts = token.children or []
        pieces, is_address = [], False
        for part in parts:
            if part.type in {"link_open", "link_close"}:
                is_address = part.type == "link_open" and part.markup in {BARE, "autolink"}
            is_break = part.type in {"softbreak", "hardbreak"}
            pieces.append((" " if is_break else part.content, is_break or (part.type == "text" and not is_address)))
        for part, written in zip(parts, set_pieces(pieces, language), strict=True):
            part.content = written if part.type == "text" else part.content
    return tokens


def split_notes(tokens: list[Token]) -> tuple[list[Token], list[list[Token]]]:
    """Separate a text from its footnotes, which the parser puts at its end."""
    start = next((n for n, token in enumerate(tokens) if token.type == "footnote_block_open"), len(tokens))
    notes: list[list[Token]] = []
    for token in tokens[start:]:
        if token.type == "footnote_open":
            notes.append([])
        elif not token.type.startswith("footnote_"):
            notes[-1].append(token)
    return tokens[:start], notes


def render(tokens: list[Token], first: int = 1) -> str:
    """Write what was parsed as HTML; ``first`` is the number of its first footnote."""
    return str(_PARSER.renderer.render(tokens, _PARSER.options, {"first": first}))
