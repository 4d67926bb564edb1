"""The quick way to HTML makes the same bytes as the long one: of issues, and of random mails, many of them broken."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Self

import pytest

from newsletter.errors import TemplateError
from newsletter.loading import load_publication
from newsletter.rendering.edition import Edition, lead_within
from newsletter.rendering.email import fill_template, inline_css
from newsletter.rendering.mjml.compile import compile_mjml
from newsletter.rendering.mjml.quick import FEW_MAILS, QuickWay
from newsletter.rendering.mjml.schema import FLOW, VOID
from newsletter.rendering.renderer import make_renderer
from scripts.golden import CASES, load_case

ROOT = Path(__file__).parents[2]
HOST = "digest.example.org"
CSS = make_renderer(ROOT, ()).style("email/inline.css", load_publication(ROOT).publication, "ltr")


def go_long(mjml: str, css: str = CSS) -> str:
    return inline_css(compile_mjml(mjml, allowed_hosts=frozenset({HOST})), css)


def write_mail(*texts: str, title: str = "Title", preview: str = "Preview", css_class: str = "copy") -> str:
    held = "\n      ".join(f'<mj-text css-class="{css_class}">{text}</mj-text>' for text in texts)
    return (
        f'<mjml lang="en" dir="ltr"><mj-head><mj-title>{title}</mj-title><mj-preview>{preview}</mj-preview></mj-head>'
        f'<mj-body css-class="page"><mj-section css-class="paper"><mj-column>{held}</mj-column></mj-section>'
        f"</mj-body></mjml>"
    )


def try_way(way: Callable[[str], str], mjml: str) -> str:
    """Return the HTML, or what is wrong with the MJML."""
    try:
        return way(mjml)
    except TemplateError as error:
        return f"refused: {error}"


class Counter:
    """Counts the mails that went the long way as a whole."""

    def __init__(self, css: str = CSS) -> None:
        self.whole = 0
        self.at_hand = ""
        self.css = css
        self.way = QuickWay(self.go, css)

    def go(self, mjml: str) -> str:
        self.whole += mjml == self.at_hand
        return go_long(mjml, self.css)

    def finish(self, mjml: str) -> str:
        self.at_hand = mjml
        return self.way.finish(mjml)

    def begin(self) -> Self:
        """Have the few mails that always go the long way."""
        for _ in range(FEW_MAILS):
            self.way.finish(write_mail("<p>First</p>"))
        return self


ATTRIBUTES = (
    *(' class="facts"', ' class="kicker"', ' class="lede"', ' class="box"', ' dir="rtl"', ' lang="ar"', ' start="3"'),
    *(' id="child-a"', ' title="a&#39;b"', ' title="é\u00a0"', " class='facts'", ' title="/>"', ' title="a > b"'),
    *(' href="https://a.example/x?a=1&amp;b=2"', ' href="javascript:x"', ' href="mailto:a@b.example"'),
    *(' onclick="x"', ' style="color:red"', ' src="https://evil.example/x.png"', ' title="a&#34; class=&#34;facts"'),
    *(f' src="https://{HOST}/x.png" alt=""', ' background="https://evil.example/"', ' data-at="x.mjml:1"'),
)
WORDS = (
    *(
        "word",
        "two words",
        " ",
        "\n",
        "\n\n  ",
        " \n",
        "word\n",
        "\u00a0",
        "\n\u00a0",
        "\u200c\u034f",
        "é",
        "\U0001f600",
    ),
    *("&#39;", "&#34;", "&amp;", "&lt;", "&gt;", "&#160;", "&quot;", "&nbsp;", "&#8217;", "&amp;amp;", "&", "&#39"),
    *(">", "<", '"', "'", "\\", "\\u{a0}", "\t", "\r\n", "\x01", "\x85", "\ufffe", "\ufeff", "\u2028", "\ud800"),
    *("hole-0-end", "between", "<!-- x -->", "<![CDATA[x]]>", "url(x)", "{", "}", "</p>", "<b", "</mj-text>", "-->"),
)
USUAL = 11
COMMON = "p p p a a ul li ol strong em code pre blockquote br br h2 h3 table tbody tr td th dl dt dd div span hr sub"


class Writer:
    """Writes random mails, most of them such as templates write, and broken here and there."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  # the same mails each time

    def write(self) -> str:
        texts = [self._contents(3) for _ in range(self._random.randint(1, 3))]
        css_class = self._random.choice(["copy", "copy", "copy", "small", "masthead"])
        title = self._random.choice(["Title", "A &amp; B", "It&#39;s", " lead", "é\u00a0x", self._words() or "x"])
        preview = self._random.choice(["Preview\u034f\u200c\u00a0", "", self._words()])
        return write_mail(*texts, title=title, preview=preview, css_class=css_class)

    def _contents(self, depth: int) -> str:
        if self._random.random() < 0.6:
            return "".join(self._random.choice(self._blocks())() for _ in range(self._random.randint(1, 5)))
        return self._anything(depth)

    def _blocks(self) -> list[Callable[[], str]]:
        words = self._words
        return [
            lambda: f"<p>{words()}<strong>{words()}</strong>{words()}<em>x</em></p>",
            lambda: f'<p class="{self._random.choice(["facts", "next", "zz"])}">{words()}<br />{words()}</p>',
            lambda: f'<p>{words()}<a href="https://x.example/{self._random.randint(1, 99)}">{words()}</a>\n<b>x</b>',
            lambda: f"<ul>\n<li>{words()}</li>\n<li>a<ul><li>{words()}</li></ul></li></ul>",
            lambda: f'<div class="lede"><p>{words()}</p>\n<p>{words()}</p></div>',
            lambda: f'<table class="box"><tbody><tr>\n<td class="note"><p>{words()}</p></td></tr></tbody></table>',
            lambda: f"<blockquote><p>{words()}</p></blockquote>\n",
            lambda: "\n",
        ]

    def _words(self) -> str:
        known = WORDS if self._random.random() < 0.04 else WORDS[:USUAL]
        return "".join(self._random.choice(known) for _ in range(self._random.randint(0, 3)))

    def _anything(self, depth: int) -> str:
        pieces = [self._words()]
        for _ in range(self._random.randint(0, 3)):
            pieces += [self._element(depth) if depth and self._random.random() < 0.6 else "", self._words()]
        return "".join(pieces)

    def _element(self, depth: int) -> str:
        tag = self._random.choice(COMMON.split() if self._random.random() < 0.95 else sorted(FLOW))
        attribute = self._random.choice(ATTRIBUTES if self._random.random() < 0.25 else ("", "", ' class="facts"'))
        if tag == "a" and self._random.random() < 0.8:
            attribute = self._random.choice([' href="https://b.example/q?x=1"', ' href="tel:116123"'])
        if tag in VOID:
            return f"<{tag}{attribute} />"
        return f"<{tag}{attribute}>{self._anything(depth - 1)}</{tag}>"


