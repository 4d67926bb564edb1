"""Asks the web about an issue before it is sent: its page, its pictures, its links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from newsletter.checking.analysis.link_status import Visits
from newsletter.documents.published import PublishedIssue
from newsletter.errors import ExchangeError, MissingExtraError
from newsletter.installation import require_extra
from newsletter.network.site import SiteClient
from newsletter.pipeline import PreparedIssue, follow_links
from newsletter.sending.blockers import is_placeholder
from newsletter.sending.expected_pictures import expect_pictures
from newsletter.sending.live import WEB, LiveFinding, LiveIssue, LiveResult, look_at_site

LINK = "Link"
SECONDS_FOR_LINKS = 30.0
"""For all links of an issue together, of several hosts at a time."""

_LINKS_SEEN = Path(".newsletter") / "links.json"
_OTHERWISE = "Try it in a browser."


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """What is asked: an issue of the publication in ``root``, on a day.

    ``recorded`` is what is on record of it; ``is_kept`` remembers links that are alive.
    """

    root: Path
    prepared: PreparedIssue
    today: date
    recorded: PublishedIssue | None = None
    is_kept: bool = False

    def run(self) -> LiveResult:
        """Ask. What cannot be asked is a finding, never an error."""
        publication = self.prepared.edition.publication
        host = str(urlsplit(publication.base_url).hostname)
        if is_placeholder(host):
            said = f"Page and pictures were not asked for: base_url is still a placeholder ({host})."
            return LiveResult((LiveFinding(WEB, said, "Write the real one in newsletter.toml."),))
        try:
            require_extra("send", "Looking whether page and pictures are on the web")
        except MissingExtraError as error:
            return LiveResult((LiveFinding(WEB, "Page and pictures were not asked for.", str(error)),))
        result = look_at_site(self._expect(), SiteClient(publication.base_url))
        return replace(result, findings=(*result.findings, *self._ask_links()))

    def _expect(self) -> LiveIssue:
        edition, campaign = self.prepared.edition, self.prepared.campaign
        publication = edition.publication
        pictures = expect_pictures(campaign.html, publication, self.root, self.recorded)
        return LiveIssue(edition.url, campaign.digest, pictures)

    def _ask_links(self) -> Iterator[LiveFinding]:
        from newsletter.checking.analysis.link_checker import Web  # noqa: PLC0415  # slow to import, and asked last

        web = Web(Visits(self.root / _LINKS_SEEN, self.today, is_kept=self.is_kept), total=SECONDS_FOR_LINKS)
        try:
            for problem in follow_links(self.prepared, web, self.today):
                yield LiveFinding(LINK, str(replace(problem, hint="")), problem.hint or _OTHERWISE)
        except ExchangeError as error:
            yield LiveFinding(LINK, f"Links were not asked for: {error}.", _OTHERWISE)
