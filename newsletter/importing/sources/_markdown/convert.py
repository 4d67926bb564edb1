"""Tokens to HTML in which each block names the rows it came from; what no reader would see is beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from newsletter.importing.lines import Kind, Line, RunningText
from newsletter.importing.sources._html.elements import ROWS, format_rows
from newsletter.importing.sources._markdown.footnotes import frame, gather
from newsletter.importing.sources._markdown.parser import link_bare, make_parser

_ANCHOR = re.compile(r"\s{0,9}\{[#.][^{}<>\n]{0,200}\}\s{0,9}$")
_TASK = re.compile(r"\[([ xX])\](?=\s)")
_BREAK = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
_OPEN = re.compile(r"(?<!\\)<!--")
_COMMENTS = frozenset({"//", "COMMENT", "#", "-"})
"""Names under which people write comments as addresses that nothing refers to."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a text became: HTML, lines of it that no reader would see, and notes on the whole."""

    html: str
    asides: tuple[Line, ...]
    notes: tuple[str, ...]


def convert_markdown(rows: list[str], before: int = 0) -> Page:
    """Write the rows of a text as HTML; ``before`` is how many rows are above them in the file."""
    parser, env = make_parser(), dict[str, Any]()
    tokens, notes = gather(parser.parse("\n".join(rows), env), env)
    converter = _Converter(rows, before)
    prepared = list(converter.prepare([*tokens, *frame(notes)]))
    converter.report_references(env)
    html = parser.renderer.render(prepared, parser.options, env)
    return Page(f"<body>{html}</body>", tuple(converter.asides), tuple(dict.fromkeys(converter.notes)))


