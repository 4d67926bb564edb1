"""RSS, Atom and JSON Feed: valid, alike, and what readers make of them."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from lxml import etree

from newsletter.documents.issue import Issue
from newsletter.outputs.feeds.formats import WRITERS
from newsletter.outputs.feeds.model import Feed, FeedEntry, Timestamps, clean
from tests.outputs.feed_cases import (
    FILES,
    current_documents,
    make_feeds,
    make_issue,
    make_review,
    read_entries,
)
from tests.outputs.feed_validity import ATOM, find_problems

PDF = {"title": "Practice review", "kind": "practice_review", "url": "https://reviews.example.org/a%20b.pdf?x=1&y=2"}
TITLES = (
    "R&D",
    "<5",
    "AT&T",
    "a ]]> b",
    "5 < 6 > 4",
    "👩‍👩‍👧 and 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "ילד א",
    "no-break\u00a0space",
    "“curly” and \"straight\" and 'single'",
    "Zoë",
)


def hostile_issue() -> Issue:
    reviews = [make_review(f"child-{n}", title=title, summary=title) for n, title in enumerate(TITLES)]
    return make_issue("2024-01", *reviews, title="R&D <5 ]]>", intro="Read **this**: ]]> & <5")


def full_issue() -> Issue:
    incident = {"when": {"year": 2020}, "outcome": "death", "what": "A death", "harms": ["neglect"]}
    return make_issue(
        "2024-01",
        {"type": "text", "body": "Welcome. <5 & [more](https://example.org/?a=1&b=2)"},
        {
            "type": "section",
            "title": "Reviews & more",
            "blocks": [
                make_review("child-a", resources=[PDF | {"bytes": 1234}], incidents=[incident], themes=["neglect"]),
                make_review("child-b", resources=[PDF]),
                make_review("child-c", summary=None, themes=["schools", "unheard-of"]),
            ],
        },
        intro="Three reviews.",
        language="cy",
        corrections=[{"at": "2024-03-03T12:00:00Z", "block": "child-b", "note": "The year is R&D"}],
    )


@pytest.mark.parametrize(
    "issues",
    [
        [make_issue("2024-01")],
        [hostile_issue()],
        [full_issue(), make_issue("2023-12", make_review("child-a"))],
        [make_issue(f"2024-0{n}", make_review("child-a"), published="2024-09-01T09:00:00Z") for n in (3, 2, 1)],
    ],
    ids=["an empty issue", "hostile text", "everything", "one moment"],
)
def test_every_feed_is_valid_and_read_without_complaint(issues: list[Issue]) -> None:
    for path, document in current_documents(make_feeds(issues)):
        assert find_problems(path, document) == [], path
        assert len(read_entries(path, document)) == sum(len(i.items()) if "items/" in path else 1 for i in issues), path


@pytest.mark.parametrize(
    ("path", "good", "bad"),
    [
        ("site/atom.xml", b'type="html"', b'type="text"'),
        ("site/atom.xml", b"<published>2024-02-01T", b"<published>1 Feb "),
        ("site/atom.xml", b'rel="self"', b'rel="me"'),
        ("site/items/atom.xml", b'href="https://digest', b'href="digest'),
        ("site/items/rss.xml", b'length="1234"', b'length=""'),
        ("site/items/rss.xml", b"<pubDate>Thu", b"<pubDate>Do"),
        ("site/rss.xml", b' isPermaLink="false"', b""),
        ("site/feed.json", b'"title"', b'"name"'),
        ("site/items/feed.json", b'"https://digest.example.org/i', b'"/i'),
    ],
)
def test_the_judge_of_feeds_sees_what_is_wrong(path: str, good: bytes, bad: bytes) -> None:
    document = make_feeds([full_issue()])[path]

    assert good in document
    assert find_problems(path, document.replace(good, bad)) != []


def test_titles_arrive_as_they_were_written() -> None:
    documents = make_feeds([hostile_issue()])
    channel = etree.fromstring(documents["site/items/rss.xml"])[0]
    feed = etree.fromstring(documents["site/items/atom.xml"])
    items = json.loads(documents["site/items/feed.json"])["items"]

    assert [item.findtext("title") for item in channel.findall("item")] == list(TITLES)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")] == list(TITLES)
    assert [item["title"] for item in items] == list(TITLES)
    for file in FILES:
        read = read_entries(file, documents[f"site/items/{file}"])
        assert [entry["title"] for entry in read] == list(TITLES)


def test_summaries_arrive_as_they_were_written() -> None:
    documents = make_feeds([hostile_issue()])
    channel = etree.fromstring(documents["site/items/rss.xml"])[0]
    feed = etree.fromstring(documents["site/items/atom.xml"])
    items = json.loads(documents["site/items/feed.json"])["items"]
    in_rss = [item.findtext("description") or "" for item in channel.findall("item")]
    in_atom = [entry.findtext(f"{ATOM}summary") or "" for entry in feed.findall(f"{ATOM}entry")]
    phrase = [" ".join(title.split()) for title in TITLES]

    assert in_rss == in_atom == [html.escape(summary, quote=False) for summary in phrase]
    assert [item["summary"] for item in items] == phrase


def test_all_formats_say_the_same() -> None:
    documents = make_feeds([full_issue()])

    for folder in ("site/", "site/items/"):
        in_rss, in_atom, in_json = (read_entries(file, documents[folder + file]) for file in FILES)
        assert in_rss == in_atom == in_json


def test_the_entry_links_to_its_page_and_the_enclosure_keeps_type_and_length_in_atom() -> None:
    first, second, _ = feedparser.parse(make_feeds([full_issue()])["site/items/atom.xml"], sanitize_html=False)[
        "entries"
    ]
    page, file = first["links"]

    assert first["link"] == "https://digest.example.org/issues/2024-01/child-a/"
    assert page == {"href": first["link"], "rel": "alternate", "type": "text/html"}
    assert file == {
        "href": "https://reviews.example.org/a%20b.pdf?x=1&y=2",
        "rel": "enclosure",
        "type": "application/pdf",
        "length": "1234",
        "title": "Practice review",
    }
    assert "length" not in second["links"][1]


def test_rss_says_nought_where_nobody_has_measured_the_file() -> None:
    first, second, third = feedparser.parse(make_feeds([full_issue()])["site/items/rss.xml"])["entries"]

    assert (first["enclosures"][0]["length"], second["enclosures"][0]["length"]) == ("1234", "0")
    assert third["enclosures"] == []


def test_json_feed_names_the_file_and_its_size() -> None:
    first, second, third = json.loads(make_feeds([full_issue()])["site/items/feed.json"])["items"]

    assert first["attachments"] == [
        {"url": PDF["url"], "mime_type": "application/pdf", "title": "Practice review", "size_in_bytes": 1234}
    ]
    assert "size_in_bytes" not in second["attachments"][0]
    assert "attachments" not in third


def test_themes_become_categories() -> None:
    documents = make_feeds([full_issue()])
    entry = feedparser.parse(documents["site/items/atom.xml"])["entries"][0]
    item = etree.fromstring(documents["site/items/rss.xml"]).find(".//item")
    whole = json.loads(documents["site/feed.json"])["items"][0]

    assert entry["tags"] == [
        {"term": "neglect", "scheme": "https://digest.example.org/themes/", "label": "Neglect & care"}
    ]
    assert item is not None
    assert item.findtext("category") == "Neglect & care"
    assert whole["tags"] == ["Neglect & care", "Schools", "unheard-of"]


def test_feeds_name_their_author_language_and_maker() -> None:
    documents = make_feeds([full_issue()])
    rss_feed, atom_feed = (feedparser.parse(documents[f"site/{file}"]) for file in ("rss.xml", "atom.xml"))

    assert rss_feed["entries"][0]["author"] == atom_feed["feed"]["author"] == "AT&T Safeguarding"
    assert rss_feed["feed"]["language"] == atom_feed["feed"]["language"] == "en-GB"
    assert rss_feed["feed"]["generator"] == atom_feed["feed"]["generator"] == "newsletter-publisher"
    assert rss_feed["feed"]["link"] == atom_feed["feed"]["link"] == "https://digest.example.org/"


def test_an_issue_in_another_language_says_so_in_every_format() -> None:
    documents = make_feeds([full_issue()])

    assert b'<entry xml:lang="cy">' in documents["site/atom.xml"]
    assert b"<dc:language>cy</dc:language>" in documents["site/rss.xml"]
    assert json.loads(documents["site/feed.json"])["items"][0]["language"] == "cy"


def test_there_is_no_feed_before_the_first_issue_and_none_of_items_before_the_first_item() -> None:
    assert make_feeds([]) == {}
    assert set(make_feeds([make_issue("2024-01")])) == {"site/rss.xml", "site/atom.xml", "site/feed.json"}


def test_a_year_without_items_is_passed_over_in_the_feed_of_items() -> None:
    years = {year: [make_review("a")] if year != "2021" else [] for year in ("2020", "2021", "2022", "2023")}
    issues = [make_issue(f"{year}-{month:02}", *blocks) for year, blocks in years.items() for month in range(1, 13)]
    documents = make_feeds(reversed(issues))
    archived = feedparser.parse(documents["site/items/archive/2022/atom.xml"])["feed"]

    assert "site/archive/2021/atom.xml" in documents
    assert "site/items/archive/2021/atom.xml" not in documents
    assert [link["href"] for link in archived["links"] if link["rel"] == "prev-archive"] == [
        "https://digest.example.org/items/archive/2020/atom.xml"
    ]


def test_a_feed_whose_items_are_all_in_archives_is_dated_by_its_issues() -> None:
    old = [make_issue(f"2020-{month:02}", make_review("a")) for month in range(1, 13)]
    new = [make_issue(f"2021-{month:02}") for month in range(1, 13)]
    current = feedparser.parse(make_feeds([*reversed(new), *reversed(old)])["site/items/atom.xml"])

    assert current["entries"] == []
    assert current["feed"]["updated"] == "2022-01-01T09:00:00+00:00"


@pytest.mark.slow
@pytest.mark.parametrize("file", WRITERS)
def test_ten_thousand_entries_are_written(file: str) -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    entries = tuple(
        FeedEntry(
            id=f"urn:uuid:{n:032}",
            url=f"https://example.org/{n}/",
            title=f"Entry {n}",
            summary="In short",
            content="<p>At length</p>",
            timestamps=Timestamps(start - n * timedelta(seconds=1), start - n * timedelta(seconds=1)),
            language=None,
            categories=(),
            enclosure=None,
        )
        for n in range(10_000)
    )
    feed = Feed(
        "urn:uuid:0",
        "Many",
        "Many entries",
        "We",
        "en",
        "https://example.org/",
        "",
        "",
        None,
        entries,
        entries[0].updated,
    )

    assert find_problems(file, WRITERS[file](feed)) == []


def test_characters_that_xml_refuses_are_mended_or_dropped() -> None:
    assert clean("a\x00b\x0b\ufffe\ufdd0\ud800\x7f") == "ab"
    assert clean("it\x92s \x80 5\x81") == "it’s € 5"
    assert clean("Zoë\t\n\r \u00a0👩‍👧 ]]>") == "Zoë\t\n\r \u00a0👩‍👧 ]]>"
