"""Every word that readers of a page see is in the draft or reported, and no word that they do not see is in the draft.

Two judges that know nothing of the importer say what is seen: the generator of the pages, and a real Chromium.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from tests.importing.sources import Result, bring
from tests.matrix import often

SHEET = """<style>.off { display: none } .pale { opacity: 0 } b.ghost, .x > .ghost { visibility: hidden }
@media (max-width: 500px) { .small { display: none } } .tiny { font-size: 0 }</style>"""

HIDE = ["style='display:none'", "hidden", "class=off", "class=pale", "style='opacity:0'", "style='visibility:hidden'"]
HIDE += [
    "style='font-size:0'",
    "class=tiny",
    "style='display:none;display:none'",
    "style='max-height:0;overflow:hidden'",
]
PLAIN = ["", "", "class=small", "style='color:red'", "style='font-weight:bold'", "class='x y'", "aria-hidden=true"]
PLAIN += ["style='display:none;display:block'", "style='vertical-align:top'", "dir=rtl"]
BLOCKS = ["p", "div", "section", "blockquote", "center", "h2", "h3", "pre", "address", "figure"]
INLINE = ["b", "i", "span", "font", "u", "small", "code", "mark", "abbr", "label", "sub", "sup"]
STRUCK = ["s", "del", "strike"]


@dataclass(frozen=True)
class Tree:
    """A piece of a page, each word of which is a hole, filled in when all is put together."""

    html: str
    seen: tuple[bool, ...]


WORD = st.just(Tree("@", (True,)))


def wrap(tag: str, attributes: str, inner: list[Tree], *, hides: bool) -> Tree:
    html = "".join(tree.html for tree in inner)
    seen = tuple(one and not hides for tree in inner for one in tree.seen)
    return Tree(f"<{tag} {attributes}>{html}</{tag}>", seen)


def join(trees: list[Tree], between: str) -> Tree:
    return Tree(between.join(tree.html for tree in trees), tuple(one for tree in trees for one in tree.seen))


def around(tags: list[str], inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """Put content into elements, one in five of which hides it."""
    content = st.lists(inner, min_size=1, max_size=3)
    shown = st.builds(
        lambda t, a, i: wrap(t, a, i, hides=False), st.sampled_from(tags), st.sampled_from(PLAIN), content
    )
    hidden = st.builds(lambda t, a, i: wrap(t, a, i, hides=True), st.sampled_from(tags), st.sampled_from(HIDE), content)
    return st.one_of(shown, shown, shown, shown, hidden)


LINE = st.recursive(WORD, lambda inner: around([*INLINE, *STRUCK], st.one_of(inner, WORD)), max_leaves=5)
LINES = st.lists(LINE, min_size=1, max_size=3).map(lambda trees: join(trees, " "))


def make_list(tag: str, items: list[Tree]) -> Tree:
    return wrap(tag, "", [wrap("li", "", [item], hides=False) for item in items], hides=False)


def make_table(cells: list[Tree], columns: int) -> Tree:
    rows = [cells[at : at + columns] for at in range(0, len(cells), columns)]
    made = [wrap("tr", "", [wrap("td", "", [cell], hides=False) for cell in row], hides=False) for row in rows]
    return wrap("table", "", made, hides=False)


BLOCK = st.recursive(
    around(BLOCKS, LINES),
    lambda inner: st.one_of(
        around(["div", "section", "blockquote"], inner),
        st.builds(make_list, st.sampled_from(["ul", "ol"]), st.lists(st.one_of(LINES, inner), min_size=1, max_size=3)),
        st.builds(make_table, st.lists(st.one_of(LINES, inner), min_size=2, max_size=6), st.integers(1, 3)),
    ),
    max_leaves=5,
)
PAGES = st.lists(st.one_of(BLOCK, LINES), min_size=1, max_size=4).map(lambda trees: join(trees, "\n"))


def fill(tree: Tree) -> tuple[str, list[str], list[str]]:
    """Return a page, the words of it that are seen, and those that are not."""
    numbers = count(100)
    page = re.sub("@", lambda _: f"W{next(numbers)}x", tree.html)
    words = [f"W{number}x" for number in range(100, 100 + len(tree.seen))]
    seen = [word for word, is_seen in zip(words, tree.seen, strict=True) if is_seen]
    return f"<html><head>{SHEET}</head><body><p>Opening.</p>\n{page}</body></html>", seen, sorted({*words} - {*seen})


def told(result: Result) -> str:
    return result.text + result.imported.report.format()


@pytest.mark.slow
@settings(max_examples=often(150), deadline=None)
@given(PAGES)
def test_what_is_seen_is_in_the_draft_or_reported_and_what_is_not_never_is_in_it(tree: Tree) -> None:
    page, seen, unseen = fill(tree)
    result = bring(page, "page.html")

    assert [word for word in [*seen, *unseen] if word not in told(result)] == []
    assert [word for word in unseen if word in result.text] == []
    assert [word for word in seen if word not in result.text and word not in " ".join(result.dropped)] == []


@pytest.mark.browser
@settings(max_examples=often(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PAGES)
def test_chromium_sees_what_the_importer_sees(page: Page, tree: Tree) -> None:
    source, _, _ = fill(tree)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.set_content(source)
    shown = page.evaluate(SEEN)
    result = bring(source, "page.html")
    words = set(re.findall(r"W\d+x", source))

    assert {word for word in words if word in result.text} <= set(re.findall(r"W\d+x", shown))
    lost = {word for word in re.findall(r"W\d+x", shown) if word not in result.text}
    struck = set(re.findall(r"W\d+x", " ".join(result.dropped)))
    assert lost <= struck


SEEN = """() => {
    const seen = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (element.checkVisibility({opacityProperty: true, visibilityProperty: true})
            && parseFloat(getComputedStyle(element).fontSize) > 1) seen.push(walker.currentNode.data);
    }
    return seen.join(' ');
}"""
"""What Chromium itself says is visible; text without a size or in a box without height it takes for visible."""
