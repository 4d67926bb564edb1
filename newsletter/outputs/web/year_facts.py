"""The figures of each year: issues, entries by month, and which topics were new or came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

from pydantic import TypeAdapter

from newsletter.documents.periods import Period
from newsletter.documents.responses import RecordedResponse, ResponseCounts, count_responses
from newsletter.documents.rhythm import Rhythm
from newsletter.languages.directions import Direction
from newsletter.outputs.base import Archive, IssueSummary, ItemSummary
from newsletter.outputs.web.collections import Collection
from newsletter.outputs.web.year_sources import YearSource, list_found_in, list_gone_of_years

MONTHS = 12


class YearTopic(NamedTuple):
    """A topic in one year: its entries in each month, January first, and the year in which it was seen first."""

    id: str
    label: str
    entries: int
    months: tuple[int, ...]
    since: str


class YearCorrection(NamedTuple):
    """A correction: its day, what was changed, and the page of what was, with its title, language and direction."""

    day: date
    note: str
    path: str
    title: str
    language: str | None
    direction: Direction | None


@dataclass(frozen=True, slots=True)
class YearFacts:
    """What the report of a year counts."""

    year: str
    issues: int
    entries: int
    months: tuple[int, ...]
    """Entries of each month, January first."""
    before: tuple[str, int] | None
    """The year before it that has issues, and its entries."""
    corrections: tuple[YearCorrection, ...]
    """Corrections of its issues and entries, whenever they were made, the oldest first."""
    gone: tuple[YearSource, ...]
    """Documents that its issues link to and that are gone, whenever they went, longest gone first."""
    found_gone: tuple[YearSource, ...]
    """Documents that were found gone in this year, of the issues of all years."""
    responses: ResponseCounts | None
    """How far what was asked in its issues is on the day of the build; None without a response."""
    day: date | None
    """The day of the build if something is overdue on it. So a year without that is the same on any day."""
    topics: dict[str, tuple[YearTopic, ...]]
    """The topics of each collection, those with most entries first."""

    @property
    def gone_of_others(self) -> list[YearSource]:
        """What was found gone in this year of the issues of other years alone."""
        own = {one.url for one in self.gone}
        return [one for one in self.found_gone if one.url not in own]

    def list_new(self, name: str) -> list[YearTopic]:
        """Return the topics of a collection that no earlier year has."""
        return [topic for topic in self.topics.get(name, ()) if topic.since == self.year]

    def list_recurred(self, name: str) -> list[YearTopic]:
        """Return the topics of a collection that an earlier year has, too."""
        return [topic for topic in self.topics.get(name, ()) if topic.since != self.year]


YEAR_FACTS = TypeAdapter(YearFacts)


def count_years(
    years: Mapping[str, Sequence[IssueSummary]], collections: Sequence[Collection], archive: Archive
) -> Iterator[YearFacts]:
    """Yield the facts of each year, given with its issues, the newest year first."""
    rhythm, day = archive.publication.rhythm, archive.as_of or date.max
    months = {issue.period: _find_month(issue, rhythm) for issues in years.values() for issue in issues}
    topics = {collection.name: _count_topics(collection, months) for collection in collections}
    entries = {year: sum(len(issue.items) for issue in issues) for year, issues in years.items()}
    gone = list_gone_of_years(chain(*years.values()), day)
    for year, issues in years.items():
        answered = _find_responses(issues, archive, day)
        responses = count_responses(answered, day) if answered else None
        earlier = max((other for other in years if int(other) < int(year)), key=int, default=None)
        yield YearFacts(
            year=year,
            issues=len(issues),
            entries=entries[year],
            months=_count_months((months[issue.period], len(issue.items)) for issue in issues),
            before=(earlier, entries[earlier]) if earlier else None,
            corrections=tuple(sorted(chain(*map(_list_corrections, issues)), key=lambda one: (one.day, one.path))),
            gone=tuple(gone.get(year, ())),
            found_gone=tuple(list_found_in(year, gone)),
            responses=responses,
            day=day if responses and responses.overdue else None,
            topics={name: counted[year] for name, counted in topics.items() if year in counted},
        )


def _find_responses(issues: Iterable[IssueSummary], archive: Archive, day: date) -> list[RecordedResponse]:
    """Return what was answered until a day to the items of some issues."""
    known = [one for one in archive.publication.responses if one.on <= day]
    items = {(str(issue.period), item.id) for issue in issues for item in issue.items} if known else set()
    return [one for one in known if (one.issue, one.item) in items]


def _list_corrections(issue: IssueSummary) -> Iterator[YearCorrection]:
    items = {item.id: item for item in issue.items}
    for one in issue.corrected:
        shown: IssueSummary | ItemSummary = items.get(one.item, issue)
        yield YearCorrection(one.day, one.note, shown.path, shown.title, shown.language, shown.direction)


def _find_month(issue: IssueSummary, rhythm: Rhythm) -> int:
    """Return the month of an issue, from 0: that in which its period begins, or of a number that of its day."""
    span = issue.period.span(rhythm.hemisphere)
    return (span.first.month if span and str(span.first.year) == issue.year else issue.published.month) - 1


def _count_months(entries: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    counts = [0] * MONTHS
    for month, count in entries:
        counts[month] += count
    return tuple(counts)


def _count_topics(collection: Collection, months: Mapping[Period, int]) -> dict[str, tuple[YearTopic, ...]]:
    """Return the topics of a collection in each year."""
    issues = [one.issue for one in collection.index.filed]
    places = [(issue.year, months[issue.period]) for issue in issues]
    found: dict[str, list[YearTopic]] = {}
    for id_, topic in collection.index.topics.items():
        counts: dict[str, list[int]] = {}
        for number in topic.entries:
            year, month = places[number]
            counts.setdefault(year, [0] * MONTHS)[month] += 1
        since = min(counts, key=int)
        for year, each in counts.items():
            found.setdefault(year, []).append(YearTopic(id_, topic.label, sum(each), tuple(each), since))
    return {year: tuple(sorted(topics, key=lambda one: -one.entries)) for year, topics in found.items()}
