"""What editors already have (circulated text, Word, HTML, the clipboard) to a draft and a report of every line.

The words stay as they are, and nothing is inferred that the source does not state. Does no I/O.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from newsletter.checking import check_issue
from newsletter.documents.dates import name_period
from newsletter.documents.periods import EXAMPLES, parse_period
from newsletter.documents.publication import Publication
from newsletter.documents.rhythm import explain_other_kind
from newsletter.errors import PeriodNeededError, ProblemsFoundError, Severity, SourceError
from newsletter.importing.lines import Source
from newsletter.importing.paragraphs import join_lines
from newsletter.importing.periods import find_period
from newsletter.importing.provenance import Provenance
from newsletter.importing.recognisers import Recogniser, find_recognisers
from newsletter.importing.recognizer import Wanted, recognise
from newsletter.importing.report import Report, find_lost_links
from newsletter.importing.sources import read_source
from newsletter.loading import parse_issue
from newsletter.parsing.document import shorten
from newsletter.rendering.words import choose_wording
from newsletter.scaffolding.draft import Draft
from newsletter.scaffolding.instructions import format_instructions
from newsletter.scaffolding.languages import say_in_each_language
from newsletter.scaffolding.yaml_writer import format_yaml

_TOO_LONG = frozenset({"file.too-large", "yaml.too-many-values"})
_CHECKED = frozenset({"title", "intro", "subject", "preheader"})
"""Fields in which a sentence of the source can contradict the draft; it then gets a block of its own."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A draft made of a source, as the bytes of its file, and what became of the source."""

    period: str
    document: bytes
    report: Report
    packs: tuple[str, ...] = ()
    """The packs of the publication that it is a draft for."""


def import_source(
    data: bytes, name: str, publication: Publication, period: str | None = None, *, day: date | None = None
) -> Imported:
    """Make a draft of a source; ``name`` is its file name, and ``period`` what it is of where the source does not say.

    ``day`` is the day on which it goes out, where the source does not say and the publication's rhythm gives none.

    Raises:
        PeriodNeededError: its period is not known, or of the wrong kind.
        SourceError: it cannot be read, or is too long for one issue.
    """
    source = read_source(data, name)
    recognisers = find_recognisers(publication.packs)
    shown = join_lines(Provenance(source), recognisers)
    chosen = period or find_period(shown, source.lines, name, publication.rhythm.every)
    stated_day = find_period(shown, source.lines, name, "day")
    wanted = replace(_choose(chosen, name, publication), recognisers=recognisers, stated_day=stated_day, other_day=day)
    wanted = replace(wanted, avoid=_find_contradictions(source, name, wanted, publication))
    provenance, draft = _make(source, wanted)
    document = _write(replace(draft, data=say_in_each_language(draft.data, publication)), name, publication)
    entries = provenance.close()
    notes = (*source.notes, *find_lost_links(entries, document.decode()))
    return Imported(
        str(wanted.period),
        document,
        Report(name, source.unit, _count(draft, source, recognisers), entries, notes),
        publication.packs,
    )


def _choose(chosen: str | None, name: str, publication: Publication) -> Wanted:
    """Return what the draft is to be, for a period that is of the publication's kind."""
    rhythm = publication.rhythm
    if chosen is None:
        example = EXAMPLES[rhythm.every]
        raise PeriodNeededError(
            f"{shorten(name)}: It does not say which {rhythm.every} it is of. Add it: --period {example}"
        )
    period = parse_period(chosen)
    if explained := explain_other_kind(period, rhythm):
        raise PeriodNeededError(f"{shorten(name)}: {' '.join(explained)}")
    return Wanted(
        period, publication.title, name_period(choose_wording(publication), period, rhythm.hemisphere), rhythm
    )


def _make(source: Source, wanted: Wanted) -> tuple[Provenance, Draft]:
    provenance = Provenance(source)
    draft = recognise(provenance, join_lines(provenance, wanted.recognisers), wanted)
    draft.data = {key: value for key, value in draft.data.items() if value != []}
    return provenance, draft


def _find_contradictions(source: Source, name: str, wanted: Wanted, publication: Publication) -> frozenset[str]:
    """Return the fields that would keep a draft from being built, such as an introduction that counts other blocks."""
    _, draft = _make(source, wanted)
    try:
        loaded = parse_issue(_write(draft, name, publication), name, publication.packs)
    except ProblemsFoundError as error:
        if _TOO_LONG & {problem.rule for problem in error.problems}:
            raise SourceError(f"{shorten(name)}: It is too long for one issue. Split it into several.") from None
        if long := next((problem for problem in error.problems if problem.rule == "document.length"), None):
            advice = "Divide it into paragraphs with headings between them."
            raise SourceError(f"{shorten(name)}: A paragraph is too long: {long.message} {advice}") from None
        raise
    errors = [problem for problem in check_issue(loaded, publication) if problem.severity is Severity.ERROR]
    return _CHECKED & {problem.path for problem in errors}


def _write(draft: Draft, name: str, publication: Publication) -> bytes:
    return format_yaml(draft.data, draft.comments, format_instructions(draft.data, name, publication))


def _count(draft: Draft, source: Source, recognisers: tuple[Recogniser, ...]) -> dict[str, int]:
    """Count what was recognised, by what an editor calls it; blocks and links where nothing was."""
    blocks = list(draft.walk())
    counted = {name: count for one in recognisers for name, count in one.count(blocks).items()}
    links = [mark for line in source.lines for mark in line.marks if mark.kind == "link"]
    return counted or {"blocks": len(blocks), "links": len(links)}
