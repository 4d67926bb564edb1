"""Colours from one accent: readable whatever the accent, as the table of roles says, and free to be chosen by hand."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsletter.checking.contexts import PublicationContext
from newsletter.checking.rules.forced_dark import find_colours_lost_in_the_dark
from newsletter.documents.appearance import LookSettings, Palette, Style, make_schemes, make_style
from newsletter.documents.colours import (
    LEAST_CONTRAST,
    PAIRS,
    Colours,
    derive_schemes,
    measure_contrast,
    read_oklch,
    write_hex,
)
from tests.outputs.small_site import make_publication

ACCENTS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
ENOUGH_FOR_TEXT = 7.0
ROLES = ("page", "paper", "note", "text", "muted", "rule", "accent", "on_accent", "band", "on_band")

BY_HAND = {
    "light": {role: f"#{number:06x}" for number, role in enumerate(ROLES[:8], 0x111111)},
    "dark": {role: f"#{number:06x}" for number, role in enumerate(ROLES[:8], 0xAAAAAA)},
}
"""A palette as it was written before there was an accent for all: eight roles of each scheme, by hand."""


@given(accent=ACCENTS, warm=st.none() | st.floats(0, 360))
@settings(max_examples=3000, deadline=None)
@example(accent="#ffffff", warm=None)
@example(accent="#000000", warm=80)
@example(accent="#808080", warm=None)
@example(accent="#ff0000", warm=None)
@example(accent="#ba785c", warm=0)
def test_every_accent_makes_colours_that_can_be_read(accent: str, warm: float | None) -> None:
    schemes = derive_schemes(accent, warm)
    measured = {
        (ink, ground): measure_contrast(getattr(colours, ink), getattr(colours, ground))
        for colours in (schemes.light, schemes.dark)
        for ink, ground in PAIRS
    }

    assert len(PAIRS) == 11
    assert min(measured.values()) >= LEAST_CONTRAST
    assert min(ratio for (ink, _), ratio in measured.items() if ink == "text") >= ENOUGH_FOR_TEXT
    assert schemes.light.band == accent


@pytest.mark.parametrize(
    ("accent", "warm", "light", "dark"),
    [
        (
            "#0f5866",
            85,
            "#f5f2eb #fefcf9 #e5eff1 #272219 #605a4e #d0ccc2 #0f5866 #ffffff #0f5866 #ffffff",
            "#0f1516 #181f20 #1b2e33 #e1e7e9 #a7b2b4 #424e51 #88cada #051c21 #004552 #eaf2f4",
        ),
        (
            "#ffd84d",
            None,
            "#f5f2eb #fdfcf9 #efede5 #262319 #5f5b4e #cfccc2 #796200 #ffffff #ffd84d #262319",
            "#15140f #1f1d17 #2f2b1c #e8e6e0 #b2afa6 #4f4c41 #d0bd7e #1d1807 #4a3c00 #f2f0e9",
        ),
    ],
)
def test_the_roles_are_those_of_the_table(accent: str, warm: float | None, light: str, dark: str) -> None:
    schemes = derive_schemes(accent, warm)

    assert schemes.light == Colours(**dict(zip(ROLES, light.split(), strict=True)))
    assert schemes.dark == Colours(**dict(zip(ROLES, dark.split(), strict=True)))


@given(ACCENTS)
def test_a_colour_survives_the_way_to_oklch_and_back(colour: str) -> None:
    assert write_hex(read_oklch(colour)) == colour


def test_white_has_no_chroma_and_full_lightness() -> None:
    lightness, chroma, _ = read_oklch("#ffffff")

    assert lightness == pytest.approx(1, abs=1e-4)
    assert chroma == pytest.approx(0, abs=1e-4)


def test_a_palette_that_was_written_in_full_keeps_exactly_its_colours() -> None:
    schemes = make_schemes(Palette.model_validate(BY_HAND), LookSettings())

    assert {role: getattr(schemes.light, role) for role in ROLES[:8]} == BY_HAND["light"]
    assert {role: getattr(schemes.dark, role) for role in ROLES[:8]} == BY_HAND["dark"]
    light, dark = schemes.light, schemes.dark
    assert (light.band, light.on_band) == (light.accent, light.on_accent), "as its masthead was"
    assert (dark.band, dark.on_band) == (dark.note, dark.text)


def test_a_colour_that_is_chosen_by_hand_is_kept_and_the_rest_is_made() -> None:
    palette = Palette.model_validate({"accent": "#8e2257", "light": {"paper": "#ffffff"}, "dark": {"band": "#111111"}})
    made, derived = make_schemes(palette, LookSettings()), derive_schemes("#8e2257")

    assert asdict(made.light) == asdict(derived.light) | {"paper": "#ffffff"}
    assert asdict(made.dark) == asdict(derived.dark) | {"band": "#111111"}


@pytest.mark.parametrize(
    ("name", "accent"), [("quayside", "#0f5866"), ("lychgate", "#8c3b2a"), ("benchtop", "#2645a7")]
)
def test_a_look_brings_its_own_accent(name: str, accent: str) -> None:
    assert make_schemes(Palette(), LookSettings.model_validate({"name": name})).light.accent == accent


def test_a_look_is_changed_in_what_the_publication_says() -> None:
    look = LookSettings.model_validate({"name": "lychgate", "body": "sans", "radius": 0})

    assert make_style(look) == Style("plate", title="serif", body="sans", radius=0, accent="#8c3b2a", warm=75)
    assert make_style(LookSettings()).masthead == "band"


@pytest.mark.parametrize("name", ["quayside", "lychgate", "benchtop"])
def test_a_look_as_it_comes_can_be_read_where_a_client_forces_the_dark(name: str) -> None:
    look = make_publication(look=LookSettings.model_validate({"name": name}), palette=Palette())

    assert list(find_colours_lost_in_the_dark(PublicationContext(look, date(2026, 1, 1)))) == []


@pytest.mark.parametrize(
    ("palette", "place"),
    [({"accent": "#0000ff"}, ("palette", "accent")), ({"warm": 105}, ("look", "name"))],
    ids=["the publication's", "that of its look, on a ground of another hue"],
)
def test_an_accent_that_is_lost_in_the_dark_is_reported_where_it_was_chosen(
    palette: dict[str, object], place: tuple[str, str]
) -> None:
    look = LookSettings.model_validate({"name": "benchtop"})
    publication = make_publication(look=look, palette=Palette.model_validate(palette))
    [found] = find_colours_lost_in_the_dark(PublicationContext(publication, date(2026, 1, 1)))

    assert found.path == place
