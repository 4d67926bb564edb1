"""Paragraphs to a draft: the beginning of the issue, what recognisers know, and everything else, in its order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from newsletter.documents.periods import Period
from newsletter.documents.rhythm import Rhythm
from newsletter.importing.blocks import add_blocks, find_strong_headings, is_pointer, note_insecure
from newsletter.importing.bodies import format_body
from newsletter.importing.boilerplate import REASONS
from newsletter.importing.markdown_writer import format_plain
from newsletter.importing.paragraphs import Paragraph
from newsletter.importing.provenance import Provenance
from newsletter.importing.recognisers import Recogniser, Segment, divide
from newsletter.importing.stated import find_stated
from newsletter.parsing.document import DataPath
from newsletter.scaffolding.draft import Draft, begin_draft, capitalise_first

_MERGE_TAG = re.compile(r"\*\|[^|*]{1,60}\|\*|\{\{[^{}]{1,60}\}\}|%%?[A-Z_]{3,40}%%?")
_LONGEST_PREHEADER = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a draft is to be: its period, its title where the source has none, who reads what, fields to leave alone.

    An issue that has no day by the rhythm of the publication goes out on the day that the source states, as
    ``2024-01-31``, or else on the ``other_day``.
    """

    period: Period
    newsletter: str
    """The title of the publication."""
    period_name: str
    rhythm: Rhythm
    recognisers: tuple[Recogniser, ...] = ()
    stated_day: str | None = None
    other_day: date | None = None
    avoid: frozenset[str] = frozenset()

    @property
    def fallback_title(self) -> str:
        """The title for a source that has none."""
        return f"{self.newsletter}, {self.period_name}"

    def states(self, text: str) -> bool:
        """Whether a text states the period."""
        found = find_stated(text, self.rhythm.every)
        return bool(found and found.period == str(self.period))


def recognise(provenance: Provenance, paragraphs: list[Paragraph], wanted: Wanted) -> Draft:
    """Make a draft of paragraphs, and record what became of every word."""
    day = date.fromisoformat(wanted.stated_day) if wanted.stated_day else wanted.other_day
    draft = begin_draft(wanted.period, wanted.rhythm, day)
    if "published" in draft.data and not wanted.stated_day:
        draft.say(("published",), "The source does not say on which day it goes out. Correct this if it is another.")
    shown = _take_unseen(draft, provenance, paragraphs, wanted)
    first, *rest = [*divide(shown, wanted.recognisers)] or [Segment([])]
    preamble = [] if first.recogniser else find_strong_headings(first.paragraphs)
    preamble = _take_title(draft, provenance, preamble, wanted)
    preamble = _take_intro(draft, provenance, preamble, wanted)
    draft.data["status"] = "draft"
    draft.data["blocks"] = []
    add_blocks(draft, provenance, preamble)
    for segment in [first, *rest] if first.recogniser else rest:
        add = segment.recogniser.add if segment.recogniser else add_blocks
        add(draft, provenance, segment.paragraphs)
    _note_merge_tags(draft)
    return draft


def _note_merge_tags(draft: Draft) -> None:
    """Say where a mailing service would have filled in a name or the like."""
    places: dict[DataPath, object] = {(key,): draft.data.get(key) for key in ("title", "subject", "preheader", "intro")}
    places |= {("blocks", n): block for n, block in enumerate(draft.data["blocks"])}
    for path, value in places.items():
        if found := _MERGE_TAG.search(str(value).replace("\\", "")):
            draft.say(path, f"A mailing service filled in {found[0]}. Here readers would see it: reword.")


def _take_unseen(draft: Draft, provenance: Provenance, paragraphs: list[Paragraph], wanted: Wanted) -> list[Paragraph]:
    """Use what an export holds but does not show: the page's name is the subject, hidden text the preheader."""
    shown = []
    for paragraph in paragraphs:
        key = {"title": "subject", "preheader": "preheader"}.get(paragraph.kind)
        if paragraph.kind == "period":
            _take_period(draft, provenance, paragraph, wanted)
        elif key is None:
            shown.append(paragraph)
        elif key in draft.data or key in wanted.avoid or len(paragraph.text) > _LONGEST_PREHEADER:
            provenance.drop(paragraph.source_text, "text that the e-mail did not show")
        else:
            draft.data[key] = format_plain(paragraph.text)
            provenance.keep(paragraph.source_text, (key,))
    return shown


