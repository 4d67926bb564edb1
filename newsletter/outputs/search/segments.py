"""A segment: whole years of issues in one index, so that an issue that changes makes only its own segment anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsletter.outputs.base import Archive, IssueSummary
from newsletter.outputs.search.facets import make_facets
from newsletter.outputs.search.files import make_json
from newsletter.outputs.search.inverted import Inverted, IssueHead
from newsletter.outputs.search.shards import HASH_BYTES, Shard, make_shards
from newsletter.outputs.search.vocabulary import make_vocabulary

MOST_BYTES = 24_000_000
"""Bytes of content from which a segment is closed: about 110,000 findings and recommendations."""

MOST_ISSUES = 60
"""Issues of a year from which its months are joined first."""


@dataclass(frozen=True, slots=True)
class IndexSegment:
    """A run of years with their issues, the oldest first."""

    years: dict[str, list[IssueSummary]]

    @property
    def name(self) -> str:
        """Its first year."""
        return next(iter(self.years))

    @property
    def is_full(self) -> bool:
        """Whether the next year begins another segment."""
        return sum(issue.weight for issues in self.years.values() for issue in issues) >= MOST_BYTES


def split_months(issues: Sequence[IssueSummary]) -> dict[str, list[IssueSummary]]:
    """Divide the issues of a year by months, if there are many; each has a name to follow that of the year."""
    months: dict[str, list[IssueSummary]] = {}
    for issue in issues if len(issues) > MOST_ISSUES else ():
        months.setdefault(f"-{issue.published.month:02}", []).append(issue)
    return dict(sorted(months.items()))


def plan_segments(archive: Archive) -> list[IndexSegment]:
    """Divide an archive into segments of whole years, the oldest first."""
    order = archive.publication.rhythm.order
    years: dict[str, list[IssueSummary]] = {}
    for issue in sorted(archive.issues, key=lambda one: order(one.period)):
        years.setdefault(issue.year, []).append(issue)
    segments: list[IndexSegment] = []
    for year in sorted(years):
        if not segments or segments[-1].is_full:
            segments.append(IndexSegment({}))
        segments[-1].years[year] = years[year]
    return segments


def make_segment(text: Inverted, years: Sequence[str]) -> tuple[dict[str, bytes], bytes]:
    """Return the files of a segment by name, and what the files of all segments need of it.

    ``text`` is that of all its issues, and ``years`` the year of each.
    """
    facets = make_facets(text)
    shards = list(make_shards(text))
    table = make_json(
        {
            "facets": facets[:HASH_BYTES].hex(),
            "shards": [[shard.first, shard.hash] for shard in shards],
            "issues": [_describe(head, year) for head, year in zip(text.issues, years, strict=True)],
        }
    )
    files = {"segment.json": table, "facets.bin": facets, **dict(_name_files(shards))}
    return files, make_vocabulary(text, table)


def _name_files(shards: Sequence[Shard]) -> Iterator[tuple[str, bytes]]:
    for shard in shards:
        yield f"{shard.name}.bin", shard.postings
        yield f"{shard.name}.pos", shard.places


def _describe(head: IssueHead, year: str) -> list[object]:
    """Return the row of an issue: name, year, hash of its record; of each entry its documents, and all but points."""
    return [head.period, year, head.record, *head.sizes]
