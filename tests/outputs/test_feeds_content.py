"""What a feed reader shows of an entry: all of it, in plain HTML, with the content note first."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from newsletter.documents.issue import Issue
from newsletter.outputs.feeds import write_issue, write_item
from newsletter.rendering.edition import Edition
from tests.outputs.feed_cases import RENDERER, make_feeds, make_issue, make_publication, make_review

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "em", "strong", "code", "pre", "br", "a", "div"}
DEATH = {"when": {"year": 2020}, "outcome": "death", "what": "A death", "harms": ["neglect"]}
NOTE = "What follows describes the death of a child and neglect."
HOSTILE = 'a class="b" c <5 & ]]> d > e javascript:alert(1) [R&D](https://example.org/?class=f&b=2) `<5 class="g">`'
PLAIN = 'a class="b" c <5 & ]]> d > e javascript:alert(1)'


class Outline(HTMLParser):
    """Collects tags, attributes and the levels of headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.levels: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name == "href"]
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))


def varied_issue(**changes: Any) -> Issue:  # noqa: ANN401  # any field of the model
    sub_points = {"text": "a point", "owner": "Schools", "items": [PLAIN]}
    blocks: list[dict[str, Any]] = [
        {"type": "text", "title": "Welcome", "body": HOSTILE},
        {"type": "notice", "title": "Act by Friday", "body": HOSTILE},
        {
            "type": "section",
            "title": "Reviews",
            "intro": "Two of them.",
            "blocks": [
                make_review("child-a", recommendations=[{"to": "the partnership", "items": [sub_points]}]),
                make_review("child-b", incidents=[DEATH], summary=HOSTILE),
            ],
        },
        make_review("child-c", incidents=[DEATH]),
        {"type": "links", "title": "More", "items": [{"text": "R&D", "url": "https://example.org/?a=1&b=2"}]},
        {"type": "contacts", "title": "Support"},
    ]
    return make_issue("2024-01", *blocks, intro=HOSTILE, **changes)


def write(issue: Issue, **publication: Any) -> tuple[str, list[str]]:  # noqa: ANN401  # any field of the model
    """Return the content of the issue's entry, and of its items'."""
    edition = Edition(make_publication(**publication), issue)
    return write_issue(edition, RENDERER), [write_item(edition, RENDERER, entry) for entry in edition.items]


def test_content_holds_only_tags_and_addresses_that_readers_keep() -> None:
    whole, items = write(varied_issue())

    for content in (whole, *items):
        outline = Outline(content)
        assert outline.tags <= TAGS
        assert outline.attributes <= {"href"}
        assert outline.addresses == [a for a in outline.addresses if re.match("https://[a-z]|mailto:|tel:", a)]


def test_no_word_is_lost_with_what_only_a_style_sheet_uses() -> None:
    whole, _ = write(varied_issue())

    assert whole.count('a class="b" c') + whole.count("a class=&#34;b&#34; c") == 5


def test_headings_go_down_one_level_at_a_time_from_the_second() -> None:
    whole, items = write(varied_issue())

    assert Outline(whole).levels == [2, 2, 2, 3, 4, 4, 3, 4, 2, 3, 2, 2]
    assert [Outline(item).levels for item in items] == [[2, 2], [2], [2]]


def test_an_item_reads_the_same_in_both_feeds_but_for_the_level_of_its_headings() -> None:
    edition = Edition(make_publication(), varied_issue())
    whole = write_issue(edition, RENDERER)

    for entry in edition.items:
        assert RENDERER.html(edition, entry).replace(' class="facts"', "").strip() in whole


def test_headings_of_the_issue_are_numbered_and_lead_to_the_items() -> None:
    whole, _ = write(varied_issue())

    assert '<h3><a href="https://digest.example.org/issues/2024-01/child-a/">1. Review child-a</a></h3>' in whole
    assert "<h2>Welcome</h2>" in whole


