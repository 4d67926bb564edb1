"""Which blocks are items: with a page, an address and a feed entry, always or where their editor asks for them."""

from __future__ import annotations

import re

import pytest

from newsletter.documents.issue import Issue
from newsletter.errors import ProblemsFoundError
from newsletter.loading import parse_issue
from newsletter.rendering.edition import Edition
from scripts.golden import load_case, make_files

HEAD = "period: 2024-03\ntitle: News\nblocks:\n"


def read(blocks: str) -> Issue:
    return parse_issue(f"{HEAD}{blocks}".encode(), "issues/2024-03.yaml", ()).issue


@pytest.mark.parametrize(
    ("block", "keys"),
    [
        ("  - {type: text, page: true, title: News, body: It is open.}", "Add id: summer-fair to this block."),
        ("  - {type: text, page: true, id: news, body: It is open.}", "Add title: Summer fair to this block."),
        (
            "  - {type: text, page: true, body: It is open.}",
            "Add id: summer-fair and title: Summer fair to this block.",
        ),
        ("  - {type: event, page: true, title: Fair, starts: 2024-03-09}", "Add id: summer-fair to this block."),
    ],
)
def test_a_page_without_an_id_or_a_title_is_refused_with_the_line_to_write(block: str, keys: str) -> None:
    with pytest.raises(ProblemsFoundError) as refused:
        read(block)

    (problem,) = refused.value.problems
    assert (problem.rule, problem.place.line) == ("block.page", 4)
    assert str(problem.hint).startswith(keys)


def test_text_is_an_item_only_if_its_editor_asks_for_a_page() -> None:
    issue = read(
        "  - {type: text, id: one, title: One, body: It is open.}\n"
        "  - {type: text, id: two, title: Two, page: true, body: It is open.}\n"
        "  - {type: article, id: three, title: Three, body: It is open.}\n"
    )

    assert [block.id for block in issue.items()] == ["two", "three"]


def test_an_article_is_filed_under_its_themes_and_their_broader_ones() -> None:
    publication, loaded = load_case("article")
    article = loaded.issue.items()[0].model_copy(update={"themes": ("serious-violence",)})
    files = make_files(publication.publication, loaded.issue.model_copy(update={"blocks": (article,)}))

    pages = [files[f"site/themes/{theme}/index.html"].decode() for theme in ("serious-violence", "extra-familial")]
    assert all("Wood or steel?" in page for page in pages)


def test_an_article_is_withdrawn_from_the_sitemap_with_its_block() -> None:
    publication, loaded = load_case("article")
    files = make_files(publication.publication, loaded.issue)
    fewer = make_files(publication.publication, loaded.issue.model_copy(update={"blocks": loaded.issue.blocks[1:]}))
    page = "issues/2024-03/playground/"

    assert page in files["site/sitemap.xml"].decode()
    assert page not in fewer["site/sitemap.xml"].decode()
    assert f"site/{page}index.html" not in fewer


def test_the_mail_has_the_summary_of_an_article_and_links_to_the_rest() -> None:
    publication, loaded = load_case("article")
    edition = Edition(publication.publication, loaded.issue)
    playground, pool = edition.mail_entries[0].entries

    assert (playground.whole, pool.whole) == (loaded.issue.items()[0], None)
    files = make_files(publication.publication, loaded.issue)
    for name in ("email/2024-03.html", "email/2024-03.txt"):
        mail = files[name].decode()
        assert "about 15 years" not in mail
        assert "Read on: Wood or steel?" in mail
        assert "until nine, too" in mail


@pytest.mark.parametrize("name", ["email/2024-03.html", "email/2024-03.txt", "site/rss.xml", "site/items/rss.xml"])
def test_a_link_within_the_issue_leads_to_its_web_page_from_mail_and_feeds(name: str) -> None:
    publication, loaded = load_case("pages")
    content = make_files(publication.publication, loaded.issue)[name].decode()

    assert "https://digest.example.org/riverside/issues/2024-03/#carols" in content
    assert not re.search("(href=[\"']|<|&lt;)#", content)


def test_a_link_within_the_issue_leads_from_a_page_of_its_own_to_the_block_on_the_page_of_the_issue() -> None:
    publication, loaded = load_case("pages")
    files = make_files(publication.publication, loaded.issue)

    assert 'href="../../../issues/2024-03/#carols"' in files["site/issues/2024-03/minutes/index.html"].decode()
    assert 'href="#carols"' in files["site/issues/2024-03/index.html"].decode()
    assert 'id="carols"' in files["site/issues/2024-03/index.html"].decode()
