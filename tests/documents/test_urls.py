"""Addresses: what was valid stays to the byte, and whatever is accepted is valid by the grammar of RFC 3986."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.documents.urls import decode_host, host_of, normalise_target, normalise_url

# RFC 3986, appendix A, rule by rule and in the order in which it stands there; apart from the code under test.
UNRESERVED = r"[A-Za-z0-9\-._~]"
SUB_DELIMS = r"[!$&'()*+,;=]"
PCT_ENCODED = r"%[0-9A-Fa-f][0-9A-Fa-f]"
PCHAR = rf"(?:{UNRESERVED}|{PCT_ENCODED}|{SUB_DELIMS}|[:@])"
REG_NAME = rf"(?:{UNRESERVED}|{PCT_ENCODED}|{SUB_DELIMS})*"
PATH_ABEMPTY = rf"(?:/{PCHAR}*)*"
QUERY = FRAGMENT = rf"(?:{PCHAR}|[/?])*"
URI = re.compile(rf"https://{REG_NAME}(?::[0-9]*)?{PATH_ABEMPTY}(?:\?{QUERY})?(?:#{FRAGMENT})?")

HOSTS = st.sampled_from(
    ["example.net", "a.b.example.org", "xn--bcher-kva.example", "EXAMPLE.net", "10.0.0.1", "1.example"]
)
PORTS = st.sampled_from(["", ":", ":443", ":8080", ":65535"])
PARTS = st.from_regex(rf"{PCHAR}{{0,8}}", fullmatch=True)
VALID = st.builds(
    lambda host, port, path, query, mark: f"https://{host}{port}{path}{query}{mark}",
    HOSTS,
    PORTS,
    st.lists(PARTS.map("/{}".format), max_size=4).map("".join),
    st.one_of(st.just(""), st.from_regex(rf"\?{QUERY}", fullmatch=True)),
    st.one_of(st.just(""), st.from_regex(rf"#{FRAGMENT}", fullmatch=True)),
)
WRITTEN = {
    "https://example.net/a[1].pdf": "https://example.net/a%5B1%5D.pdf",
    "https://example.net/?a[]=1&a[]=2": "https://example.net/?a%5B%5D=1&a%5B%5D=2",
    "https://example.net/%zz": "https://example.net/%25zz",
    "https://example.net/%": "https://example.net/%25",
    "https://example.net/100%.pdf": "https://example.net/100%25.pdf",
    "https://example.net/%C3%BC?100%": "https://example.net/%C3%BC?100%25",
    "https://example.net/#a#b": "https://example.net/#a%23b",
    "https://example.net/a b?c d#e f": "https://example.net/a%20b?c%20d#e%20f",
    " https://example.net/a\tb\nc ": "https://example.net/abc",
    "https://example.net/a|b^c`d{e}": "https://example.net/a%7Cb%5Ec%60d%7Be%7D",
    'https://example.net/"a"<b>': "https://example.net/%22a%22%3Cb%3E",
    "https://example.net/it's?it's": "https://example.net/it's?it's",
    "https:\\\\example.net\\a\\b": "https://example.net/a/b",
    "https://example.net/café?naïve=ü#ß": "https://example.net/caf%C3%A9?na%C3%AFve=%C3%BC#%C3%9F",
    "https://bücher.example/": "https://xn--bcher-kva.example/",
    "https://☃.example/": "https://xn--n3h.example/",
    "https://straße.example": "https://xn--strae-oqa.example/",
    "https://例え。example/道": "https://xn--r8jz45g.example/%E9%81%93",
    "HTTPS://Example.NET/A": "https://example.net/A",
    "https://EXAMPLE.net:443/x/../[y]/./z": "https://example.net/%5By%5D/z",
    "https://example.net/\u00a0x": "https://example.net/%C2%A0x",
    "https://example.net\\@elsewhere.example/": "https://example.net/@elsewhere.example/",
}
"""What is not valid by RFC 3986, or not understood by every mail program, and how every output has it."""

STAYS = (
    "https://example.net", "https://example.net?a", "https://example.net#a", "https://EXAMPLE.net/", "https://example.net:443/",
    "https://example.net/a/../b/./c", "https://example.net/%7ea%2F", "https://example.net//a//?a?b/c#d?e/f", "https://example.net:/",
)  # fmt: skip
REFUSED = (
    "", "https:", "https://", "https:///", "https:example.net", "http://example.net/", "//example.net/", "/a", "#a b",
    "example.net", "ftp://example.net/", "javascript:alert(1)", "https://localhost/", "https://example/", "https://a:b@example.net/",
    "https://a@example.net/", "https://example.net@elsewhere.example/[", "https://example.net:65536/", "https://example.net:x/",
    "https://[::1]/", "https://example.net./", "https://ex ample.net/", "https://ex%20ample.net/", "https://a..net/", "https://-a.net/",
    "https://0x7f.0.0.1/", "https://127.1.2.03/", "https://1.2.3.400/", "https://example.net／a", "https://exa\u200bmple.net/",
    "https://example.net/\u202e", "https://example.net/\u200d", "https://example.net/\ud800", "https://example.net/\x00",
    f"https://{'a.' * 127}example/",
)  # fmt: skip


@given(url=VALID)
def test_a_valid_address_stays_to_the_byte(url: str) -> None:
    assert URI.fullmatch(url)
    assert normalise_url(url) == url


@pytest.mark.parametrize("url", STAYS)
def test_what_browsers_would_write_differently_stays_too(url: str) -> None:
    assert normalise_url(url) == url


@given(rest=st.text(), host=st.sampled_from(["example.net", "é.example", ""]))
@example(rest="[#%#\\ |", host="example.net")
def test_whatever_is_accepted_is_valid_and_final(rest: str, host: str) -> None:
    try:
        normal = normalise_url(f"https://{host}{rest}")
    except ValueError:
        return

    assert URI.fullmatch(normal)
    assert normalise_url(normal) == normal


@given(rest=st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"])))
def test_no_visible_character_of_a_path_is_refused(rest: str) -> None:
    normal = normalise_url(f"https://example.net/{rest}")

    assert URI.fullmatch(normal)
    assert host_of(normal) == "example.net"


@pytest.mark.parametrize(("url", "expected"), WRITTEN.items())
def test_what_is_not_valid_is_written_as_it_is_followed(url: str, expected: str) -> None:
    assert normalise_url(url) == expected
    assert URI.fullmatch(expected)


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_no_whole_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # ada-url has words of its own for some
        normalise_url(url)


@given(rest=st.text(st.characters(exclude_categories=["Cs"])), scheme=st.sampled_from(["mailto", "tel", "MAILTO"]))
def test_other_targets_are_printable_ascii(rest: str, scheme: str) -> None:
    normal = normalise_target(f"{scheme}:{rest}")

    assert re.fullmatch(rf"{scheme.lower()}:{QUERY}", normal)
    assert normalise_target(normal) == normal


def test_a_host_in_punycode_is_told_as_it_reads() -> None:
    assert decode_host("xn--bcher-kva.example") == "bücher.example"
    assert decode_host("example.net") == "example.net"
    assert decode_host("xn--a.example") == "xn--a.example"