def test_the_content_note_stands_first_in_a_distressing_item() -> None:
    _, (harmless, distressing, _) = write(varied_issue())

    assert NOTE not in harmless
    assert distressing.startswith(f"<p><strong>Before you read</strong></p>\n<p>{NOTE}</p>")
    assert distressing.index("0800 1111") < distressing.index("Local child")


def test_the_content_note_stands_before_the_first_distressing_block_of_an_issue() -> None:
    whole, _ = write(varied_issue())

    assert whole.count("Before you read") == 1
    assert whole.index("Act by Friday") < whole.index("Before you read") < whole.index("<h2>Reviews</h2>")


def test_a_correction_is_told_at_the_end_with_its_day_where_the_publication_is() -> None:
    corrections = [
        {"at": "2024-06-02T23:30:00Z", "block": "child-a", "note": "The year was <5 & wrong"},
        {"at": "2024-06-05T12:00:00Z", "note": "The introduction"},
    ]
    whole, (corrected, *others) = write(varied_issue(corrections=corrections))
    told = "<p><strong>Corrected on 3 June 2024:</strong> The year was &lt;5 &amp; wrong</p>"

    assert corrected.endswith(told)
    assert not any("Corrected" in other for other in others)
    assert whole.index(told) < whole.index("Review child-b")
    assert whole.endswith("<p><strong>Corrected on 5 June 2024:</strong> The introduction</p>")


def test_content_says_its_direction_where_that_is_from_right_to_left() -> None:
    whole, items = write(make_issue("2024-01", make_review("child-a", title="ילד א")), direction="rtl")

    for content in (whole, *items):
        assert content.startswith('<div dir="rtl">')
        assert content.endswith("</div>")


def test_an_abbreviation_is_explained_in_each_item() -> None:
    _, items = write(make_issue("2024-01", make_review("child-a"), make_review("child-b")))

    assert all("MASH (multi-agency safeguarding hub)" in item for item in items)


@pytest.mark.parametrize(
    ("changes", "summary"),
    [
        ({"intro": "Six *reviews*\n\nof <5 pages"}, "Six reviews of <5 pages"),
        ({"preheader": "In short"}, "In short"),
        ({}, "Digest 2024-01"),
    ],
)
def test_an_issue_is_summed_up_by_its_introduction(changes: dict[str, str], summary: str) -> None:
    documents = make_feeds([make_issue("2024-01", **changes)])

    assert json.loads(documents["site/feed.json"])["items"][0]["summary"] == summary


def test_an_item_is_summed_up_by_its_lead_and_else_by_its_title() -> None:
    issue = make_issue("2024-01", make_review("child-a", summary="A *lead*"), make_review("child-b", summary=None))

    items = json.loads(make_feeds([issue])["site/items/feed.json"])["items"]

    assert [item["summary"] for item in items] == ["A lead", "Review child-b"]


def test_a_summary_has_the_words_of_a_link_and_neither_its_address_nor_a_footnote() -> None:
    phrase = "See [the hall](https://example.org/h) and [the news](#news).[^1]\n\n[^1]: By the clerk."
    issue = make_issue("2024-01", make_review("child-a", summary=phrase), intro=phrase)
    documents = make_feeds([issue])
    found = [json.loads(documents[f"site/{feed}"])["items"][0]["summary"] for feed in ("feed.json", "items/feed.json")]

    assert found == ["See the hall and the news."] * 2


def test_a_picture_beside_a_text_leaves_nothing_empty_in_a_feed() -> None:
    picture = {"file": "images/a.png", "alt": "The hall"}
    article = {"type": "article", "id": "a", "title": "A", "body": "Words.", "picture": picture, "side": "start"}
    [entry] = json.loads(make_feeds([make_issue("2024-01", article)])["site/items/feed.json"])["items"]

    assert "The hall" in entry["content_html"]
    assert re.findall(r"<(\w+)[^<>]*>\s*</\1>", entry["content_html"]) == []