@dataclass(slots=True)
class _Converter:
    """Goes through the tokens of a text, ``before`` being the number of rows above it in its file."""

    rows: list[str]
    before: int
    asides: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _urls: set[str] = field(default_factory=set)
    _comment_ends: int = 0
    """The row in which a comment ends that goes on over blocks, counted from 1; what is above it is part of it."""

    def prepare(self, tokens: list[Token]) -> Iterator[Token]:
        """Yield the tokens as they are to be rendered."""
        for n, token in enumerate(tokens):
            if token.map and token.map[0] < self._comment_ends:
                self._cut_comment(token, token.map)
            if token.type == "html_block":
                self._prepare_html(token, token.map)
                token.content = f"{self._mark(token.map, 'div')}{token.content}"
            elif token.type == "inline":
                self._prepare_inline(token, [before.type for before in tokens[max(n - 2, 0) : n]])
                if n and tokens[n - 1].hidden and token.children is not None:
                    token.children.insert(0, _make_html(self._mark(token.map, "span")))
            elif token.map:
                token.attrSet(ROWS, self._name_rows(token.map))
                if token.type == "fence" and token.info.strip():
                    self._put_aside("fence", self.rows[token.map[0]], [token.map[0], token.map[0] + 1])
            yield token

    def _prepare_inline(self, token: Token, around: list[str]) -> None:
        children = token.children or []
        if around[-1:] == ["heading_open"] and children:
            self._strip_anchor(children[-1])
        if around == ["list_item_open", "paragraph_open"] and children:
            children[0].content = _TASK.sub(lambda box: "☐" if box[1] == " " else "☑", children[0].content, count=1)
        if _OPEN.search(token.content) and token.map and self._comment_ends >= 0:
            children = self._cut_open_comment(children, token.map)
        token.children = list(self._prepare_children(children, token.map))

    def _prepare_children(self, children: list[Token], rows: list[int] | None) -> Iterator[Token]:
        is_linked = 0
        for child in children:
            is_linked += child.nesting if child.type in {"link_open", "link_close"} else 0
            if child.type == "html_inline":
                child.type = "hardbreak" if _BREAK.fullmatch(child.content) else child.type
                self._prepare_html(child, rows)
            elif child.type in {"link_open", "image"}:
                self._check_link(child)
            if child.type == "text" and not is_linked:
                yield from link_bare(child)
            elif child.type == "hardbreak":
                yield _make_html(f"<br {ROWS}>")
            else:
                yield child

    def _check_link(self, token: Token) -> None:
        self._urls.add(str(token.attrs.get("href") or token.attrs.get("src")))
        if token.type == "image":
            self.notes.append(
                f"of a picture only the words were kept, not the picture {_clean(str(token.attrs['src']))}"
            )
        if title := token.attrs.pop("title", None):
            self.notes.append(f"a link's second title was left out: {_clean(str(title))}")

    def _strip_anchor(self, token: Token) -> None:
        """Take out the name that some programs let follow a heading, so that links can lead to it."""
        if token.type == "text" and (found := _ANCHOR.search(token.content)):
            token.content = token.content[: found.start()]
            self.notes.append(f"the name of a heading was left out: {_clean(found[0])}")

    def _prepare_html(self, token: Token, rows: list[int] | None) -> None:
        """Take comments out of HTML, and report them: one that is never closed goes to the end."""
        if token.meta.get("is_ours"):
            return
        kept, at = "", 0
        while (start := token.content.find("<!--", at)) >= 0:
            kept += token.content[at:start]
            end = token.content.find("-->", start + 2)
            at, end = (end + 3, end) if end >= 0 else (len(token.content), len(token.content))
            first = (rows[0] if rows else 0) + token.content.count("\n", 0, start)
            height = token.content.count("\n", start, at)
            if end == len(token.content) and rows and token.type == "html_block" and self._comment_ends >= 0:
                self._find_end(rows)
            self._put_aside("remark", token.content[start + 4 : max(end, start + 4)], [first, first + height + 1])
        token.content = kept + token.content[at:]

    def _cut_open_comment(self, children: list[Token], rows: list[int]) -> list[Token]:
        """Take a comment from the end of a paragraph that begins there and ends in a later one, if any does."""
        start = next((n for n, child in enumerate(children) if child.type == "text" and "<!--" in child.content), -1)
        if start >= 0:
            self._find_end(rows)
        if start < 0 or self._comment_ends < 0:
            return children
        children[start].content, _, begun = children[start].content.partition("<!--")
        words = "".join(child.content for child in children[start + 1 :])
        self._put_aside("remark", f"{begun}{words}", rows)
        return [*children[: start + 1], *(child for child in children[start + 1 :] if child.nesting < 0)]

    def _find_end(self, rows: list[int]) -> None:
        """Find where a comment ends that blocks with these rows leave open, and report its text until there."""
        end = next((n for n in range(rows[1], len(self.rows)) if "-->" in self.rows[n]), -1)
        if end < 0:
            self._comment_ends = -1  # none is ever closed again
            return
        self._comment_ends = end + 1
        comment = " ".join(self.rows[rows[1] : end + 1]).partition("-->")[0]
        self._put_aside("remark", comment, [rows[1], end + 1])

    def _cut_comment(self, token: Token, rows: list[int]) -> None:
        """Take from a block what belongs to a comment that began above it."""
        rest = token.content.partition("-->")[2] if rows[1] >= self._comment_ends else ""
        if token.type == "inline":
            token.children = make_parser().parseInline(rest)[0].children
        token.content = rest if token.type in {"inline", "html_block"} else ""

    def report_references(self, env: dict[str, Any]) -> None:
        """Tell the rows that only give addresses, and those that nothing refers to."""
        for name, given in env.get("references", {}).items():
            is_used = given["href"] in self._urls
            kind: Kind = "reference" if is_used else "remark" if name in _COMMENTS else "unused"
            self._put_aside(kind, " ".join(self.rows[given["map"][0] : given["map"][1]]), given["map"])

    def _put_aside(self, kind: Kind, text: str, rows: list[int]) -> None:
        first, last = rows[0] + self.before + 1, max(rows[1], rows[0] + 1) + self.before
        if words := _clean(text):
            self.asides.append(Line(0, kind, words, rows=(first, last)))

    def _name_rows(self, rows: list[int] | None) -> str:
        return format_rows(rows[0] + self.before + 1, rows[1] + self.before) if rows else ""

    def _mark(self, rows: list[int] | None, tag: str) -> str:
        return f'<{tag} {ROWS}="{self._name_rows(rows)}"></{tag}>' if rows else ""


def _make_html(content: str) -> Token:
    token = Token("html_inline", "", 0)
    token.content = content
    return token


def _clean(text: str) -> str:
    running = RunningText()
    running.add(text)
    return running.finish()[0]
