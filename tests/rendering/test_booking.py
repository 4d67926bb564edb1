"""The button of an event: in a mail Outlook draws it, on a page and in a feed it is a link."""

from __future__ import annotations

import re

import pytest

from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_html
from scripts.golden import load_case
from tests.golden_files import find_class, make_case, parse_case, words_of
from tests.outputs.small_site import RENDERER, make_edition, read

EVENT = {
    "type": "event",
    "title": "Sailing[^1]",
    "starts": "2024-05-04T10:00",
    "body": "Bring a coat.[^1]\n\n[^1]: A dry one.",
    "book": {"text": "Book a boat", "url": "https://example.org/boat"},
}


def test_in_a_mail_the_button_is_a_cell_with_a_ground_of_its_own() -> None:
    [button] = find_class(parse_case("event", "email/2024-03.html"), "booking")
    [cell] = button.iter("td")
    [link] = button.iter("a")
    styles = {part.partition(":")[0] for part in (cell.get("style") or "").split(";")}

    assert {"background-color", "border", "mso-padding-alt"} <= styles
    assert (words_of(link), link.get("href")) == ("Book a boat", "https://example.net/boats")
    assert "padding:11px 22px" in (link.get("style") or "")


def test_it_is_beside_the_tile_of_its_day() -> None:
    [button] = find_class(parse_case("event", "email/2024-03.html"), "booking")
    row = next(up for up in button.iterancestors("tr") if find_class(up, "tile"))

    assert words_of(row).startswith("May 4 Sat")


@pytest.mark.parametrize("path", ["site/issues/2024-03/index.html", "site/feed.json"])
def test_elsewhere_it_is_a_link_in_a_paragraph(path: str) -> None:
    content = make_case("event")[path].decode().replace('\\"', '"')

    assert "booking" not in content
    assert re.search('<p><a (class="button" )?href="https://example.net/boats">', content)


def test_footnotes_of_an_event_stay_beside_its_tile() -> None:
    edition = make_edition(EVENT, publication=load_case("text")[0].publication)
    mail = read(render_html(Edition(edition.publication, edition.issue), RENDERER).encode())
    [notes] = find_class(mail, "footnotes")

    assert "A dry one." in words_of(notes)
    assert any(find_class(up, "tile") for up in notes.iterancestors("tr"))
