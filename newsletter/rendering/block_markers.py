"""Knows where in a rendering each block is: marks added while rendering, and taken out again to the byte.

A block's number is its place in reading order, a section before what it holds. Documents cannot forge a mark: raw HTML
and control characters are refused there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from newsletter.rendering.campaign import Campaign
from newsletter.rendering.edition import Edition
from newsletter.rendering.entries import Entry
from newsletter.rendering.pictures import Medium
from newsletter.rendering.renderer import Renderer

_HTML_MARK = re.compile(r"<!--(block|end) (\d+)-->")
_TEXT_MARK = re.compile(r"^\x01\d+\n|\n\x02\d+$|^\x03\d+\n\n", re.MULTILINE)
_TEXT_PIECE = re.compile(
    r"^\x01(?P<full>\d+)\n(?P<words>.*?)(?:\n\x02(?P=full)$|\Z)|^\x03(?P<empty>\d+)\n\n", re.MULTILINE | re.DOTALL
)


TEXT_STARTS = ("\x01", "\x03")
"""How a block in plain text begins."""


class MarkingRenderer(Renderer):
    """Renders as every renderer does, with a mark before and after each block."""

    has_markers = True

    def strip_html(self, html: str) -> str:
        """See ``Renderer.strip_html``."""
        return strip_html_marks(html)

    def strip_text(self, text: str) -> str:
        """See ``Renderer.strip_text``."""
        return strip_text_marks(text)

    def html(self, edition: Edition, entry: Entry, level: int | None = None, medium: Medium = Medium.MAIL) -> Markup:
        """See ``Renderer.html``; the marks are comments, which no reader sees."""
        number = number_entry(edition, entry)
        return Markup("<!--block {0}-->{1}<!--end {0}-->").format(number, super().html(edition, entry, level, medium))

    def mjml(self, edition: Edition, entry: Entry) -> Markup | None:
        """See ``Renderer.mjml``; the marks are between the parts of the column, or within one, beside a tile."""
        rendered = super().mjml(edition, entry)
        if rendered is None:
            return None
        mark = Markup("<!--{0} {1}-->") if entry.tile else Markup("<mj-raw><!--{0} {1}--></mj-raw>")
        number = number_entry(edition, entry)
        return mark.format("block", number) + rendered + mark.format("end", number)

    def text(self, edition: Edition, entry: Entry) -> str:
        """See ``Renderer.text``; the marks are lines of their own, so that wrapping is as without them.

        A block without words has one mark, which goes with the blank line that follows it.
        """
        number, text = number_entry(edition, entry), super().text(edition, entry).strip("\n")
        return f"\x01{number}\n{text}\n\x02{number}" if text else f"\x03{number}"


@dataclass(frozen=True, slots=True)
class BlockSize:
    """What a part of a mail costs, in bytes of HTML as it goes out; ``number`` is None for what is not a block."""

    number: int | None
    size: int


def number_entry(edition: Edition, entry: Entry) -> int:
    """Return a block's number; the entry may be a copy from elsewhere, and its block shortened."""
    block = entry.whole or entry.block
    return next(n for n, known in enumerate(walk_entries(edition)) if known.block is block)


def walk_entries(edition: Edition) -> Iterator[Entry]:
    """Yield every entry in reading order, a section before what it holds."""
    return (entry for top in edition.entries for entry in top.walk())


def strip_markers(campaign: Campaign, renderer: Renderer) -> Campaign:
    """Return a campaign that this renderer made as it is sent, without markers."""
    if not renderer.has_markers:
        return campaign
    return replace(campaign, html=renderer.strip_html(campaign.html), text=renderer.strip_text(campaign.text))


def strip_html_marks(html: str) -> str:
    """Take the marks out of HTML."""
    return _HTML_MARK.sub("", html)


def strip_text_marks(text: str) -> str:
    """Take the marks out of plain text."""
    return _TEXT_MARK.sub("", text)


def split_text(text: str) -> Iterator[tuple[int | None, str]]:
    """Yield the pieces of marked text in order, each with its block's number, or None between blocks."""
    done = 0
    for found in _TEXT_PIECE.finditer(text):
        yield None, text[done : found.start()]
        yield int(found["full"] or found["empty"]), found["words"] or ""
        done = found.end()
    yield None, text[done:]


def measure_blocks(marked: str) -> tuple[BlockSize, ...]:
    """Divide a mail among its blocks: each bears what follows the block before it, such as its heading and frame.

    What is before the first block's words has no number, nor does what follows the last.
    """
    sizes: list[BlockSize] = []
    done = 0
    for mark in _HTML_MARK.finditer(marked):
        sizes.append(BlockSize(int(mark[2]) if sizes else None, _measure(marked[done : mark.start()])))
        done = mark.end()
    sizes.append(BlockSize(None, _measure(marked[done:])))
    return _add_up(sizes)


def _add_up(sizes: list[BlockSize]) -> tuple[BlockSize, ...]:
    """Add up neighbours that are about the same block; the last share stays by itself."""
    summed: list[BlockSize] = []
    for size in sizes[:-1]:
        if summed and summed[-1].number == size.number:
            summed[-1] = BlockSize(size.number, summed[-1].size + size.size)
        else:
            summed.append(size)
    return (*summed, sizes[-1])


def find_byte(marked: str, size: int) -> int | None:
    """Return where in marked HTML the byte is that is ``size`` bytes into the mail, or None in a smaller mail."""
    left, done = size, 0
    for piece in re.split(r"(<!--(?:block|end) \d+-->)", marked):
        weight = 0 if _HTML_MARK.fullmatch(piece) else _measure(piece)
        if weight > left:
            return done + len(piece.encode()[:left].decode(errors="ignore"))
        left, done = left - weight, done + len(piece)
    return None


def _measure(text: str) -> int:
    return len(text.encode())
