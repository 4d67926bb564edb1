"""Sponsors: their links say that they are paid for, and no other link does."""

from __future__ import annotations

from lxml import html

from scripts.golden import load_case, make_files

FILES = make_files(load_case("sponsor")[0].publication, load_case("sponsor")[1].issue)
PAID = {
    "https://example.net/shop": "sponsored",
    "https://example.net/turkey": "sponsored",
    "https://example.net/order?a=1&b=2": "sponsored",
    "https://example.net/ring": "sponsored",
}


def test_every_link_of_a_sponsor_says_that_it_is_paid_for_and_no_other_does() -> None:
    page = html.document_fromstring(FILES["site/issues/2024-03/index.html"])
    links = {str(link.get("href")): link.get("rel") for link in page.iter("a")}

    assert {address: rel for address, rel in links.items() if rel} == PAID
    assert "https://example.net/map" in links


def test_the_first_word_of_a_sponsor_says_what_it_is_in_every_output() -> None:
    phrase = "Sponsored: Hobbs &amp; Sons Butchers"

    assert f">{phrase}</h2>" in FILES["email/2024-03.html"].decode()
    assert f">{phrase}</h2>" in FILES["site/issues/2024-03/index.html"].decode()
    assert "Sponsored: Hobbs & Sons Butchers\n-----" in FILES["email/2024-03.txt"].decode()
    assert "Sponsored: Hobbs" in FILES["site/feed.json"].decode()
