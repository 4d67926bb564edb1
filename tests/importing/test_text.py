"""Plain text, Markdown and what comes from the clipboard: lines, marks, and everything that is not a review."""

from __future__ import annotations

import pytest

from newsletter.errors import SourceError
from newsletter.importing import import_source
from newsletter.importing.lines import Mark
from newsletter.importing.sources._markdown.inline import read_inline
from newsletter.importing.sources.text import read
from tests.importing.sources import PUBLICATION, bring

_ENDLESS = b"## Rapid review: Child Q\n\nLearning includes: " + b"a; " * 60_000

NEWS = """\
Harbour News, May 2031
======================

Welcome to *Harbour News*. The quay is open again.

## What is on

The **regatta** is on Sunday. Write to [the harbour master](mailto:quay@example.org).

1. Boats first
2. Then swimmers
   in two groups
   - the slow
   - the fast

## Worth reading

- [The new pier](https://example.org/pier?utm_medium=mail&page=2) – how it was built
- [Tides](https://example.org/tides)

## Where to find us

---
"""


def kinds_of(text: str) -> list[tuple[str, int, str]]:
    return [(line.kind, line.level, line.text) for line in read(text.encode(), "a.md").lines]


def test_a_newsletter_that_is_no_digest_becomes_text_and_links() -> None:
    result = bring(NEWS, "news.md", None)

    assert result.imported.period == "2031-05"
    assert result.data["title"] == "Harbour News, May 2031"
    assert result.data["intro"] == "Welcome to *Harbour News*. The quay is open again."
    assert result.blocks == [
        {
            "type": "text",
            "title": "What is on",
            "body": "The **regatta** is on Sunday. Write to [the harbour master](mailto:quay@example.org).\n\n"
            "1. Boats first\n2. Then swimmers in two groups\n   - the slow\n   - the fast",
        },
        {
            "type": "links",
            "title": "Worth reading",
            "items": [
                {"text": "The new pier", "url": "https://example.org/pier?page=2", "why": "How it was built"},
                {"text": "Tides", "url": "https://example.org/tides"},
            ],
        },
        {"type": "text", "body": "**Where to find us**"},
    ]
    assert result.dropped == []
    assert result.imported.report.counts == {"blocks": 3, "links": 3}


def test_a_text_of_one_line_is_never_nothing() -> None:
    result = bring("just a word")

    assert result.data["intro"] == "just a word"
    assert result.data["title"] == "Riverside Digest, May 2031"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("# One #", [("heading", 1, "One")]),
        ("###### Six", [("heading", 6, "Six")]),
        ("#hashtag", [("paragraph", 0, "#hashtag")]),
        ("Two\n---", [("heading", 2, "Two"), ("rule", 0, "---")]),
        ("• a\n  ◦ b\n• c", [("item", 1, "a"), ("item", 2, "b"), ("item", 1, "c")]),
        ("(a) one\nb) two", [("item", 1, "one"), ("item", 1, "two")]),
        ("- a\n\n\t- b", [("item", 1, "a"), ("blank", 0, ""), ("item", 2, "b")]),
        ("> > quoted", [("paragraph", 0, "quoted")]),
        ("* * *", [("rule", 0, "* * *")]),
        ("a\r\nb\rc", [("paragraph", 0, "a"), ("paragraph", 0, "b"), ("paragraph", 0, "c")]),
        ("**", [("paragraph", 0, "**")]),
        ("\xa0 \u200b", [("blank", 0, "")]),
    ],
)
def test_a_line_is_what_it_looks_like(text: str, kinds: list[tuple[str, int, str]]) -> None:
    assert kinds_of(text) == kinds


