"""Puts what a build has published on record: pages and pictures as they are in the output folder."""

from __future__ import annotations

import re
from pathlib import Path

from newsletter.building.report import BuildReport
from newsletter.documents.publication import Publication
from newsletter.documents.published import PublishedIssue, PublishedPicture
from newsletter.errors import BuildError
from newsletter.files import Folder
from newsletter.loading import load_publication
from newsletter.outputs.base import EMAIL, SITE
from newsletter.published import describe_picture, record_published
from newsletter.rendering.edition import absolute, issue_path
from newsletter.rendering.mail_pictures import list_mail_pictures

_DIGEST = re.compile(rb'<meta name="newsletter-digest" content="([0-9a-f]{64})"')


def record_build(root: Path, out: Path, report: BuildReport) -> int:
    """Add every published issue of a build to the record; return how many of them are new there or have changed.

    Raises:
        ProblemsFoundError: the record that is there cannot be understood.
        BuildError: a file of the build cannot be read, or the record cannot be written.
    """
    publication = load_publication(root).publication
    periods = [row.issue for row in report.rows if row.state == "published"]
    try:
        with Folder(out) as folder:
            issues = {period: _describe(period, publication, folder, root) for period in periods}
    except OSError as error:
        raise BuildError(f"{error.filename} cannot be read: {error.strerror}. Build again.") from None
    return record_published(root, issues, is_sent=False)


def _describe(period: str, publication: Publication, out: Folder, root: Path) -> PublishedIssue:
    path = issue_path(period)
    named = _DIGEST.search(out.read(f"{SITE}{path}index.html"))
    if named is None:
        raise BuildError(f"{out.root}/{SITE}{path}index.html names no digest. Restore templates/web/issue.html.")
    pictures = _describe_pictures(period, publication, out, root)
    return PublishedIssue(digest=named[1].decode(), page=absolute(publication, path), pictures=pictures)


def _describe_pictures(period: str, publication: Publication, out: Folder, root: Path) -> tuple[PublishedPicture, ...]:
    html = out.read(f"{EMAIL}{period}.html").decode()
    pictures = (picture for picture in list_mail_pictures(html, publication) if picture.file)
    return tuple(describe_picture(picture, out.read(f"{SITE}{picture.file}"), root) for picture in pictures)