def _take_period(draft: Draft, provenance: Provenance, paragraph: Paragraph, wanted: Wanted) -> None:
    day = find_stated(paragraph.text, "day")
    if wanted.states(paragraph.text):
        kind = wanted.rhythm.every
        provenance.normalise(paragraph.source_text, ("period",), f"it says which {kind} the issue is of")
    elif day and "published" in draft.data and day.period == wanted.stated_day:
        provenance.normalise(paragraph.source_text, ("published",), "it says on which day the issue goes out")
    elif find_stated(paragraph.text, "month"):
        provenance.drop(paragraph.source_text, f"it names a month, but the issue is to be that of {wanted.period}")
    else:
        provenance.drop(paragraph.source_text, REASONS["field"])


def _take_title(draft: Draft, provenance: Provenance, preamble: list[Paragraph], wanted: Wanted) -> list[Paragraph]:
    """Use the first heading as the title, or make one of the publication's name and the period."""
    first = preamble[0] if preamble else None
    is_title = first and (first.kind == "heading" or first.is_strong) and "title" not in wanted.avoid
    draft.data["title"] = capitalise_first(format_plain(first.text)) if first and is_title else wanted.fallback_title
    for key in ("subject", "preheader"):
        if key in draft.data:
            draft.data[key] = draft.data.pop(key)  # so that it is below the title
    if not first or not is_title:
        return preamble
    provenance.keep(first.source_text, ("title",))
    return _add_period(draft, provenance, _skip_title(provenance, first, preamble[1:]), wanted)


def _skip_title(provenance: Provenance, title: Paragraph, rest: list[Paragraph]) -> list[Paragraph]:
    """Leave out a heading that repeats the title, as below front matter."""
    if not rest or rest[0].kind != "heading" or rest[0].text.casefold() != title.text.casefold():
        return rest
    provenance.normalise(rest[0].source_text, ("title",), "it says the title again")
    return rest[1:]


def _add_period(draft: Draft, provenance: Provenance, rest: list[Paragraph], wanted: Wanted) -> list[Paragraph]:
    """Put the period into a title that is the newsletter's name alone: in the archive each issue needs its own."""
    if not wanted.fallback_title.casefold().startswith(f"{draft.data['title']}, ".casefold()):
        return rest
    draft.data["title"] = wanted.fallback_title
    if not rest or rest[0].text.strip().casefold() != wanted.period_name.casefold():
        return rest
    provenance.keep(rest[0].source_text, ("title",))
    return rest[1:]


def _take_intro(draft: Draft, provenance: Provenance, preamble: list[Paragraph], wanted: Wanted) -> list[Paragraph]:
    """Use the paragraphs before anything else as the introduction."""
    count = 0
    for paragraph in preamble:
        is_prose = paragraph.kind == "paragraph" and not paragraph.is_help
        if not is_prose or is_pointer(paragraph.text) or "intro" in wanted.avoid:
            break
        count += 1
    count -= _leads_on(preamble[:count], preamble[count:])
    for paragraph in preamble[:count]:
        provenance.keep(paragraph.source_text, ("intro",))
    if count:
        draft.data["intro"] = format_body(preamble[:count])
        note_insecure(draft, ("intro",), [paragraph.source_text for paragraph in preamble[:count]])
    return preamble[count:]


def _leads_on(intro: list[Paragraph], rest: list[Paragraph]) -> bool:
    """Return whether the last paragraph of an introduction belongs to a list, code or quotation below it."""
    is_part = bool(rest) and rest[0].kind in {"item", "code"}
    return is_part and bool(intro) and intro[-1].text.endswith(":")
