"""RSS 2.0, with the content, Dublin Core and Atom modules."""

from __future__ import annotations

from newsletter.outputs.feeds.model import Feed
from newsletter.outputs.feeds.xml_feed import make_generator

FILE = "rss.xml"
_MEDIA_TYPE = "application/rss+xml"


def write(feed: Feed) -> bytes:
    """Return the feed as RSS."""
    written: bytes = make_generator(feed, FILE, _MEDIA_TYPE).rss_str()
    return written
