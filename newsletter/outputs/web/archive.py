"""The first page of the site, with the newest issues and the years, and the list of the years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from newsletter.outputs.base import LONGEST_PART, SITE, AggregatePage, Archive, Artifact, IssueSummary
from newsletter.outputs.web.archive_order import group_by_year, order
from newsletter.outputs.web.collections import Collection, name_collection
from newsletter.outputs.web.lists import MOST, ListPage, divide
from newsletter.outputs.web.page import describe, describe_list, fill, offered
from newsletter.outputs.web.year_facts import YEAR_FACTS, YearFacts, count_years
from newsletter.outputs.web.year_report import YearReport, format_report, make_report
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.shown_pictures import ShownPicture
from newsletter.rendering.words import choose_wording

RECENT = 12
"""Issues on the first page. The newest is shown with its contents."""


def plan_archive(
    archive: Archive,
    newest_first: Sequence[IssueSummary],
    collections: Sequence[Collection],
    options: dict[str, str],
) -> Iterator[AggregatePage]:
    """Yield the first page, the pages of the list of years, and those of each year."""
    publication, years = archive.publication, group_by_year(newest_first)
    counts = [f"{year} {len(issues)}" for year, issues in years.items()]
    names = {"collections": " ".join(collection.name for collection in collections)}
    front = options | names | ({"more": "years"} if len(counts) > MOST else {})
    recent = tuple(newest_first[:RECENT])
    yield AggregatePage("web", "front:", publication, recent, options=front, rows=tuple(counts[:MOST]))
    for page in divide("years/", len(years)):
        rows = tuple(counts[page.cut(len(counts))])
        yield AggregatePage("web", f"years:{page.path}", publication, options=options | page.options, rows=rows)
    whole = group_by_year(order(publication, archive.issues))  # lists leave out what they do not show
    is_long = len(newest_first) > LONGEST_PART
    facts = count_years(whole, collections, archive)
    for place, one in enumerate(facts):
        after, before = list(years)[max(0, place - 1) : place], list(years)[place + 1 : place + 2]
        beside = options | {"year": one.year, "before": "".join(before), "after": "".join(after)}
        has_references = is_long and any(issue.items for issue in years[one.year])
        beside["references"] = "some" if has_references else ""
        yield from _plan_year(archive, one, years[one.year], beside)


def _plan_year(
    archive: Archive, facts: YearFacts, issues: Sequence[IssueSummary], options: dict[str, str]
) -> Iterator[AggregatePage]:
    """Yield the pages of a year: the newest has its report."""
    own = {f"paragraph:{id_}": words for id_, words in archive.reports.get(facts.year, {}).items()}
    report = own | {"facts": YEAR_FACTS.dump_json(facts).decode()}
    for page in divide(f"years/{facts.year}/", len(issues)):
        shown, known = tuple(issues[page.cut(len(issues))]), report if page.is_head else {}
        kept = options | page.options | known
        yield AggregatePage("web", f"year:{page.path}", archive.publication, shown, options=kept)


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
    """Yield a page of a year: of the list of its issues, the newest with its report, and the report as data."""
    publication, kept = aggregate.publication, aggregate.options
    part = ListPage.of(aggregate, aggregate.path)
    report = _read_report(aggregate) if part.is_head else None
    page = describe_list(publication, part, kept["year"], f"{publication.title}, {kept['year']}")
    covered = ((issue, issue.cover and _move_picture(issue.cover, page.root)) for issue in aggregate.issues)
    issues = [replace(issue, cover=cover) for issue, cover in covered]
    yield fill(renderer, page, "year", offered(aggregate), part=part, kept=kept, issues=issues, report=report)
    if report:
        yield Artifact(f"{SITE}{part.path}report.json", format_report(report, publication))


def _read_report(aggregate: AggregatePage) -> YearReport:
    options = aggregate.options.items()
    own = {key.removeprefix("paragraph:"): words for key, words in options if key.startswith("paragraph:")}
    return make_report(YEAR_FACTS.validate_json(aggregate.options["facts"]), aggregate.publication, own)


def _move_picture(shown: ShownPicture, root: str) -> ShownPicture:
    """Return a picture with its addresses relative to a page; ``root`` leads to the top of the site."""
    others = tuple(replace(other, srcset=_move(other.srcset, root)) for other in shown.alternatives)
    return replace(shown, src=f"{root}{shown.src}", srcset=_move(shown.srcset, root), alternatives=others)


def _move(srcset: str, root: str) -> str:
    return ", ".join(f"{root}{one}" for one in srcset.split(", ")) if srcset else ""
