"""The first page of the site, with the newest issues and the years, and the list of the years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from newsletter.documents.publication import Publication
from newsletter.outputs.base import AggregatePage, Archive, Artifact, IssueSummary
from newsletter.outputs.web.collections import name_collection
from newsletter.outputs.web.lists import MOST, ListPage, divide
from newsletter.outputs.web.page import describe, describe_list, fill, offered
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.shown_pictures import ShownPicture
from newsletter.rendering.words import choose_wording

RECENT = 12
"""Issues on the first page, the newest with its contents."""


def order(publication: Publication, issues: Iterable[IssueSummary]) -> list[IssueSummary]:
    """Return issues in the order in which the archive lists them, the newest first."""
    return sorted(issues, key=lambda issue: publication.rhythm.order(issue.period), reverse=True)


def group_by_year(newest_first: Sequence[IssueSummary]) -> dict[str, list[IssueSummary]]:
    """Return the issues of each year, the newest year first."""
    years: dict[str, list[IssueSummary]] = {}
    for issue in newest_first:
        years.setdefault(issue.year, []).append(issue)
    return dict(sorted(years.items(), key=lambda year: int(year[0]), reverse=True))


def plan_archive(
    archive: Archive, newest_first: Sequence[IssueSummary], options: dict[str, str]
) -> Iterator[AggregatePage]:
    """Yield the first page, the pages of the list of years, and those of the list of issues of each year."""
    publication, years = archive.publication, group_by_year(newest_first)
    counts = [f"{year} {len(issues)}" for year, issues in years.items()]
    front = options | ({"more": "years"} if len(counts) > MOST else {})
    recent = tuple(newest_first[:RECENT])
    yield AggregatePage("web", "front:", publication, recent, options=front, rows=tuple(counts[:MOST]))
    for page in divide("years/", len(years)):
        rows = tuple(counts[page.cut(len(counts))])
        yield AggregatePage("web", f"years:{page.path}", publication, options=options | page.options, rows=rows)
    for place, (year, issues) in enumerate(years.items()):
        around = list(years)[place + 1 : place + 2], list(years)[max(0, place - 1) : place]
        beside = {"year": year, "before": "".join(around[0]), "after": "".join(around[1]), "count": str(len(issues))}
        for page in divide(f"years/{year}/", len(issues)):
            shown = tuple(issues[page.cut(len(issues))])
            yield AggregatePage("web", f"year:{page.path}", publication, shown, options=options | page.options | beside)


def make_front(aggregate: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    """Yield the first page of the site."""
    publication = aggregate.publication
    newest, *recent = aggregate.issues or (None,)
    years = [row.split() for row in aggregate.rows]
    page = describe(publication, "", "", publication.description)
    named = aggregate.options["collections"].split()
    yield fill(
        renderer,
        page,
        "index",
        offered(aggregate),
        newest=newest,
        recent=recent,
        years=years,
        has_more="more" in aggregate.options,
        collections=[(f"{name}/", name_collection(name, publication).title) for name in named],
    )


def make_years(aggregate: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    """Yield a page of the list of years."""
    publication, wording = aggregate.publication, choose_wording(aggregate.publication)
    part = ListPage.of(aggregate, aggregate.path)
    description = wording.gettext("Every year of {title}.", title=publication.title)
    page = describe_list(publication, part, wording.gettext("Years"), description)
    years = [row.split() for row in aggregate.rows]
    yield fill(renderer, page, "years", offered(aggregate), part=part, years=years)


def make_year(aggregate: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    """Yield a page of the list of issues of a year."""
    publication, wording, kept = aggregate.publication, choose_wording(aggregate.publication), aggregate.options
    part = ListPage.of(aggregate, aggregate.path)
    count = wording.ngettext("{count} issue", "{count} issues", int(kept["count"]))
    page = describe_list(publication, part, kept["year"], f"{publication.title}, {kept['year']}: {count}")
    covered = ((issue, issue.cover and _move_picture(issue.cover, page.root)) for issue in aggregate.issues)
    issues = [replace(issue, cover=cover) for issue, cover in covered]
    yield fill(renderer, page, "year", offered(aggregate), part=part, kept=kept, issues=issues)


def _move_picture(shown: ShownPicture, root: str) -> ShownPicture:
    """Return a picture as a page below the top of the site shows it; ``root`` leads there."""
    others = tuple(replace(other, srcset=_move(other.srcset, root)) for other in shown.alternatives)
    return replace(shown, src=f"{root}{shown.src}", srcset=_move(shown.srcset, root), alternatives=others)


def _move(srcset: str, root: str) -> str:
    return ", ".join(f"{root}{one}" for one in srcset.split(", ")) if srcset else ""
