"""An abbreviation is explained where a reader of an entry first meets it, once, and nowhere that it would do harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.rendering.renderer import make_renderer
from newsletter.rendering.words import Expander
from scripts.golden import ROOT
from tests.packs import PACKS
from tests.rendering.editions import PUBLICATION, make_edition, make_review

GLOSSARY = {"GP": "general practitioner", "MASH": "multi-agency safeguarding hub"}


def expand(*texts: str) -> list[str]:
    expander = Expander(GLOSSARY)
    return [expander.expand(text) for text in texts]


def test_the_first_use_is_explained_and_no_later_one() -> None:
    assert expand("The GP and the GP", "A GP") == ["The GP (general practitioner) and the GP", "A GP"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Two GPs", "Two GPs (general practitioners)"),
        ("the GP's notes", "the GP's (general practitioner's) notes"),
        ("the GP’s notes", "the GP’s (general practitioner’s) notes"),
        ("(GP)", "(GP (general practitioner))"),
        ("GP, MASH.", "GP (general practitioner), MASH (multi-agency safeguarding hub)."),
        ("**GP**", "**GP (general practitioner)**"),
        ("[the GP](https://example.org/GP)", "[the GP (general practitioner)](https://example.org/GP)"),
        ("GP/MASH", "GP (general practitioner)/MASH"),
    ],
)
def test_an_ending_is_explained_with_it(text: str, words: str) -> None:
    assert expand(text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "GPS", "a gp", "NGP", "xGP", "GP@example.org", "gp@GP", "GP-led", "non-GP", "C.GP", "_GP_x", "MASHES",
        "https://example.org/GP", "[notes](https://example.org/a?GP)", "<https://example.org/MASH/GP>",
    ],
)  # fmt: skip
def test_what_is_part_of_something_else_is_left_alone(text: str) -> None:
    assert expand(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "a general practitioner (GP)",
        "a GP (general practitioner)",
        "a GP – General Practitioner",
        "the GP – general practitioner –",
    ],
)
def test_what_the_author_explains_is_not_explained_again(text: str) -> None:
    assert expand(text, "the GP") == [text, "the GP"]


def test_an_address_does_not_use_up_the_explanation() -> None:
    assert expand("See https://example.org/GP and a GP") == [
        "See https://example.org/GP and a GP (general practitioner)"
    ]


def test_the_longer_of_two_abbreviations_wins() -> None:
    expander = Expander({"NRM": "National Referral Mechanism", "NRM panel": "panel of the Mechanism"})

    assert expander.expand("The NRM panel") == "The NRM panel (panel of the Mechanism)"
    assert expander.expand("The NRM") == "The NRM (National Referral Mechanism)"


def test_a_publication_without_a_glossary_explains_nothing() -> None:
    assert Expander({}).expand("A GP") == "A GP"


@given(st.text(st.sampled_from("GPMASH s-'.()[]<>\\*&\n"), max_size=60))
def test_nothing_is_taken_away_and_nothing_explained_twice(text: str) -> None:
    (words,) = expand(text)
    bare = words
    for short, full in GLOSSARY.items():
        for ending in ("", "s", "'s"):
            bare = bare.replace(f"{short}{ending} ({full}{ending})", f"{short}{ending}", 1)
        assert words.count(full) <= 1

    assert bare == text


def test_every_entry_explains_for_itself_in_html_and_in_text() -> None:
    edition = make_edition(
        make_review("one", summary="A GP knew. A GP asked."),
        make_review("two", summary="The GP knew.", learning={"items": ["Ask the GP"]}),
    )
    renderer = make_renderer(ROOT, PACKS)
    for entry in edition.items:
        for text in (renderer.html(edition, entry), renderer.text(edition, entry)):
            assert text.count("GP (general practitioner)") == 1
            assert text.index("(general practitioner)") < text.rindex("GP")


def test_the_line_of_facts_is_where_a_reader_meets_it_first() -> None:
    review = make_review("one", commissioned_by="The Riverside MASH", summary="The MASH met.")
    edition = make_edition(review)
    text = make_renderer(ROOT, PACKS).text(edition, edition.items[0])

    assert PUBLICATION.glossary["MASH"] == "multi-agency safeguarding hub"
    assert "Commissioned by The Riverside MASH (multi-agency safeguarding hub)" in text
    assert "The MASH met." in text
