"""Takes out of an issue what was withdrawn, before anything is derived of it; and what is said in its place.

No output sees what is taken out here. Its address and its id stay for ever, so that a page and the feeds can say that
it was withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from newsletter.documents.blocks import Block, Section
from newsletter.documents.issue import Issue, place_blocks
from newsletter.documents.pictures import walk_pictures
from newsletter.documents.publication import Publication
from newsletter.documents.withdrawal import Withdrawal
from newsletter.languages.wording import Wording
from newsletter.parsing.document import DataPath
from newsletter.rendering.edition import issue_path, issue_uuid, item_path, item_uuid
from newsletter.rendering.entries import NOTHING_WITHDRAWN, Tombstone, Withdrawn

_IssueT = TypeVar("_IssueT", bound=Issue)


def leave_out(issue: _IssueT, wording: Wording) -> _IssueT:
    """Return an issue without what was withdrawn of it; one that was withdrawn whole keeps its day and period alone."""
    if issue.withdrawn:
        title = wording.gettext("This issue was withdrawn")
        nothing = {"title": title, "subject": None, "preheader": None, "intro": None, "number": None}
        return issue.model_copy(update={**nothing, "blocks": (), "corrections": (), "waivers": ()})
    gone = {block.id for _, block in place_blocks(issue) if block.is_withdrawn}
    if not gone:
        return issue
    blocks = tuple(_keep_blocks(issue.blocks))
    corrections = tuple(one for one in issue.corrections if one.block is None or one.block not in gone)
    return issue.model_copy(update={"blocks": blocks, "corrections": corrections})


def _keep_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if block.is_withdrawn:
            continue
        inner = tuple(_keep_blocks(block.blocks)) if isinstance(block, Section) else ()
        if not isinstance(block, Section) or len(inner) == len(block.blocks):
            yield block
        elif inner:
            yield block.model_copy(update={"blocks": inner})


def find_withdrawn(publication: Publication, issue: Issue) -> Withdrawn:
    """Return what was withdrawn of an issue."""
    if not issue.withdrawn and not any(block.is_withdrawn for _, block in place_blocks(issue)):
        return NOTHING_WITHDRAWN
    return Withdrawn(_list_tombstones(publication, issue), _find_places(issue), _list_files(issue))


def _list_tombstones(publication: Publication, issue: Issue) -> tuple[Tombstone, ...]:
    """Return what is said of all that was withdrawn: the issue first, if it was, and each of its items."""
    period, zone = issue.period, publication.zone
    show = publication.withdrawals.show_titles
    found: list[Tombstone] = []
    if whole := issue.withdrawn:
        urn, title = issue_uuid(publication, period).urn, issue.title if show else ""
        found.append(Tombstone(issue_path(period), urn, whole.at.astimezone(zone), whole.reason, title))
    place = 0
    for item in (block for _, block in place_blocks(issue) if block.is_item):
        withdrawn = _find_withdrawal(item) or whole
        if withdrawn is None:
            place += 1
            continue
        item_id = str(item.id)
        urn, title = item_uuid(publication, period, item_id).urn, str(item.heading) if show else ""
        path, at = item_path(period, item_id), withdrawn.at.astimezone(zone)
        found.append(Tombstone(path, urn, at, withdrawn.reason, title, item_id, place))
    return tuple(found)


def _find_withdrawal(item: Block) -> Withdrawal | None:
    found: Withdrawal | None = getattr(item, "withdrawn", None)
    return found


def _list_files(issue: Issue) -> tuple[str, ...]:
    """Return the publication's files that are shown by what was withdrawn of an issue, and by nothing else in it."""
    gone, kept = set[str](), set[str]()
    for path, picture in walk_pictures(issue):
        files = gone if issue.withdrawn or _is_withdrawn(issue, path) else kept
        files |= {file for file in (picture.file, picture.dark) if file}
    return tuple(sorted(gone - kept))


def _find_places(issue: Issue) -> frozenset[DataPath]:
    """Return the paths of the blocks that are left out: those withdrawn, and sections with nothing else in them."""
    if issue.withdrawn:
        return frozenset(path for path, _ in place_blocks(issue))
    gone = {path for path, block in place_blocks(issue) if block.is_withdrawn}
    for n, block in enumerate(issue.blocks):
        if isinstance(block, Section) and all(one.is_withdrawn for one in block.blocks):
            gone.add(("blocks", n))
    return frozenset(gone)


def _is_withdrawn(issue: Issue, path: DataPath) -> bool:
    return any(path[: len(place)] == place for place, block in place_blocks(issue) if block.is_withdrawn)
