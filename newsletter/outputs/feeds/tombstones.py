"""Entries that were withdrawn, as a feed tells of them (RFC 6721)."""

from __future__ import annotations

from collections.abc import Iterable

from newsletter.outputs.base import AggregatePage, make_adapter
from newsletter.outputs.feeds.model import DeletedEntry, clean
from newsletter.rendering import markdown
from newsletter.rendering.entries import Tombstone

MOST_TOMBSTONES = 50
"""How many withdrawals a current document tells of, the latest ones."""

TOMBSTONES = "withdrawn"
"""The option of a page that has them."""


def write_tombstones(tombstones: Iterable[Tombstone]) -> str:
    """Return tombstones as text, for the options of a page."""
    return make_adapter(tuple[Tombstone, ...]).dump_json(tuple(tombstones)).decode()


def read_tombstones(aggregate: AggregatePage) -> tuple[Tombstone, ...]:
    """Return the tombstones of a page, the latest first."""
    found: tuple[Tombstone, ...] = make_adapter(tuple[Tombstone, ...]).validate_json(
        aggregate.options.get(TOMBSTONES, "[]")
    )
    return found


def list_deleted(tombstones: Iterable[Tombstone]) -> tuple[DeletedEntry, ...]:
    """Return what a feed says of each."""
    return tuple(DeletedEntry(one.urn, one.at, clean(markdown.to_summary(one.reason))) for one in tombstones)
