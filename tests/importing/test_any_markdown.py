"""Each word of Markdown that readers would see is in the draft or reported, and no other is there.

What readers would see is said by markdown-it's own HTML, which nothing of the importer has a hand in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from itertools import count
from string import ascii_lowercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from newsletter.importing.provenance import Disposition
from tests.importing.sources import Result, bring
from tests.matrix import often

pytestmark = pytest.mark.slow

_WORD = "§"
"""Stands for a word; each becomes another one, so that none can hide behind its like."""


def _word(number: int) -> str:
    return f"k{ascii_lowercase[number // 676 % 26]}{ascii_lowercase[number // 26 % 26]}{ascii_lowercase[number % 26]}"


def fill_in(text: str) -> str:
    numbers = count()
    return re.sub(_WORD, lambda _: _word(next(numbers)), text)


def _wrap(before: str, after: str) -> Callable[[str], str]:
    return lambda inner: f"{before}{inner}{after}"


_PIECES = st.sampled_from(
    [
        *(_WORD, f"{_WORD} {_WORD}", f"{_WORD}, {_WORD}.", f"`{_WORD}  {_WORD}`", f"<b>{_WORD}</b>", f"&amp; {_WORD}"),
        *(f"![{_WORD}](p.png)", f"[![{_WORD}](p.png)](https://example.org/p)", f"<!-- {_WORD} -->", f"~~{_WORD}~~"),
        *(f"https://example.org/{_WORD}.", f"<https://example.org/{_WORD}>", f"[{_WORD}][one]", r"\*"),
        *(
            f'<span style="display:none">{_WORD}</span>',
            f"{_WORD}<br>{_WORD}",
            f"[{_WORD}",
            f"2 * {_WORD} * 3",
            "[one]",
        ),
        *(f"{_WORD}_{_WORD}_{_WORD}", f"[{_WORD}](tel:+44 20 7946 0000)", f"<kbd>{_WORD}</kbd>"),
    ]
)


def _extend(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    around = st.sampled_from(
        [("*", "*"), ("**", "**"), ("[", "](https://example.org/a)"), ("[", "](#there)"), ("", "")]
    )
    wrapped = st.tuples(around, inner).map(lambda pair: f"{pair[0][0]}{pair[1]}{pair[0][1]}")
    return st.lists(wrapped, min_size=1, max_size=4).flatmap(
        lambda parts: st.sampled_from([" ", "\n", "  \n", "\\\n"]).map(lambda between: between.join(parts))
    )


_INLINE = st.recursive(_PIECES, _extend, max_leaves=6)
_LINE = _INLINE.map(lambda text: re.sub(r"\s*\\?\n", " ", text))


def _indent(first: str, blocks: str) -> str:
    return first + blocks.replace("\n", "\n" + " " * len(first))


def write_items(marker: str, blocks: Iterable[str], between: str) -> str:
    """Write blocks as the items of a list."""
    return between.join(_indent(marker, block) for block in blocks)


_ROWS = st.lists(st.tuples(_LINE, _LINE), min_size=1, max_size=3).map(
    lambda rows: f"| {_WORD} | {_WORD} |\n|---|:-:|\n" + "\n".join(f"| {a} | {b} |" for a, b in rows)
)
_LEAVES = st.one_of(
    _INLINE,
    _LINE.flatmap(lambda line: st.integers(1, 6).map(lambda level: f"{'#' * level} {line}")),
    _LINE.map(lambda line: f"{line}\n==="),
    _ROWS,
    st.sampled_from(
        [
            f"```text\n{_WORD}\n\n  {_WORD}\n```",
            f"    {_WORD}  {_WORD}",
            f"<!-- {_WORD}\n\n{_WORD} -->",
            f"<div>\n\n{_WORD} *{_WORD}*\n\n</div>",
            f"<div hidden>\n\n{_WORD}\n\n</div>",
            f"<table><tr><td>{_WORD}</td></tr></table>",
            f"<details><summary>{_WORD}</summary>{_WORD}</details>",
            f"<script>{_WORD}</script>",
            f"[{_WORD}]: https://example.org/{_WORD}",
            f"[//]: # ({_WORD})",
            "***",
        ]
    ),
)


def _nest(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(blocks, min_size=1, max_size=3)
    between = st.sampled_from(["\n", "\n\n"])
    return st.one_of(
        some.map("\n\n".join),
        some.map(lambda parts: re.sub(r"(?m)^", "> ", "\n\n".join(parts))),
        st.tuples(st.sampled_from(["- ", "* ", "1. ", "7) "]), some, between).map(lambda parts: write_items(*parts)),
    )


_DOCUMENTS = st.recursive(_LEAVES, _nest, max_leaves=10).map(
    lambda text: fill_in(f"# {_WORD}\n\n{text}\n\n[one]: https://example.org/one '{_WORD}'\n")
)


class _Shown(HTMLParser):
    """Collects the words that a browser shows."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_unseen = tag in {"script", "style"} or "hidden" in given or "display:none" in (given.get("style") or "")
        if is_unseen or (self._unseen and tag not in {"br", "img", "hr"}):
            self._unseen.append(tag)
        if tag == "img" and not self._unseen:
            self.words += re.findall(r"\bk[a-z]{3}\b", given.get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and self._unseen[-1] == tag:
            self._unseen.pop()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words += re.findall(r"(?<![^\W_])k[a-z]{3}(?![^\W_])", data)


def find_shown(markdown: str) -> list[str]:
    """Return the words that markdown-it shows readers, in order."""
    parser = _Shown()
    parser.feed(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))
    parser.close()
    return parser.words


def words_of(text: str) -> list[str]:
    return re.findall(r"(?<![^\W_])k[a-z]{3}(?![^\W_])", text.casefold())


def words_in_draft(result: Result) -> list[str]:
    rows = (row for row in result.text.splitlines() if not row.lstrip().startswith("# "))
    return words_of("\n".join(rows))


@settings(max_examples=often(100), deadline=None)
@given(_DOCUMENTS)
def test_each_word_that_readers_would_see_is_in_the_draft_or_reported(source: str) -> None:
    result = bring(source, "news.md")
    told = {word for text in (*result.dropped, *result.imported.report.notes) for word in words_of(text)}

    assert set(find_shown(source)) - set(words_in_draft(result)) - told == set()


@settings(max_examples=often(100), deadline=None)
@given(_DOCUMENTS)
def test_no_word_that_readers_would_not_see_is_in_the_draft(source: str) -> None:
    result = bring(source, "news.md")
    addresses = set(words_of(" ".join(re.findall(r"https?://\S+", source))))

    assert set(words_in_draft(result)) - set(find_shown(source)) - addresses == set()


@settings(max_examples=often(100), deadline=None)
@given(_DOCUMENTS)
def test_what_is_kept_is_in_the_order_of_the_source(source: str) -> None:
    result = bring(source, "news.md")
    kept = [
        word
        for entry in result.imported.report.entries
        for span in entry.spans
        if span.disposition is Disposition.KEPT
        for word in words_of(span.text)
    ]
    shown = find_shown(source)

    assert [word for word in dict.fromkeys(words_in_draft(result)) if word in kept] == [w for w in kept if w in shown]


@settings(max_examples=often(100), deadline=None)
@given(_DOCUMENTS)
def test_the_report_has_an_entry_for_each_row_with_words(source: str) -> None:
    entries = bring(source, "news.md").imported.report.entries
    seen = {row for entry in entries if entry.line.rows for row in range(entry.line.rows[0], entry.line.rows[1] + 1)}

    assert [row for n, row in enumerate(source.split("\n"), 1) if words_of(row) and n not in seen] == []
