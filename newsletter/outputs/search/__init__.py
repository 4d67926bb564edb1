"""Full-text search over static files: an index that browsers read in small parts, made of the texts of all issues.

Nothing runs on a server. Issues are inverted one by one, joined to years, and those to segments, so that one issue
that changes makes only its year, its segment and the files of all words anew. No other issue is read again for that:
what is made of each is kept as a fragment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsletter.documents.periods import Period
from newsletter.outputs.base import AggregatePage, Archive, Artifact, IssueSummary, name_fragment
from newsletter.outputs.search.files import read_hash
from newsletter.outputs.search.inverted import invert, read_fragment, write_fragment
from newsletter.outputs.search.joining import join
from newsletter.outputs.search.pages import FOLDER, make_index, make_page
from newsletter.outputs.search.records import make_record, name_record
from newsletter.outputs.search.segments import IndexSegment, make_segment, plan_segments, split_months
from newsletter.outputs.search.texts import read_issue
from newsletter.outputs.search.titles import TITLES, make_titles, plan_titles
from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import Renderer

OUTPUT = "search"
_PAGE, _INDEX, _YEAR, _SEGMENT, _YEARS = "page", "index", "year-", "segment-", "years"


def issue_artifacts(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:
    """Yield the record of an issue, and its inverted text; an e-mail about a correction is not searched."""
    if edition.publication.web.search and not edition.issue.corrects:
        issue = read_issue(edition, renderer)
        record = make_record(issue)
        yield Artifact(f"{FOLDER}{name_record(issue.period)}", record)
        yield Artifact(find_fragment_file(edition.issue.period), write_fragment(invert(issue, read_hash(record))))


def find_fragment_file(period: Period) -> str:
    """Return where the inverted text of an issue is kept: a segment needs that of a thousand."""
    return name_fragment(OUTPUT, str(period))


def make_fragment(edition: Edition, renderer: Renderer) -> bytes:
    """Return the inverted text of an issue; nothing for a publication without a search."""
    files = {artifact.path: artifact.content for artifact in issue_artifacts(edition, renderer)}
    return files.get(find_fragment_file(edition.issue.period), b"")


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Yield the page of the search, then each year, each segment, and what is about all of them."""
    publication = archive.publication
    if not publication.web.search:
        return
    years = sorted({issue.year for issue in archive.issues}, reverse=True)
    offered = {name: "some" for name, found in _find_lists(archive).items() if found}
    yield AggregatePage(OUTPUT, _PAGE, publication, options=offered | {_YEARS: " ".join(years)})
    yield from plan_titles(archive, offered)
    segments = plan_segments(archive)
    for segment in segments:
        yield from _plan_segment(archive, segment)
    if segments:
        names = tuple(f"{_SEGMENT}{segment.name}" for segment in segments)
        yield AggregatePage(OUTPUT, _INDEX, publication, needs=names)


def _find_lists(archive: Archive) -> dict[str, bool]:
    """Tell which feeds and lists there are."""
    items = [item for issue in archive.issues for item in issue.items]
    return {"issues": bool(archive.issues), "entries": bool(items), "owners": any(item.owners for item in items)}


def _plan_segment(archive: Archive, segment: IndexSegment) -> Iterator[AggregatePage]:
    """Yield a segment's years, and the segment, which is made of its years."""
    for year, issues in segment.years.items():
        yield from _plan_year(archive, f"{_YEAR}{year}", issues)
    years = " ".join(year for year, issues in segment.years.items() for _ in issues)
    needs = tuple(f"{_YEAR}{year}" for year in segment.years)
    yield AggregatePage(OUTPUT, f"{_SEGMENT}{segment.name}", archive.publication, options={_YEARS: years}, needs=needs)


def _plan_year(archive: Archive, name: str, issues: Sequence[IssueSummary]) -> Iterator[AggregatePage]:
    """Yield a year, which is made of its issues, or else of its months, which are yielded before it."""
    months = {f"{name}{month}": own for month, own in split_months(issues).items()}
    for month, own in (months or {name: list(issues)}).items():
        yield AggregatePage(OUTPUT, month, archive.publication, periods=tuple(issue.period for issue in own))
    if months:
        yield AggregatePage(OUTPUT, name, archive.publication, needs=tuple(months))


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:
    """Yield the files of one of these."""
    if aggregate.name == _PAGE:
        yield from make_page(aggregate, renderer)
    elif aggregate.kind == TITLES:
        yield from make_titles(aggregate, renderer)
    elif aggregate.name == _INDEX:
        yield from make_index(aggregate, fragments)
    elif aggregate.name.startswith(_YEAR):
        yield Artifact(name_fragment(OUTPUT, aggregate.name), write_fragment(join(map(read_fragment, fragments))))
    else:
        yield from _make_segment(aggregate, fragments)


def _make_segment(aggregate: AggregatePage, fragments: Sequence[bytes]) -> Iterator[Artifact]:
    years = aggregate.options[_YEARS].split()
    files, vocabulary = make_segment(join(map(read_fragment, fragments)), years)
    yield Artifact(name_fragment(OUTPUT, aggregate.name), vocabulary)
    for name, content in files.items():
        yield Artifact(f"{FOLDER}{aggregate.name.removeprefix(_SEGMENT)}/{name}", content)
