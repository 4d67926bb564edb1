"""Markdown to HTML and to plain text: a subset of CommonMark 0.31, no raw HTML, no headings, no images.

Headings are the issue's own; pictures are blocks. What is made of it is sanitised XHTML, plain text, and the links of a
text as readers get them.
"""

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
    SOURCE,
    is_ordinary,
    normalise,
    number_note,
    parse,
    parse_line,
    render,
    split_notes,
    split_paragraphs,
)

_TAGS = {
    *("p", "a", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "br"),
    *("s", "sup", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"*": set[str](), "a": {"href"}, "ol": {"start"}}  # a link's title would be said in HTML alone
_ATTRIBUTES |= {"sup": {"class"}, "table": {"class"}, "th": {"class", "scope"}, "td": {"class"}}
_SCHEMES = {"https", "mailto", "tel"}


def to_html(markdown: str, language: str = "") -> Markup:
    """Render Markdown as sanitised, well-formed XHTML fragments, its footnotes at its end.

    With a ``language``, quotation marks, ellipses and dashes are set by its rules.
    """
    text, notes = to_html_parts(markdown, 1, language)
    return Markup("\n").join([text, list_notes(notes)]) if notes else text


@lru_cache(maxsize=2048)
def to_html_parts(markdown: str, first: int = 1, language: str = "") -> tuple[Markup, tuple[Markup, ...]]:
    """Render Markdown as ``to_html`` does, its footnotes apart; ``first`` is the number of the first."""
    if is_ordinary(markdown, language):
        paragraphs = (f"<p>{paragraph}</p>" for paragraph in split_paragraphs(markdown))
        return Markup("\n".join(paragraphs)), ()  # noqa: S704  # no character of an ordinary text needs escaping
    text, notes = split_notes(parse(markdown, language))
    return _clean(render(text, first)), tuple(_clean(render(note, first)) for note in notes)


def list_notes(notes: Iterable[Markup]) -> Markup:
    """Return footnotes as a list, of which the first has the number 1."""
    return Markup('<ol class="footnotes">\n{}\n</ol>').format(
        Markup("\n").join(Markup('<li class="footnote">{}</li>').format(note) for note in notes)
    )


@lru_cache(maxsize=2048)
def to_line_html(markdown: str, language: str = "") -> Markup:
    """Render a single line of Markdown as sanitised XHTML without a paragraph around it."""
    if is_ordinary(markdown, language):
        return Markup(markdown)  # noqa: S704  # as above
    return _clean(render(parse_line(markdown, language)))


def _clean(html: str) -> Markup:
    with refuse_panics("the sanitiser of HTML"):
        cleaned = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    return Markup(to_xhtml(cleaned).strip())  # noqa: S704  # nh3 has just sanitised it


def to_xhtml(html: str) -> str:
    """Write void elements and no-break spaces as XML does."""
    return re.sub(r"<(br|hr)>", r"<\1 />", html).replace("&nbsp;", "&#160;")


def to_text(markdown: str, language: str = "") -> str:
    """Render Markdown as plain text: one line a paragraph or list item, an address after the words it belongs to."""
    text, notes = to_text_parts(markdown, 1, language)
    return "\n\n".join([text, *([list_notes_text(notes)] if notes else [])])


@lru_cache(maxsize=2048)
def to_text_parts(markdown: str, first: int = 1, language: str = "") -> tuple[str, tuple[str, ...]]:
    """Render Markdown as ``to_text`` does, its footnotes apart; ``first`` is the number of the first."""
    if is_ordinary(markdown, language):
        return "\n\n".join(paragraph.replace("\n", " ") for paragraph in split_paragraphs(markdown)), ()
    text, notes = split_notes(parse(markdown, language))
    return _PlainText(first).render(text), tuple(_PlainText(first).render(note) for note in notes)


def list_notes_text(notes: Iterable[str]) -> str:
    """Return footnotes as plain text, of which the first has the number 1."""
    return "\n\n".join(f"[{number}] {note}" for number, note in enumerate(notes, 1))


@lru_cache(maxsize=2048)
def to_line_text(markdown: str, language: str = "") -> str:
    """Render a single line of Markdown as plain text."""
    if is_ordinary(markdown, language):
        return markdown
    return "".join(inline_text(token.children or []) for token in parse_line(markdown, language))


@lru_cache(maxsize=1024)
def to_spoken(markdown: str) -> str:
    """Render Markdown as plain text without the addresses of links, as it would be read aloud."""
    if is_ordinary(markdown):
        return to_text(markdown)
    return _PlainText(0, shows_addresses=False).render(parse(markdown))


def to_summary(markdown: str) -> str:
    """Render Markdown on one line, without its footnotes and the addresses of links, for lists and previews."""
    if is_ordinary(markdown):
        return " ".join(to_text(markdown).split())
    text, _ = split_notes(parse(markdown))
    return " ".join(_PlainText(0, shows_addresses=False).render(text).split())


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

    def __init__(self, first: int = 1, *, shows_addresses: bool = True) -> None:
        self._first, self._shows_addresses = first, shows_addresses
        self._headers: list[str] = []
        self._cells: list[str] = []
        self._is_in_table = False
        self._lists: list[int | None] = []
        self._leads: list[str] = []
        self._rests: list[str] = []

    def render(self, tokens: list[Token]) -> str:
        lines = [line for token in tokens for line in self._block(token)]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")

    def _block(self, token: Token) -> Iterator[str]:
        self._nest(token)
        match token.type:
            case "inline" | "tr_close" if self._is_in_table:
                yield from self._place(self._tabulate(token))
            case "inline":
                yield from self._place(self._inline(token).split("\n"))
            case "fence" | "code_block":
                yield from self._place(f"    {line}" for line in token.content.splitlines())
                yield ""
            case "paragraph_close" if not token.hidden:
                yield ""
            case "bullet_list_close" | "ordered_list_close" | "table_close" if not self._lists:
                yield ""

    def _inline(self, token: Token) -> str:
        return inline_text(token.children or [], shows_addresses=self._shows_addresses, first=self._first)

    def _tabulate(self, token: Token) -> list[str]:
        """Take a cell of a table, or return a row: each cell after its column's header, since windows are narrow."""
        if token.type == "inline":
            self._cells.append(self._inline(token))
            return []
        cells, self._cells = self._cells, []
        if not self._headers:
            self._headers = cells
            return []
        named = zip(self._headers, cells, strict=False)
        return ["- " + ", ".join(f"{header}: {cell}" if header else cell for header, cell in named if cell)]

    def _nest(self, token: Token) -> None:
        match token.type:
            case "table_open" | "table_close":
                self._is_in_table, self._headers = token.type == "table_open", []
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


def inline_text(tokens: list[Token], *, shows_addresses: bool = True, first: int = 0) -> str:
    """Format the text of one block, a line break only where one was asked for.

    ``first`` is the number of the text's first footnote; with 0, what refers to footnotes is left out.
    """
    words: list[str] = []
    opened: list[tuple[int, str]] = []
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                words.append(token.content)
            case "softbreak" | "hardbreak":
                words.append(" " if token.type == "softbreak" else "\n")
            case "s_open" | "s_close" if shows_addresses:
                words.append("~~")
            case "footnote_ref" if first:
                words.append(f"[{number_note(token, first)}]")
            case "link_open":
                opened.append((len(words), str(token.attrs["href"])))
            case "link_close" if shows_addresses:
                start, url = opened.pop()
                words.append(_address("".join(words[start:]), url))
    return "".join(words)


def _address(label: str, url: str) -> str:
    """Return what follows a link's words: nothing where the words are the address."""
    bare = url.removeprefix("mailto:").removeprefix("tel:")
    words = label.strip()
    is_said = words in (url, bare) or url in (normalise(words), normalise(f"https://{words}"))
    return "" if is_said else f" <{bare}>"


@dataclass(frozen=True, slots=True)
class MarkdownLink:
    """A link as readers get it: plain words and a normalised address; ``is_bare`` for an address in prose.

    ``source`` is what was typed for it, or nothing where lines of a list or a quotation divide it.
    """

    words: str
    url: str
    is_bare: bool
    source: str


@lru_cache(maxsize=1024)
def find_links(markdown: str) -> tuple[MarkdownLink, ...]:
    """Return every link that Markdown becomes, in its order."""
    if is_ordinary(markdown):
        return ()
    return tuple(link for token in parse(markdown) for link in _find_inner_links(token.children or [], markdown))


def _find_inner_links(tokens: list[Token], markdown: str) -> Iterator[MarkdownLink]:
    start = 0
    for n, token in enumerate(tokens):
        if token.type == "link_open":
            start = n
        elif token.type == "link_close":
            words = inline_text(tokens[start + 1 : n]).replace("\n", " ")
            source = str(tokens[start].meta.get(SOURCE, words))
            source = source if source in markdown else ""
            yield MarkdownLink(words, str(tokens[start].attrs["href"]), token.markup == BARE, source)
