"""The appearance of a publication: its colours in light and dark mode, and its logo. Data only."""

from __future__ import annotations

from pydantic import Field, StrictInt

from newsletter.documents.values import Colour, Data, Heading, InnerFile


class Colours(Data):
    """One colour scheme; every pair of text and background must reach a contrast of 4.5:1 (WCAG 2.2, 1.4.3)."""

    page: Colour
    """The background of the whole page."""
    paper: Colour
    """The background of the text."""
    text: Colour
    """Ordinary text."""
    muted: Colour
    """Small print."""
    accent: Colour
    """Links and buttons."""
    on_accent: Colour
    """The text on a button."""
    rule: Colour
    """Thin lines."""
    note: Colour
    """The background of framed notes."""


class Palette(Data):
    """Colours for readers in light and in dark mode."""

    light: Colours
    """The colours of light mode."""
    dark: Colours
    """The colours for readers whose device is set to dark mode."""


class Logo(Data):
    """A picture of the publisher, served from the publication's own site."""

    file: InnerFile
    """The picture, as a path inside the publication's folder: templates/logo.png"""
    alt: Heading
    """What the picture shows, for readers who cannot see it."""
    width: StrictInt = Field(ge=16, le=600)
    """The width at which it is shown, in CSS pixels."""
    height: StrictInt = Field(ge=16, le=600)
    """The height at which it is shown, in CSS pixels."""
