"""Reads and writes ``issues/published.json``, the record of what was published.

It only grows: what was once in an e-mail stays in the record. It is written whole or not at all, in one order on every
machine, so that a commit shows what is new; writers wait for one another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from newsletter.checking.analysis.images import measure_picture
from newsletter.documents.periods import sort_by_period
from newsletter.documents.published import (
    FILE,
    PictureOrigin,
    PublishedIssue,
    PublishedItem,
    PublishedPicture,
    PublishedRecord,
)
from newsletter.errors import BuildError
from newsletter.files import Folder, hold_lock, write_below
from newsletter.parsing.records import RecordFile
from newsletter.rendering.edition import Edition
from newsletter.rendering.entries import Entry
from newsletter.rendering.mail_pictures import MailPicture
from newsletter.rendering.pictures import Variant

_LOCK = "issues/.published.lock"
_RECORD = RecordFile(
    FILE,
    "published.broken",
    "Restore it from version control: it says which pictures of sent e-mails must stay.",
)


def load_published(root: Path) -> PublishedRecord:
    """Read the record of the publication in the folder ``root``; without a file nothing was published.

    Raises:
        ProblemsFoundError: the file exists but is not valid. It is never treated as empty.
    """
    return _RECORD.read(root, PublishedRecord)


def record_published(root: Path, issues: Mapping[str, PublishedIssue], *, is_sent: bool) -> int:
    """Add issues, by their periods, to the record; return how many of them are new or changed.

    What is known of an issue already stays: its pictures, and its digest unless it ``is_sent`` now.

    Raises:
        ProblemsFoundError: the record that is there cannot be understood.
        BuildError: it cannot be written.
    """
    try:
        with Folder(root) as folder:
            folder.make_folder("issues")
        with hold_lock(root, _LOCK, waits=True):
            known = load_published(root).issues
            merged = {name: _merge(known.get(name), issue, is_sent=is_sent) for name, issue in issues.items()}
            changed = {name: issue for name, issue in merged.items() if known.get(name) != issue}
            if changed:
                write_below(root, FILE, format_record(PublishedRecord(issues=known | changed)))
    except OSError as error:
        raise BuildError(f"{root / FILE} cannot be written: {error.strerror}.") from None
    return len(changed)


def _merge(known: PublishedIssue | None, issue: PublishedIssue, *, is_sent: bool) -> PublishedIssue:
    if known is None:
        return _sort(issue)
    pictures = {picture.file: picture for picture in (*known.pictures, *issue.pictures)}
    known_items = {**issue.items, **known.items}
    items = {name: _merge_item(item, issue.items.get(name)) for name, item in sorted(known_items.items())}
    kept = {"items": items, "path": known.path or issue.path, "urn": known.urn or issue.urn}
    first = issue if is_sent else known
    tags = sorted({*known.languages, *issue.languages})
    languages = {
        tag: _merge(known.languages.get(tag), issue.languages.get(tag) or known.languages[tag], is_sent=is_sent)
        for tag in tags
    }
    return _sort(first.model_copy(update={**kept, "pictures": tuple(pictures.values()), "languages": languages}))


def _merge_item(known: PublishedItem, item: PublishedItem | None) -> PublishedItem:
    """Keep the first address and id of an item, and every id of its points."""
    points = sorted({*known.points, *(item.points if item else ())})
    return known.model_copy(update={"points": tuple(points)})


def describe_addresses(issue: PublishedIssue, edition: Edition) -> PublishedIssue:
    """Return an issue for the record with its addresses and ids, and those of its items and their points."""
    folder = edition.publication.folder
    items = {str(item.block.id): _describe_item(item, folder) for item in edition.items}
    return issue.model_copy(update={"path": f"{folder}{edition.path}", "urn": edition.urn, "items": items})


def _describe_item(item: Entry, folder: str) -> PublishedItem:
    return PublishedItem(path=f"{folder}{item.path}", urn=str(item.urn), points=list_point_ids(item))


def list_point_ids(item: Entry) -> tuple[str, ...]:
    """Return the ids that are written for the points of an item."""
    return tuple(sorted(point.id for _, point in item.points if point.id))


def _sort(issue: PublishedIssue) -> PublishedIssue:
    ordered = tuple(sorted(issue.pictures, key=lambda picture: picture.file))
    items = dict(sorted(issue.items.items()))
    return issue.model_copy(update={"pictures": ordered, "items": items})


def describe_picture(picture: MailPicture, content: bytes) -> PublishedPicture:
    """Return a picture of an e-mail for the record; ``content`` is its file as the site has it."""
    size = measure_picture(content)
    return PublishedPicture(
        file=picture.file,
        address=picture.address,
        type=picture.media_type,
        bytes=len(content),
        width=size[0] if size else None,
        height=size[1] if size else None,
        sha256=hashlib.sha256(content).hexdigest(),
        origin=_describe_variant(picture.variant) if picture.variant else None,
    )


def _describe_variant(variant: Variant) -> PictureOrigin:
    source = variant.source
    return PictureOrigin(file=source.file, sha256=source.digest, crop=variant.box, heaviest=variant.heaviest)


def _describe_issue(issue: PublishedIssue) -> dict[str, object]:
    described = issue.model_dump(mode="json", exclude_none=True, exclude={"languages"})
    languages = {tag: _describe_issue(issue.languages[tag]) for tag in sorted(issue.languages)}
    return described | ({"languages": languages} if languages else {})


def format_record(record: PublishedRecord) -> bytes:
    """Return the record as it is written: issues by period, pictures by path, a line for each value."""
    issues = {name: _describe_issue(issue) for name, issue in sort_by_period(record.issues.items())}
    text = json.dumps({"format": record.format, "issues": issues}, indent=2, ensure_ascii=False)
    return f"{text}\n".encode()
