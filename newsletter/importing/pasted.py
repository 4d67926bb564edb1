"""What is pasted from Word, a mail or a page, as the words of one field: Markdown, or a line of plain text.

Nothing is dropped as boilerplate: the person who pastes these words has chosen them. Of their looks, emphasis, links
and lists stay.
"""

from __future__ import annotations

from newsletter.importing.bodies import format_body
from newsletter.importing.lines import Line
from newsletter.importing.paragraphs import Paragraph
from newsletter.importing.source_text import whole_line
from newsletter.importing.sources.html import read_html

_NAME = "What was pasted"
_SHOWN = frozenset({"heading", "paragraph", "item", "code"})


def format_pasted_text(html: str) -> str:
    """Return the words of some HTML as Markdown; a heading becomes a bold paragraph.

    Raises:
        SourceError: it is too long, or nested too deep to be read whole.
    """
    return format_body([_make_paragraph(line) for line in _read(html)])


def format_pasted_line(html: str) -> str:
    """Return the words of some HTML as one line.

    Raises:
        SourceError: as ``format_pasted_text``.
    """
    return " ".join(" ".join(line.text for line in _read(html)).split())


def _read(html: str) -> list[Line]:
    lines, _ = read_html(html, _NAME)
    return [line for line in lines if line.kind in _SHOWN and line.text.strip()]


def _make_paragraph(line: Line) -> Paragraph:
    return Paragraph(
        line.kind,
        line.level,
        whole_line(line),
        line.marker,
        list=line.list,
        quote=line.quote,
        quotation=line.quotation,
        is_broken=line.is_broken,
    )
