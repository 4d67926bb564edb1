"""How a publication looks: its colours in light and in dark, and its logo. Data only."""

from __future__ import annotations

from pydantic import Field, StrictInt

from newsletter.documents.values import Colour, Data, Heading, InnerFile


class Colours(Data):
    """One scheme of colours; every pair of text and ground must reach 4.5:1 (WCAG 2.2, 1.4.3)."""

    page: Colour
    """The ground behind everything."""
    paper: Colour
    """The sheet below the text."""
    text: Colour
    """Ordinary text."""
    muted: Colour
    """Small print."""
    accent: Colour
    """Links and buttons."""
    on_accent: Colour
    """The words on a button."""
    rule: Colour
    """Thin lines."""
    note: Colour
    """The ground of framed notes."""


class Palette(Data):
    """Colours for readers in light and in dark mode."""

    light: Colours
    """The ordinary colours."""
    dark: Colours
    """For readers whose device is set to dark."""


class Logo(Data):
    """A picture of the publisher, served from the publication's own site."""

    file: InnerFile
    """The picture, as a path inside the publication's folder: templates/logo.png"""
    alt: Heading
    """What the picture shows, for readers who do not see it."""
    width: StrictInt = Field(ge=16, le=600)
    """How wide it is shown, in CSS pixels."""
    height: StrictInt = Field(ge=16, le=600)
    """How high it is shown, in CSS pixels."""
