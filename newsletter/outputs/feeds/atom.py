"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from newsletter.outputs.feeds.model import Feed
from newsletter.outputs.feeds.xml_feed import make_generator

FILE = "atom.xml"
_MEDIA_TYPE = "application/atom+xml"


def write(feed: Feed) -> bytes:
    """Return the feed as Atom."""
    written: bytes = make_generator(feed, FILE, _MEDIA_TYPE).atom_str()
    return written
