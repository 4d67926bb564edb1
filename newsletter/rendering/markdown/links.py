"""The links of a text, as readers get them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from newsletter.rendering.markdown.parsing import BARE, is_ordinary, parse
from newsletter.rendering.markdown.plaintext import inline_text


@dataclass(frozen=True, slots=True)
class MarkdownLink:
    """A link as readers get it: plain words and a normalised address; ``is_bare`` where the address stood in prose."""

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
