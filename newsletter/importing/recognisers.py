"""What a pack may know about sources of its field: where its blocks begin and end, and how they are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from newsletter.documents.packs import find_packs, load_part
from newsletter.importing.provenance import Provenance
from newsletter.importing.source_text import SourceText
from newsletter.scaffolding.draft import Draft

if TYPE_CHECKING:
    from newsletter.importing.paragraphs import Paragraph


@dataclass(frozen=True, slots=True)
class Segment:
    """Paragraphs that belong together: those of one block, which a recogniser reads, or what is between such blocks."""

    paragraphs: list[Paragraph]
    recogniser: Recogniser | None = None


class Recogniser(Protocol):
    """Recognises the blocks of a pack in a source. It is asked in the order of the methods below."""

    def begins(self, source_text: SourceText) -> bool:
        """Return whether a line begins something by itself, and so never goes on with the paragraph before it."""

    def ends(self, source_text: SourceText) -> bool:
        """Return whether a paragraph is whole, so that no line after it goes on with it."""

    def is_help(self, source_text: SourceText) -> bool:
        """Return whether a paragraph is about where to find help."""

    def divide(self, paragraphs: list[Paragraph]) -> list[Segment]:
        """Divide a source into segments, those of its own blocks with itself as their recogniser."""

    def add(self, draft: Draft, provenance: Provenance, paragraphs: list[Paragraph]) -> None:
        """Add the block that a segment of its own is, and record every word of it."""

    def count(self, blocks: list[dict[str, Any]]) -> dict[str, int]:
        """Count what there is in the blocks of a draft, by what an editor calls it; nothing where none is its own."""


def find_recognisers(packs: tuple[str, ...]) -> tuple[Recogniser, ...]:
    """Return the recognisers of some packs.

    Raises:
        PluginError: one cannot be imported.
    """
    return tuple(load_part(pack, pack.recogniser) for pack in find_packs(packs) if pack.recogniser)


def divide(paragraphs: list[Paragraph], recognisers: tuple[Recogniser, ...]) -> Iterator[Segment]:
    """Divide a source by one recogniser after the other; what none of them knows stays without one."""
    segments = [Segment(paragraphs)] if paragraphs else []
    for recogniser in recognisers:
        segments = [
            part
            for whole in segments
            for part in ([whole] if whole.recogniser else recogniser.divide(whole.paragraphs))
        ]
    yield from segments
