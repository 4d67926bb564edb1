"""Whatever is given to the importer, it ends in a sound draft and a whole report, or in words that help."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.errors import NewsletterError
from newsletter.importing import import_source
from newsletter.importing.lines import clean
from newsletter.importing.sources import text as text_format
from tests.importing.sources import DESCRIPTION, PERIOD, PUBLICATION, bring, make_docx, paragraph, write_digest
from tests.matrix import often

pytestmark = pytest.mark.slow

_WORDS = st.sampled_from(
    [
        *(
            "child",
            "Child Q",
            "C101",
            "Samuel (17)",
            "a 7-year-old boy",
            "died in May 2030",
            "in 2022",
            "injured",
            "2031",
        ),
        *(
            "1. ",
            "4) ",
            "- ",
            "* ",
            "• ",
            "    - ",
            "  ",
            "\t",
            "> ",
            "# ",
            "#### ",
            "**",
            "*",
            "_",
            "__",
            "`",
            "~~~",
            "|",
        ),
        *(
            "Learning themes include: ",
            "Learning considers: ",
            "Issues identified include ",
            "Learning",
            "a; b; and c.",
        ),
        *(
            "Recommendations for the partnership include: ",
            "Recommendations to improve: ",
            "Recommendations",
            "; and ",
            ";",
        ),
        *(
            "Other resources ",
            "Read practice review (PDF)",
            "Read report (PDF, 1.2MB) Read summary",
            "Background",
            "(a; b)",
        ),
        *(
            "Serious case review: ",
            "Thematic review",
            "2031 – Seaport – Child Q",
            "commissioned by The Board – ",
            "about ",
        ),
        *(
            "[words](https://example.org/a)",
            "[x](http://example.org)",
            "![p](q.png)",
            "<https://example.org>",
            "](",
            "[",
            "](",
        ),
        *(
            "https://example.org/x?utm_source=y",
            "mailto:a@example.org",
            "<b>",
            "</p>",
            "<!--",
            "<script>",
            "&lt;",
            "&",
            "<",
            ">",
        ),
        *(
            "\n",
            "\n\n",
            "\r\n",
            "\f",
            "---\n",
            "===\n",
            "Page 3 of 7",
            "- 2 -",
            "unsubscribe",
            "NSPCC helpline 0800 000 000",
        ),
        *(
            ": ",
            " #",
            '"',
            "'",
            "\\",
            "{",
            "}",
            "%",
            "@",
            "!",
            "?",
            ".",
            ",",
            "no",
            "~",
            "0x1",
            "1e3",
            "<<",
            "é",
            "e\u0301",
            "😀",
        ),
        *(
            "\u200b",
            "\u2028",
            "\x85",
            "\0",
            "\ud7ff",
            "\ufeff",
            "\u202e",
            "\xa0",
            "مرحبا",
            "three reviews",
            "two of six reviews",
        ),
        *("We are 200-year-olds", "19-year-old mother", "aged 300", "12 children", "x" * 130, "word " * 30),
    ]
)
_TEXTS = st.one_of(st.lists(_WORDS, max_size=40).map("".join), st.lists(_WORDS, max_size=20).map("\n".join))


def attempt(data: bytes, name: str) -> None:
    refusal = ""
    try:
        bring(data, name)
    except NewsletterError as error:
        refusal = str(error)
    assert not refusal or (refusal.isprintable() and refusal.endswith((".", " -", " 2024-01")))


@settings(max_examples=often(400), deadline=None)
@given(_TEXTS)
def test_any_text_becomes_a_sound_draft_or_is_refused(text: str) -> None:
    attempt(text.encode(), "list.md")
    attempt(text.encode(), "the text on standard input")


@settings(max_examples=often(200), deadline=None)
@given(st.text(max_size=300))
def test_any_characters_become_a_sound_draft_or_are_refused(text: str) -> None:
    attempt(text.encode("utf-8", errors="surrogatepass"), "list.txt")


@settings(max_examples=often(200), deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["list.txt", "page.html", "list.docx", "nothing"]))
def test_any_bytes_become_a_sound_draft_or_are_refused(data: bytes, name: str) -> None:
    attempt(data, name)


@settings(max_examples=often(200), deadline=None)
@given(start=st.integers(0, 500), length=st.integers(0, 60), piece=_WORDS)
def test_a_digest_with_a_slip_of_the_keyboard_becomes_a_sound_draft(start: int, length: int, piece: str) -> None:
    text = write_digest()
    bring(clean(text[:start] + piece + text[start + length :]).encode())


_TAGS = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<table><tr><td>",
            "</td></tr></table>",
            "<ul>",
            "</ul>",
            "<ol>",
            "<li>",
            "</li>",
        ),
        *(
            "<b>",
            "</b>",
            "<em>",
            "<br>",
            "<br/>",
            "<h1>",
            "</h1>",
            "<h4>",
            "</h4>",
            "<title>",
            "</title>",
            "<img alt='x'>",
        ),
        *(
            "<a href='https://example.org/a'>",
            "<a href='javascript:x'>",
            "<a href='http://x'>",
            "</a>",
            "<style>p{}</style>",
        ),
        *(
            "<!-- c -->",
            "<!--[if mso]>",
            "<![endif]-->",
            "<![if !supportLists]>",
            "<script>x",
            "</script>",
            "<svg>",
            "</svg>",
        ),
        *(
            "<p style='mso-list:l0 level2 lfo1'>",
            "<span style='mso-list:Ignore'>",
            "<div style='display:none'>",
            "<p hidden>",
        ),
        *(
            "&nbsp;",
            "&amp;",
            "&#0;",
            "&#xd800;",
            "&zwnj;",
            "&bogus;",
            "<",
            "<x",
            "</",
            "<o:p>",
            "\0",
            "<body>",
            "</body>",
            "</html>",
        ),
    ]
)


@settings(max_examples=often(400), deadline=None)
@given(st.lists(st.one_of(_TAGS, _WORDS), max_size=40).map("".join))
def test_any_html_becomes_a_sound_draft_or_is_refused(body: str) -> None:
    attempt(f"<html><body>{body}".encode("utf-8", errors="replace"), "page.html")


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX = make_docx(
    paragraph("New reviews, May 2031", "Heading1"),
    paragraph("Serious case review: Child Q", "Heading2"),
    paragraph(DESCRIPTION),
    paragraph("Learning"),
    paragraph("listening to children", level=0),
    paragraph("and to parents", level=1),
    more={"word/header1.xml": f'<w:hdr xmlns:w="{W}"><w:p><w:t>On every page</w:t></w:p></w:hdr>'},
)


@settings(max_examples=often(200), deadline=None)
@given(st.integers(0, len(DOCX)), st.integers(0, 40), st.binary(max_size=40))
def test_a_broken_word_document_becomes_a_sound_draft_or_is_refused(start: int, length: int, piece: bytes) -> None:
    attempt(DOCX[:start] + piece + DOCX[start + length :], "list.docx")


@settings(max_examples=often(100), deadline=None)
@given(st.integers(0, len(DOCX)))
def test_half_a_word_document_is_refused(length: int) -> None:
    attempt(DOCX[:length], "list.docx")


_PARTS = st.sampled_from(
    [
        "word/document.xml",
        "word/styles.xml",
        "word/numbering.xml",
        "word/_rels/document.xml.rels",
        "_rels/.rels",
        "[Content_Types].xml",
    ]
)
_XML = st.one_of(
    st.binary(max_size=60),
    st.lists(
        st.sampled_from(
            [
                *(
                    "<w:p>",
                    "</w:p>",
                    "<w:r>",
                    "</w:r>",
                    "<w:t>",
                    "</w:t>",
                    "x",
                    "<w:document>",
                    "<w:body>",
                    "<w:tbl>",
                    "<w:tr/>",
                ),
                *(
                    "<?xml version='1.0'?>",
                    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
                    "&b;",
                    "&amp;",
                    "<w:numPr/>",
                    "<w:drawing/>",
                    "\0",
                ),
                "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>",
            ]
        ),
        max_size=12,
    ).map(lambda pieces: "".join(pieces).encode()),
)


@settings(max_examples=often(200), deadline=None)
@given(_PARTS, _XML)
def test_a_word_document_with_another_part_is_sound_or_refused(part: str, content: bytes) -> None:
    attempt(repack(part, content), "list.docx")


def repack(part: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DOCX)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return packed.getvalue()


@settings(max_examples=often(300), deadline=None)
@given(_TEXTS)
def test_every_word_of_a_line_of_text_is_in_the_report(text: str) -> None:
    text = text.replace("\ufeff", "")  # at the beginning of a file it is no part of the text
    rows = re.split(r"\r\n?|\n", text)
    lines = text_format.read(text.encode("utf-8", errors="replace"), "list.md").lines

    assert len(lines) == len(rows) - (not rows[-1])
    for row, line in zip(rows, lines, strict=False):
        told = " ".join([line.text, line.marker, *(mark.url for mark in line.marks), *line.notes])
        assert count_letters(clean(row)) - count_letters(told) == Counter()


def count_letters(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]", text))


@pytest.mark.parametrize("name", ["list.txt", "list.md", "news.eml"])
def test_a_text_of_more_lines_than_an_issue_has_is_refused(name: str) -> None:
    head = b"MIME-Version: 1.0\n\n" if name == "news.eml" else b""
    with pytest.raises(NewsletterError, match="more than 10,000 lines"):
        import_source(head + b"x\n" * 400_000, name, PUBLICATION, PERIOD)


@pytest.mark.parametrize("size", [20_000_001, 1_000_001])
def test_what_is_too_long_is_refused(size: int) -> None:
    attempt(b"x" * size, "list.txt")
