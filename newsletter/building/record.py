"""Puts what a build has published on record: pages and pictures as they are in the output folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from newsletter.building.manifest import BuildReport
from newsletter.documents.published import PublishedIssue, PublishedPicture
from newsletter.errors import BuildError
from newsletter.files import Folder
from newsletter.loading import load_issue, load_publication
from newsletter.outputs.base import SITE
from newsletter.pipeline import make_editions
from newsletter.published import describe_addresses, describe_picture, record_published
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign
from newsletter.rendering.mail_pictures import list_loaded_pictures, list_mail_variants
from newsletter.rendering.renderer import make_renderer

_DIGEST = re.compile(rb'<meta name="newsletter-digest" content="([0-9a-f]{64})"')


def record_build(root: Path, out: Path, report: BuildReport) -> int:
    """Add every published issue of a build to the record; return how many of them are new there or have changed.

    Raises:
        ProblemsFoundError: the record that is there cannot be understood.
        BuildError: a file of the build cannot be read, or the record cannot be written.
    """
    periods = [row.issue for row in report.rows if row.state == "published"]
    try:
        with Folder(out) as folder:
            recorder = _Recorder(root, folder)
            issues = {period: recorder.describe(period) for period in periods}
    except OSError as error:
        raise BuildError(f"{error.filename} cannot be read: {error.strerror}. Build again.") from None
    return record_published(root, issues, is_sent=False)


class _Recorder:
    """Describes issues as they are in the output folder of a build."""

    def __init__(self, root: Path, out: Folder) -> None:
        self._root, self._out = root, out
        self._publication = load_publication(root).publication
        self._renderer = make_renderer(root, self._publication.packs)

    def describe(self, period: str) -> PublishedIssue:
        main, *others = self._load(period)
        languages = {edition.language: self._describe(edition) for edition in others}
        return self._describe(main).model_copy(update={"languages": languages})

    def _describe(self, edition: Edition) -> PublishedIssue:
        page = self._out.read(f"{SITE}{edition.publication.folder}{edition.path}index.html")
        named = _DIGEST.search(page)
        if named is None:
            file = f"{self._out.root}/{SITE}{edition.publication.folder}{edition.path}index.html"
            raise BuildError(f"{file} names no digest. Restore it in templates/web/issue.html.")
        pictures = tuple(self._describe_pictures(edition))
        issue = PublishedIssue(digest=named[1].decode(), page=edition.url, pictures=pictures)
        return describe_addresses(issue, edition)

    def _load(self, period: str) -> tuple[Edition, ...]:
        name, publication = f"issues/{period}.yaml", self._publication
        return make_editions(publication, load_issue(self._root / name, name, publication.packs, publication.tags))

    def _describe_pictures(self, edition: Edition) -> Iterator[PublishedPicture]:
        campaign, variants = render_campaign(edition, self._renderer), list_mail_variants(edition, self._renderer)
        for picture in list_loaded_pictures(campaign, edition.publication, variants):
            if picture.file:
                content = self._out.read(f"{SITE}{picture.file}")
                yield describe_picture(picture, content)
