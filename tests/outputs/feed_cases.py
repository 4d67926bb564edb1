"""Small publications, issues and reviews that tests change one thing of, and the feeds that come of them."""

from __future__ import annotations

import json
import pickle
from calendar import timegm
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser

from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.outputs import feeds
from newsletter.outputs.base import AggregatePage, Archive, summarise_issue
from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import make_renderer
from tests.packs import ISSUE_MODEL, PACKS, PUBLICATION_MODEL

FOLDERS = ("site/", "site/items/")
FILES = ("rss.xml", "atom.xml", "feed.json")
RENDERER = make_renderer(Path("no publication here"), PACKS)

_COLOURS = dict.fromkeys(("page", "paper", "text", "muted", "accent", "on_accent", "rule", "note"), "#123456")


def make_publication(**changes: Any) -> Publication:  # noqa: ANN401  # any field of the model
    """Return a publication with one theme that is a harm, one that is not, and two support contacts."""
    fields: dict[str, Any] = {
        "uuid": "6ba7b810-9dad-4c5e-8fdd-2f6a6e1b9a01",
        "title": "Learning & review <5 minutes",
        "publisher": "AT&T Safeguarding",
        "description": "What reviews teach, for R&D and others",
        "base_url": "https://digest.example.org",
        "sender": {"name": "Digest", "email": "digest@example.org", "address": "1 High Street"},
        "palette": {"light": _COLOURS, "dark": _COLOURS},
        "themes": {
            "neglect": {"label": "Neglect & care", "facet": "harm", "content_note": "neglect"},
            "schools": {"label": "Schools", "facet": "setting"},
        },
        "support_contacts": [
            {"id": "line", "name": "The Line", "phone": "0800 1111"},
            {"id": "desk", "name": "The Desk", "email": "desk@example.org", "url": "https://desk.example.org/"},
        ],
        "glossary": {"MASH": "multi-agency safeguarding hub"},
    }
    return PUBLICATION_MODEL.model_validate(fields | changes)


def make_review(id_: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401  # any field of the model
    """Return a review as an editor would write it, with nothing distressing in it."""
    fields: dict[str, Any] = {
        "type": "case_review",
        "id": id_,
        "title": f"Review {id_}",
        "review_type": "lcspr",
        "summary": f"How the MASH heard of *{id_}*.",
        "learning": {"items": ["listen"]},
        "themes": ["schools"],
    }
    return fields | changes


def make_issue(period: str, *blocks: dict[str, Any], **changes: Any) -> Issue:  # noqa: ANN401  # as above
    """Return a finished issue."""
    fields: dict[str, Any] = {"period": period, "title": f"Digest {period}", "status": "ready", "blocks": list(blocks)}
    return ISSUE_MODEL.model_validate(fields | changes)


def make_months(count: int, *, items: int = 1) -> list[Issue]:
    """Return ``count`` issues of consecutive months from January 2020 on, the newest first."""
    months = [f"{2020 + month // 12}-{month % 12 + 1:02}" for month in range(count)]
    return [make_issue(period, *(make_review(f"child-{n}") for n in range(items))) for period in reversed(months)]


def make_feeds(issues: Iterable[Issue], publication: Publication | None = None, weight: int = 0) -> dict[str, bytes]:
    """Return every feed document by its path, made from plans that have been pickled and read back.

    ``weight`` overrides the size of each issue, in bytes.
    """
    publication = publication or make_publication()
    editions = {issue.period: Edition(publication, issue) for issue in issues}
    summaries = tuple(summarise_issue(edition, RENDERER) for edition in editions.values())
    archive = Archive(publication, tuple(replace(one, weight=weight or one.weight) for one in summaries))
    aggregates: list[AggregatePage] = pickle.loads(pickle.dumps(list(feeds.plan_aggregate_pages(archive))))  # noqa: S301  # our own
    fragments = {period: feeds.make_fragment(edition, RENDERER) for period, edition in editions.items()}
    made = [
        artifact
        for aggregate in aggregates
        for artifact in feeds.make_aggregate_page(
            aggregate, [fragments[period] for period in aggregate.periods], RENDERER
        )
    ]
    assert len({artifact.path for artifact in made}) == len(made)
    return {artifact.path: artifact.content for artifact in made}


def current_documents(documents: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the current documents: each scope that exists, in each format."""
    for folder in FOLDERS:
        for file in FILES:
            if folder + file in documents:
                yield folder + file, documents[folder + file]


def read_entries(path: str, document: bytes) -> list[dict[str, Any]]:
    """Return the entries as a reader of feeds sees them, alike for every format; feedparser reads no JSON Feed."""
    if path.endswith(".json"):
        return [_read_item(item) for item in json.loads(document)["items"]]
    read = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    assert not read["bozo"], read["bozo_exception"]
    return [_read_xml_entry(entry) for entry in read["entries"]]


def _read_item(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": item["id"],
        "title": item["title"],
        "link": item["url"],
        "published": item["date_published"],
        "content": item["content_html"],
        "tags": item.get("tags", []),
    }


def _read_xml_entry(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": entry["id"],
        "title": entry["title"],
        "link": entry["link"],
        "published": datetime.fromtimestamp(timegm(entry["published_parsed"]), UTC).isoformat(),
        "content": next((one["value"] for one in entry.get("content", ()) if one["type"] == "text/html"), ""),
        "tags": [tag["label"] or tag["term"] for tag in entry.get("tags", [])],
    }
