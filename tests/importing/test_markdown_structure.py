"""A draft shows what the Markdown it was made of shows: lists, quotations, code, breaks, links and emphasis."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from newsletter.rendering.markdown import to_html
from tests.importing.sources import bring
from tests.importing.test_any_markdown import fill_in, write_items
from tests.matrix import often

pytestmark = pytest.mark.slow

_PIECES = st.sampled_from(
    ["§", "§", "*§ §*", "**§**", "`§`", "[§ §](https://example.org/a)", "**§\n§**", "§, §.", "2 \\* §", "§_§"]
)
_INLINE = st.lists(_PIECES, min_size=1, max_size=4).flatmap(
    lambda parts: st.sampled_from([" ", "\n", "  \n", "\\\n"]).map(lambda between: between.join(parts))
)


def _nest(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    item = st.one_of(_INLINE, st.tuples(_INLINE, blocks).map("\n\n".join))
    lists = st.tuples(
        st.sampled_from(["- ", "* ", "1. ", "7) ", "10. "]),
        st.lists(item, min_size=1, max_size=3),
        st.sampled_from(["\n", "\n\n"]),
    )
    return st.one_of(
        st.lists(blocks, min_size=1, max_size=3).map("\n\n".join), lists.map(lambda parts: write_items(*parts))
    )


_TREES = st.recursive(st.one_of(_INLINE, st.just("```\n§\n\n  §\n```")), _nest, max_leaves=8)
_QUOTES = _TREES.map(lambda text: re.sub(r"(?m)^", "> ", text))
_DOCUMENTS = st.lists(st.one_of(_TREES, _QUOTES), min_size=1, max_size=3).map("\n\n".join).map(fill_in)


def outline(html: str) -> list[str]:
    """Return tags and words in order; marks of one kind side by side are one, and a paragraph is like a line."""
    bare = re.sub(r"</?p>", "", re.sub(r"<br ?/?>", " <br> ", html))
    for _ in range(2):
        bare = re.sub(r"</(em|strong|code)>(\s+(?:<br>\s+)?)<\1>", r"\2", bare)
    return re.findall(r"<[^>]*>|[^<>\s]+", re.sub(r'</a>\s+<a href="https://example.org/a">', " ", bare))


@settings(max_examples=often(150), deadline=None)
@given(_DOCUMENTS)
def test_a_draft_shows_what_its_source_shows(source: str) -> None:
    first, *more = bring(f"# News\n\nHello.\n\n## Hall\n\nOpen.\n\n{source}\n", "a.md").blocks
    assume(not more and first["type"] == "text")  # else a bold line was taken for a heading

    assert outline(to_html(first["body"])) == ["Open.", *outline(MarkdownIt("commonmark").render(source))]
