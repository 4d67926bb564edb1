"""Bare addresses in prose become links, each as far as a person would say that it goes, and nothing else does."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.rendering import markdown

LINKED = {
    "See https://example.net/a.": ["https://example.net/a"],
    "See www.example.net, or www.example.net/b!": ["https://www.example.net", "https://www.example.net/b"],
    "Write to clerk@example.net.": ["mailto:clerk@example.net"],
    "Write to a.b+c@hall.example or (d@hall.wales).": ["mailto:a.b+c@hall.example", "mailto:d@hall.wales"],
    "(see https://example.net/a_(b))": ["https://example.net/a_(b)"],
    "[https://example.net/a]": ["https://example.net/a"],
    "https://example.net/a[1].pdf": ["https://example.net/a%5B1%5D.pdf"],
    "“https://example.net/a” ‘www.example.net’": ["https://example.net/a", "https://www.example.net"],
    "«https://example.net/a» https://example.net/b…": ["https://example.net/a", "https://example.net/b"],
    "https://example.net/?a=1&b=2#c; https://example.net/d?": [
        "https://example.net/?a=1&b=2#c",
        "https://example.net/d",
    ],
    "**https://example.net/a**, *www.example.net* _d@example.net_": [
        "https://example.net/a",
        "https://www.example.net",
        "mailto:d@example.net",
    ],
    "https://example.net/_a_/b*c*d": ["https://example.net/_a_/b*c*d"],
    "请看https://example.net/路径。谢谢": ["https://example.net/%E8%B7%AF%E5%BE%84"],
    "https://bücher.example/ü": ["https://xn--bcher-kva.example/%C3%BC"],
    "- https://example.net/a\n- b": ["https://example.net/a"],
    "https://example.net/a\nhttps://example.net/b": ["https://example.net/a", "https://example.net/b"],
    "HTTPS://Example.net/A": ["https://example.net/A"],
}
NOT_LINKED = (
    "example.net",
    "example.com/page",
    "Node.js and GOV.UK",
    "file.txt",
    "http://example.net/",
    "ftp://example.net/",
    "//example.net/",
    "xhttps://example.net/",
    "https://",
    "https://localhost/",
    "https://a:b@example.net/",
    "www.",
    "www.example",
    "www .example.net",
    "@name",
    "@name@social.example",
    "a@b",
    "git@example.net:x/y",
    "`https://example.net/ www.example.net a@example.net`",
    "    https://example.net/",
    "```\nhttps://example.net/\n```",
    "at@",
    "name @example.net",
    "javascript://example.net/",
    "a@example.net/b",
)


def read_links(typed: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'<a href="([^"]*)"', str(markdown.to_html(typed)))]


@pytest.mark.parametrize(("typed", "links"), LINKED.items())
def test_an_address_in_prose_is_a_link(typed: str, links: list[str]) -> None:
    assert read_links(typed) == links
    assert [link.url for link in markdown.find_links(typed)] == links
    assert all(link.is_bare for link in markdown.find_links(typed))


@pytest.mark.parametrize(("typed", "links"), LINKED.items())
def test_plain_text_says_an_address_once(typed: str, links: list[str]) -> None:
    assert "<" not in markdown.to_text(typed)
    assert len(links) == len(markdown.find_links(typed))


@pytest.mark.parametrize("typed", NOT_LINKED)
def test_nothing_else_is_a_link(typed: str) -> None:
    assert read_links(typed) == []


def test_the_words_of_a_link_hold_no_second_one() -> None:
    assert read_links("[see https://example.net/a and b@example.net](https://example.net/)") == ["https://example.net/"]


_LETTERS = st.characters(exclude_characters="\0")  # documents refuse it, and CommonMark shows U+FFFD in its place


@given(
    around=st.text(st.sampled_from("abé @./:w-_*()[]'\"<>`h,;?!&#\n"), max_size=12),
    after=st.text(_LETTERS, max_size=8),
)
def test_the_words_stay_as_they_were_typed(around: str, after: str) -> None:
    typed = f"{around} https://example.net/x{after}"
    plain = re.sub(r"<[^>]*>", "", str(markdown.to_html(typed)))

    for link in markdown.find_links(typed):
        assert not link.is_bare or link.words in typed
        assert link.words in unescape(plain).replace("\n", " ") or not link.is_bare


SOURCES = {
    "See [the **whole** report](https://example.net/a_(b)) and more.": [
        "[the **whole** report](https://example.net/a_(b))"
    ],
    "*[one](https://example.net/1)* [two](<https://example.net/2>)": [
        "[one](https://example.net/1)",
        "[two](<https://example.net/2>)",
    ],
    "<https://example.net/> or www.example.net.": ["<https://example.net/>", "www.example.net"],
    "- [words\nbelow](https://example.net/)": ["[words\nbelow](https://example.net/)"],
    "> [words\n> below](https://example.net/)": [""],
    r"[1 \] 2](https://example.net/)": [r"[1 \] 2](https://example.net/)"],
    "[the same](https://example.net/) [the same](#here)": ["[the same](https://example.net/)", "[the same](#here)"],
}


@pytest.mark.parametrize(("typed", "sources"), SOURCES.items())
def test_a_link_knows_what_was_typed_for_it(typed: str, sources: list[str]) -> None:
    assert [link.source for link in markdown.find_links(typed)] == sources
