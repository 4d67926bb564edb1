"""Mailchimp: recipients counted late, quarter hours, one address for all, segments."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.errors import ProviderError, ProviderRefusedError, SendRefusedError
from newsletter.providers.base import CampaignState, Environment
from newsletter.providers.mailchimp import KEY, Mailchimp, MailchimpOptions
from newsletter.rendering.campaign import Mailbox
from newsletter.sending.history import SendStatus
from tests.campaigns import CAMPAIGN
from tests.providers import fake_mailchimp
from tests.providers.campaign_contract import PATIENCE, CampaignProviderContract
from tests.providers.fake_mailchimp import LIST, FakeMailchimp
from tests.providers.specifications import read_specification
from tests.providers.wire import Fault


class TestMailchimp(CampaignProviderContract):
    service: FakeMailchimp
    campaign = replace(CAMPAIGN, reply_to=None)

    def make_service(self) -> FakeMailchimp:
        return FakeMailchimp(read_specification("mailchimp-campaigns-subset.openapi30.json"))

    def connect(self, root: Path, url: str, segment: int | None = None) -> Mailchimp:
        options = MailchimpOptions(base_url=url, audience=LIST, segment=segment, timeout=PATIENCE)
        return Mailchimp(options, root, Environment({KEY: fake_mailchimp.KEY}))

    def test_recipients_that_are_never_counted_are_told_in_its_words(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.late = 99
        with pytest.raises(ProviderError, match=r"Recipients are being counted\. Nothing was sent"):
            provider.read_back(remote_id)

    def test_recipients_that_are_counted_late_are_waited_for(self, tmp_path: Path) -> None:
        self.service.late = 1
        self.send(tmp_path)
        assert len(self.service.messages) == 1

    def test_the_first_test_waits_for_recipients_that_are_counted_late(self, tmp_path: Path) -> None:
        self.service.late = 2
        self.open(tmp_path).test(self.campaign, ["tester@example.org"])
        assert [message.to for message in self.service.messages_to_testers] == ["tester@example.org"]

    def test_a_segment_is_counted_alone_and_sent_to_alone(self, tmp_path: Path) -> None:
        provider = self.connect(tmp_path, self.service.url, segment=7)
        assert (provider.audience().name, provider.audience().size) == ("Subscribers, Editors", 3)
        remote_id = provider.draft(self.campaign)
        kept = self.service.campaigns[remote_id]["recipients"]
        assert kept == {"list_id": LIST, "segment_opts": {"saved_segment_id": 7}}
        assert provider.translate(self.campaign).differences(provider.read_back(remote_id)) == ()

    def test_a_draft_that_would_go_to_more_than_its_segment_does_not_read_back(self, tmp_path: Path) -> None:
        provider = self.connect(tmp_path, self.service.url, segment=7)
        remote_id = provider.draft(self.campaign)
        del self.service.campaigns[remote_id]["recipients"]["segment_opts"]
        assert provider.translate(self.campaign).differences(provider.read_back(remote_id)) == ("audience",)

    def test_a_segment_that_is_not_there_is_named_with_those_that_are(self, tmp_path: Path) -> None:
        with pytest.raises(ProviderError, match=r"no saved segment 8. It has: 7 \(Editors\)"):
            self.connect(tmp_path, self.service.url, segment=8).audience()

    def test_an_answer_address_of_its_own_is_refused_not_dropped(self, tmp_path: Path) -> None:
        campaign = self.change(reply_to=Mailbox("", "editor@invented-digest.org"))
        provider = self.open(tmp_path)
        assert "no reply-to address" in provider.unsupported(campaign)[0]
        with pytest.raises(ProviderError, match="no reply-to address"):
            provider.draft(campaign)

    def test_a_time_between_quarter_hours_is_refused_by_it_as_well(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        with pytest.raises(ProviderRefusedError):
            provider.schedule(remote_id, datetime(2024, 2, 1, 9, 7, tzinfo=UTC))
        assert provider.status(remote_id).state is CampaignState.DRAFT

    def test_a_refusal_to_take_back_leaves_it_waiting_though_nobody_can_be_asked(self, tmp_path: Path) -> None:
        self.schedule(tmp_path)
        self.service.fail("cancel", Fault.FORBIDDEN)
        self.service.fail("status", *[Fault.ERROR_BEFORE] * 9)
        with pytest.raises(ProviderRefusedError):
            self.cancel(tmp_path)
        assert self.context(tmp_path).ledger.read(self.campaign.marker).status is SendStatus.SCHEDULED

    def test_nothing_is_tracked(self, tmp_path: Path) -> None:
        self.open(tmp_path).draft(self.campaign)
        [made] = [call for call in self.service.calls if call.step == "create"]
        assert made.body["tracking"] == {"opens": False, "html_clicks": False, "text_clicks": False}

    def test_more_campaigns_than_one_page_holds_are_all_looked_at(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        first = provider.draft(self.campaign)
        others = {f"b{n:04}": {"id": f"b{n:04}", "status": "sent", "settings": {"title": "Old"}} for n in range(1000)}
        self.service.campaigns |= others
        found = provider.find(self.campaign.marker)
        assert found is not None
        assert found.id == first

    def test_figures_come_with_what_was_sent(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.send(remote_id)
        statistics = provider.status(remote_id).statistics
        assert (statistics.sent, statistics.bounces, statistics.unsubscribes) == (1204, 4, 2)


def test_the_data_centre_is_read_from_the_key(tmp_path: Path) -> None:
    provider = Mailchimp(MailchimpOptions(audience=LIST), tmp_path, Environment({KEY: "secret-us21"}))
    assert provider.client.base_url == "https://us21.api.mailchimp.com/3.0"


@pytest.mark.parametrize("key", ["secret", "secret-us21.evil.example", "secret-"])
def test_a_key_without_a_data_centre_is_no_key(tmp_path: Path, key: str) -> None:
    provider = Mailchimp(MailchimpOptions(audience=LIST), tmp_path, Environment({KEY: key}))
    with pytest.raises(SendRefusedError, match="is not a Mailchimp key") as refused:
        provider.audiences()
    assert key not in str(refused.value)
