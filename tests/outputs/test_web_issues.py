"""The page of an issue and those of its items: what they show, what they hold back, and any words at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from newsletter.documents.values import PlainText
from newsletter.outputs.base import SITE
from newsletter.rendering.block_markers import MarkingRenderer
from newsletter.rendering.email import render_campaign
from tests.outputs.small_site import (
    HOSTILE,
    LONG_WORD,
    PLAIN_REVIEW,
    PUBLICATION,
    RENDERER,
    REVIEW,
    find_words,
    make_artifacts,
    make_edition,
    make_editions,
    make_issue_pages,
    read_pages,
)

PAGES = read_pages(make_artifacts())


def test_an_issue_shows_every_block_in_order_and_links_each_item_to_its_page() -> None:
    page = PAGES["issues/2024-01/index.html"]

    assert find_words(page, "//h1") == ["Learning in January"]
    assert find_words(page, "//main//h2 | //main//section[@class='entry']/h3[not(parent::*/h2)]") == [
        "In this issue", "1. Child K", f"2. {HOSTILE}", "A date to keep",
        "More", f"3. Housing {LONG_WORD}", "A word", "Worth reading", "A listing",
        "Where to turn",
    ]  # fmt: skip
    assert page.xpath("//section//h2/a/@href | //section//h3/a/@href") == [
        f"../../issues/2024-01/{item}/" for item in ("child-k", "main", "housing")
    ]


def test_the_page_of_an_issue_names_the_content_of_its_mail_and_no_other_page_does() -> None:
    edition = make_editions()[0]
    plain, marking = (render_campaign(edition, it).digest for it in (RENDERER, RENDERER.become(MarkingRenderer)))
    pages = read_pages(make_issue_pages(edition, RENDERER.become(MarkingRenderer)))
    named = {name: page.xpath("//meta[@name='newsletter-digest']/@content") for name, page in pages.items()}

    assert {name: found for name, found in named.items() if found} == {f"{edition.path}index.html": [plain]}
    assert marking != plain


def test_a_contents_list_leads_to_each_item_of_the_page() -> None:
    contents = PAGES["issues/2024-01/index.html"].xpath("//nav[@aria-labelledby='in_this_issue']//a")

    assert [(a.get("href"), a.text) for a in contents] == [
        ("#child-k", "Child K"), ("#main", HOSTILE), ("#housing", f"Housing {LONG_WORD}")
    ]  # fmt: skip
    assert PAGES["issues/2023-12/index.html"].xpath("//nav[@aria-labelledby='in_this_issue']") == []


def test_an_item_page_stands_alone() -> None:
    page = PAGES["issues/2024-01/child-k/index.html"]

    assert find_words(page, "//h1") == ["Child K"]
    assert find_words(page, "//main//h2") == [
        *("What the review found", "Recommendations for the board", "Themes"),
        "Earlier entries related to this one",
    ]
    assert find_words(page, "//nav[@aria-label='Issue']//a") == ["Learning in January"]
    assert "Published 1 February 2024" in find_words(page, "//nav[@aria-label='Issue']/p")


def test_an_item_page_leads_to_the_items_before_and_after_it() -> None:
    pages = [PAGES[f"issues/2024-01/{item}/index.html"] for item in ("child-k", "main", "housing")]

    assert [find_words(page, "//nav[@aria-label='Entries of this issue']/p") for page in pages] == [
        [f"Next 2. {HOSTILE}"], ["Previous 1. Child K", f"Next 3. Housing {LONG_WORD}"], [f"Previous 2. {HOSTILE}"]
    ]  # fmt: skip


def test_the_only_item_of_an_issue_has_no_neighbours() -> None:
    assert PAGES["issues/2023-12/child-k/index.html"].xpath("//nav[@aria-label='Entries of this issue']") == []


def test_a_content_note_stands_once_before_the_first_distressing_entry_and_on_each_page_that_needs_it() -> None:
    title = PUBLICATION.content_note.title
    issue = PAGES["issues/2024-01/index.html"]
    shown = {path for path in PAGES if PAGES[path].xpath(f"//*[contains(@class, 'note')]//strong[.='{title}']")}

    assert find_words(issue, f"//section[@aria-label='{title}']/following-sibling::section[1]/h2") == ["1. Child K"]
    assert shown == {
        f"issues/{path}index.html" for path in ("2024-01/", "2024-01/child-k/", "2023-12/", "2023-12/child-k/")
    }


def test_a_preview_of_a_link_never_tells_what_a_content_note_stands_before() -> None:
    described = {path: PAGES[path].xpath("//meta[@name='description']/@content")[0] for path in PAGES}

    assert described["issues/2024-01/child-k/index.html"] == PUBLICATION.description
    assert described["issues/2024-01/main/index.html"].startswith("What ten reviews have in common")
    assert described["issues/2024-01/index.html"] == "What we learned."


def test_a_correction_is_shown_with_its_date_where_it_belongs() -> None:
    issue, item, other = (PAGES[f"issues/2024-01/{path}index.html"] for path in ("", "child-k/", "housing/"))

    assert find_words(item, "//p[@class='correction']") == ["Corrected on 5 March 2024: A recommendation was missing."]
    assert find_words(issue, "//p[@class='correction']") == [
        "Corrected on 4 March 2024: A date was wrong.", "Corrected on 5 March 2024: A recommendation was missing."
    ]  # fmt: skip
    assert find_words(other, "//p[@class='correction']") == []


def test_an_issue_in_another_language_says_so() -> None:
    pages = read_pages(make_issue_pages(make_edition(REVIEW, language="cy")))

    assert {page.get("lang") for page in pages.values()} == {"cy"}


def test_hostile_words_arrive_as_they_were_written() -> None:
    item, archive = PAGES["issues/2024-01/main/index.html"], PAGES["index.html"]

    assert find_words(item, "//h1") == [HOSTILE]
    assert find_words(item, "//title") == [f"{HOSTILE} · {PUBLICATION.title}"]
    assert item.xpath("//meta[@property='og:title']/@content") == [HOSTILE]
    assert any(HOSTILE in title for title in find_words(archive, "//h3"))


def plain_texts() -> st.SearchStrategy[str]:
    """Return texts that a document may hold where it asks for plain text."""
    adapter = TypeAdapter(PlainText)
    nasty = st.sampled_from(["<", ">", "&", '"', "'", "{{", "}}", "{%", "%}", "</h1", "&lt;", "<!--", "--", "]]"])
    parts = st.lists(st.one_of(nasty, st.text(st.characters(exclude_categories=["C", "Zs", "Zl", "Zp"]))), min_size=1)

    def accepts(text: str) -> bool:
        try:
            return adapter.validate_python(text) == text
        except ValidationError:
            return False

    return parts.map("".join).filter(accepts)


@pytest.mark.slow
@given(plain_texts())
def test_any_title_is_shown_as_it_was_written_and_adds_no_element(title: str) -> None:
    pages = read_pages(make_issue_pages(make_edition({**PLAIN_REVIEW, "title": title}, title=title)))
    usual = read_pages(make_issue_pages(make_edition({**PLAIN_REVIEW, "title": "Usual"}, title="Usual")))

    for path, page in pages.items():
        assert page.xpath("//h1")[0].text_content() == title
        assert page.xpath("//meta[@property='og:title']/@content") == [title]
        assert [element.tag for element in page.iter()] == [element.tag for element in usual[path].iter()]


def test_the_page_of_an_issue_leads_to_the_issues_before_and_after_it() -> None:
    pager = "//nav[@aria-label='Issues']"
    newer, older = (PAGES[f"issues/{period}/index.html"] for period in ("2024-01", "2023-12"))

    assert find_words(newer, f"{pager}/p") == [f"Previous issue {HOSTILE} {LONG_WORD}"]
    assert find_words(older, f"{pager}/p") == ["Next issue Learning in January"]
    assert newer.xpath(f"{pager}//a/@href") == ["../../issues/2023-12/"]


def test_the_only_issue_leads_to_no_other() -> None:
    page = read_pages(make_issue_pages(make_edition(REVIEW)))["issues/2024-01/index.html"]

    assert page.xpath("//nav[@aria-label='Issues']") == page.xpath("//comment()") == []


def test_the_pages_of_an_issue_show_nothing_else_of_another() -> None:
    edition, _ = make_editions()
    pages = {a.path: a.content for a in make_artifacts() if a.path.startswith(f"{SITE}{edition.path}")}
    pages.pop(f"{SITE}{edition.path}child-k/index.html")  # which leads to a related entry
    named = [path for path, content in pages.items() if b"2023-12" in content]

    assert named == [f"{SITE}{edition.path}index.html"]
    assert pages[named[0]].count(b"2023-12") == 1
    assert b"Child K" in pages[named[0]]
