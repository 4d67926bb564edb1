"""What is made of parsed Markdown: sanitised XHTML, plain text, and the links of a text as readers get them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import nh3
from markdown_it.token import Token
from markupsafe import Markup

from newsletter.errors import refuse_panics
from newsletter.rendering.markdown.parsing import (
    BARE,
    is_ordinary,
    normalise,
    parse,
    parse_line,
    render,
    split_paragraphs,
)

_TAGS = {"p", "a", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "br"}
_ATTRIBUTES = {"*": set[str](), "a": {"href"}, "ol": {"start"}}  # a link's title would be said in HTML alone
_SCHEMES = {"https", "mailto", "tel"}


@lru_cache(maxsize=2048)
def to_html(markdown: str) -> Markup:
    """Render Markdown as sanitised, well-formed XHTML fragments."""
    if is_ordinary(markdown):
        paragraphs = (f"<p>{paragraph}</p>" for paragraph in split_paragraphs(markdown))
        return Markup("\n".join(paragraphs))  # noqa: S704  # no character of an ordinary text needs escaping
    return _clean(render(parse(markdown)))


@lru_cache(maxsize=2048)
def to_line_html(markdown: str) -> Markup:
    """Render a single line of Markdown as sanitised XHTML without a paragraph around it."""
    if is_ordinary(markdown):
        return Markup(markdown)  # noqa: S704  # as above
    return _clean(render(parse_line(markdown)))


def _clean(html: str) -> Markup:
    with refuse_panics("the sanitiser of HTML"):
        cleaned = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    return Markup(to_xhtml(cleaned).strip())  # noqa: S704  # nh3 has just sanitised it


def to_xhtml(html: str) -> str:
    """Write void elements and no-break spaces as XML does."""
    return re.sub(r"<(br|hr)>", r"<\1 />", html).replace("&nbsp;", "&#160;")


@lru_cache(maxsize=2048)
def to_text(markdown: str) -> str:
    """Render Markdown as plain text: one line a paragraph or list item, an address after the words it belongs to."""
    if is_ordinary(markdown):
        return "\n\n".join(paragraph.replace("\n", " ") for paragraph in split_paragraphs(markdown))
    return _PlainText().render(parse(markdown))


@lru_cache(maxsize=2048)
def to_line_text(markdown: str) -> str:
    """Render a single line of Markdown as plain text."""
    if is_ordinary(markdown):
        return markdown
    return "".join(inline_text(token.children or []) for token in parse_line(markdown))


@lru_cache(maxsize=1024)
def to_spoken(markdown: str) -> str:
    """Render Markdown as plain text without the addresses of links, as it would be read aloud."""
    if is_ordinary(markdown):
        return to_text(markdown)
    return _PlainText(shows_addresses=False).render(parse(markdown))


def find_shown(markdown: str) -> tuple[str, ...]:
    """Return the words of each paragraph as readers see them, line by line, and ``CODE`` in the place of code."""
    if is_ordinary(markdown):
        return ()
    blocks = (token.children for token in parse(markdown) if token.type == "inline" and token.children)
    return tuple("".join(_SHOWN.get(part.type, part.content) for part in block) for block in blocks)


CODE = "\ufffc"
"""The placeholder for code, in which every sign is literal (U+FFFC, object replacement character)."""

_SHOWN = {"code_inline": CODE, "softbreak": "\n", "hardbreak": "\n"}


class _PlainText:
    """Walks block tokens and keeps what every line starts with: marks of quotations, of list items, and the room below.

    ``_leads`` is for the next line and ``_rests`` for those after it: an item's mark is only before its first line.
    """

    def __init__(self, *, shows_addresses: bool = True) -> None:
        self._shows_addresses = shows_addresses
        self._lists: list[int | None] = []
        self._leads: list[str] = []
        self._rests: list[str] = []

    def render(self, tokens: list[Token]) -> str:
        lines = [line for token in tokens for line in self._block(token)]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")

    def _block(self, token: Token) -> Iterator[str]:
        self._nest(token)
        match token.type:
            case "inline":
                inner = token.children or []
                yield from self._place(inline_text(inner, shows_addresses=self._shows_addresses).split("\n"))
            case "fence" | "code_block":
                yield from self._place(f"    {line}" for line in token.content.splitlines())
                yield ""
            case "paragraph_close" if not token.hidden:
                yield ""
            case "bullet_list_close" | "ordered_list_close" if not self._lists:
                yield ""

    def _nest(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._lists.append(int(token.attrs.get("start", 1)) if token.tag == "ol" else None)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                marker = self._next_marker()
                self._leads, self._rests = [*self._leads, marker], [*self._rests, " " * len(marker)]
            case "blockquote_open":
                self._leads, self._rests = [*self._leads, "> "], [*self._rests, "> "]
            case "list_item_close" | "blockquote_close":
                self._leads, self._rests = self._leads[:-1], self._rests[:-1]

    def _next_marker(self) -> str:
        number = self._lists[-1]
        if number is not None:
            self._lists[-1] = number + 1
        return "- " if number is None else f"{number}. "

    def _place(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            yield "".join(self._leads) + line
            self._leads = self._rests


def inline_text(tokens: list[Token], *, shows_addresses: bool = True) -> str:
    """Format the text of one block, a line break only where one was asked for."""
    words: list[str] = []
    opened: list[tuple[int, str]] = []
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                words.append(token.content)
            case "softbreak":
                words.append(" ")
            case "hardbreak":
                words.append("\n")
            case "link_open":
                opened.append((len(words), str(token.attrs["href"])))
            case "link_close" if shows_addresses:
                start, url = opened.pop()
                words.append(_address("".join(words[start:]), url))
    return "".join(words)


def _address(said: str, url: str) -> str:
    """Return what follows a link's words: nothing where the words are the address."""
    bare = url.removeprefix("mailto:").removeprefix("tel:")
    words = said.strip()
    is_said = words in (url, bare) or url in (normalise(words), normalise(f"https://{words}"))
    return "" if is_said else f" <{bare}>"


@dataclass(frozen=True, slots=True)
class MarkdownLink:
    """A link as readers get it: plain words and a normalised address; ``is_bare`` for an address in prose."""

    words: str
    url: str
    is_bare: bool


@lru_cache(maxsize=1024)
def find_links(markdown: str) -> tuple[MarkdownLink, ...]:
    """Return every link that Markdown becomes, in its order."""
    if is_ordinary(markdown):
        return ()
    return tuple(link for token in parse(markdown) for link in _find_inner_links(token.children or []))


def _find_inner_links(tokens: list[Token]) -> Iterator[MarkdownLink]:
    start = 0
    for n, token in enumerate(tokens):
        if token.type == "link_open":
            start = n
        elif token.type == "link_close":
            words = inline_text(tokens[start + 1 : n]).replace("\n", " ")
            yield MarkdownLink(words, str(tokens[start].attrs["href"]), token.markup == BARE)
