"""Footnotes: numbered for each block, linked both ways on pages, and plain in mail, feeds and text."""

from __future__ import annotations

import json
from collections import Counter

from lxml import html

from newsletter.outputs.base import summarise
from newsletter.rendering import markdown
from scripts.golden import load_case, make_files

FILES = make_files(load_case("prose")[0].publication, load_case("prose")[1].issue)
PAGE = html.document_fromstring(FILES["site/issues/2024-03/index.html"])


def test_every_reference_on_a_page_leads_to_its_note_and_every_note_leads_back() -> None:
    ids = Counter(element.get("id") for element in PAGE.iter() if element.get("id"))
    links = [str(link.get("href")) for link in PAGE.iter("a") if "_note_" in str(link.get("href"))]
    back = [str(link.get("href")) for link in PAGE.iter("a") if "_ref_" in str(link.get("href"))]

    assert set(ids.values()) == {1}
    assert links == [
        "#intro_note_1", "#bins_note_1", "#bins_note_2", "#bins_note_1", "#block_1_note_1", "#block_2_note_1",
    ]  # fmt: skip
    assert {f"#{name}" for name in ids} >= {*links, *back}
    assert [address.replace("_ref_", "_note_") for address in back] == list(dict.fromkeys(links))


def test_notes_are_plain_in_mail_and_feed() -> None:
    mail, feed = FILES["email/2024-03.html"].decode(), json.loads(FILES["site/feed.json"])["items"][0]["content_html"]

    assert mail.count("<sup") == feed.count("<sup") == 6
    assert "_note_" not in mail + feed
    assert "↩" not in mail + feed


def test_notes_of_a_block_count_on_through_its_texts_and_begin_again_in_the_next() -> None:
    text = "One[^a].\n\n[^a]: A.\n"

    assert markdown.to_text_parts(text, 3) == ("One[3].", ("A.",))
    assert markdown.to_html_parts(text, 3)[0] == '<p>One<sup class="footnote">[3]</sup>.</p>'


def test_a_summary_has_neither_references_nor_notes() -> None:
    assert summarise(["Said once.[^a]\n\n[^a]: By me."]) == "Said once."


def test_what_refers_to_no_note_stays_as_it_was_typed() -> None:
    assert markdown.to_html("See [^1] and ^[2].") == "<p>See [^1] and ^[2].</p>"
    assert markdown.to_line_html("See [^1]") == "See [^1]"


def test_a_table_is_read_row_by_row_in_plain_text_and_by_its_headers_in_html() -> None:
    table = "| Street | Bags |\n|--|--:|\n| Mill Lane | ~~12~~ 13 |\n| Quay | |\n"

    assert markdown.to_text(table) == "- Street: Mill Lane, Bags: ~~12~~ 13\n- Street: Quay"
    assert '<th scope="col" class="to-end">Bags</th>' in markdown.to_html(table)
    assert '<td class="to-end"><s>12</s> 13</td>' in markdown.to_html(table)
    assert markdown.to_spoken(table) == "- Street: Mill Lane, Bags: 12 13\n- Street: Quay"
