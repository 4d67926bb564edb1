"""Every page of a build: each link and fragment leads somewhere, and its policy allows no more than it needs."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest

from tests.outputs.built_site import FOR_PROGRAMS, BuiltSite
from tests.outputs.every_page import KINDS, PREFIX, make_every_page

BASE = f"https://digest.example.org/{PREFIX}"
STRICT = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action "
TRUSTED = "require-trusted-types-for 'script'; trusted-types 'none'"
POLICIES = {
    "404.html": f"{STRICT}'self'",  # it has a form that leads to the search
    "search/": f"{STRICT}'none'; script-src 'self'; connect-src 'self'; {TRUSTED}",  # its script answers
}
"""The policies of the pages that need more than the others, which have no form and no script."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """Return a site with a page of every kind, built."""
    return BuiltSite(make_every_page(tmp_path_factory.mktemp("every") / "news") / "dist/site", BASE)


def test_every_link_of_a_page_leads_somewhere_in_the_site_and_to_what_its_fragment_names(site: BuiltSite) -> None:
    links = {address: places for address, places in site.find_links().items() if address.startswith(BASE)}

    assert [(problem, links[one]) for one in sorted(links) if (problem := site.find_problem(one))] == []
    assert {BASE, f"{BASE}style.css", f"{BASE}data/index.json", f"{BASE}issues/2024-01/first/#call"} <= links.keys()


@pytest.mark.parametrize("path", ["issues/2024-01/first/#nobody", "issues/2024-09/", "issues", "atom.xml#top"])
def test_an_address_that_leads_nowhere_is_found(site: BuiltSite, path: str) -> None:
    assert site.find_problem(f"{BASE}{path}")


def test_no_link_leaves_the_path_of_the_site(site: BuiltSite) -> None:
    """A site can be below a path of a host that has other things beside it."""
    host = urlsplit(BASE).netloc
    assert [one for one in site.find_links() if urlsplit(one).netloc == host and not one.startswith(BASE)] == []


@pytest.mark.parametrize(
    "name", ["atom.xml", "items/rss.xml", "feed.json", "opml.xml", "sitemap.xml", "data/points.csv"]
)
def test_the_lists_for_programs_name_addresses_of_the_site(site: BuiltSite, name: str) -> None:
    assert site.find_addresses(site.folder / name)


def test_every_address_in_a_file_for_programs_leads_somewhere(site: BuiltSite) -> None:
    """Those that a reader of feeds, calendars, references or data, or a search engine, would follow."""
    found = {
        address
        for path in site.folder.rglob("*")
        if path.suffix in FOR_PROGRAMS
        for address in site.find_addresses(path)
    }

    assert [problem for address in sorted(found) if (problem := site.find_problem(address))] == []
    assert f"{BASE}issues/2024-01/first/#call" in found


def test_the_policy_of_a_page_allows_no_more_than_it_needs(site: BuiltSite) -> None:
    for place, page in site.find_pages():
        path = place.removeprefix(BASE)
        [policy] = page.xpath("//head/meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy == POLICIES.get(path, f"{STRICT}'none'"), path
        scripts = page.xpath("//script[not(@type='application/ld+json')]/@src")
        assert [urljoin(place, one) for one in scripts] == ([f"{BASE}search/search.js"] if path == "search/" else [])
        assert bool(page.xpath("//form")) is (path in POLICIES), path
        assert page.xpath("//*[@style] | //style | //iframe | //object | //embed | //base") == []
        assert [one for one in page.xpath("//@*") if one.attrname.lower().startswith("on")] == []
    assert {place.removeprefix(BASE) for place, _ in site.find_pages()} >= set(KINDS.values())
