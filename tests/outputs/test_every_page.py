"""Every page of a build: each link and fragment leads somewhere, and its policy allows no more than it needs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from lxml import html

from tests.outputs.every_page import KINDS, PREFIX, find_file, make_every_page

BASE = f"https://digest.example.org/{PREFIX}"
STRICT = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action "
TRUSTED = "require-trusted-types-for 'script'; trusted-types 'none'"
POLICIES = {
    "404.html": f"{STRICT}'self'",  # it has a form that leads to the search
    "search/": f"{STRICT}'none'; script-src 'self'; connect-src 'self'; {TRUSTED}",  # its script answers
}
"""The policies of the pages that need more than the others, which have no form and no script."""

LISTS = {".xml", ".json", ".csv", ".ris", ".bib", ".ics", ".txt"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site with a page of every kind, built."""
    return make_every_page(tmp_path_factory.mktemp("every") / "news") / "dist/site"


def find_pages(site: Path) -> Iterator[tuple[str, html.HtmlElement]]:
    """Yield every page of a site with its address."""
    for path in sorted(site.rglob("*.html")):
        address = BASE + path.relative_to(site).as_posix().removesuffix("index.html")
        yield address, html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def find_problem(site: Path, address: str) -> str:
    """Return what is wrong with an address of the site: nothing is there, or not what its fragment names; else ""."""
    whole, fragment = map(unquote, urldefrag(address))
    file = find_file(site, whole.removeprefix(BASE))
    if not file.is_file():
        return f"{address}: nothing is there"
    named = file.suffix == ".html" and html.document_fromstring(file.read_bytes()).xpath("//*[@id=$id]", id=fragment)
    return "" if named or not fragment else f"{address}: nothing has this id"


def test_every_link_of_a_page_leads_somewhere_in_the_site_and_to_what_its_fragment_names(site: Path) -> None:
    led: set[str] = set()
    problems: set[str] = set()
    for place, page in find_pages(site):
        for address in page.xpath("//@href | //@src | //@action | //meta[@property='og:image']/@content"):
            target = urljoin(place, address)
            if target.startswith(BASE) and target not in led:
                led.add(target)
                problems |= {f"{place}: {problem}" for problem in [find_problem(site, target)] if problem}

    assert problems == set()
    assert {BASE, f"{BASE}style.css", f"{BASE}data/index.json", f"{BASE}issues/2024-01/first/#call"} <= led


@pytest.mark.parametrize("path", ["issues/2024-01/first/#nobody", "issues/2024-09/", "issues", "atom.xml#top"])
def test_an_address_that_leads_nowhere_is_found(site: Path, path: str) -> None:
    assert find_problem(site, f"{BASE}{path}")


def test_no_link_leaves_the_path_of_the_site(site: Path) -> None:
    """A site can be below a path of a host that has other things beside it."""
    host = urlsplit(BASE).netloc
    targets = {urljoin(place, one) for place, page in find_pages(site) for one in page.xpath("//@href | //@src")}

    assert {one for one in targets if urlsplit(one).netloc == host and not one.startswith(BASE)} == set()


@pytest.mark.parametrize(
    "name", ["atom.xml", "items/rss.xml", "feed.json", "opml.xml", "sitemap.xml", "data/points.csv"]
)
def test_the_lists_for_programs_name_addresses_of_the_site(site: Path, name: str) -> None:
    assert _find_addresses(site / name)


def test_every_address_in_a_file_for_programs_leads_somewhere(site: Path) -> None:
    """Those that a reader of feeds, calendars, references or data, or a search engine, would follow."""
    found = {address for path in site.rglob("*") if path.suffix in LISTS for address in _find_addresses(path)}

    assert [problem for address in sorted(found) if (problem := find_problem(site, address))] == []
    assert f"{BASE}issues/2024-01/first/#call" in found


def _find_addresses(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ics":
        text = text.replace("\r\n ", "")
    if path.suffix == ".json":
        text = "\n".join(_find_texts(json.loads(text)))
    return sorted({one.rstrip("\\.;") for one in re.findall(rf"{re.escape(BASE)}[^\s\"'<>|}},]*", text)})


def _find_texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _find_texts(part)


def test_the_policy_of_a_page_allows_no_more_than_it_needs(site: Path) -> None:
    for place, page in find_pages(site):
        path = place.removeprefix(BASE)
        [policy] = page.xpath("//head/meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy == POLICIES.get(path, f"{STRICT}'none'"), path
        scripts = page.xpath("//script[not(@type='application/ld+json')]/@src")
        assert [urljoin(place, one) for one in scripts] == ([f"{BASE}search/search.js"] if path == "search/" else [])
        assert bool(page.xpath("//form")) is (path in POLICIES), path
        assert page.xpath("//*[@style] | //style | //iframe | //object | //embed | //base") == []
        assert [one for one in page.xpath("//@*") if one.attrname.lower().startswith("on")] == []
    assert {place.removeprefix(BASE) for place, _ in find_pages(site)} >= set(KINDS.values())
