"""Addresses and ids that were published and are on record: a build keeps each, or says how to lead on from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from newsletter.building.manifest import IssueRecord, Manifest
from newsletter.documents.publication import Publication
from newsletter.documents.published import FILE, PublishedIssue, PublishedItem, PublishedRecord
from newsletter.errors import Location, Problem, Reason
from newsletter.outputs.base import SITE
from newsletter.rendering.edition import issue_uuid, item_uuid


def find_lost_addresses(
    record: PublishedRecord, manifest: Manifest, publication: Publication, as_of: date
) -> Iterator[Problem]:
    """Yield each address and id on record that this build would drop or change; and redirects that lead nowhere."""
    made = manifest.files_by_path().keys()
    versions = {one.language: one for one in publication.others}
    for period, issue in record.issues.items():
        built = manifest.issues.get(f"issues/{period}.yaml")
        if built and built.live_on and built.live_on > as_of:
            continue  # it is built as on an earlier day
        yield from _find_changed_ids(period, issue, publication)
        lost = [one for each in (issue, *issue.languages.values()) for one in _find_lost_pages(each, made)]
        yield from lost
        if built and not lost:
            yield from _find_lost_points(issue, built, publication)
        for tag, other in issue.languages.items():
            if tag in versions:
                yield from _find_changed_ids(period, other, versions[tag])
    for old, new in publication.redirects.items():
        if _name_file(new) not in made:
            yield _report_nowhere(old, new)


def find_unknown_corrected(issues: Mapping[str, IssueRecord]) -> Iterator[Problem]:
    """Yield each e-mail about a correction whose issue, or the item of it, was not published."""
    for name, record in issues.items():
        period, _, item = record.summary.corrects.partition("#")
        corrected = issues.get(f"issues/{period}.yaml")
        if record.summary.corrects and not (corrected and corrected.is_live and _has_item(corrected, item)):
            message = f"{record.summary.corrects} has not been published, so there is nothing to correct"
            yield Problem(Location(name), "issue.corrects", message, "Name what was corrected.", "corrects")


def _has_item(record: IssueRecord, item: str) -> bool:
    known = {one.id for one in record.summary.items} | {one.item_id for one in record.tombstones[0]}
    return not item or item in known


def _find_lost_pages(issue: PublishedIssue, made: Collection[str]) -> Iterator[Problem]:
    paths = [issue.path] if issue.path is not None else []
    for path in (*paths, *(item.path for item in issue.items.values())):
        if _name_file(path) not in made:
            yield _report_lost(path)


def _find_lost_points(issue: PublishedIssue, built: IssueRecord, publication: Publication) -> Iterator[Problem]:
    """Yield the ids of points that are gone from a page that is still there."""
    gone = {one.item_id for one in built.tombstones[0]} if built.tombstones else set()
    for name, item in issue.items.items():
        for point in () if name in gone or item.path in publication.redirects else item.points:
            place = f"{item.path}#{point}"
            if f"{name}#{point}" not in built.points and place not in publication.redirects:
                yield _report_lost(place)


def _find_changed_ids(period: str, issue: PublishedIssue, publication: Publication) -> Iterator[Problem]:
    """Yield the ids that would be others: they are made of the publication's own."""
    named = [(issue.urn, issue_uuid(publication, period).urn)] if issue.urn else []
    items = issue.items.items()
    named += [(item.urn, item_uuid(publication, period, name).urn) for name, item in items if _is_here(item, name)]
    if any(before != now for before, now in named):
        message = f"feed readers know {period} by other ids than this build would give it"
        yield Problem(Location(FILE), "published.id", message, "Put back uuid in newsletter.toml as it was.")


def _is_here(item: PublishedItem, name: str) -> bool:
    return item.path.endswith(f"/{name}/")


def _name_file(path: str) -> str:
    page = path.partition("#")[0]
    return f"{SITE}{page}index.html" if page.endswith("/") or not page else f"{SITE}{page}"


def _report_lost(path: str) -> Problem:
    what = "place on a page" if "#" in path else "page"
    message = f"{path} was published, and this build would have no such {what}"
    hint = Reason(
        "Put it back, or withdraw it. If it is elsewhere now,",
        f'write in newsletter.toml under [redirects]: "{path}" = "issues/…/"',
        "lead on from its address in the settings of the newsletter.",
    )
    return Problem(Location(FILE), "published.address", message, hint)


def _report_nowhere(old: str, new: str) -> Problem:
    message = f'[redirects] points "{old}" at "{new}", which is not a page of the site'
    return Problem(Location("newsletter.toml"), "redirect.nowhere", message, "Correct the second address.")
