"""An address that is not valid as typed: every output holds the same valid one, from fields and from Markdown."""

from __future__ import annotations

import pytest

from newsletter.loading import parse_issue
from scripts.golden import load_case, make_files
from tests.checking.documents import write_issue
from tests.documents.test_urls import URI
from tests.outputs.feed_validity import find_problems
from tests.packs import PACKS
from tests.parsed_outputs import look_at

TYPED = {
    "https://example.net/a[1].pdf": "https://example.net/a%5B1%5D.pdf",
    "https://example.net/?a[]=1": "https://example.net/?a%5B%5D=1",
    "https://example.net/100%.pdf": "https://example.net/100%25.pdf",
    "https://example.net/#a#b": "https://example.net/#a%23b",
    "https://bücher.example/café": "https://xn--bcher-kva.example/caf%C3%A9",
    "https://example.net/a|b^c`{d}": "https://example.net/a%7Cb%5Ec%60%7Bd%7D",
    "HTTPS://Example.net/a": "https://example.net/a",
}
ISSUE = """
blocks:
  - type: text
    title: Reports
    body: "Read [the report](<{url}>) with care."
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: An infant was injured.
    learning: {{items: [Listening]}}
    resources:
      - {{title: Full overview, kind: overview, url: '{url}', media_type: application/pdf, bytes: 10}}
  - type: links
    title: Further reports
    items:
      - {{text: Another report, url: '{url}'}}
"""


@pytest.mark.parametrize(("typed", "valid"), TYPED.items())
def test_every_output_holds_the_same_valid_address(typed: str, valid: str) -> None:
    issue = parse_issue(write_issue(ISSUE.format(url=typed)).encode(), "issues/2024-03.yaml", PACKS).issue
    files = make_files(load_case("text")[0].publication, issue)
    links = {sight.path: [link for link in sight.seen.links if "example" in link] for sight in look_at(files, issue)}

    assert all(valid in found for found in links.values())
    assert not [
        link for found in links.values() for link in found if link.startswith("https:") and not URI.fullmatch(link)
    ]
    assert not [
        problem
        for path in links
        if "site/rss" in path or "feed" in path
        for problem in find_problems(path, files[path])
    ]


def test_an_address_in_brackets_is_read_alike_by_fields_and_markdown() -> None:
    links = parse_issue(
        write_issue(ISSUE.format(url="https://example.net/[x]")).encode(), "i.yaml", PACKS
    ).issue.blocks[2]

    assert links.model_dump()["items"][0]["url"] == "https://example.net/%5Bx%5D"
