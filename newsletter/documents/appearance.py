"""The appearance of a publication: its look, its colours in light and dark mode, and its logo. Data only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field, StrictFloat, StrictInt

from newsletter.documents.colours import Colours, Schemes, derive_schemes
from newsletter.documents.pictures import Focus
from newsletter.documents.values import Colour, Data, Heading, InnerFile

LookName: TypeAlias = Literal["quayside", "lychgate", "benchtop"]
Masthead: TypeAlias = Literal["band", "plate", "slab"]
Face: TypeAlias = Literal["serif", "sans"]


class ColourChoices(Data):
    """Colours of one scheme that are chosen by hand; those left out are made from the accent."""

    page: Colour | None = None
    """The background of the whole page."""
    paper: Colour | None = None
    """The background of the text."""
    text: Colour | None = None
    """Ordinary text."""
    muted: Colour | None = None
    """Small print."""
    accent: Colour | None = None
    """Links and labels."""
    on_accent: Colour | None = None
    """The text on a ground of the accent."""
    rule: Colour | None = None
    """Thin lines."""
    note: Colour | None = None
    """The background of framed notes."""
    band: Colour | None = None
    """The background of the masthead and of buttons."""
    on_band: Colour | None = None
    """The text on the masthead and on buttons."""

    def complete(self, derived: Colours) -> Colours:
        """Return the derived colours with these in their place."""
        return replace(derived, **self.model_dump(exclude_none=True))


_DEGREES = Field(ge=0, le=360)


class Palette(Data):
    """The colours: one accent makes all of them, for light and for dark mode."""

    accent: Colour | None = None
    """The colour of the masthead, and of links once it is dark or light enough to read. If left out, the look's own."""
    warm: Annotated[StrictInt, _DEGREES] | Annotated[StrictFloat, _DEGREES] | None = None
    """The hue of light backgrounds in degrees: 75 to 85 looks like paper. If left out, that of the accent."""
    light: ColourChoices = ColourChoices()
    """Colours of light mode that are not to be made from the accent."""
    dark: ColourChoices = ColourChoices()
    """Colours of dark mode that are not to be made from the accent."""


class LookSettings(Data):
    """How the newsletter is set: a look that is ready, and what should be different."""

    name: LookName = "quayside"
    """The look: quayside (calm), lychgate (warm, with serifs) or benchtop (crisp)."""
    masthead: Masthead | None = None
    """What is on top: band (name and date on colour), plate (logo and name in the middle) or slab (a large name)."""
    body: Face | None = None
    """The typeface of ordinary text: serif or sans."""
    radius: StrictInt | None = Field(default=None, ge=0, le=24)
    """How round the corners of boxes, buttons and pictures are, in CSS pixels."""
    font: InnerFile | None = None
    """A font file for the picture that is shown beside links to an issue. If left out, one of the program's."""


@dataclass(frozen=True, slots=True)
class Style:
    """A look, complete: what templates ask for."""

    masthead: Masthead
    title: Face
    body: Face
    radius: int
    accent: str
    warm: float | None


_STYLES: dict[LookName, Style] = {
    "quayside": Style("band", title="serif", body="sans", radius=4, accent="#0f5866", warm=85),
    "lychgate": Style("plate", title="serif", body="serif", radius=8, accent="#8c3b2a", warm=75),
    "benchtop": Style("slab", title="sans", body="sans", radius=0, accent="#2645a7", warm=None),
}


def make_style(look: LookSettings) -> Style:
    """Return the named look with everything that the publication has chosen instead."""
    chosen = look.model_dump(exclude_none=True, exclude={"name", "font"})
    return replace(_STYLES[look.name], **chosen)


def make_schemes(palette: Palette, look: LookSettings) -> Schemes:
    """Return every colour of a publication: as chosen, else made from its accent, else from that of its look."""
    style = _STYLES[look.name]
    accent = palette.accent or palette.light.accent
    warm = palette.warm if accent or palette.warm is not None else style.warm
    derived = derive_schemes(accent or style.accent, warm)
    schemes = Schemes(palette.light.complete(derived.light), palette.dark.complete(derived.dark))
    return schemes if palette.accent else _keep_bands(palette, schemes)


def _keep_bands(palette: Palette, schemes: Schemes) -> Schemes:
    """Keep the masthead of an older palette that names every colour and no band."""
    light, dark = schemes.light, schemes.dark
    if palette.light.accent and not palette.light.band:
        light = replace(light, band=light.accent, on_band=palette.light.on_band or light.on_accent)
    if palette.dark.note and not palette.dark.band:
        dark = replace(dark, band=dark.note, on_band=palette.dark.on_band or dark.text)
    return Schemes(light, dark)


class Logo(Data):
    """A picture of the publisher, served from the publication's own site."""

    dark: ClassVar[None] = None
    focus: ClassVar[Focus] = Focus()

    file: InnerFile
    """The picture, as a path inside the publication's folder: templates/logo.png"""
    alt: Heading
    """What the picture shows, for readers who cannot see it."""
    width: StrictInt = Field(ge=16, le=600)
    """The width at which it is shown, in CSS pixels."""
    height: StrictInt = Field(ge=16, le=600)
    """The height at which it is shown, in CSS pixels."""

    @property
    def words(self) -> str:
        """Its alternative text."""
        return self.alt
