"""The web archive as files: every page keeps the same promises, and every link within the site leads somewhere."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict
from functools import partial
from urllib.parse import quote, urljoin, urlsplit

import pytest

from newsletter.outputs import feeds, web
from newsletter.outputs.base import SITE
from newsletter.rendering.email import render_campaign
from newsletter.rendering.renderer import make_renderer
from tests.outputs.small_site import (
    HOSTILE,
    PUBLICATION,
    RENDERER,
    REVIEW,
    ROOT,
    find_addresses,
    is_inner,
    make_aggregate_pages,
    make_archive,
    make_artifacts,
    make_edition,
    make_editions,
    make_issue_pages,
    make_publication,
    make_site,
    read,
    read_pages,
)
from tests.packs import PACKS

SITE_FILES = make_site()
PAGES = read_pages(make_artifacts())
REPORTS = {"years/2024/report.json", "years/2023/report.json"}
FEED_FILES = {feed.path for feed in web.FEEDS}


def test_the_site_has_a_page_for_everything() -> None:
    items = {f"issues/2024-01/{item}/" for item in ("child-k", "main", "housing")}
    themes = {f"themes/{theme}/" for theme in ("neglect", "serious-violence", "extra-familial", "housing")}
    folders = {"", "issues/2024-01/", "issues/2023-12/", "issues/2023-12/child-k/", "subscribe/", "themes/"}
    years = {"years/", "years/2024/", "years/2023/", "glossary/"}
    found_by = {"owners/", "owners/schools/", "kinds/", "kinds/thematic-review/"}
    kinds = {"kinds/local-child-safeguarding-practice-review/"}
    all_folders = folders | items | themes | years | found_by | kinds

    assert PAGES.keys() == {"404.html"} | {f"{folder}index.html" for folder in all_folders}
    assert SITE_FILES.keys() - PAGES.keys() == {"style.css", "icon.svg"} | REPORTS


def test_no_two_files_claim_one_path() -> None:
    assert [path for path, claims in Counter(a.path for a in make_artifacts()).items() if claims > 1] == []


def test_the_same_issues_give_the_same_bytes() -> None:
    anew = make_renderer(ROOT, PACKS)
    editions = make_editions()
    made = {a.path: a.content for a in make_aggregate_pages(editions, renderer=anew)}

    assert made == {f"{SITE}{path}": content for path, content in SITE_FILES.items()}


@pytest.mark.parametrize("path", sorted(PAGES))
def test_every_page_has_its_language_its_landmarks_and_one_first_heading(path: str) -> None:
    page = PAGES[path]

    assert (page.get("lang"), page.get("dir")) == ("en-GB", "ltr")
    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("/html/body/header")) == len(page.xpath("/html/body/main")) == 1
    assert len(page.xpath("/html/body/footer")) == 1
    assert page.xpath("//title")[0].text.endswith(PUBLICATION.title)


@pytest.mark.parametrize("path", sorted(PAGES))
def test_headings_never_skip_a_level(path: str) -> None:
    levels = [
        int(heading.tag[1]) for heading in PAGES[path].xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")
    ]

    assert all(below <= above + 1 for above, below in zip([0, *levels], levels, strict=False))


@pytest.mark.parametrize("path", sorted(PAGES))
def test_no_two_elements_of_a_page_share_an_id(path: str) -> None:
    assert [one for one, count in Counter(PAGES[path].xpath("//@id")).items() if count > 1] == []


@pytest.mark.parametrize("path", sorted(PAGES))
def test_a_page_loads_nothing_from_elsewhere_and_runs_no_script(path: str) -> None:
    page = PAGES[path]
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")

    forms = "'self'" if path == "404.html" else "'none'"  # where one searches
    assert policy == [f"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action {forms}"]
    assert (
        page.xpath("//script[not(@type='application/ld+json')] | //style | //@style | //iframe | //object | //base")
        == []
    )
    assert not [name for name in page.xpath("//@*") if name.attrname.startswith("on")]
    assert all(is_inner(address) for address in page.xpath("//@src | //link[@rel='stylesheet' or @rel='icon']/@href"))


@pytest.mark.parametrize("path", sorted(PAGES))
def test_every_link_within_the_site_leads_somewhere(path: str) -> None:
    start = f"{PUBLICATION.base_url}/{path.removesuffix('index.html')}"
    targets = {urlsplit(urljoin(start, address)) for address in find_addresses(PAGES[path]) if is_inner(address)}
    named = {(f"{target.path[1:]}index.html", target.fragment) for target in targets if target.path.endswith("/")}
    files = {target.path[1:] for target in targets if not target.path.endswith("/")}

    files = {file for file in files if not file.startswith(("cite/", "feeds/", "search/"))}  # other outputs make these
    assert files <= {"opml.xml", "style.css", "icon.svg", "404.html", "data/index.json"} | FEED_FILES | REPORTS
    assert {page for page, _ in named} <= PAGES.keys() | {"search/index.html"}, "another output makes the search"
    assert [(page, part) for page, part in named if part and part not in PAGES[page].xpath("//@id")] == []


@pytest.mark.parametrize("path", sorted(PAGES))
def test_links_within_the_site_do_not_know_its_address(path: str) -> None:
    page = PAGES[path]
    own = page.xpath("//link[@rel='canonical']/@href")

    assert [a for a in find_addresses(page) if a.startswith(PUBLICATION.base_url) and a not in own] == []
    assert path == "404.html" or not [address for address in find_addresses(page) if address.startswith("/")]


def test_a_site_below_a_path_differs_only_where_addresses_are_whole() -> None:
    deep = make_site(make_publication(base_url="https://example.org/some/digest"))
    styles = [read(site["404.html"]).xpath("//link[@rel='stylesheet']/@href") for site in (SITE_FILES, deep)]

    names = ("search/search.css", "style.css")
    assert styles == [[f"/{name}" for name in names], [f"/some/digest/{name}" for name in names]]
    for path in PAGES.keys() - {"404.html"}:
        moved = deep[path]
        for form in (str, partial(quote, safe="")):  # a reference in a link holds the address, too
            moved = moved.replace(form("https://example.org/some/digest").encode(), form(PUBLICATION.base_url).encode())
        assert _leave_out_digest(moved) == _leave_out_digest(SITE_FILES[path])


def _leave_out_digest(page: bytes) -> bytes:
    """Leave out the digest of the mail, in which every address is whole."""
    return re.sub(rb'(?<="newsletter-digest" content=")[0-9a-f]{64}', b"", page)


@pytest.mark.parametrize("path", sorted(PAGES))
def test_every_page_names_the_six_feeds(path: str) -> None:
    links = PAGES[path].xpath("//link[@rel='alternate']")
    start = "/" if path == "404.html" else "../" * path.count("/") or "./"

    assert {link.get("href") for link in links} == {f"{start}{feed}" for feed in FEED_FILES}
    assert Counter(link.get("type") for link in links) == {
        "application/rss+xml": 2, "application/atom+xml": 2, "application/feed+json": 2
    }  # fmt: skip
    assert len({link.get("title") for link in links}) == 6


def test_the_feeds_that_are_named_are_those_that_are_made() -> None:
    editions = make_editions()
    aggregates = feeds.plan_aggregate_pages(make_archive(editions))
    fragments = [feeds.make_fragment(edition, RENDERER) for edition in editions]
    made = {a.path for aggregate in aggregates for a in feeds.make_aggregate_page(aggregate, fragments, RENDERER)}

    assert made == {f"{SITE}{path}" for path in FEED_FILES}


def test_a_page_names_its_one_address_and_a_missing_page_none() -> None:
    item = PAGES["issues/2024-01/child-k/index.html"]

    assert item.xpath("//link[@rel='canonical']/@href") == [f"{PUBLICATION.base_url}/issues/2024-01/child-k/"]
    assert PAGES["404.html"].xpath("//link[@rel='canonical']") == []


def test_a_publication_read_from_right_to_left_says_so() -> None:
    site = read_pages(make_artifacts(make_publication(direction="rtl", language="ar")))

    assert site.keys() >= {path for path in PAGES if not path.startswith("kinds/")}
    assert {(page.get("lang"), page.get("dir")) for page in site.values()} == {("ar", "rtl")}


def test_the_style_sheet_is_small_and_takes_its_colours_from_the_publication() -> None:
    style = SITE_FILES["style.css"].decode()
    light, dark = style.split("@media screen and (prefers-color-scheme: dark)")

    assert len(SITE_FILES["style.css"]) < 20_000
    assert [colour for colour in asdict(PUBLICATION.colours.light).values() if colour not in light] == []
    assert [colour for colour in asdict(PUBLICATION.colours.dark).values() if colour not in dark] == []
    assert re.findall(r"url\(|@import|#[0-9a-f]{3}\b(?![0-9a-f])", style) == []


def test_what_is_in_another_language_says_so_wherever_it_is_shown() -> None:
    own = {"type": "case_review", "id": "school", "title": "Ysgol", "review_type": "scr", "language": "cy"}
    issue = make_edition(REVIEW, own | {"themes": ["neglect"]}, language="ar", title="أخبار الحي")
    pages = read_pages(make_aggregate_pages([issue]))

    def speak(path: str, words: str) -> tuple[str | None, str | None]:
        found = pages[path].xpath(f"//main//*[normalize-space(text()) = '{words}']")
        [near] = {one.xpath("ancestor-or-self::*[@lang]")[-1] for one in found[:1]}
        return near.get("lang"), near.get("dir")

    assert speak("index.html", "أخبار الحي") == ("ar", "rtl")
    assert speak("themes/neglect/index.html", "أخبار الحي") == ("ar", "rtl")
    assert speak("themes/neglect/index.html", "Ysgol") == ("cy", None)
    assert speak("issues/2024-01/index.html", "2. Ysgol") == ("cy", "ltr")
    assert speak("issues/2024-01/school/index.html", "Ysgol") == ("cy", "ltr")
    assert speak("issues/2024-01/index.html", "أخبار الحي") == ("ar", "rtl")
    assert speak("index.html", PUBLICATION.title) == ("en-GB", "ltr")


@pytest.mark.parametrize(
    ("publication", "issue", "direction"),
    [
        ({"language": "ar"}, {}, "rtl"),
        ({"language": "ar", "direction": "ltr"}, {}, "ltr"),
        ({"language": "ar", "direction": "ltr"}, {"language": "ar"}, "ltr"),
        ({"language": "ar"}, {"language": "en-GB"}, "ltr"),
        ({"language": "en-GB"}, {"language": "he"}, "rtl"),
        ({"language": "en-GB"}, {"language": "az-Arab"}, "rtl"),
        ({"language": "en-GB"}, {"language": "ur-Latn"}, "ltr"),
        ({"language": "en-GB"}, {"direction": "rtl"}, "rtl"),
        ({"language": "en-GB"}, {"language": "ar", "direction": "ltr"}, "ltr"),
    ],
)
def test_direction_follows_the_language_unless_said_otherwise(
    publication: dict[str, str], issue: dict[str, str], direction: str
) -> None:
    given = make_publication(**({"direction": None} | publication))
    edition = make_edition(REVIEW, publication=given, **issue)
    page = read_pages(make_issue_pages(edition))["issues/2024-01/index.html"]
    mail = render_campaign(edition, RENDERER).html

    assert edition.direction == direction
    assert page.get("dir") == direction
    assert f'dir="{direction}"' in mail[: mail.index("<head>")]
    assert ("text-align:right" in mail) is (direction == "rtl")


def test_pages_say_what_they_are_to_search_engines() -> None:
    """And no word of an issue ends the data early."""
    told = {path: page.xpath("string(//script[@type='application/ld+json'])") for path, page in PAGES.items()}

    review, issue = (json.loads(told[f"issues/2023-12/{path}index.html"]) for path in ("child-k/", ""))
    assert (review["@type"], review["headline"]) == ("Report", "Child K")
    assert "description" not in review, "it is about a death, and no note is before it"
    assert issue["@type"] == "PublicationIssue"
    hostile = json.loads(told["issues/2024-01/main/index.html"])
    assert (hostile["headline"], hostile["publisher"]["name"]) == (HOSTILE, PUBLICATION.publisher)
    assert not told["index.html"]
