"""The address of each point on the page of its item: its own id, or else its kind and number. No page is known here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import count

from markupsafe import Markup

from newsletter.documents.blocks.base import Point


def anchor_points(points: Sequence[Point]) -> tuple[tuple[str, Point], ...]:
    """Give each point its anchor, unique on the page of its item: its own id, or its kind and its place among these.

    A number that is taken by an id is passed over, so that an editor can keep ``finding-3`` for the point that had it.
    """
    taken = {point.id for point in points if point.id}
    counted: Counter[str] = Counter()
    anchored = []
    for point in points:
        counted[point.kind] += 1
        anchored.append((point.id or _find_free(point.kind, counted[point.kind], taken), point))
        taken.add(anchored[-1][0])
    return tuple(anchored)


def _find_free(kind: str, number: int, taken: Collection[str]) -> str:
    return next(name for n in count(number) if (name := f"{kind}-{n}") not in taken)


def mark_anchor(anchored: Iterable[tuple[str, Point]], place: tuple[str | int, ...], number: int) -> Markup:
    """Return the attribute by which links lead to a point, which is ``number`` in a list of its block, or nothing."""
    found = (Markup(' id="{}"').format(anchor) for anchor, point in anchored if point.place == (*place, number))
    return next(found, Markup())
