"""Mailjet: a link for each language, content that is blanked, drafts that become campaigns, segments, senders."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsletter.errors import ProblemsFoundError, ProviderError, ProviderRefusedError
from newsletter.providers import open_provider
from newsletter.providers.base import NO_STATISTICS, CampaignState, Environment
from newsletter.providers.mailjet import KEY, SECRET, Mailjet, MailjetOptions
from newsletter.rendering.campaign import Mailbox
from tests.providers import fake_mailjet
from tests.providers.campaign_contract import PATIENCE, CampaignProviderContract
from tests.providers.fake_mailjet import LIST, FakeMailjet
from tests.providers.test_finding_providers import publication

pytestmark = pytest.mark.slow

NINE = datetime(2024, 2, 1, 9, 7, tzinfo=UTC)


class TestMailjet(CampaignProviderContract):
    service: FakeMailjet

    def make_service(self) -> FakeMailjet:
        return FakeMailjet()

    def connect(self, root: Path, url: str, **options: Any) -> Mailjet:  # noqa: ANN401  # any option
        chosen = MailjetOptions(base_url=url, audience=LIST, timeout=PATIENCE, **options)
        return Mailjet(chosen, root, Environment({KEY: fake_mailjet.KEY, SECRET: fake_mailjet.SECRET}))

    def test_the_link_to_leave_by_is_the_one_of_the_locale(self, tmp_path: Path) -> None:
        provider = self.connect(tmp_path, self.service.url, locale="fr_FR")
        remote_id = provider.draft(self.campaign)
        assert "[[UNSUB_LINK_FR]]" in provider.read_back(remote_id).html
        provider.send(remote_id)
        assert fake_mailjet.LEAVE in self.service.messages[0].html

    def test_neither_part_is_blanked_by_the_other(self, tmp_path: Path) -> None:
        self.open(tmp_path).draft(self.campaign)
        [made] = [call for call in self.service.calls if call.step == "content"]
        assert set(made.body) == {"Html-part", "Text-part"}

    def test_our_text_is_a_part_of_what_is_sent(self, tmp_path: Path) -> None:
        remote_id = self.open(tmp_path).draft(self.campaign)
        assert self.service.campaigns[remote_id]["IsTextPartIncluded"] is True

    def test_it_is_scheduled_to_the_minute_and_taken_back(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.schedule(remote_id, NINE)
        assert provider.status(remote_id).state is CampaignState.SCHEDULED
        assert provider.status(remote_id).at == NINE
        asked = [call.body for call in self.service.calls if call.step == "schedule"]
        assert asked == [{"date": "2024-02-01T09:07:00+00:00"}]
        provider.cancel(remote_id)
        assert provider.status(remote_id).state is CampaignState.DRAFT
        assert self.service.messages == []

    @pytest.mark.parametrize("act", ["send", "schedule"])
    def test_what_is_scheduled_is_not_sent_at_once_though_mailjet_would(self, tmp_path: Path, act: str) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.schedule(remote_id, NINE)
        with pytest.raises(ProviderError, match="is no longer a draft at mailjet, but scheduled"):
            getattr(provider, act)(*[remote_id, NINE][: 2 if act == "schedule" else 1])
        assert self.service.messages == []

    @pytest.mark.parametrize("status", [-1, 3, 9])
    def test_a_state_that_is_not_certainly_a_draft_may_have_reached_somebody(self, tmp_path: Path, status: int) -> None:
        provider = self.open(tmp_path)
        self.service.campaigns[provider.draft(self.campaign)]["Status"] = status
        with pytest.raises(ProviderError, match="already, unknown"):
            provider.draft(self.campaign)

    def test_a_draft_that_became_a_campaign_may_have_reached_somebody(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.campaigns[remote_id]["CampaignID"] = 10_001
        assert provider.status(remote_id).state is CampaignState.UNKNOWN

    def test_a_draft_that_was_deleted_unsent_is_as_good_as_not_there(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        first = provider.draft(self.campaign)
        self.service.campaigns[first]["Status"] = -2
        assert provider.find(self.campaign.marker) is None
        assert provider.draft(self.campaign) != first

    def test_one_that_was_deleted_after_it_was_sent_is_not_forgotten(self, tmp_path: Path) -> None:
        self.send(tmp_path)
        self.service.campaigns[self.service.messages[0].remote_id]["Status"] = -2
        with pytest.raises(ProviderError, match="already, unknown"):
            self.open(tmp_path).draft(self.campaign)

    def test_more_drafts_than_one_page_holds_are_all_looked_at(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        old = {str(n): {"ID": n, "Title": "Old", "Status": 2} for n in range(10_000, 11_000)}
        self.service.campaigns |= old
        assert provider.draft(self.campaign) == remote_id

    def test_a_segment_is_sent_to_alone(self, tmp_path: Path) -> None:
        provider = self.connect(tmp_path, self.service.url, segment=7)
        assert (provider.audience().name, provider.audience().size) == ("Subscribers, Editors", None)
        remote_id = provider.draft(self.campaign)
        assert self.service.campaigns[remote_id]["SegmentationID"] == 7
        assert provider.translate(self.campaign).differences(provider.read_back(remote_id)) == ()

    def test_a_draft_that_would_go_to_more_than_its_segment_does_not_read_back(self, tmp_path: Path) -> None:
        provider = self.connect(tmp_path, self.service.url, segment=7)
        remote_id = provider.draft(self.campaign)
        self.service.campaigns[remote_id]["SegmentationID"] = ""
        assert provider.translate(self.campaign).differences(provider.read_back(remote_id)) == ("audience",)

    def test_a_segment_that_is_not_there_is_named_with_those_that_are(self, tmp_path: Path) -> None:
        with pytest.raises(ProviderError, match=r"no segment 8. It has: 7 \(Editors\)"):
            self.connect(tmp_path, self.service.url, segment=8).audience()

    def test_a_list_that_was_deleted_is_none(self, tmp_path: Path) -> None:
        assert [it.name for it in self.open(tmp_path).audiences()] == ["Subscribers"]

    def test_answers_go_to_their_own_address(self, tmp_path: Path) -> None:
        remote_id = self.open(tmp_path).draft(self.campaign)
        assert self.service.campaigns[remote_id]["ReplyEmail"] == "editor@invented-digest.org"

    def test_a_sender_whose_domain_is_verified_is_no_hindrance(self, tmp_path: Path) -> None:
        assert self.open(tmp_path).preflight(self.campaign) == ()

    @pytest.mark.parametrize("address", ["new@example.org", "other@example.org"])
    def test_a_sender_that_is_not_verified_is_a_hindrance(self, tmp_path: Path, address: str) -> None:
        [answer] = self.open(tmp_path).preflight(self.change(sender=Mailbox("Digest", address)))
        assert answer.startswith(f"Mailjet has not verified {address}.")

    def test_figures_come_with_what_was_sent(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        assert provider.status(remote_id).statistics == NO_STATISTICS
        provider.send(remote_id)
        statistics = provider.status(remote_id).statistics
        assert (statistics.recipients, statistics.sent, statistics.bounces, statistics.unsubscribes) == (
            1204,
            1200,
            4,
            2,
        )

    def test_a_campaign_that_is_not_counted_yet_has_no_figures(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.send(remote_id)
        self.service.counts = False
        remote_campaign = provider.status(remote_id)
        assert (remote_campaign.state, remote_campaign.statistics) == (CampaignState.SENT, NO_STATISTICS)

    def test_an_id_that_is_no_number_is_not_asked_for(self, tmp_path: Path) -> None:
        with pytest.raises(ProviderRefusedError, match="is not the id of a campaign"):
            self.open(tmp_path).cancel("../contactslist")
        assert self.service.calls == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"audience": "Subscribers"}, "'Subscribers' is not a number"),
        ({"audience": LIST, "locale": "English"}, "'English' is not a Mailjet locale. Write a language and a country"),
    ],
)
def test_options_say_what_is_wanted(tmp_path: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ProblemsFoundError) as raised:
        open_provider(publication("mailjet", **options), root=tmp_path, environment={})
    assert message in str(raised.value)


def test_it_is_asked_at_its_usual_address(tmp_path: Path) -> None:
    provider = open_provider(publication("mailjet", audience=LIST), root=tmp_path, environment={})
    assert isinstance(provider, Mailjet)
    assert provider.client.base_url == "https://api.mailjet.com/v3/REST"
