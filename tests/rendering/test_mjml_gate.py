"""The last look at finished HTML: what is refused, and what is only text."""

from __future__ import annotations

import re

import pytest

from newsletter.errors import TemplateError
from newsletter.rendering.mjml.compile import check_html, compile_mjml
from tests.rendering.mails import HOSTS, write_mail

CORRUPTED = [
    r'<img alt="a\u{a0}b">',
    r'<p title="a\"b">',
    r'<p title="a\nb">',
    r'<p title="a\tb">',
    r'<p title="a\\b">',
    r'<!--[if mso]><p title="a\u{200d}b"><![endif]-->',
    r'<div aria-label="A \"q\" here" dir="auto"><p class="x">',
]

LOADING = {
    '<img src="https://evil.example/a.png">': "https://evil.example/a.png",
    "<img src='https://evil.example/a.png'>": "https://evil.example/a.png",
    "<img src=https://evil.example/a.png>": "https://evil.example/a.png",
    '<IMG SRC = "https://evil.example/a.png">': "https://evil.example/a.png",
    '<img src="http://digest.example.org/a.png">': "http://digest.example.org/a.png",
    '<img src="//digest.example.org/a.png">': "//digest.example.org/a.png",
    '<img src="a.png">': "a.png",
    '<img src="data:image/gif;base64,R0lG">': "data:image/gif;base64,R0lG",
    '<img src="https://digest.example.org@evil.example/a.png">': "@evil.example/a.png",
    '<img src="https://evil.example\\@digest.example.org/a.png">': "evil.example",
    '<img src="https://digest.example.org.evil.example/a.png">': "org.evil.example",
    '<img src="https://[digest.example.org/a.png">': "https://[digest",
    '<img srcset="https://digest.example.org/a.png 1x, https://evil.example/b.png 2x">': "evil.example/b.png",
    '<td background="https://evil.example/a.png">': "https://evil.example/a.png",
    '<video poster="https://evil.example/a.png">': "https://evil.example/a.png",
    '<!--[if mso]><v:fill src="https://evil.example/a.png" /><![endif]-->': "https://evil.example/a.png",
    '<link href="https://fonts.googleapis.com/css?family=Ubuntu" rel="stylesheet">': "fonts.googleapis.com",
    "<p style=\"background:url('https://evil.example/a.png')\">": "https://evil.example/a.png",
    '<p style="background:url(&quot;https://evil.example/a.png&quot;)">': "https://evil.example/a.png",
    "<style>p { background: URL( https://evil.example/a.png ) }</style>": "https://evil.example/a.png",
    "<style>@import url(https://fonts.googleapis.com/css);</style>": "https://fonts.googleapis.com/css",
    '<style>@import "https://fonts.googleapis.com/css";</style>': "https://fonts.googleapis.com/css",
    '<STYLE type="text/css">@import "https://fonts.googleapis.com/css";</STYLE>': "https://fonts.googleapis.com/css",
    "<p title=\"never closed><img src='https://evil.example/a.png'>": "https://evil.example/a.png",
}

HARMLESS = [
    r'<p>Rust prints \u{a0} and ="\n" and <code>&lt;img src="http://evil.example/a"&gt;</code></p>',
    '<p>src="http://evil.example/a" url(http://evil.example/b) @import "http://evil.example/c"</p>',
    '<a href="https://anywhere.example/" title="src=&#34;http://evil.example/&#34; url(http://evil.example/)">x</a>',
    '<img src="https://digest.example.org/a.png" alt="background=http://evil.example/a">',
    '<img src="https://DIGEST.example.org/a.png">',
    r'<style>p::before { content: "\201C \n"; } p { background: url(https://digest.example.org/a.png) }</style>',
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml">',
    r'<p title="a&#92;u{a0}&#92;n">',
]


@pytest.mark.parametrize("html", CORRUPTED)
def test_a_debug_escape_inside_a_tag_is_refused(html: str) -> None:
    with pytest.raises(TemplateError, match="the MJML engine has corrupted an attribute"):
        check_html(html, HOSTS)


@pytest.mark.parametrize(("html", "address"), LOADING.items())
def test_whatever_would_load_from_elsewhere_is_refused_by_name(html: str, address: str) -> None:
    with pytest.raises(TemplateError, match=rf"the mail would load .*{re.escape(repr(address)[1:-1])}"):
        check_html(html, HOSTS)


@pytest.mark.parametrize("html", HARMLESS)
def test_text_links_and_our_own_pictures_pass(html: str) -> None:
    check_html(html, HOSTS)


def test_without_a_named_host_nothing_may_be_loaded() -> None:
    mjml = write_mail('<mj-image src="https://digest.example.org/a.png" alt="" />')

    with pytest.raises(TemplateError, match="from the publication's own hosts"):
        compile_mjml(mjml)


def test_css_of_a_template_that_loads_a_font_is_refused() -> None:
    css = "@font-face { font-family: x; src: url(https://fonts.gstatic.com/x.woff2) }"

    with pytest.raises(TemplateError, match=r"fonts\.gstatic\.com"):
        compile_mjml(write_mail("<mj-spacer />", head=f"<mj-style>{css}</mj-style>"), allowed_hosts=HOSTS)