@pytest.mark.parametrize(
    ("body", "text", "marks"),
    [
        ("**a** b", "a b", [Mark(0, 1, "strong")]),
        ("*a* and _b_", "a and b", [Mark(0, 1, "em"), Mark(6, 7, "em")]),
        ("snake_case_name", "snake_case_name", []),
        ("2 * 3 * 4", "2 * 3 * 4", []),
        ("**open", "**open", []),
        (r"\*a\*", "*a*", []),
        ("[a](https://example.org)", "a", [Mark(0, 1, "link", "https://example.org")]),
        ('[a](https://example.org "b")', "a", [Mark(0, 1, "link", "https://example.org")]),
        ("<https://example.org>", "https://example.org", [Mark(0, 19, "link", "https://example.org")]),
        ("see https://example.org.", "see https://example.org.", [Mark(4, 23, "link", "https://example.org")]),
        ("[a](b c)", "[a](b c)", []),
        ("![a](b.png) c", "a c", []),
    ],
)
def test_signs_inside_a_line_become_marks(body: str, text: str, marks: list[Mark]) -> None:
    assert read_inline(body)[:2] == (text, tuple(marks))


@pytest.mark.parametrize(
    ("data", "note"),
    [
        ("Café, May 2031".encode("cp1252"), "read as windows-1252"),
        ("Café, May 2031".encode("utf-16"), "read as UTF-16"),
        ("Café, May 2031".encode("utf-8-sig"), ""),
    ],
)
def test_text_is_read_in_whatever_encoding_a_program_saved_it(data: bytes, note: str) -> None:
    result = bring(data)

    assert result.data["intro"] == "Café, May 2031"
    assert note in " ".join(result.imported.report.notes)


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "save it as .docx"),
        (b"{\\rtf1 x}", "save it as .docx"),
        (b"PK\x03\x04 a packed file", "not a Word document"),
        (b"\x89PNG\0\xff", "This is a picture."),
        (b"\x00\xff\xfe\x01", "This is not text."),
        (b"", "There is no text in it."),
        (b" \n\n\xc2\xa0", "There is no text in it."),
        (b"x " * 600_000, "longer than 1,000,000 characters"),
        pytest.param(_ENDLESS, "too long for one issue", marks=pytest.mark.slow),
    ],
)
def test_what_cannot_be_imported_is_refused_with_advice(data: bytes, advice: str) -> None:
    with pytest.raises(SourceError, match=advice):
        import_source(data, "list.txt", PUBLICATION, "2031-05")


@pytest.mark.parametrize(
    ("source", "title"),
    [("# <b>News</b>", "< b>News< /b>"), ("# 1 < 2 & 3", "1 < 2 & 3"), ("# news", "News")],
)
def test_what_would_be_a_tag_in_plain_text_is_held_apart(source: str, title: str) -> None:
    assert bring(f"{source}\n\nHello.").data["title"] == title


def test_small_print_is_dropped_and_said_so() -> None:
    small = ["View this email in your browser", "Unsubscribe from this list", "Page 2 of 3", "© Harbour Press"]
    result = bring("\n\n".join(["Hello.", *small]))

    assert result.dropped == small
    assert result.data["intro"] == "Hello."


def test_words_that_come_together_where_signs_are_left_out_make_no_link() -> None:
    assert "a]\\(b) and [x]\\(y)" in bring("# News\n\na]*(*b) and [x]**(**y)").text


CODE = "Hi.\n\n# Upgrading\n\nCall `__init__`.\n\n```console\n$ go  --all\n\n    * on\n```\n\nBye."


def test_code_keeps_its_signs_and_its_columns() -> None:
    result = bring(CODE)

    assert result.blocks[0]["body"] == "Call `__init__`.\n\n```\n$ go  --all\n\n    * on\n```\n\nBye."
    assert result.dropped == ["```console", "```"]


def test_code_that_shows_a_fence_stays_one_piece() -> None:
    assert bring("# A\n\nB.\n\n~~~\n```\nx\n~~~").blocks[0]["body"] == "~~~\n```\nx\n~~~"


def test_code_that_a_document_may_not_hold_becomes_text() -> None:
    result = bring("# A\n\nB.\n\nUse `<div>`.\n\n```\n<b>on</b>\n```")

    assert "Use &lt;div>." in result.text
    assert "&lt;b>on&lt;/b>" in result.text


