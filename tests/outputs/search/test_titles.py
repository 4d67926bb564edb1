"""The titles of all entries from A to Z: every one is reached from the first page, however many there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from lxml import html

from newsletter.outputs.base import SITE, Archive, IssueSummary, ItemSummary
from newsletter.outputs.search.titles import TOP, make_titles, plan_titles
from scripts.search_corpus import Corpus, list_words, summarise
from tests.outputs.search.test_index import PUBLICATION, RENDERER

MOST = 50
CORPUS = Corpus(list_words(3_000))
SAME = [f"Child {letter}" for letter in "AB"]


def summarise_items(titles: Sequence[str]) -> Iterator[IssueSummary]:
    """Yield issues of twenty items with these titles."""
    for number in range(0, len(titles), 20):
        issue = summarise(number // 20)
        own = enumerate(titles[number : number + 20])
        items = (ItemSummary(f"i-{n}", title, f"{issue.path}i-{n}/", (), None, None) for n, title in own)
        yield replace(issue, items=tuple(items))


def make_pages(titles: Sequence[str]) -> dict[str, bytes]:
    """Return the pages of these titles by their addresses."""
    archive = Archive(PUBLICATION, tuple(summarise_items(titles)))
    made = [one for page in plan_titles(archive, {}) for one in make_titles(page, RENDERER)]
    pages = {one.path.removeprefix(SITE).removesuffix("index.html"): one.content for one in made}
    assert len(pages) == len(made)
    return pages


def list_titles(count: int) -> list[str]:
    """Return titles of the corpus, and as many that are all the same."""
    return [*(CORPUS.make_issue(number).entries[1].title for number in range(count)), *SAME * (count // 2)]


def follow(pages: dict[str, bytes], path: str = TOP) -> Iterator[tuple[str, str]]:
    """Yield every title that one comes to from a page, with its address."""
    links = html.fromstring(pages[path]).findall(".//ul[@class='listing']/li/a")
    assert 1 <= len(links) <= MOST
    for link in links:
        address = str(link.get("href")).replace("../" * path.count("/"), "", 1)
        if address in pages:
            yield from follow(pages, address)
        else:
            yield "".join(map(str, link.itertext())), address


@pytest.mark.parametrize("count", [1, 20, 50, 400])
def test_every_title_is_reached_once_in_the_order_of_the_alphabet(count: int) -> None:
    titles = [*list_titles(count), "Éàrly help", "zebra", "معلومات"]
    found = list(follow(make_pages(titles)))
    names = [title for title, _ in found]

    assert sorted(names) == sorted(titles)
    assert len({address for _, address in found}) == len(titles)
    assert names.index("Éàrly help") < names.index("zebra") < names.index("معلومات")
    assert all(title.isascii() for title in names[: names.index("Éàrly help")])


def test_a_title_more_changes_few_pages() -> None:
    titles = list_titles(1_000)
    before, after = make_pages(titles), make_pages([*titles, "Child protection"])
    changed = {path for path in before | after if before.get(path) != after.get(path)}

    assert len(before) > 40
    assert len(changed) <= 6


def test_there_is_no_page_where_nothing_has_a_title() -> None:
    assert list(plan_titles(Archive(PUBLICATION, (summarise(0),)), {})) == []
