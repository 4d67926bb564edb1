"""The whole way from MJML to HTML: nothing lost, nothing corrupted, nothing loaded from elsewhere."""

from __future__ import annotations

import re
import unicodedata
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser
from markupsafe import escape

from newsletter.errors import TemplateError, refuse_panics
from newsletter.rendering.email import inline_css
from newsletter.rendering.mjml.compile import compile_mjml, translate
from newsletter.rendering.mjml.schema import PHRASES, VOID
from tests.rendering.mails import CSS, HOSTS, TITLE, write_digest, write_mail

PICTURE = "https://digest.example.org/a.png"
FORBIDDEN = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF) if chr(code) not in "\t\n"]
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=FORBIDDEN), min_size=1)
LINE_TAGS = sorted(PHRASES - VOID)
SPACES = st.lists(st.sampled_from(["\n", " ", "\n  ", "\n\n", "\t", "\u00a0", "\u3000"]), max_size=3).map("".join)
ANY_LINE = st.recursive(
    st.sampled_from(
        ["a", "é", "日", "&gt;", "<br />", "<wbr />", '<a href="https://a.example/">x</a>', "<!-- é > -->"]
    ),
    lambda parts: st.builds(
        lambda tag, inner: f"<{tag}>{inner}</{tag}>",
        st.sampled_from(LINE_TAGS),
        st.lists(st.builds(str.__add__, parts, SPACES), max_size=4).map("".join),
    ),
)
ANY_PATH = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=[*FORBIDDEN, *" \t\n\\"]), min_size=1)


def read(html: str, path: str) -> list[str]:
    """Read attributes or texts out of HTML, as a mail program would."""
    return [str(found) for found in cast("list[object]", parser.document_fromstring(html).xpath(path))]


def write_everywhere(text: str) -> str:
    """Write a text into every place of a mail that mrml treats in a way of its own."""
    safe = escape(text)
    return write_mail(
        f'<mj-image src="{PICTURE}" alt="{safe}" title="{safe}" />'
        f'<mj-text><h2 title="{safe}">{safe}</h2><p><a href="https://a.example/">{safe}</a></p></mj-text>'
        f"<mj-table><tr><td title='{safe}'>{safe}</td></tr></mj-table>"
        f'<mj-button href="https://a.example/">{safe}</mj-button>',
        head=f"<mj-title>{safe}</mj-title>",
    )


def read_everywhere(html: str) -> set[str]:
    """Read the text back from all those places; line breaks around a button's words are the layout's."""
    attributes = ".//img/@alt | .//img/@title | .//h2/@title | .//td/@title | .//@aria-label"
    texts = ".//title/text() | .//h2/text() | .//p/a/text() | .//td[@title]/text()"
    buttons = read(html, ".//td[@role='presentation']/a/text()")
    return {*read(html, f"{attributes} | {texts}"), *(words.strip(" \t\n") for words in buttons)}


@pytest.mark.parametrize("inlined", [False, True])
@given(text=ANY_TEXT)
def test_what_goes_into_a_mail_comes_out_of_it(text: str, *, inlined: bool) -> None:
    text = f"a{text}z"

    html = compile_mjml(write_everywhere(text), allowed_hosts=HOSTS)

    assert read_everywhere(inline_css(html, CSS) if inlined else html) == {text}


@given(path=ANY_PATH)
def test_an_address_comes_out_as_it_went_in(path: str) -> None:
    address = f"https://a.example/{path}"
    mjml = write_mail(
        f'<mj-button href="{escape(address)}">x</mj-button><mj-text><a href="{escape(address)}">x</a></mj-text>'
    )

    assert read(compile_mjml(mjml), "//a/@href") == [address, address]


