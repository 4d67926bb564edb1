"""Asks the web about an issue before it is sent: its page, its pictures, its links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from newsletter.checking.analysis.link_status import LINK_HINTS, LINK_SAID, LinkStatus, Visits
from newsletter.checking.contexts import IssueContext
from newsletter.errors import ExchangeError, MissingExtraError, Reason
from newsletter.installation import require_extra
from newsletter.network.site import SiteClient
from newsletter.pipeline import follow_links
from newsletter.rendering.campaign import find_link_addresses
from newsletter.rendering.pictures import Pictures
from newsletter.sending.blockers import is_placeholder
from newsletter.sending.expected_pictures import expect_pictures
from newsletter.sending.live import LINK, PAGE, WEB, LiveFinding, LiveIssue, LiveResult, look_at_pages, look_at_site
from newsletter.sending.prepare import PreparedSend

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
        """Ask for page, pictures and links. What cannot be asked is a finding, never an error."""
        result, site = self._look()
        return replace(result, findings=(*result.findings, *self._ask_links(result, site))) if site else result

    def look(self) -> LiveResult:
        """Ask for page and pictures alone."""
        return self._look()[0]

    def _look(self) -> tuple[LiveResult, SiteClient | None]:
        """Return what was found of page and pictures, and the client that asked; none where nothing could be asked."""
        publication = self.prepared.publication
        host = str(urlsplit(publication.base_url).hostname)
        if is_placeholder(host):
            message, why = "Page and pictures were not asked for:", f"is still a placeholder ({host})."
            observed = Reason(message, f"base_url {why}", f"the address of the site {why}")
            advice = Reason("Write the real one", "in newsletter.toml.", ".")
            return LiveResult((LiveFinding(WEB, observed, advice),)), None
        try:
            require_extra("send", "Looking whether page and pictures are on the web")
        except MissingExtraError as error:
            return LiveResult((LiveFinding(WEB, "Page and pictures were not asked for.", str(error)),)), None
        site = SiteClient(publication.base_url)
        return look_at_site(self._expect(), site), site

    def _expect(self) -> LiveIssue:
        pictures = expect_pictures(
            self.prepared.pictures, self.prepared.files or Pictures(self.root), self.prepared.recorded
        )
        is_one_mail = self.prepared.publication.is_one_mail
        others = tuple(other.edition.url for other in self.prepared.others) if is_one_mail else ()
        return LiveIssue(self.prepared.issue.edition.url, self.prepared.campaign.digest, pictures, others)

    def _ask_links(self, result: LiveResult, site: SiteClient) -> Iterator[LiveFinding]:
        """Follow the links of the issue, and those that templates add to its e-mail.

        Pages of the site itself are not asked for while the issue's own page is missing: they come with it.
        """
        added, home = self._list_added(), f"{self.prepared.publication.site_url}/"
        yield from self._follow(tuple(url for url in added if not url.startswith(home)))
        if not any(fault.what == PAGE for fault in result.faults):
            yield from look_at_pages([url for url in added if url.startswith(home)], site)

    def _list_added(self) -> list[str]:
        """Return the links of the e-mail that are not in the document, such as those of contacts and of whole items.

        Nobody is to be unsubscribed by a look at it.
        """
        campaign, edition = self.prepared.campaign, self.prepared.issue.edition
        written = {link.url.partition("#")[0] for link in IssueContext(edition.issue, edition.publication).links}
        known = {edition.url, campaign.unsubscribe_url, *written}
        return [url for url in find_link_addresses(campaign.html) if url not in known]

    def _follow(self, added: tuple[str, ...]) -> Iterator[LiveFinding]:
        from newsletter.checking.analysis.link_checker import Web  # noqa: PLC0415  # slow to import, and asked last

        web = Web(Visits(self.root / _LINKS_SEEN, self.today, is_kept=self.is_kept), total=SECONDS_FOR_LINKS)
        try:
            for problem in follow_links(self.prepared.issue, web, self.today):
                yield LiveFinding(LINK, replace(problem, hint="").reason, problem.hint or _OTHERWISE)
            for url, outcome in web.follow_all(added).items():
                if outcome.status is not LinkStatus.ALIVE:
                    message = f"The link {url} {LINK_SAID[outcome.status]}: {outcome.why}."
                    yield LiveFinding(LINK, message, LINK_HINTS[outcome.status])
        except ExchangeError as error:
            yield LiveFinding(LINK, f"Links were not asked for: {error}.", _OTHERWISE)
