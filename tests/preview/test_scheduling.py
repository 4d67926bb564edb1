"""Scheduling from the page at a service (a fake of Mailchimp at the wire): plan, approve, test, wait, take back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsletter.loading import load_publication
from newsletter.providers.mailchimp import KEY
from tests.building.publications import make, make_publication
from tests.live_site import LiveSite
from tests.preview.panels import Panel
from tests.preview.previews import previewing
from tests.preview.test_sending import ISSUE, PANEL, SendPanel
from tests.providers import fake_mailchimp
from tests.providers.fake_mailchimp import LIST, FakeMailchimp
from tests.providers.wire import serving

pytestmark = pytest.mark.slow


@pytest.fixture
def service() -> Iterator[FakeMailchimp]:
    service = FakeMailchimp()
    with serving(service):
        yield service


@pytest.fixture
def panel(tmp_path: Path, service: FakeMailchimp, monkeypatch: pytest.MonkeyPatch) -> Iterator[SendPanel]:
    """Return the panel of a publication that is sent by the service after two approvals; its pages are on the web."""
    root = make_publication(tmp_path / "news")
    monkeypatch.setenv(KEY, fake_mailchimp.KEY)
    with LiveSite(root / "dist/site", tmp_path / "authority.pem").running() as site:
        monkeypatch.setenv("SSL_CERT_FILE", str(site.authority))
        settings = root / "newsletter.toml"
        text = settings.read_text(encoding="utf-8").replace("example.org", "invented-digest.org")
        text = re.sub(r"(?m)^reply_to = .*\n", "", text)
        text = re.sub(r"(?m)^base_url = .*", f'base_url = "{site.url}"', text)
        options = f'base_url = "{service.url}"\naudience = "{LIST}"\ntimeout = 5\n'
        text += f'\n[provider]\nname = "mailchimp"\n\n[provider.options]\n{options}\n[sending]\napprovals = 2\n'
        settings.write_text(text, encoding="utf-8")
        make(root)
        with previewing(root) as preview:
            yield SendPanel(preview, PANEL)


def make_ready(panel: SendPanel) -> None:
    """Do by the panels all that the publication asks before a send."""
    panel.post(act="test", addresses="me@invented-digest.org")
    proofs = Panel(panel.preview, f"panel/proof/{ISSUE}")
    for name in ("Anna Example", "Ben Example"):
        digest = proofs.show().partition('name="digest" value="')[2].partition('"')[0]
        proofs.post(act="approve", by=name, digest=digest)


def next_quarter(root: Path) -> datetime:
    zone = load_publication(root).publication.zone
    return (datetime.now(UTC) + timedelta(hours=30)).astimezone(zone).replace(minute=15, second=0, microsecond=0)


def test_an_issue_is_scheduled_once_it_is_tested_and_approved_and_taken_back(
    panel: SendPanel, service: FakeMailchimp
) -> None:
    early = panel.post(act="look")
    make_ready(panel)
    at = next_quarter(panel.preview.root)
    odd = panel.post(act="look", at=f"{at:%Y-%m-%dT%H:07}")
    few = panel.post(act="look", most="1")
    receipt = panel.send_all(at=f"{at:%Y-%m-%dT%H:%M}")
    asked = panel.post(act="ask")
    again = panel.post(act="look")
    cancelled = panel.post(act="cancel")
    free = panel.show()

    assert "2 different people must approve it." in early
    assert 'name="typed"' not in early
    assert "sends only every 15 minutes" in odd
    assert "more than the 1 that are allowed." in few
    assert "Scheduled for " in receipt
    assert f"at {at:%H:%M}" in receipt
    assert "mailchimp says: scheduled" in asked
    assert 'name="typed"' not in again
    assert "is cancelled at mailchimp: it is a draft again" in cancelled
    assert 'value="look"' in free
    assert "cancelled it at mailchimp" in free
    assert service.url


def test_a_time_that_the_clocks_skip_is_refused(panel: SendPanel) -> None:
    make_ready(panel)
    assert "the clocks change then. Choose another time." in panel.post(act="look", at="2031-03-30T01:30")
    assert "in the past" in panel.post(act="look", at="2024-03-01T09:00")
