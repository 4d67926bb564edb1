"""What search engines are told: every page there is, and no other."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from newsletter.outputs import sitemap, web
from newsletter.outputs.base import SITE, Archive
from newsletter.outputs.web.lists import MOST
from tests.outputs.small_site import (
    PUBLICATION,
    RENDERER,
    REVIEW,
    make_archive,
    make_artifacts,
    make_edition,
    make_editions,
    read_pages,
)

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def make(archive: Archive) -> dict[str, bytes]:
    aggregates = sitemap.plan_aggregate_pages(archive)
    return {
        a.path.removeprefix(SITE): a.content
        for aggregate in aggregates
        for a in sitemap.make_aggregate_page(aggregate, (), RENDERER)
    }


def read_addresses(document: bytes) -> list[str]:
    return [str(found.text) for found in etree.fromstring(document).iterfind(".//s:loc", NAMES)]


def read_pages_of(document: bytes) -> dict[str, str | None]:
    """Return when each page last changed, by its path."""
    found = etree.fromstring(document).iterfind("s:url", NAMES)
    return {
        str(url.findtext("s:loc", namespaces=NAMES)).removeprefix(f"{PUBLICATION.base_url}/"): url.findtext(
            "s:lastmod", namespaces=NAMES
        )
        for url in found
    }


def test_every_page_that_has_an_address_is_listed_once() -> None:
    pages = read_pages(make_artifacts())
    own = [str(page.xpath("string(//link[@rel='canonical']/@href)")) for page in pages.values()]
    listed = read_addresses(make(make_archive(make_editions()))["sitemap.xml"])

    assert sorted(listed) == sorted(set(own) - {""})


def test_every_page_of_a_list_that_goes_on_is_listed() -> None:
    months = [f"{year}-{month:02}" for year in range(1960, 2024) for month in range(1, 13)][: MOST + 1]
    editions = [make_edition(REVIEW, period=month) for month in reversed(months)]
    pages = read_pages_of(make(make_archive(editions))["sitemap.xml"])
    made = {page.path for page in web.plan_aggregate_pages(make_archive(editions)) if "page/1/" in page.path}

    assert {"themes/neglect/page/1/", "themes/neglect/"} <= pages.keys()
    assert made <= pages.keys()


def test_a_page_says_when_it_last_changed_as_w3c_dates_are_written() -> None:
    pages = read_pages_of(make(make_archive(make_editions()))["sitemap.xml"])
    whole = "2024-03-05T10:00:02+00:00"

    assert [pages[path] for path in ("", "issues/2024-01/", "years/2024/", "themes/neglect/")] == [whole] * 4
    assert pages["issues/2024-01/child-k/"] == "2024-03-05", "the day on which it was corrected"
    assert pages["issues/2024-01/housing/"] == "2024-02-01T09:00:00+00:00", "when it was published"
    assert pages["years/2023/"] == pages["issues/2023-12/"] != whole
    assert {path for path, changed in pages.items() if not changed} >= {"subscribe/", "years/", "themes/"}


def test_where_there_are_too_many_pages_the_list_names_lists() -> None:
    archive = make_archive(make_editions())
    issue = archive.issues[0]
    many = tuple(replace(issue, path=f"issues/{n}/", items=()) for n in range(sitemap.MOST_PAGES))
    made = make(replace(archive, issues=many))
    parts = [read_addresses(made[name]) for name in ("sitemap-1.xml", "sitemap-2.xml")]

    assert read_addresses(made["sitemap.xml"]) == [f"{PUBLICATION.base_url}/sitemap-{n}.xml" for n in (1, 2)]
    assert [len(part) for part in parts] == [sitemap.MOST_PAGES, len(set(parts[1]))]


def test_robots_may_read_everything_and_are_told_where_the_list_is() -> None:
    robots = make(make_archive([]))["robots.txt"].decode()

    assert robots == f"User-agent: *\nDisallow:\n\nSitemap: {PUBLICATION.base_url}/sitemap.xml\n"
