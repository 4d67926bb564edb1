"""Finds responses to what an issue does not have, such as a point that was renamed."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.errors import Problem
from newsletter.records import report_unknown
from newsletter.rendering.edition import Edition


def find_unknown_points(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each response to an item or a point that the issue does not have, with what may be meant."""
    items = {str(entry.block.id): [anchor for anchor, _ in entry.points] for entry in edition.items}
    withdrawn = {one.path.rstrip("/").rpartition("/")[2] for one in edition.withdrawn.tombstones}
    for response in edition.publication.responses:
        if response.issue != str(edition.issue.period) or edition.publication.folder:
            continue
        if response.item not in items:
            if response.item not in withdrawn:
                yield report_unknown(response, f"the issue has no item '{response.item}'", response.item, list(items))
        elif response.point and response.point not in items[response.item]:
            known = items[response.item]
            yield report_unknown(response, f"'{response.item}' has no point '{response.point}'", response.point, known)