def compare(seed: int, mails: int) -> tuple[int, int]:
    """Send random mails both ways, and return how many were refused, and how many went the quick way."""
    writer, counter, refused, quick = Writer(seed), Counter().begin(), 0, 0
    for _ in range(mails):
        mjml = writer.write()
        before, wanted = counter.whole, try_way(go_long, mjml)
        assert try_way(counter.finish, mjml) == wanted, mjml
        refused += wanted.startswith("refused")
        quick += counter.whole == before
    return refused, quick


def test_random_mails_are_the_same_either_way() -> None:
    mails = 300
    refused, quick = compare(1, mails)

    assert refused > mails / 10
    assert quick > mails / 10


@pytest.mark.slow
@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 22))
def test_more_random_mails_are_the_same_either_way(seed: int) -> None:
    compare(seed, 1_000)


@pytest.mark.slow
def test_golden_cases_are_the_same_either_way() -> None:
    """One way for all that have a style sheet: what one mail has taught it must be right in another."""
    counters: dict[str, Counter] = {}
    quick = 0
    for case in CASES * 2:
        mjml, css = render_case(case)
        counter = counters.get(css) or counters.setdefault(css, Counter(css).begin())
        before, wanted = counter.whole, go_long(mjml, css)
        assert counter.finish(mjml) == wanted, case
        quick += counter.whole == before

    assert quick > 10


@cache
def render_case(case: str) -> tuple[str, str]:
    """Return the MJML of a golden case, and the style sheet of its mail."""
    publication, loaded = load_case(case)
    renderer = make_renderer(ROOT, publication.publication.packs)
    edition = Edition(publication.publication, loaded.issue)
    css = renderer.style("email/inline.css", edition.publication, edition.direction)
    return lead_within(fill_template(edition, renderer), edition.url), css


def test_the_first_mails_go_the_long_way_so_that_a_few_alone_are_not_slower() -> None:
    tried: list[str] = []

    def go(mjml: str) -> str:
        tried.append(mjml)
        return go_long(mjml)

    way = QuickWay(go, CSS)

    mails = [write_mail(f"<p>{number}</p>") for number in range(FEW_MAILS + 2)]
    html = [way.finish(mail) for mail in mails]
    assert tried[:FEW_MAILS] == mails[:FEW_MAILS]
    assert not set(tried) & set(mails[FEW_MAILS:])
    assert html == [go_long(mail) for mail in mails]


def test_a_style_sheet_whose_rules_need_more_than_the_path_is_left_to_the_long_way() -> None:
    counter = Counter("p + p { margin: 0; }").begin()

    for number in range(3):
        counter.finish(write_mail(f"<p>{number}</p><p>Two</p>"))
    assert counter.whole == 3
