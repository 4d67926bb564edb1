"""Markdown to HTML and to plain text: a subset of CommonMark 0.31, no raw HTML, no headings, no images.

The only door to markdown-it-py and nh3. Headings are the issue's own; pictures are blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from newsletter.documents.urls import normalise_target

_TAGS = {"p", "a", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "br"}
_ATTRIBUTES = {"*": set[str](), "a": {"href"}, "ol": {"start"}}  # a link's title would be said in HTML alone
_SCHEMES = {"https", "mailto", "tel"}
_TO_BLOCK = re.compile(r"#[a-z0-9-]+")
_REFUSED = ["heading", "lheading", "image", "html_block", "html_inline", "hr", "reference"]


class _Parser(MarkdownIt):
    """Follows links that are safe and absolute, or lead to a block of the issue; others stay as they were typed."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802  # markdown-it-py's own name
        return url if _TO_BLOCK.fullmatch(url) else _normalise(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802  # as above
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802  # as above
        return bool(url)


def _normalise(url: str) -> str:
    """Return an address as every output holds it, or nothing where it is none that readers could follow."""
    try:
        return normalise_target(url)
    except ValueError:
        return ""


_OPTIONS = {"html": False, "xhtmlOut": True}
_PARSER = _Parser("commonmark", _OPTIONS).disable(_REFUSED)


_LINE = r"[A-Za-z](?:[A-Za-z0-9 ,.;:'()?%/-]*[A-Za-z0-9,.;:'()?%/-])?"
_ORDINARY = re.compile(rf"{_LINE}(?:\n+{_LINE})*\n?")
"""Paragraphs in which no character has a meaning of its own; most are, and need no parser."""


@lru_cache(maxsize=2048)
def to_html(markdown: str) -> Markup:
    """Render Markdown as sanitised, well-formed XHTML fragments."""
    if _ORDINARY.fullmatch(markdown):
        paragraphs = (f"<p>{paragraph}</p>" for paragraph in _split_paragraphs(markdown))
        return Markup("\n".join(paragraphs))  # noqa: S704  # no character of an ordinary text needs escaping
    return _clean(_PARSER.render(markdown))


def _split_paragraphs(markdown: str) -> list[str]:
    return re.split(r"\n{2,}", markdown.rstrip("\n"))


def _clean(html: str) -> Markup:
    cleaned = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    return Markup(to_xhtml(cleaned).strip())  # noqa: S704  # nh3 has just sanitised it


def to_xhtml(html: str) -> str:
    """Write void elements and no-break spaces as XML does."""
    return re.sub(r"<(br|hr)>", r"<\1 />", html).replace("&nbsp;", "&#160;")


@lru_cache(maxsize=2048)
def to_text(markdown: str) -> str:
    """Render Markdown as plain text: one line a paragraph or list item, an address after the words it belongs to."""
    if _ORDINARY.fullmatch(markdown):
        return "\n\n".join(paragraph.replace("\n", " ") for paragraph in _split_paragraphs(markdown))
    return _PlainText().render(_PARSER.parse(markdown))


class _PlainText:
    """Walks block tokens and keeps what every line starts with: marks of quotations, of list items, and the room below.

    ``_leads`` is for the next line and ``_rests`` for those after it: an item's mark stands only before its first line.
    """

    def __init__(self) -> None:
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
                yield from self._place(_inline_text(token.children or []).split("\n"))
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


def _inline_text(tokens: list[Token]) -> str:
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
            case "link_close":
                start, url = opened.pop()
                words.append(_address("".join(words[start:]), url))
    return "".join(words)


def _address(said: str, url: str) -> str:
    """Return what follows a link's words: nothing where the words are the address."""
    bare = url.removeprefix("mailto:").removeprefix("tel:")
    is_said = said.strip() in (url, bare) or _normalise(said.strip()) == url
    return "" if is_said else f" <{bare}>"
