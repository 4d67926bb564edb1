"""The first publication: a whole vocabulary, readable colours, and no fact that was not checked."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import asdict
from itertools import product
from pathlib import Path

import pytest

from newsletter.documents.colours import Colours
from tests.packs import PUBLICATION_MODEL

PUBLICATION = PUBLICATION_MODEL.model_validate(
    tomllib.loads((Path(__file__).parents[1] / "newsletter.toml").read_text(encoding="utf-8"))
)
ENOUGH_CONTRAST = 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, "contrast ratio" and "relative luminance")."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_vocabulary_is_whole() -> None:
    themes = PUBLICATION.themes
    names = [name.lower() for theme in themes.values() for name in (theme.label, *theme.aliases)]

    assert Counter(t.facet for t in themes.values()) == {
        "harm": 10,
        "family": 7,
        "child": 5,
        "practice": 8,
        "system": 6,
    }
    assert {name: t.broader for name, t in themes.items() if t.broader} == {
        "criminal-exploitation": "extra-familial",
        "sexual-exploitation": "extra-familial",
        "serious-violence": "extra-familial",
        "exclusion": "education",
    }
    assert [n for n, t in themes.items() if t.content_note] == [n for n, t in themes.items() if t.facet == "harm"]
    assert len(names) == len(set(names)), "an alias must lead to one theme"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(scheme: str) -> None:
    colours: Colours = getattr(PUBLICATION.colours, scheme)
    pairs = [*product(("text", "muted", "accent"), ("page", "paper", "note")), ("on_accent", "accent")]
    ratios = {pair: contrast(getattr(colours, pair[0]), getattr(colours, pair[1])) for pair in pairs}

    assert len(ratios) == 10
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < ENOUGH_CONTRAST} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_can_be_seen_and_nothing_is_pure_black(scheme: str) -> None:
    colours: Colours = getattr(PUBLICATION.colours, scheme)

    assert all(contrast(colours.rule, ground) >= 1.3 for ground in (colours.page, colours.paper, colours.note))
    assert "#000000" not in asdict(colours).values()
    assert colours.page != "#ffffff"


def test_contrast_is_measured_as_the_standard_does() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_support_contacts_wait_for_a_person_to_check_them() -> None:
    contacts = {contact.id: contact for contact in PUBLICATION.support_contacts}

    assert set(PUBLICATION.content_note.contacts) <= contacts.keys()
    assert not any(contact.checked for contact in contacts.values())


def test_every_form_to_avoid_has_another_to_use_instead() -> None:
    house = PUBLICATION.house_dictionary

    assert set(house) == {
        "ACE's",
        "safeguarding adult's board",
        "re-launch",
        "on-going",
        "multiagency",
        "Covid-19",
    }
    assert not set(house) & set(house.values())


def test_an_address_that_is_not_known_yet_is_under_a_reserved_name() -> None:
    sender = PUBLICATION.sender
    unknown = [PUBLICATION.base_url, PUBLICATION.unsubscribe_url, sender.email, sender.reply_to]

    assert [address for address in unknown if "example.org" not in str(address)] == []
