"""Every kind of address that cannot be a link gets its own message, and what to write instead."""

from __future__ import annotations

import pytest

from newsletter.errors import Problem, ProblemsFoundError
from newsletter.loading import parse_issue
from tests.packs import BLOCKS, PACKS

TARGETS = [
    ("http://example.org/page", "url.http", "Write https://example.org/page if the page is available there too"),
    ("http://localhost:8000/", "url.http", "Write the address of a page that is available over https."),
    ("HTTP://example.org", "url.http", "Write https://example.org if"),
    ("files/menu.pdf", "url.file", "https://example.org/files/menu.pdf"),
    ("menu.pdf", "url.file", "Put the file on the web"),
    ("./menu.PDF", "url.file", "https://example.org/menu.PDF"),
    ("photo.jpg", "url.file", "Put the file on the web"),
    ("/about/", "url.relative", "Write it whole: https://example.org/about/"),
    ("../may.html", "url.relative", "Write it whole: https://example.org/may.html"),
    ("www.example.org/page", "url.absolute-https", "Write it whole: https://www.example.org/page"),
    ("www.example.org/menu.pdf", "url.absolute-https", "Write it whole: https://www.example.org/menu.pdf"),
    ("example.org", "url.absolute-https", "Write it whole: https://example.org"),
    ("//example.org/page", "url.absolute-https", "Write it whole: https://example.org/page"),
    ("clerk@example.org", "url.mailbox", "[the words](mailto:clerk@example.org)"),
    ("#What's_on", "url.block", "id: what-s-on, and link to it with #what-s-on"),
    ("#", "url.block", "Give the block a line id: events"),
    ("javascript:alert(1)", "url.scheme", "begins with https://, mailto: or tel:"),
    ("ftp://example.org/a", "url.scheme", "begins with https://, mailto: or tel:"),
    ("https://localhost", "url.absolute-https", "Write it whole: https://example.org/page"),
    ("https://exam\u200bple.org/", "url.invisible", "Copy the address from the browser's address bar."),
    ("https://me@example.org/", "url.absolute-https", "Write it whole: https://example.org/page"),
]
ONLY_IN_FIELDS = [
    ("mailto:clerk@example.org", "url.mailbox", "[the words](mailto:clerk@example.org)"),
    ("tel:+441234", "url.telephone", "[the words](tel:+441234)"),
    ("What's on", "url.absolute-https", "Write it whole: https://example.org/page"),
]
"""What a text may hold, or what a space ends there."""

ISSUE = "period: 2026-12\ntitle: T\nblocks:\n"


def find_problems(blocks: str) -> tuple[Problem, ...]:
    try:
        parse_issue(f"{ISSUE}{blocks}".encode(), "a.yaml", PACKS)
    except ProblemsFoundError as error:
        return error.problems
    return ()


@pytest.mark.parametrize(("url", "rule", "hint"), TARGETS + ONLY_IN_FIELDS)
def test_in_a_field_for_an_address(url: str, rule: str, hint: str) -> None:
    (problem,) = find_problems(f'  - {{type: links, title: Read, items: [{{text: A page, url: "{url}"}}]}}\n')

    assert problem.rule == rule
    assert hint in problem.hint


@pytest.mark.parametrize(("url", "rule", "hint"), TARGETS)
def test_in_a_text_at_its_own_line(url: str, rule: str, hint: str) -> None:
    body = f"  - type: text\n    body: |\n      Words.\n\n      Read [this]({url}).\n"

    (problem,) = find_problems(body)
    assert problem.rule == rule
    assert hint in problem.hint
    assert problem.place.line == 8


@pytest.mark.parametrize("url", ["#events", "#what-s-on", "https://example.org/a#b"])
def test_what_can_be_followed_is_left_in_peace(url: str) -> None:
    assert find_problems(f'  - {{type: text, id: events, body: "[a]({url})"}}\n') == ()
    assert find_problems(f'  - {{type: links, title: L, items: [{{text: a, url: "{url}"}}]}}\n') == ()


@pytest.mark.parametrize("target", ["photo.jpg", "images/photo.jpg", "http://example.org/a.png", "#photo"])
def test_a_picture_in_a_text_is_reported_at_once(target: str) -> None:
    (problem,) = find_problems(f"  - type: text\n    body: |\n      One\n\n      ![The hall]({target})\n")

    assert problem.rule == "text.picture"
    assert "texts cannot contain pictures" in problem.message
    assert problem.place.line == 8


@pytest.mark.parametrize("html", ["</b>", "<div class=x>", "<br>", "<!-- note -->"])
def test_html_in_a_body_is_placed_at_its_own_line(html: str) -> None:
    (problem,) = find_problems(f"  - type: text\n    body: |\n      One\n\n      Two {html}\n")

    assert (problem.rule, problem.place.line, problem.place.column) == ("text.html", 8, 11)


KINDS = [
    ("Pictures", "Write type: image"),
    ("imgae", "Did you mean image?"),
    ("notices", "Did you mean notice?"),
    ("sections", "Did you mean section?"),
    ("Text", "Did you mean text?"),
    ("heading", "A heading is the title of a block"),
    ("divider", "Leave it out"),
    ("link", "Write type: links"),
    ("meetings", "Write type: event"),
    ("contact", "Write type: contacts"),
    ("txet", "Did you mean text?"),
    ("xyz", "Choose one of: "),
]


@pytest.mark.parametrize(("kind", "hint"), KINDS)
def test_of_a_kind_of_block_that_is_none_it_says_what_there_is_for_it(kind: str, hint: str) -> None:
    (problem,) = find_problems(f"  - title: A\n    type: {kind}\n    src: photo.jpg\n")

    assert (problem.rule, problem.path, problem.place.line) == ("document.choice", "blocks[0].type", 5)
    assert problem.hint.startswith(hint)


def test_of_a_section_within_a_section_it_says_where_it_can_be() -> None:
    (problem,) = find_problems("  - type: section\n    title: A\n    blocks:\n      - {type: section, title: B}\n")

    assert problem.hint.startswith("Move it out of the section")
    assert problem.path == "blocks[0].blocks[0].type"


def test_every_kind_of_block_that_there_is_can_be_written() -> None:
    refused = {
        kind for kind in BLOCKS for problem in find_problems(f"  - type: {kind}\n") if problem.path == "blocks[0].type"
    }

    assert len(BLOCKS) > 10
    assert refused == set()
