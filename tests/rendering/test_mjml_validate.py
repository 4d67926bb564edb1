"""What is refused before mrml sees it, and how it is said: template file and line, what is wrong, and a hint."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from newsletter.errors import TemplateError
from newsletter.rendering.mjml.validate import validate
from newsletter.rendering.templates import Templates
from tests.rendering.mails import write_digest, write_mail

DEFINED = '<mj-attributes><mj-class name="small" color="#55606e" /><mj-class name="wide" width="50%" /></mj-attributes>'

REFUSED_COLUMNS = {
    '<mj-text colour="#112233">x</mj-text>': "<mj-text> has no attribute 'colour' that would reach the mail. "
    "Did you mean 'color'?",
    '<mj-text color="red">x</mj-text>': 'color="red" is not a colour with six digits',
    '<mj-text color="#abc">x</mj-text>': 'color="#abc" is not a colour with six digits',
    '<mj-text font-size="banana">x</mj-text>': 'font-size="banana" is not a length in pixels',
    '<mj-text font-size="1.2em">x</mj-text>': 'font-size="1.2em" is not a length in pixels',
    '<mj-text padding="0 24px">x</mj-text>': 'padding="0 24px" is not one to four lengths in pixels',
    '<mj-text padding="1px 2px 3px 4px 5px">x</mj-text>': "is not one to four lengths in pixels",
    '<mj-text align="middle">x</mj-text>': 'align="middle" is not one of: left, center, right, justify',
    '<mj-text css-class="1st">x</mj-text>': 'css-class="1st" is not one or more names',
    '<mj-text mj-class="smal">x</mj-text>': "no mj-class is named 'smal'. Did you mean 'small'?",
    '<mj-text mj-class="wide">x</mj-text>': "<mj-text> cannot take width=\"50%\" from the mj-class 'wide'.",
    '<mj-text color="#112233" color="#112233">x</mj-text>': "the attribute 'color' is there twice in one tag",
    "<mj-foo>x</mj-foo>": "<mj-column> may not hold <mj-foo>.",
    "<mj-txet>x</mj-txet>": "<mj-column> may not hold <mj-txet>. Did you mean 'mj-text'?",
    "<mj-column></mj-column>": "<mj-column> may not hold <mj-column>. It belongs in <mj-section>.",
    "<mj-social></mj-social>": "<mj-column> may not hold <mj-social>.",
    '<mj-include path="a" />': "<mj-column> may not hold <mj-include>.",
    "<mj-text>x</mj-text>stray": "<mj-column> may not hold text.",
    "<mj-text>x</mj-text>\u00a0": "<mj-column> may not hold text.",
    "<mj-spacer>x</mj-spacer>": "<mj-spacer> may not hold text.",
    "<!-- note --><mj-spacer />": "<mj-column> may not hold a comment. Write {# … #}",
    "<mj-button>Go</mj-button>": "<mj-button> needs the attribute 'href'.",
    '<mj-button href="https://a.example/"><p>Go</p></mj-button>': "<mj-button> may not hold <p> in a mail.",
    '<mj-button href="#top">Go</mj-button>': 'href="#top" is not a whole address',
    '<mj-image src="https://a.example/b.png" />': "<mj-image> needs the attribute 'alt'.",
    '<mj-image src="http://a.example/b.png" alt="" />': "is not a whole address that begins with https://",
    '<mj-image src="data:image/png;base64,AA" alt="" />': "is not a whole address that begins with https://",
    "<mj-text><p>x</mj-text>": "<p> of line 3 is not closed before </mj-text>.",
    "<mj-text>a < b</mj-text>": "a '<' begins no tag. Write &lt; for the sign itself.",
    "<mj-text>a & b</mj-text>": "an '&' begins no entity. Write &amp; for the sign itself.",
    "<mj-text>a&nbsp;b</mj-text>": "XML does not know &nbsp;. Write &#160;",
    "<mj-text>a&nosuch;b</mj-text>": "Entity 'nosuch' not defined",
    "<mj-text><![CDATA[x]]></mj-text>": "'<![CDATA[' is not allowed in MJML.",
    "<mj-text><?php x ?></mj-text>": "'<?' is not allowed in MJML.",
    "<mj-text><!-- a -- b --></mj-text>": "this is not well-formed",
    "<mj-text>\x85</mj-text>": "the control character U+0085 is not allowed in a mail.",
    "<mj-text>\x00</mj-text>": "this is not well-formed",
    "<mj-text>\ud83d</mj-text>": "half a character (a lone surrogate) is not allowed in a mail.",
    '<mj-text><p onclick="x()">x</p></mj-text>': "<p> may not carry the attribute 'onclick' in a mail.",
    '<mj-text><p data-x="1">x</p></mj-text>': "<p> may not carry the attribute 'data-x' in a mail.",
    "<mj-text><script>x</script></mj-text>": "<mj-text> may not hold <script> in a mail.",
    '<mj-text><p><iframe src="https://a.example/" /></p></mj-text>': "<p> may not hold <iframe> in a mail.",
    '<mj-text><form action="x"></form></mj-text>': "<mj-text> may not hold <form> in a mail.",
    "<mj-text><style>x</style></mj-text>": "<mj-text> may not hold <style> in a mail.",
    "<mj-text><mj-spacer /></mj-text>": "<mj-text> may not hold <mj-spacer> in a mail.",
    '<mj-text><b xmlns="urn:x">x</b></mj-text>': "<mj-text> may not hold <{urn:x}b> in a mail.",
    '<mj-text><a href="javascript:x()">x</a></mj-text>': 'href="javascript:x()" is not a whole address',
    '<mj-text><a href="java&#10;script:x()">x</a></mj-text>': "is not a whole address",
    '<mj-text><a href="issues/">x</a></mj-text>': 'href="issues/" is not a whole address',
    '<mj-text><img src="http://a.example/b" alt="" /></mj-text>': "is not a whole address that begins with https://",
    "<mj-text><p><ul><li>x</li></ul></p></mj-text>": "<p> may not hold <ul>: mail programs would move it elsewhere.",
    "<mj-text><ul>x<li>y</li></ul></mj-text>": "<ul> holds text outside its parts.",
    "<mj-text><li>x</li></mj-text>": "<mj-text> may not hold <li>: mail programs would move it elsewhere.",
    "<mj-table><p>x</p></mj-table>": "<mj-table> may not hold <p>: mail programs would move it elsewhere.",
    "<mj-table>x<tr><td>y</td></tr></mj-table>": "<mj-table> holds text outside its parts.",
    "<mj-text><br>x</br></mj-text>": "<br> has no end tag in HTML. Write <br /> alone.",
    "<mj-text>a<br></br>b</mj-text>": "<br> has no end tag in HTML. Write <br /> alone.",
    "<mj-text>a<wbr></wbr >b</mj-text>": "<wbr> has no end tag in HTML. Write <wbr /> alone.",
    "<mj-text><hr>\n</hr></mj-text>": "<hr> has no end tag in HTML. Write <hr /> alone.",
    '<mj-text><img src="https://a.example/b.png" alt=""></img></mj-text>': "<img> has no end tag in HTML.",
    "<mj-table><tr>x</tr></mj-table>": "<tr> holds text outside its parts.",
}

REFUSED_HEADS = {
    "<mj-title>a <b>b</b></mj-title>": "<mj-title> holds only text: no tag, no comment.",
    "<mj-preview><!-- a --></mj-preview>": "<mj-preview> holds only text: no tag, no comment.",
    "<mj-title>a</mj-title><mj-title>b</mj-title>": "there is a second <mj-title>, and only one would count.",
    "<mj-style>a &lt; b</mj-style>": "<mj-style> holds only CSS: no '<'.",
    '<mj-style inline="inline">a{}</mj-style>': "<mj-style> has no attribute 'inline' that would reach the mail.",
    '<mj-font name="A" href="https://a.example/" />': "<mj-head> may not hold <mj-font>.",
    "<mj-raw>x</mj-raw>": "<mj-raw> holds text outside its parts.",
    "<mj-raw><style>a{}</style></mj-raw>": "<mj-raw> may not hold <style> in a mail.",
    '<mj-raw><meta http-equiv="refresh" content="0" /></mj-raw>': "<meta> may not carry the attribute 'http-equiv'",
    "<mj-raw><p>x</p></mj-raw>": "<mj-raw> may not hold <p>",
    '<mj-attributes><mj-all colour="#112233" /></mj-attributes>': "<mj-all> has no attribute 'colour'",
    '<mj-attributes><mj-all width="wide" /></mj-attributes>': 'width="wide" is not',
    '<mj-attributes><mj-class color="#112233" /></mj-attributes>': "<mj-class> needs the attribute 'name'.",
    '<mj-attributes><mj-text href="https://a.example/" /></mj-attributes>': "<mj-text> has no attribute 'href'",
    '<mj-attributes><mj-class name="k"><mj-text /></mj-class></mj-attributes>': "<mj-class> may not hold <mj-text>.",
}

REFUSED_DOCUMENTS = {
    "": "line 1: this is not well-formed",
    "Dear reader": "line 1: this is not well-formed",
    "<html></html>": "MJML begins with <mjml>, not with <html>.",
    "<mjml></mjml>": "<mjml> needs the attribute 'lang'.",
    '<mjml lang="en" dir="ltr"></mjml>': "there is no <mj-body>.",
    '<mjml lang="en" dir="up"><mj-body /></mjml>': 'dir="up" is not one of: ltr, rtl, auto.',
    '<mjml lang="British" dir="ltr"><mj-body /></mjml>': 'lang="British" is not a language tag',
    '<!-- a --><mjml lang="en" dir="ltr"><mj-body /></mjml>': "a comment is outside <mjml>.",
    '<mjml lang="en" dir="ltr"><mj-body /><mj-body /></mjml>': "there is a second <mj-body>, and only one would count.",
    '<mjml lang="en" dir="ltr"><mj-body><mj-text>x</mj-text></mj-body></mjml>': "<mj-body> may not hold <mj-text>. "
    "It belongs in <mj-column>.",
    '<mjml lang="en" dir="ltr"><mj-body><mj-section><mj-text>x</mj-text></mj-section></mj-body></mjml>': "<mj-section> "
    "may not hold <mj-text>. It belongs in <mj-column>.",
    '<!DOCTYPE mjml SYSTEM "file:///etc/passwd"><mjml />': "'<!DOCTYPE' is not allowed in MJML.",
}


@pytest.mark.parametrize(("column", "message"), REFUSED_COLUMNS.items(), ids=range(len(REFUSED_COLUMNS)))
def test_what_mrml_would_swallow_in_a_column_is_refused(column: str, message: str) -> None:
    with pytest.raises(TemplateError, match=re.escape(message)):
        validate(write_mail(column, head=DEFINED))


@pytest.mark.parametrize(("head", "message"), REFUSED_HEADS.items(), ids=range(len(REFUSED_HEADS)))
def test_what_mrml_would_swallow_in_a_head_is_refused(head: str, message: str) -> None:
    with pytest.raises(TemplateError, match=re.escape(message)):
        validate(write_mail("<mj-spacer />", head=head))


@pytest.mark.parametrize(("mjml", "message"), REFUSED_DOCUMENTS.items(), ids=range(len(REFUSED_DOCUMENTS)))
def test_what_is_no_mail_is_refused(mjml: str, message: str) -> None:
    with pytest.raises(TemplateError, match=re.escape(message)):
        validate(mjml)


def test_a_whole_digest_passes() -> None:
    validate(write_digest())


def test_what_a_mail_may_hold_passes() -> None:
    validate(
        write_mail(
            "<mj-text><!--[if mso]><p>x</p><![endif]--><ul><li>a<ul><li><p>b</p></li></ul></li></ul>"
            '<p lang="fr">a > b<br /><a href="mailto:a@b.example" title="">c</a> <a href="tel:+441234567">d</a></p>'
            "<table><caption>e</caption><thead><tr><th>f</th></tr></thead></table><dl><dt>g</dt><dd>h</dd></dl></mj-text>"
            '<mj-button href="https://a.example/?b=1&amp;c=%20">Go <strong>on</strong></mj-button>'
        )
    )


def test_every_fault_is_said_at_once_in_reading_order() -> None:
    mjml = write_mail('<mj-text font-size="banana">x</mj-text>\n<mj-image />', head="<mj-titel>x</mj-titel>")

    with pytest.raises(TemplateError) as refused:
        validate(mjml)

    assert str(refused.value).splitlines() == [
        "line 2 of the rendered MJML: <mj-head> may not hold <mj-titel>. Did you mean 'mj-title'?",
        'line 3 of the rendered MJML: <mj-text>: font-size="banana" is not a length in pixels, such as 16px.',
        "line 4 of the rendered MJML: <mj-image> needs the attribute 'alt'.",
        "line 4 of the rendered MJML: <mj-image> needs the attribute 'src'.",
    ]


def render_and_validate(folder: Path, template: str, **values: object) -> None:
    (folder / "mail.mjml").write_text(template, encoding="utf-8")
    validate(Templates((folder,)).render("mail.mjml", **values))


def test_a_fault_is_said_at_its_line_of_the_template_and_not_of_the_rendering(tmp_path: Path) -> None:
    template = (
        "{# one\n   two #}\n"
        '<mjml lang="en" dir="ltr">\n<mj-body><mj-section><mj-column>\n'
        "{% for word in words %}\n"
        '<mj-text colour="{{ word }}">{{ word }}</mj-text>\n'
        "{% endfor %}\n"
        "</mj-column></mj-section></mj-body></mjml>\n"
    )

    with pytest.raises(TemplateError) as refused:
        render_and_validate(tmp_path, template, words=["a", "b", "c"])

    assert str(refused.value) == (
        "mail.mjml:6: <mj-text> has no attribute 'colour' that would reach the mail. Did you mean 'color'?"
    )


def test_a_fault_in_html_is_said_at_the_mjml_element_that_holds_it(tmp_path: Path) -> None:
    template = (
        '<mjml lang="en" dir="ltr">\n<mj-body><mj-section><mj-column>\n'
        "<mj-text>\n<p>fine</p>\n<p><ul></ul></p>\n</mj-text>\n"
        "</mj-column></mj-section></mj-body></mjml>\n"
    )

    with pytest.raises(TemplateError, match=r"^mail\.mjml:3: <p> may not hold <ul>: mail programs would move"):
        render_and_validate(tmp_path, template)


def test_mjml_that_cannot_be_parsed_names_the_last_tag_before_the_fault(tmp_path: Path) -> None:
    template = (
        '<mjml lang="en" dir="ltr">\n<mj-body><mj-section><mj-column>\n'
        "<mj-text>\n<p>open\n</mj-text><mj-spacer />\n"
        "</mj-column></mj-section></mj-body></mjml>\n"
    )

    with pytest.raises(TemplateError) as refused:
        render_and_validate(tmp_path, template)

    assert str(refused.value) == (
        "mail.mjml:3 or below (line 5 as rendered): <p> of line 4 is not closed before </mj-text>."
    )


def test_tags_nested_without_end_are_refused_before_they_reach_the_engine() -> None:
    mjml = write_mail(f"<mj-text>{'<b>' * 20_000}{'</b>' * 20_000}</mj-text>")

    with pytest.raises(TemplateError, match="tags are nested too deep"):
        validate(mjml)


def test_many_faults_are_found_in_little_time() -> None:
    mjml = write_mail('<mj-text colour="red" font-size="banana">x</mj-text>\n' * 500)
    started = time.process_time()

    with pytest.raises(TemplateError) as refused:
        validate(mjml)

    assert len(str(refused.value).splitlines()) == 1000
    assert time.process_time() - started < 2
