"""Lists of many pages, and what is counted of the topics under which entries are filed."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.outputs import web
from newsletter.outputs.base import IssueSummary
from newsletter.outputs.web.collections import slugify
from newsletter.outputs.web.lists import MOST, divide
from newsletter.outputs.web.topics import Filed, Index
from tests.outputs.small_site import PUBLICATION, REVIEW, find_words, make_archive, make_edition, make_lists

KINDS = {"front", "years", "year", "topics", "topic"}
[ISSUE] = make_archive([make_edition(REVIEW)]).issues


def make_issues(count: int) -> tuple[IssueSummary, ...]:
    """Return this many monthly issues with a review each, the newest first."""
    return tuple(
        replace(
            make_archive([make_edition(REVIEW, period=f"{2000 + n // 12}-{n % 12 + 1:02}", title=f"Issue {n}")]).issues[
                0
            ],
            summary="",
        )
        for n in reversed(range(count))
    )


MANY = make_issues(103)


@given(st.integers(0, 400))
def test_every_entry_is_on_one_page_of_at_most_fifty_and_the_newest_page_has_the_address_of_the_list(
    count: int,
) -> None:
    pages = list(divide("themes/one/", count))
    entries = [n for page in pages for n in range(count)[page.cut(count)]]

    assert entries == list(range(count))
    assert all(page.last - page.first < MOST for page in pages)
    assert [page.path for page in pages] == [
        "themes/one/", *(f"themes/one/page/{number}/" for number in range(len(pages) - 1, 0, -1))
    ]  # fmt: skip
    assert [page.is_head for page in pages] == [True, *[False] * (len(pages) - 1)]
    assert all(new.older == old.path and old.newer == new.path for new, old in pairwise(pages))


@given(st.integers(1, 400))
def test_a_new_entry_changes_the_newest_page_and_at_most_a_link_of_another(count: int) -> None:
    before = {page.path: page for page in divide("x/", count)}
    after = {page.path: page for page in divide("x/", count + 1)}
    same = [path for path in before if before[path] == after[path]]

    assert len(before) - len(same) <= (2 if count % MOST == 0 else 1)
    assert all(
        [count - n for n in range(count)][before[p].cut(count)]
        == [count + 1 - n for n in range(count + 1)][after[p].cut(count + 1)]
        for p in same
    )


def test_a_new_issue_remakes_the_first_page_of_each_list_that_it_is_on_and_no_full_one() -> None:
    archive = make_archive([])
    planned = [
        {one.name: one for one in web.plan_aggregate_pages(replace(archive, issues=issues))}
        for issues in (MANY[1:], MANY)
    ]
    changed = {name for name, page in planned[1].items() if planned[0].get(name) != page and page.kind in KINDS}

    assert "topic:themes/neglect/page/1/" in planned[1]
    assert changed == {
        "front:", "years:years/", "year:years/2008/", "topics:themes/", "topic:themes/neglect/",
        "topic:themes/serious-violence/", "topic:themes/extra-familial/", "topics:owners/", "topic:owners/schools/",
        "topics:kinds/", "topic:kinds/local-child-safeguarding-practice-review/",
    }  # fmt: skip


def test_a_long_list_leads_from_page_to_page_and_says_which_part_of_it_a_page_has() -> None:
    pages = make_lists(replace(make_archive([]), issues=MANY))
    head, middle, oldest = (pages[f"themes/neglect/{place}index.html"] for place in ("", "page/2/", "page/1/"))
    listed = [find_words(page, "//ul[@class='listing']/li/a") for page in (head, middle, oldest)]

    assert [len(rows) for rows in listed] == [3, 50, 50]
    assert len(list(chain.from_iterable(listed))) == len(MANY)
    assert head.xpath("//nav//a[@rel='next']/@href") == ["../../themes/neglect/page/2/"]
    assert middle.xpath("//head/link[@rel='prev' or @rel='next']/@href") == [
        "../../../../themes/neglect/", "../../../../themes/neglect/page/1/"
    ]  # fmt: skip
    assert "51 to 100, counted from the oldest" in middle.text_content()
    assert find_words(oldest, "//title") == [f"Neglect: 1 to 50 · {PUBLICATION.title}"]
    assert not oldest.xpath("//*[@rel='next']")


def test_a_topic_says_how_often_it_comes_back_in_words_in_a_chart_and_in_a_table() -> None:
    page = make_lists(replace(make_archive([]), issues=MANY))["themes/neglect/index.html"]

    assert "103 entries in 9 years" in page.text_content()
    assert find_words(page, "//*[local-name()='svg']/*[local-name()='title']") == ["Neglect by year"]
    assert find_words(page, "//*[local-name()='svg']/*[local-name()='desc']") == [
        "Bar chart from 2000 to 2008. The most in one year: 12 entries in 2000."
    ]
    assert find_words(page, "//table//tbody/tr[1]/*") == ["2000", "12"]
    assert find_words(page, "//table//tbody/tr[last()]/*") == ["2008", "7"]
    assert find_words(page, "//dl[@class='seen']/dd") == ["Child K Issue 0", "Child K Issue 102"]


def index(*sets: str) -> Index:
    """Return the index of entries with these topics, each named by a letter."""
    filed = [Filed(ISSUE, ISSUE.items[0], tuple(letters)) for letters in sets]
    return Index(filed, {letter: letter for letter in sorted(set("".join(sets)))})


def test_topics_are_related_only_if_they_are_together_more_often_than_chance_has_it() -> None:
    found = index(*["ab"] * 6, *["a"] * 2, *["b"] * 2, *["c"] * 5, *["ac"] * 2, *["d"] * 10).describe("a")

    assert [(one.id, one.together, one.expected) for one in found.related] == [("b", 6, 3)]


def test_what_always_goes_together_is_not_called_related() -> None:
    assert index(*["ab"] * 6, *["c"] * 6).describe("a", {"b"}).related == ()


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("GPs", "gps"),
        ("The Board's chair & deputy", "the-boards-chair-deputy"),
        ("Coleg Sir Gâr", "coleg-sir-gar"),
        ("../../etc/passwd", "etc-passwd"),
        ("Łódź", slugify("Łódź")),
        ("المدارس", slugify("المدارس")),
        ("—", slugify("—")),
        ("a" * 300, slugify("a" * 300)),
    ],
)
def test_a_slug_is_a_safe_name_of_a_folder(words: str, slug: str) -> None:
    assert slugify(words) == slug
    assert slug
    assert len(slug) <= 70
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_words_that_differ_only_beyond_ascii_have_other_slugs() -> None:
    assert len({slugify(words) for words in ("Łódź", "Módź", "المدارس", "الأطباء", "a" * 300, "a" * 299)}) == 6
