"""The list of issues, the pages of themes, and how to subscribe."""

from __future__ import annotations

import re

import pytest

from newsletter.documents.publication import Theme
from newsletter.outputs import web
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign
from tests.outputs.small_site import (
    PUBLICATION,
    RENDERER,
    REVIEW,
    find_addresses,
    find_words,
    make_aggregate_pages,
    make_archive,
    make_artifacts,
    make_edition,
    make_lists,
    make_publication,
    read,
    read_pages,
)

PAGES = read_pages(make_artifacts())
MONTHS_OF_2023 = [f"2023-{month:02d}" for month in range(1, 13)]


def test_an_item_is_filed_under_its_themes_and_every_broader_one() -> None:
    tags = PAGES["issues/2024-01/child-k/index.html"].xpath("(//ul[@class='tags'])[1]//a")
    listed = "//main//ul[@class='listing']/li"
    filed = {theme: find_words(PAGES[f"themes/{theme}/index.html"], listed) for theme in ("neglect", "extra-familial")}

    assert [(tag.text, tag.get("href")) for tag in tags] == [
        ("Neglect", "../../../themes/neglect/"), ("Serious violence", "../../../themes/serious-violence/")
    ]  # fmt: skip
    assert filed["neglect"] == filed["extra-familial"]
    assert filed["neglect"][0] == "Child K 9 years old · Learning in January"
    assert find_words(PAGES["themes/serious-violence/index.html"], "//nav[@aria-label='Themes']//a") == [
        "All themes", "Extra-familial harm"
    ]  # fmt: skip


def test_themes_are_counted_facet_by_facet_with_the_most_frequent_first() -> None:
    page = PAGES["themes/index.html"]

    assert find_words(page, "//main//h2") == ["Harm", "Family"]
    assert find_words(page, "//main//li") == [
        "Neglect 2 entries", "Extra-familial harm 2 entries", "Serious violence 2 entries", "Housing 1 entry"
    ]  # fmt: skip


def test_a_vocabulary_that_turns_in_a_circle_files_an_item_once_under_each() -> None:
    turning = {
        "one": Theme(label="One", facet="x", broader="two"),
        "two": Theme(label="Two", facet="y", broader="one"),
    }
    publication = make_publication(themes=turning)
    archive = make_archive([make_edition({**REVIEW, "themes": ["one"]}, publication=publication)], publication)
    pages = make_lists(archive)

    assert find_words(pages["themes/index.html"], "//main//li") == ["One 1 entry", "Two 1 entry"]


def test_a_publication_without_a_vocabulary_has_no_pages_of_themes() -> None:
    site = read_pages(make_artifacts(make_publication(themes={})))

    assert [path for path in site if path.startswith("themes/")] == []
    assert [address for page in site.values() for address in find_addresses(page) if "themes/" in address] == []


def test_pages_of_themes_are_as_they_were_when_only_other_words_change() -> None:
    before = make_edition(REVIEW)
    after = make_edition({**REVIEW, "summary": "Other words."}, intro="Another beginning.")

    planned = [[*web.plan_aggregate_pages(make_archive([edition]))] for edition in (before, after)]
    changed = {new.name for old, new in zip(*planned, strict=True) if old != new}

    assert len(planned[0]) > 10
    assert changed == {"front:", "year:years/2024/"}


def test_a_listing_may_name_a_theme_that_is_no_longer_in_the_vocabulary() -> None:
    archive = make_archive([make_edition({**REVIEW, "themes": ["neglect", "gone"]})])
    pages = make_lists(archive)

    assert archive.issues[0].items[0].categories == ("neglect", "gone")
    assert "themes/neglect/index.html" in pages
    assert "themes/gone/index.html" not in pages


def test_the_first_page_has_the_newest_issues_and_leads_to_every_year() -> None:
    editions = [make_edition(period=period, title=period) for period in [*MONTHS_OF_2023, "2024-01"]]
    pages = make_lists(make_archive(editions))
    page = pages["index.html"]
    years = page.xpath("//main//section[@aria-labelledby='years']//li")

    assert find_words(page, "//main//h2")[0] == "2024-01", "the newest is on top, and not once more below"
    assert find_words(page, "//main//section[@aria-labelledby='recent_issues']//h3") == [*reversed(MONTHS_OF_2023)][:11]
    assert [(year.get("id"), *find_words(year, ".")) for year in years] == [
        ("year_2024", "2024 1 issue"), ("year_2023", "2023 12 issues")
    ]  # fmt: skip
    assert find_words(pages["years/2023/index.html"], "//main//h3") == [*reversed(MONTHS_OF_2023)]
    assert pages["years/2023/index.html"].xpath("//nav[@aria-label='Years']//a/@href") == ["../../years/2024/"]


