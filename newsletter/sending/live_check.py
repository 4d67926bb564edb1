"""Asks the web about an issue before it is sent: its page, its pictures, its links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from newsletter.checking.analysis.link_status import Visits
from newsletter.errors import ExchangeError, MissingExtraError
from newsletter.installation import require_extra
from newsletter.network.site import SiteClient
from newsletter.pipeline import follow_links
from newsletter.sending.blockers import is_placeholder
from newsletter.sending.expected_pictures import expect_pictures
from newsletter.sending.live import WEB, LiveFinding, LiveIssue, LiveResult, look_at_site
from newsletter.sending.prepare import PreparedSend

LINK = "Link"
SECONDS_FOR_LINKS = 30.0
"""For all links of an issue together, of several hosts at a time."""

_LINKS_SEEN = Path(".newsletter") / "links.json"
_OTHERWISE = "Try it in a browser."


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """What is asked: an issue of the publication in ``root``, on a day; ``is_kept`` remembers links that are alive."""

    root: Path
    prepared: PreparedSend
    today: date
    is_kept: bool = False

    def run(self) -> LiveResult:
        """Ask. What cannot be asked is a finding, never an error."""
        publication = self.prepared.publication
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
        pictures = expect_pictures(self.prepared.pictures, self.root, self.prepared.recorded)
        return LiveIssue(self.prepared.issue.edition.url, self.prepared.campaign.digest, pictures)

    def _ask_links(self) -> Iterator[LiveFinding]:
        from newsletter.checking.analysis.link_checker import Web  # noqa: PLC0415  # slow to import, and asked last

        web = Web(Visits(self.root / _LINKS_SEEN, self.today, is_kept=self.is_kept), total=SECONDS_FOR_LINKS)
        try:
            for problem in follow_links(self.prepared.issue, web, self.today):
                yield LiveFinding(LINK, str(replace(problem, hint="")), problem.hint or _OTHERWISE)
        except ExchangeError as error:
            yield LiveFinding(LINK, f"Links were not asked for: {error}.", _OTHERWISE)