def test_a_fence_that_nothing_closes_takes_no_text_with_it() -> None:
    assert "Hello **there**." in bring("# A\n\n```\n\nHello **there**.").text


def test_an_address_at_the_end_goes_to_the_words_that_refer_to_it() -> None:
    result = bring(
        'See [the log][cl] and [Quay][].\n\n[CL]: https://example.org/log "Log"\n[quay]: <https://example.org/q>'
    )

    assert result.data["intro"] == "See [the log](https://example.org/log) and [Quay](https://example.org/q)."
    assert "[other]: https://example.org/o" in bring("Hi.\n\n[other]: https://example.org/o").text.replace(
        "[https:", "https:"
    )


def test_a_line_in_capitals_that_is_alone_is_a_heading() -> None:
    result = bring(
        "Dear all,\n\nHello.\n\nWHAT'S ON\n\nA fair.\n\nROADWORKS IN 2031\nThe B4 is closed.\n\nNHS.\n\nTHE END!"
    )

    assert [block.get("title") for block in result.blocks] == ["WHAT'S ON", "ROADWORKS IN 2031"]


def test_the_line_below_the_head_of_a_table_is_no_text() -> None:
    assert bring("Hi.\n\n| A | B |\n|---|:-:|\n| 1 | 2 |").dropped == ["|---|:-:|"]


def test_numbered_lines_with_text_below_each_are_headings() -> None:
    result = bring(
        "In this issue:\n\n1. Flu\n2. Measles\n\n1. Flu\n\nOrder now.\n\n2. Measles\n\nCases rise.\n- in May"
    )

    assert [block.get("title") for block in result.blocks] == [None, "1. Flu", "2. Measles"]
    assert result.blocks[0]["body"] == "In this issue:\n\n1. Flu\n2. Measles"


def test_a_numbered_list_stays_one_whatever_follows_it() -> None:
    result = bring(
        "# A\n\nDo this.\n\n# B\n\n1. Stop\n   - here\n2. Go\n   - left\n   - right\n3. Wait\n\nThat is all."
    )

    assert [block.get("title") for block in result.blocks] == ["B"]


def test_the_head_of_a_mail_that_was_passed_on_is_left_out_and_told() -> None:
    head = "From: Anna <anna@example.org>\nSent: Monday\nTo: Bob\nSubject: FW: News of May 2031"
    result = bring(f"See below.\n\n-----Original Message-----\n{head}\n\nDear all,\n\nHello.", period=None)

    assert result.imported.period == "2031-05"
    assert result.data["intro"] == "See below.\n\nDear all,\n\nHello."
    assert result.dropped == ["-----Original Message-----", *head.split("\n")]


def test_lines_that_only_look_like_the_head_of_a_mail_stay() -> None:
    assert bring("Summer fair\n\nDate: 3 June\nTo: everybody").dropped == []


def test_lines_without_end_become_more_than_one_paragraph() -> None:
    result = bring("word the\n" * 1000)

    assert [len(paragraph.split()) for paragraph in result.data["intro"].split("\n\n")] == [400] * 5


@pytest.mark.parametrize("month", ["May 2031", "MAY 2031"])
def test_a_title_that_is_only_the_newsletters_name_gets_the_month(month: str) -> None:
    result = bring(f"# Riverside Digest\n\n{month}\n\nDear residents,\n\n## Bins\n\nOn Monday.\n", "news.md")

    assert (result.data["title"], result.data["intro"]) == ("Riverside Digest, May 2031", "Dear residents,")


def test_a_title_of_its_own_and_what_follows_it_stay_as_they_are() -> None:
    result = bring("# Spring at last\n\nMay 2031\n\n## Bins\n\nOn Monday.\n", "news.md")

    assert (result.data["title"], result.data["intro"]) == ("Spring at last", "May 2031")