def test_the_archive_tells_of_an_issue_its_date_its_summary_and_how_much_it_holds() -> None:
    page = PAGES["index.html"]

    newest = "//section[@class='newest']"
    assert find_words(page, f"{newest}//p[@class='facts'] | {newest}//div[@class='lede']/p") == [
        "1 February 2024 · 3 entries", "What we learned."
    ]  # fmt: skip
    assert len(page.xpath(f"{newest}//ol/li/a")) == 3
    assert find_words(page, "//main//li/p") == ["1 January 2024", "What we learned."]


def test_an_archive_without_issues_says_so_and_still_works() -> None:
    pages = read_pages(make_aggregate_pages([]))

    assert "The first issue is still to come." in pages["index.html"].text_content()
    assert "No entry has a theme yet." in pages["themes/index.html"].text_content()


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({}, "mailto:editor@example.org?subject=Subscribe%20to%20Case%20Review%20Digest"),
        ({"subscribe_url": "https://example.org/join?a=1&b=2"}, "https://example.org/join?a=1&b=2"),
        (
            {"sender": PUBLICATION.sender.model_copy(update={"reply_to": None}), "title": "Q&A, 50%"},
            "mailto:digest@example.org?subject=Subscribe%20to%20Q%26A%2C%2050%25",
        ),
    ],
)
def test_a_person_can_subscribe_by_e_mail(changes: dict[str, object], address: str) -> None:
    page = read_pages(make_artifacts(make_publication(**changes)))["subscribe/index.html"]

    assert page.xpath("//a[@class='button']/@href") == [address]


def test_the_subscribe_page_writes_out_the_address_of_every_feed() -> None:
    page = PAGES["subscribe/index.html"]

    assert set(find_words(page, "//code")) == {f"{PUBLICATION.base_url}/{feed.path}" for feed in web.FEEDS}
    assert find_words(page, "//dt/a")[0] == "RSS feed of issues"


@pytest.mark.parametrize(
    ("editions", "offered"),
    [
        ([], set()),
        ([make_edition({"type": "text", "body": "Words."})], {"issues"}),
        ([make_edition(REVIEW)], {"issues", "entries"}),
    ],
    ids=["no issue", "an issue without items", "an issue with an item"],
)
def test_no_page_offers_a_feed_that_is_not_there(editions: list[Edition], offered: set[str]) -> None:
    pages = read_pages(make_aggregate_pages(editions))
    grains = {feed.path: feed.grain for feed in web.FEEDS}
    shown = find_words(pages["subscribe/index.html"], "//code")

    assert {grains[path.removeprefix(f"{PUBLICATION.base_url}/")] for path in shown} == offered
    for page in pages.values():
        linked = page.xpath("//link[@rel='alternate']/@href")
        assert {grains[re.sub(r"^[./]+", "", path)] for path in linked} == offered


def test_a_theme_with_more_entries_comes_before_one_that_the_vocabulary_has_first() -> None:
    few, many = {**REVIEW, "themes": ["neglect"]}, {**REVIEW, "themes": ["domestic-abuse"]}
    editions = [make_edition(few), make_edition(many, period="2023-12"), make_edition(many, period="2023-11")]
    pages = make_lists(make_archive(editions))

    assert find_words(pages["themes/index.html"], "//main//li") == ["Domestic abuse 2 entries", "Neglect 1 entry"]


def test_a_list_of_contents_has_the_facts_of_each_entry() -> None:
    several = {**REVIEW, "id": "both", "title": "Both", "subjects": [*REVIEW["subjects"], {"kind": "unlabelled"}]}
    article = {"type": "article", "id": "word", "title": "A word", "kicker": "Council", "body": "Words."}
    event = {"type": "event", "id": "fair", "title": "Fair", "starts": "2024-02-03", "place": "The Green", "page": True}
    edition = make_edition(REVIEW, several, article, event)
    page = read_pages(make_aggregate_pages([edition]))["index.html"]
    mail = read(render_campaign(edition, RENDERER).html.encode())
    facts = [
        "9 years old", "Local child safeguarding practice review", "Council", "Saturday 3 February 2024 · The Green"
    ]  # fmt: skip

    assert find_words(page, "//section[@class='newest']//ol//span[@class='facts']") == facts
    assert find_words(mail, "//tr[@role='listitem']//p") == facts


def test_who_is_asked_to_act_reads_what_by_item_with_a_link_to_each_point() -> None:
    page = PAGES["owners/schools/index.html"]
    asked = page.xpath("//ul[@class='asked']/li")
    [address] = {str(link) for link in page.xpath("//ul[@class='asked']//a/@href") if "2024-01" in link}
    folder, anchor = address.removeprefix("../../").split("#")

    assert find_words(page, "//h1") == ["Schools"]
    assert [" ".join(one.text_content().split()) for one in asked] == ["Plan together. #", "Plan together. #"]
    assert anchor in PAGES[f"{folder}index.html"].xpath("//@id")
