"""A new publication in a folder: from an example, or with one blank issue; all of its files, or none."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from newsletter.documents.periods import Kind, Period, is_period, parse_period
from newsletter.documents.rhythm import Rhythm
from newsletter.files import list_below, make_root
from newsletter.loading import FILE
from newsletter.scaffolding.draft_files import Drafts
from newsletter.scaffolding.examples import make_example
from newsletter.scaffolding.issue import make_blank_issue
from newsletter.scaffolding.publication import NewPublication, make_publication


@dataclass(frozen=True, slots=True)
class Start:
    """What a new publication starts with; without an ``example``, with a blank issue of ``period`` or of today."""

    title: str
    packs: tuple[str, ...] = ()
    every: Kind | None = None
    example: str | None = None
    period: Period | None = None


def make_new(start: Start, today: date, program: str = "newsletter") -> NewPublication:
    """Make the files of a new publication; ``program`` is the command that the user types.

    Raises:
        ProblemsFoundError: the title is not valid.
        PluginError: there is no such pack, or it cannot be used.
        KeyError: there is no example of this name.
    """
    if start.example:
        return make_example(start.example, start.title, uuid4(), today, start.every)
    publication, content = make_publication(start.title, uuid4(), program, start.packs, start.every or "month")
    period = start.period or publication.rhythm.find_first(today)
    day = publication.rhythm.find_coming_day(today)
    draft = make_blank_issue(period, publication, program, day=day)
    return NewPublication(publication, {FILE: content, name_draft(period): draft})


def write_new(folder: Path, new: NewPublication, more: Mapping[str, bytes] | None = None) -> None:
    """Write a new publication, and ``more`` files with it; make its folder if there is none.

    Raises:
        FileExistsError: one of the files exists; nothing was written.
        OSError: one cannot be written; nothing is left of the others.
    """
    with make_root(folder), Drafts(new.publication.packs, new.publication.tags) as drafts:
        for file, content in {**new.files, **(more or {})}.items():
            drafts.write(folder, file, content)


def name_draft(period: Period) -> str:
    """Return the path of the issue of a period in its publication."""
    return f"issues/{period}.yaml"


def find_next_period(folder: Path, rhythm: Rhythm, today: date) -> Period:
    """Return the period after the newest issue in a publication's folder, or that of a first issue."""
    return rhythm.find_next(list_periods(folder), today)


def list_periods(folder: Path) -> list[Period]:
    """Return the periods of the issues in a publication's folder; files with other names are skipped."""
    names: list[str] = []
    with suppress(FileNotFoundError):
        names = [Path(name).stem for name in list_below(folder, "issues") if name.endswith(".yaml")]
    return [parse_period(name) for name in names if is_period(name)]