@pytest.mark.slow
def test_no_assigned_character_of_unicode_is_corrupted() -> None:
    characters = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code))[0] in "LMNPSZ"]
    characters += [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"]
    batches = ["".join(["a", *characters[start : start + 8000], "z"]) for start in range(0, len(characters), 8000)]

    corrupted = [
        batch
        for batch in batches
        if read_everywhere(compile_mjml(write_everywhere(batch), allowed_hosts=HOSTS)) != {batch}
    ]

    assert len(characters) > 140_000
    assert corrupted == []


def test_a_text_may_speak_of_escapes_and_tags() -> None:
    text = r'Rust prints \u{a0}, C prints ="\n", and <img src="http://evil.example/x"> url(http://evil.example/y) loads'

    html = compile_mjml(write_everywhere(text), allowed_hosts=HOSTS)

    assert read_everywhere(html) == {text}


def read_words(html: str, name: str) -> list[list[str]]:
    """Read the words of each element, parted wherever a browser parts them."""
    return [re.split(r"[ \n\t]+", words.strip(" \n\t")) for words in read_texts(html, name)]


def read_texts(html: str, name: str) -> list[str]:
    """Read the text of each element as it is."""
    root = parser.document_fromstring(html)
    return [str(element.xpath("string()")) for element in root.iter(name)]


@given(parts=st.lists(st.builds(str.__add__, SPACES, ANY_LINE), min_size=1, max_size=5))
def test_words_on_two_lines_stay_two_words(parts: list[str]) -> None:
    line = "".join(parts)
    column = f"<mj-text><p>{line}</p><ul><li>{line}</li></ul></mj-text><mj-table><tr><td>{line}</td></tr></mj-table>"
    html = inline_css(compile_mjml(write_mail(column)), CSS)

    for name in ("p", "li"):
        assert read_words(html, name)[:1] == read_words(f"<{name}>{line}</{name}>", name)


@given(parts=st.lists(st.builds(str.__add__, ANY_LINE, SPACES), min_size=1, max_size=5))
def test_preformatted_text_keeps_every_space_and_line(parts: list[str]) -> None:
    pre = f"<pre>x{''.join(parts)}</pre>"

    assert read_texts(inline_css(compile_mjml(write_mail(f"<mj-text>{pre}</mj-text>")), CSS), "pre") == read_texts(
        pre, "pre"
    )


@given(text=st.text(st.sampled_from("éß日本\U0001f468a >-"), min_size=1, max_size=12))
def test_a_sign_that_ends_no_tag_is_no_trouble_anywhere(text: str) -> None:
    column = f"<mj-text><p title='{text}'>{text}<b>x</b>{text}<!-- é > --></p></mj-text>"
    head = f"<mj-title>t{text}</mj-title><mj-preview>{text}</mj-preview><mj-style>/* {text} */ .é > a {{ }}</mj-style>"
    html = compile_mjml(write_mail(column, head=head))

    assert read(html, "//p/@title") == [text]
    assert read_texts(html, "p") == [f"{text}x{text}"]
    assert read_texts(html, "title") == [f"t{text}".strip(" ")]


def test_css_beyond_ascii_means_the_same() -> None:
    head = "<mj-style>.copy::before { content: '→ é 1'; }</mj-style>"

    assert r"content: '\2192  \e9  1'" in compile_mjml(write_mail("<mj-text>x</mj-text>", head=head))


def test_a_panic_of_the_engine_is_an_error_of_ours() -> None:
    with pytest.raises(TemplateError, match="the MJML engine failed on this mail"):
        translate(write_mail("<mj-text><p>café > bar</p></mj-text>"))


def test_what_is_no_panic_stays_what_it_is() -> None:
    with pytest.raises(KeyboardInterrupt), refuse_panics("the engine"):
        raise KeyboardInterrupt


def test_a_digest_keeps_its_title_in_the_head_and_for_screen_readers() -> None:
    html = compile_mjml(write_digest(), allowed_hosts=HOSTS)

    assert read(html, "//title/text()") == [TITLE]
    assert read(html, "//div[@role='article']/@aria-label") == [TITLE]
    assert read(html, "//img/@alt") == [TITLE]


def test_language_and_direction_reach_the_page_and_the_article() -> None:
    html = compile_mjml(write_digest(), allowed_hosts=HOSTS)

    assert read(html, "//html/@lang | //div[@role='article']/@lang") == ["en-GB", "en-GB"]
    assert read(html, "//html/@dir | //div[@role='article']/@dir") == ["ltr", "ltr"]


def test_no_marker_reaches_the_mail() -> None:
    mjml = write_digest()

    assert 'data-at="email/digest.mjml:9"' in mjml
    assert "data-at" not in compile_mjml(mjml, allowed_hosts=HOSTS)


def test_css_arrives_without_entities() -> None:
    html = compile_mjml(write_digest(), allowed_hosts=HOSTS)

    assert r'.article > div > p::before { content: ">\201C"; }' in html
    assert "@media (prefers-color-scheme: dark) { .card { background-color: #1b1f24 !important; } }" in html


def test_conditional_comments_arrive_whole() -> None:
    html = compile_mjml(write_digest(), allowed_hosts=HOSTS)

    assert "<!--[if mso]><style>td > p { mso-line-height-rule: exactly; }</style><![endif]-->" in html
    assert '<!--[if !mso]><!--><div class="only-elsewhere"></div><!--<![endif]-->' in html
    assert html.count("<!--[if mso]><p>For Outlook</p><![endif]-->") == 6


def test_the_digest_loads_nothing_but_its_own_logo() -> None:
    html = compile_mjml(write_digest(), allowed_hosts=HOSTS)

    assert set(re.findall(r'src="([^"]*)"', html)) == {"https://digest.example.org/logo.png"}
    assert not re.search(r"fonts\.|@import|<link|url\(", html)


def test_a_mail_without_a_font_family_links_no_web_font() -> None:
    html = compile_mjml(write_mail("<mj-text>x</mj-text>"))

    assert "fonts.googleapis.com" not in html


def test_the_same_mjml_gives_the_same_html() -> None:
    assert compile_mjml(write_digest(), allowed_hosts=HOSTS) == compile_mjml(write_digest(), allowed_hosts=HOSTS)


def test_what_the_engine_alone_refuses_is_an_error_of_ours() -> None:
    with pytest.raises(TemplateError, match="the MJML engine refuses what our own check let through: "):
        translate("<mjml><mj-body>")
