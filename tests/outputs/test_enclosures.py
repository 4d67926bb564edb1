"""Recordings in feeds: a file is the enclosure of its issue, with type and length, and there is one of them."""

from __future__ import annotations

import json

import feedparser
import pytest

from newsletter.documents.issue import Issue
from scripts.golden import load_case, make_files

PUBLICATION, ISSUE = load_case("media")[0].publication, load_case("media")[1].issue
FILE = "https://audio.example.net/ringers.mp3?from=feed&episode=1"


def read_enclosures(issue: Issue) -> list[tuple[str, str, str]]:
    files = make_files(PUBLICATION, issue)
    rss, atom = (feedparser.parse(files[f"site/{name}.xml"]).entries[0].enclosures for name in ("rss", "atom"))
    attached = json.loads(files["site/feed.json"])["items"][0].get("attachments", [])
    found = [[(str(one.href), str(one.type), str(one.length)) for one in feed] for feed in (rss, atom)]
    told = [(one["url"], one["mime_type"], str(one["size_in_bytes"])) for one in attached]

    assert found[0] == found[1] == told
    return told


def test_a_recording_that_is_a_file_is_the_enclosure_of_its_issue_in_every_format() -> None:
    assert read_enclosures(ISSUE) == [(FILE, "audio/mpeg", "8400000")]


@pytest.mark.slow
def test_an_issue_has_one_enclosure_and_a_page_is_none() -> None:
    film, section = ISSUE.blocks
    second = section.model_copy(update={"blocks": (film.model_copy(update={"media_type": "video/mp4", "bytes": 5}),)})

    assert read_enclosures(ISSUE.model_copy(update={"blocks": (film, section, second)}))[0][0] == FILE
    assert read_enclosures(ISSUE.model_copy(update={"blocks": (film,)})) == []
