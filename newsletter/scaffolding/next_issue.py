"""The next issue of a publication: which periods it may be of, and its draft, with what it takes over from the last."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from newsletter.documents.periods import FIRST_YEAR, MOST_EDITIONS, Period, find_period
from newsletter.documents.publication import Publication
from newsletter.scaffolding.beginning import list_periods, name_draft
from newsletter.scaffolding.draft_files import Drafts
from newsletter.scaffolding.issue import make_blank_issue
from newsletter.scaffolding.recurring import LastIssue, find_last_issue, make_blocks

_OFFERED, _PAST = 6, 60


@dataclass(frozen=True, slots=True)
class NextIssue:
    """An issue that is to be begun: its period, the issue before it, and the keys of what it takes over from that."""

    period: Period
    last: LastIssue | None
    keys: Collection[str]


def plan_next_issue(folder: Path, publication: Publication, period: Period, *, takes_over: bool = True) -> NextIssue:
    """Return the issue of a period with what is proposed for it to take over, or with nothing."""
    last = find_last_issue(folder, publication, period)
    proposed = last.list_proposed() if last and takes_over else ()
    return NextIssue(period, last, [block.key for block in proposed])


def write_next_issue(folder: Path, publication: Publication, issue: NextIssue, program: str, today: date) -> None:
    """Write the draft of an issue; ``program`` is the command that the user types.

    Raises:
        FileExistsError: there is such an issue; it is left as it is.
        OSError: it cannot be written.
    """
    day = publication.rhythm.find_coming_day(today)
    blocks = make_blocks(issue.last, issue.keys)
    draft = make_blank_issue(issue.period, publication, program, day=day, blocks=blocks)
    with Drafts(publication.packs, publication.tags) as drafts:
        drafts.write(folder, name_draft(issue.period), draft)


def offer_periods(folder: Path, publication: Publication, today: date) -> list[Period]:
    """Return the periods that a new issue may be of: those after the newest issue, and a special edition of that."""
    known = list_periods(folder)
    following = list(known)
    for _ in range(_OFFERED):
        following.append(publication.rhythm.find_next(following, today))
    offered = [*following[len(known) :], *_offer_special(known, publication)]
    return [one for one in dict.fromkeys(offered) if one not in known]  # the last year has a last period


def list_free_periods(folder: Path, publication: Publication, today: date) -> list[Period]:
    """Return the periods that have no issue, the newest first: a few that are to come, and many past ones."""
    known, rhythm = list_periods(folder), publication.rhythm
    period = offer_periods(folder, publication, today)[_OFFERED - 1]
    free = []
    for _ in range(_PAST + _OFFERED):
        free += [period] if period not in known else []
        before = _find_before(period, publication)
        if before is None or rhythm.order(before) >= rhythm.order(period):
            break
        period = before
    return free


def _find_before(period: Period, publication: Publication) -> Period | None:
    if period.kind == "number":
        return replace(period, part=period.part - 1) if period.part > 1 else None
    span = period.span(publication.rhythm.hemisphere)
    before = span.first - timedelta(days=1) if span else date.min
    return find_period(period.kind, before, publication.rhythm.hemisphere) if before.year >= FIRST_YEAR else None


def _offer_special(known: list[Period], publication: Publication) -> Iterator[Period]:
    regular = [one for one in known if one.kind == publication.rhythm.every]
    if regular:
        newest = max(regular, key=publication.rhythm.order).regular
        editions = (replace(newest, edition=n) for n in range(1, MOST_EDITIONS + 1))
        yield from [one for one in editions if one not in known][:1]
