"""Inlining: CSS lands in style attributes, everything a mail depends on stays, and no line is endless."""

from __future__ import annotations

import re
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser
from markupsafe import escape

from newsletter.errors import TemplateError
from newsletter.rendering.email import inline_css
from newsletter.rendering.mjml.compile import compile_mjml
from tests.rendering.mails import CSS, HOSTS, write_digest


def read(html: str, path: str) -> list[str]:
    """Read attributes or texts out of HTML, as a mail program would."""
    return [str(found) for found in cast("list[object]", parser.document_fromstring(html).xpath(path))]


@pytest.fixture(scope="module")
def compiled() -> str:
    return compile_mjml(write_digest(), allowed_hosts=HOSTS)


@pytest.fixture(scope="module")
def inlined(compiled: str) -> str:
    return inline_css(compiled, CSS)


def test_headings_and_table_cells_carry_their_styles(inlined: str) -> None:
    assert read(inlined, "//h1/@style") == ["font-size:28px;line-height:1.2;margin:0 0 12px"]
    assert read(inlined, "//h2/@style") == ["font-size:22px;margin:0 0 8px"] * 6
    assert read(inlined, "//td[contains(@class, 'facts')]//th/@style") == ["text-align:left;padding:4px 12px 4px 0"] * 6


def test_what_an_element_says_itself_wins() -> None:
    html = inline_css('<p style="color: #111111">x</p>', "p { color: #222222; margin: 0 }")

    (style,) = read(html, "//p/@style")
    assert set(style.rstrip(";").split(";")) == {"color:#111111", "margin:0"}


def test_style_elements_stay_with_the_dark_mode_in_them(compiled: str, inlined: str) -> None:
    styles = re.findall(r"<style.*?</style>", compiled, re.DOTALL)

    assert any("prefers-color-scheme: dark" in style for style in styles)
    assert re.findall(r"<style.*?</style>", inlined, re.DOTALL) == styles


def test_conditional_comments_stay(compiled: str, inlined: str) -> None:
    def find_comments(html: str) -> list[str]:
        return [comment.replace("\n<", "<") for comment in re.findall(r"<!--.*?-->", html, re.DOTALL)]

    assert len(find_comments(compiled)) > 50
    assert find_comments(inlined) == find_comments(compiled)


def test_doctype_namespaces_language_and_metas_stay(inlined: str) -> None:
    assert inlined.startswith("<!DOCTYPE html><html")
    assert 'lang="en-GB" dir="ltr" xmlns="http://www.w3.org/1999/xhtml"' in inlined
    assert 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"' in inlined
    assert '<meta name="color-scheme" content="light dark">' in inlined


def test_the_padding_after_the_preheader_stays(inlined: str) -> None:
    (preheader,) = read(inlined, "//body/div[contains(@style, 'display:none')]/text()")

    assert preheader == "Six reviews, thirty-nine lessons" + "\u034f\u200c\u00a0" * 40


def test_nothing_but_styles_and_white_space_between_blocks_changes(compiled: str, inlined: str) -> None:
    def outline(html: str) -> list[tuple[str, dict[str, str], str]]:
        document = parser.document_fromstring(html)
        return [
            (
                str(node.tag),
                {str(key): str(value) for key, value in node.items() if key != "style"},
                (node.text or "").strip(),
            )
            for node in document.iter("*")
            if node.tag != "tbody"
        ]

    assert outline(inlined) == outline(compiled)


def test_no_line_holds_two_blocks(compiled: str, inlined: str) -> None:
    def count_blocks(html: str) -> int:
        lines = re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL).splitlines()
        return max(len(re.findall(r"<(?:div|h\d|li|p|table|td|tr|ul)\b", line)) for line in lines)

    assert count_blocks(compiled) > 20
    assert count_blocks(inlined) == 1


def test_preformatted_text_keeps_its_lines(inlined: str) -> None:
    assert read(inlined, "//pre/text()") == [f"  as {number}\n    typed" for number in range(1, 7)]


@given(title=st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_no_line_is_broken_inside_an_attribute_or_preformatted_text(title: str) -> None:
    phrase = escape(f"<div>{title}<p>")
    html = f'<p title="{phrase}">a</p><pre>\n<b>b</b><i title="&lt;p>">c</i></pre>'

    result = inline_css(html, "")

    assert read(result, "//p/@title") == [f"<div>{title}<p>"]
    assert read(result, "//pre//text()") == ["b", "c"]


def test_the_same_mail_is_inlined_alike_every_time(compiled: str) -> None:
    assert inline_css(compiled, CSS) == inline_css(compiled, CSS)


def test_other_css_is_not_mixed_up_with_css_seen_before() -> None:
    assert read(inline_css("<p>x</p>", "p { margin: 1px }"), "//p/@style") == ["margin:1px"]
    assert read(inline_css("<p>x</p>", "p { margin: 2px }"), "//p/@style") == ["margin:2px"]


def test_a_style_sheet_elsewhere_is_never_fetched() -> None:
    html = '<html><head><link rel="stylesheet" href="https://digest.example.invalid/a.css"></head><body><p>x</p></body></html>'

    assert read(inline_css(html, "p { margin: 1px }"), "//p/@style") == ["margin:1px"]


def test_a_style_attribute_that_is_no_css_is_refused() -> None:
    with pytest.raises(TemplateError, match="a style attribute of the mail cannot be read as CSS: "):
        inline_css('<p style="color">x</p>', "p { margin: 0 }")
