"""Headings with the text below them, and which are below others: a document has two levels of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from newsletter.importing.paragraphs import Paragraph

_NO_STYLE = 7
"""The level of a heading that is not marked as one: below all that are."""


@dataclass(slots=True)
class Part:
    """A heading, if there is one, the paragraphs below it, and the parts that its level puts below it."""

    heading: Paragraph | None
    body: list[Paragraph] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def level(self) -> int:
        """The level of the heading, 1 being the highest."""
        return (self.heading.level or _NO_STYLE) if self.heading else 0


def nest(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield the parts of the highest levels with those below them; deeper headings become words of a part."""
    open_part: Part | None = None
    for part in parts:
        if open_part is None or not open_part.heading or part.level <= open_part.level:
            if open_part:
                yield open_part
            open_part = part
        elif open_part.parts and part.heading and part.level > open_part.parts[-1].level:
            open_part.parts[-1].body += [part.heading, *part.body]
        else:
            open_part.parts.append(part)
    if open_part:
        yield open_part
