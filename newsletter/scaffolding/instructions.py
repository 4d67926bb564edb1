"""The instructions at the top of a draft: what the editor does next, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from newsletter.documents.dates import name_day
from newsletter.documents.packs import find_packs
from newsletter.documents.periods import Period, parse_period
from newsletter.documents.publication import Publication
from newsletter.documents.rhythm import Rhythm
from newsletter.parsing.document import shorten


def format_instructions(data: Mapping[str, object], name: str, publication: Publication) -> str:
    """Format the steps from a draft, which was made from the source ``name``, to an issue that may go out."""
    steps = _list_steps(data, publication)
    numbered = "\n".join(f"  {n}. {step}" for n, step in enumerate(steps, 1))
    return f"A draft made from {shorten(name)}. Lines that start with # are notes to you, not to readers.\n{numbered}"


def _list_steps(data: Mapping[str, object], publication: Publication) -> Iterator[str]:
    yield "See it: newsletter preview shows it whenever you save, and says what is missing."
    yield "Go through the blocks. The words are those of the source: put them into your own."
    yield "Delete each note when it is done."
    if missing := [f"{key}:" for key in ("subject", "preheader", "intro") if key not in data]:
        phones = f"locked phones show the first two: {choose_caution(publication)}"
        yield f"Below title, add {' and '.join(missing)} ({phones})."
    yield format_day(parse_period(str(data["period"])), publication.rhythm, data.get("published"))
    yield "When it is right, write status: ready"


def choose_caution(publication: Publication) -> str:
    """Return what must not be in the lines that a locked phone shows."""
    cautions = [pack.caution for pack in find_packs(publication.packs) if pack.caution]
    return " and ".join(cautions) or "nothing that is private"


def format_day(period: Period, rhythm: Rhythm, published: object = None) -> str:
    """Format when the issue of a period goes out, and how to choose another day; ``published`` is the day it states."""
    day, span = rhythm.find_day(period), period.span(rhythm.hemisphere)
    if day is None or span is None:
        return f"It goes out on the day that it states: published: {published}. Correct it if it is another."
    return f"It goes out on {name_day(day)}. For another day, write below status: published: {span.first}"
