"""JSON Feed 1.1."""

from __future__ import annotations

import json

from newsletter.documents.blocks.base import Enclosure
from newsletter.outputs.feeds.model import Feed, FeedEntry

FILE = "feed.json"
_VERSION = "https://jsonfeed.org/version/1.1"


def write(feed: Feed) -> bytes:
    """Return the feed as JSON Feed; its archives are the pages that follow."""
    document: dict[str, object] = {
        "version": _VERSION,
        "title": feed.title,
        "home_page_url": feed.site,
        "feed_url": feed.address(FILE),
        "description": feed.description,
        "next_url": feed.archive_links(FILE).get("prev-archive"),
        "authors": [{"name": feed.author}],
        "language": feed.language,
        "items": [_describe_entry(entry) for entry in feed.entries],
    }
    return json.dumps(_without_gaps(document), ensure_ascii=False).encode() + b"\n"


def _describe_entry(entry: FeedEntry) -> dict[str, object]:
    return _without_gaps(
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "summary": entry.summary,
            "content_html": entry.content,
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat(),
            "language": entry.language,
            "tags": [category.label for category in entry.categories] or None,
            "attachments": [_describe_file(entry.enclosure)] if entry.enclosure else None,
        }
    )


def _describe_file(file: Enclosure) -> dict[str, object]:
    return _without_gaps(
        {"url": file.url, "mime_type": file.media_type, "title": file.title, "size_in_bytes": file.length}
    )


def _without_gaps(described: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in described.items() if value is not None}
