"""Feeds of themes and owners, and the list of all feeds: valid, read by other programs, and about their topic alone."""

from __future__ import annotations

import feedparser
import pytest
from lxml import etree

from newsletter.outputs import topic_feeds
from newsletter.outputs.base import SITE
from tests.outputs.feed_validity import find_problems
from tests.outputs.small_site import PUBLICATION, RENDERER, make_archive, make_editions

EDITIONS = make_editions()


def _make() -> dict[str, bytes]:
    by_period = {edition.issue.period: edition for edition in EDITIONS}
    made: dict[str, bytes] = {}
    for page in topic_feeds.plan_aggregate_pages(make_archive(EDITIONS)):
        fragments = [topic_feeds.make_fragment(by_period[period], RENDERER) for period in page.periods]
        made |= {
            a.path.removeprefix(SITE): a.content for a in topic_feeds.make_aggregate_page(page, fragments, RENDERER)
        }
    return made


FILES = _make()
FEEDS = sorted(path for path in FILES if path.startswith("feeds/"))


def test_every_theme_and_everybody_who_is_asked_has_feeds() -> None:
    topics = ["owners/schools", "themes/housing", "themes/neglect", "themes/serious-violence"]

    assert {path.rpartition("/")[0] for path in FEEDS} >= {f"feeds/{topic}" for topic in topics}
    assert {path.rpartition("/")[2] for path in FEEDS} == {"rss.xml", "atom.xml"}


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_valid_and_read_by_another_program(path: str) -> None:
    assert find_problems(path, FILES[path]) == []
    read_back = feedparser.parse(FILES[path])

    assert not read_back.bozo
    assert read_back.entries
    assert all(entry.link.startswith(PUBLICATION.base_url) for entry in read_back.entries)


def test_a_feed_holds_what_is_about_its_topic_and_what_readers_are_prepared_for() -> None:
    read_back = feedparser.parse(FILES["feeds/themes/neglect/atom.xml"])

    assert [entry.title for entry in read_back.entries] == ["Child K", "Child K"]
    assert read_back.entries[0].content[0].value.startswith("<p><strong>")


def test_the_list_of_feeds_names_every_feed_once() -> None:
    root = etree.fromstring(FILES["opml.xml"])
    outlines = root.findall("body/outline")
    addresses = [str(outline.get("xmlUrl")) for outline in outlines]

    assert (root.tag, root.get("version"), len(root)) == ("opml", "2.0", 2)
    named = {address.removeprefix(f"{PUBLICATION.base_url}/") for address in addresses}
    assert named == {path for path in FEEDS if path.endswith("atom.xml")} | {"atom.xml", "items/atom.xml"}
    assert len(named) == len(addresses)
    assert all(outline.get("text") and outline.get("type") == "rss" for outline in outlines)
