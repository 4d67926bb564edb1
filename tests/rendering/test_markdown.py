"""Markdown becomes safe, well-formed HTML and readable text, whatever is typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from newsletter.rendering import markdown
from tests.matrix import often

ALLOWED = {
    *("p", "a", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "br"),
    *("s", "sup", "table", "thead", "tbody", "tr", "th", "td"),
}
SCHEMES = ("https:", "mailto:", "tel:")

MARKS = [
    *"<>&\"'`*_[]()\\!#-:/",
    "1. ",
    "> ",
    "\n",
    "\n\n",
    "    ",
    "&nbsp;",
    "&zwj;",
    "&quot;",
    "<!--",
    "-->",
    "]]>",
    "~~",
    "| a | b |\n|:-|-:|\n| ",
    "[^a]",
    "\n\n[^a]: ",
]
ATTACKS = [
    "<script>",
    "</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='x' onclick=alert(1)>",
    "<![CDATA[",
    "javascript:alert(1)",
    "JaVaScRiPt:x",
    "&#106;avascript:x",
    "java&Tab;script:x",
    "vbscript:x",
    "data:text/html,x",
    "//evil.example",
    "[a](javascript:alert(1))",
    "[a](<javascript:x>)",
    "[b]: javascript:x",
    "[a][b]",
    '[a](https://example.org "title\' onload=x")',
    "![i](https://example.org/x.png)",
    "<https://example.org/?a=1&b=2>",
    "<x@example.org>",
]
LETTERS = ["\u00ad", "\u200d", "\u00a0", "e\u0301", "\U0001f469", "\u0928\u092e", "\u0639"]
text = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=5)
anything = st.lists(st.sampled_from(MARKS + ATTACKS + LETTERS) | text, max_size=12).map("".join)
"""What can be typed: documents refuse control characters before they get here."""


def parse(html: str) -> etree._Element:
    """Parse a fragment as XML, which forgives nothing."""
    return etree.fromstring(f"<div>{html}</div>")


@given(anything)
def test_whatever_is_typed_becomes_well_formed_and_harmless(typed: str) -> None:
    for element in parse(markdown.to_html(typed)).iterdescendants():
        assert isinstance(element.tag, str), "no comments, no processing instructions"
        assert element.tag in ALLOWED
        assert set(element.attrib) <= {"a": {"href"}, "ol": {"start"}}.get(element.tag, set())
        assert str(element.get("href", "https:")).lower().startswith(SCHEMES)


@given(anything)
def test_text_says_every_letter_of_the_html_in_its_order(typed: str) -> None:
    """Marks of lists and quotations, and the addresses of links, are all that text has beyond HTML."""
    phrase = "".join(map(str, parse(markdown.to_html(typed)).itertext()))
    letters = iter(markdown.to_text(typed))

    assert [letter for letter in phrase if letter.isalnum() and letter not in letters] == []


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("**a** *b* `c`", "<p><strong>a</strong> <em>b</em> <code>c</code></p>"),
        ("[a](https://example.org/?x=1&y=2)", '<p><a href="https://example.org/?x=1&amp;y=2">a</a></p>'),
        ("<mail@example.org>", '<p><a href="mailto:mail@example.org">mail@example.org</a></p>'),
        ("[call](tel:+44123)", '<p><a href="tel:+44123">call</a></p>'),
        ("a\\\nb", "<p>a<br />\nb</p>"),
        ("R&D <5 AT&T", "<p>R&amp;D &lt;5 AT&amp;T</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("# no heading", "<p># no heading</p>"),
        ("no heading\n====", "<p>no heading\n====</p>"),
        ("---", "<p>---</p>"),
        (
            "[a]: https://example.org\n\n[a]",
            '<p>[a]: <a href="https://example.org">https://example.org</a></p>\n<p>[a]</p>',
        ),
        ("[a](http://example.org)", "<p>[a](http://example.org)</p>"),
        ("[a](/page)", "<p>[a](/page)</p>"),
        ("[a](#what-s-on)", '<p><a href="#what-s-on">a</a></p>'),
        ("[a](#)", "<p>[a](#)</p>"),
        ("[a](#a/b)", "<p>[a](#a/b)</p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ('[a](https://example.org "t")', '<p><a href="https://example.org">a</a></p>'),
        ("a&nbsp;b", "<p>a&#160;b</p>"),
        ("2. a\n3. b", '<ol start="2">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("1. a", "<ol>\n<li>a</li>\n</ol>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
    ],
)
def test_html_is_what_the_subset_of_commonmark_says(typed: str, html: str) -> None:
    assert markdown.to_html(typed) == html


def test_a_picture_is_a_link_at_most() -> None:
    html = markdown.to_html("![alt](https://example.org/x.png)")

    assert html == '<p>!<a href="https://example.org/x.png">alt</a></p>'


def test_html_is_marked_as_safe_so_that_templates_do_not_escape_it_again() -> None:
    assert hasattr(markdown.to_html("a"), "__html__")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("**a** *b* `c`\nd", "a b c d"),
        ("a\\\nb", "a\nb"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("- a\n- b", "- a\n- b"),
        ("5. a\n6. b", "5. a\n6. b"),
        ("- a\n  - b\n- c", "- a\n  - b\n- c"),
        ("1. a\n   - b\n2. c", "1. a\n   - b\n2. c"),
        ("- a\n\n  b\n\n- c", "- a\n\n  b\n\n- c"),
        ("- a\\\n  b", "- a\n  b"),
        ("- a\n\nafter", "- a\n\nafter"),
        ("> a\n> b\n\nc", "> a b\n\nc"),
        ("> - a\n> - b", "> - a\n> - b"),
        ("- > a", "- > a"),
        ("```\na  b\n c\n```", "    a  b\n     c"),
        ("- a\n\n  ```\n  b\n  ```", "- a\n\n      b"),
        ("[words](https://example.org/x)", "words <https://example.org/x>"),
        ("[**bold** words](https://example.org)", "bold words <https://example.org>"),
        ("<https://example.org/x>", "https://example.org/x"),
        ("[https://example.org](https://example.org)", "https://example.org"),
        ("<mail@example.org>", "mail@example.org"),
        ("[write](mailto:mail@example.org)", "write <mail@example.org>"),
        ("[call](tel:123)", "call <123>"),
        ("[no](javascript:x)", "[no](javascript:x)"),
        ("&copy; &lt;b&gt; R&D", "© <b> R&D"),
        ("\\*a\\*", "*a*"),
    ],
)
def test_text_reads_as_one_would_type_it(typed: str, text: str) -> None:
    assert markdown.to_text(typed) == text


@pytest.mark.slow
@settings(max_examples=often(500), deadline=None)
@given(st.text("aB 1,.;:'()?%/\n", max_size=40).filter(lambda text: text[:1].isalpha()))
def test_ordinary_text_needs_no_parser_and_looks_the_same_with_one(text: str) -> None:
    unusual = f"{text}\n\n*x*"  # the last paragraph sends all of it through the parser

    assert f"{markdown.to_html(text)}\n<p><em>x</em></p>".strip() == markdown.to_html(unusual)
    assert f"{markdown.to_text(text)}\n\nx".strip() == markdown.to_text(unusual)
