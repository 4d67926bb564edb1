"""What search engines are told: every page there is, and no other."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from newsletter.outputs import sitemap
from newsletter.outputs.base import SITE, Archive
from tests.outputs.small_site import PUBLICATION, RENDERER, make_archive, make_artifacts, make_editions, read_pages

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


def test_every_page_that_has_an_address_is_listed_but_those_of_topics() -> None:
    pages = read_pages(make_artifacts())
    own = {str(page.xpath("string(//link[@rel='canonical']/@href)")) for page in pages.values()} - {""}
    listed = read_addresses(make(make_archive(make_editions()))["sitemap.xml"])

    assert len(set(listed)) == len(listed)
    topics = re.compile(r"/(?:themes/.|owners/|kinds/)")
    assert set(listed) == {address for address in own if not topics.search(address)}


def test_a_page_says_when_it_last_changed_as_w3c_dates_are_written() -> None:
    document = etree.fromstring(make(make_archive(make_editions()))["sitemap.xml"])

    assert document.findtext(".//s:lastmod", namespaces=NAMES) == "2024-03-05T10:00:02+00:00"


def test_where_there_are_too_many_pages_the_list_names_lists() -> None:
    archive = make_archive(make_editions())
    issue = archive.issues[0]
    many = tuple(replace(issue, path=f"issues/{n}/", items=()) for n in range(sitemap.MOST_PAGES))
    made = make(replace(archive, issues=many))
    parts = [read_addresses(made[name]) for name in ("sitemap-1.xml", "sitemap-2.xml")]

    assert read_addresses(made["sitemap.xml"]) == [f"{PUBLICATION.base_url}/sitemap-{n}.xml" for n in (1, 2)]
    assert list(map(len, parts)) == [sitemap.MOST_PAGES, 6]


def test_robots_may_read_everything_and_are_told_where_the_list_is() -> None:
    robots = make(make_archive([]))["robots.txt"].decode()

    assert robots == f"User-agent: *\nDisallow:\n\nSitemap: {PUBLICATION.base_url}/sitemap.xml\n"
