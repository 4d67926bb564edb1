"""People: links that dial and write, two beside each other where there is room, and portraits."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page
from pydantic import ValidationError

from newsletter.documents.blocks.people import Person
from newsletter.loading import parse_issue
from tests.golden_files import MAIL, PAGE, TEXT, find_class, make_case, parse_case, words_of

DOCUMENT = "period: 2024-02\ntitle: A\nblocks:\n  - type: people\n    title: B\n    people: [{name: C, phone: %s}]\n"


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("020 7946 0000", "02079460000"),
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("(020) 7946-0000", "02079460000"),
        ("+49.30/123456", "+4930123456"),
        ("112", "112"),
    ],
)
def test_a_telephone_dials_the_number_that_is_written(phone: str, dialled: str) -> None:
    person = Person(name="J. Marlow", phone=phone)

    assert (person.phone, person.dialled) == (phone, dialled)


@pytest.mark.parametrize(
    ("phone", "message"),
    [
        ("ring me", "'ring me' is not a telephone number"),
        ("020 7946 0000 ext 5", "Hours and extensions belong in note"),
        ("12", "a telephone number has 3 to 15 digits, and this one has 2"),
        ("1234567890123456", "and this one has 16"),
        ('020" onclick="x', "is not a telephone number"),
        (1167777, 'Put it in quotes: "1167777"'),
    ],
)
def test_what_no_telephone_dials_is_refused(phone: object, message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Person.model_validate({"name": "J. Marlow", "phone": phone})
    (error,) = raised.value.errors()

    assert message in f"{error['msg']} {error['ctx']['hint']}"


def test_a_number_that_yaml_would_shorten_keeps_its_zero() -> None:
    issue: Any = parse_issue((DOCUMENT % "02079460000").encode(), "issues/2024-02.yaml", ()).issue

    assert issue.blocks[0].people[0].phone == "02079460000"


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError, match="'clerk at example' is not an e-mail address"):
        Person(name="J. Marlow", email="clerk at example")


@pytest.mark.parametrize("path", [MAIL, PAGE])
def test_the_program_makes_the_links_and_numbers_read_from_left_to_right(path: str) -> None:
    people = find_class(parse_case("people", path), "people")
    links = [(link.get("href"), link.get("dir")) for block in people for link in block.iter("a")]

    assert links == [
        ("tel:+442079460000", "ltr"),
        ("mailto:clerk@example.org", None),
        ("https://example.net/marlow?day=1&week=2", None),
        ("tel:116000", "ltr"),
        ("mailto:hall@example.org", None),
        ("tel:02079460001", "ltr"),
    ]


def test_a_portrait_stands_beside_the_name_and_is_passed_over_where_it_is_decorative() -> None:
    mail = parse_case("people", MAIL)
    pictures = [(picture.get("alt"), picture.get("width")) for picture in mail.iter("img")]

    assert pictures == [("", "60"), ("A woman in a red scarf", "40")]
    assert "Photo: A. Okoro" in words_of(find_class(mail, "quote")[0])


def test_plain_text_has_a_line_for_each_person() -> None:
    assert "\n- A. Okoro, Hall bookings: hall@example.org\n" in make_case("people")[TEXT].decode()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "columns"), [(360, 1), (600, 2)])
def test_two_people_stand_beside_each_other_where_there_is_room(page: Page, width: int, columns: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(make_case("people")[MAIL].decode())
    tops = page.evaluate("[...document.querySelectorAll('.half')].map(e => Math.round(e.getBoundingClientRect().top))")

    assert [second == first for first, second in pairwise(tops[:3])] == [columns == 2, False]
