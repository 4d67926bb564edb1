"""Brevo: two names for lists and for states, tests to contacts alone, senders that must be verified."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import stamina

from newsletter.errors import OutcomeUnknownError, ProviderError, ProviderRefusedError
from newsletter.providers.base import CampaignState, Environment
from newsletter.providers.brevo import KEY, Brevo, BrevoOptions
from newsletter.rendering.campaign import Mailbox
from newsletter.sending.history import SendStatus
from newsletter.sending.reconcile import reconcile
from tests.providers import fake_brevo
from tests.providers.campaign_contract import LATER, PATIENCE, TESTER, CampaignProviderContract
from tests.providers.fake_brevo import LIST, FakeBrevo
from tests.providers.specifications import narrow, read_specification
from tests.providers.test_finding_providers import problem_of
from tests.providers.wire import Fault

pytestmark = pytest.mark.slow

AT = datetime(2024, 2, 2, 9, 7, tzinfo=UTC)


def _mend(specification: dict[str, Any]) -> None:
    """Keep what is used of 185 paths, and write numbers as numbers: in this YAML some are words."""
    single = "/emailCampaigns/{campaignId}"
    verbs = (single, f"{single}/sendTest", f"{single}/sendNow", f"{single}/status")
    for path in ("/contacts/lists", "/senders"):
        del specification["paths"][path]["post"]
    narrow(specification, "/contacts/lists", "/senders", "/emailCampaigns", *verbs)
    for name in ("createEmailCampaign", "updateEmailCampaign"):
        limits = specification["components"]["schemas"][name]["properties"]
        limits["splitRule"]["maximum"], limits["increaseRate"]["maximum"] = 50, 100


class TestBrevo(CampaignProviderContract):
    service: FakeBrevo

    def make_service(self) -> FakeBrevo:
        return FakeBrevo(read_specification("brevo-v3-php-mit.openapi.yml", _mend))

    def connect(self, root: Path, url: str) -> Brevo:
        options = BrevoOptions(base_url=url, audience=str(LIST), timeout=PATIENCE)
        return Brevo(options, root, Environment({KEY: fake_brevo.KEY}))

    def test_a_test_always_names_its_addresses_for_none_means_the_whole_test_list(self, tmp_path: Path) -> None:
        self.open(tmp_path).test(self.campaign, [TESTER, "b@example.org"])
        assert [message.to for message in self.service.messages_to_testers] == [TESTER, "b@example.org"]

    def test_a_tester_who_is_no_contact_is_refused_with_what_to_do(self, tmp_path: Path) -> None:
        with pytest.raises(ProviderRefusedError, match=r"only to contacts of the account.*add the address"):
            self.open(tmp_path).test(self.campaign, ["stranger@example.org"])
        assert self.service.messages_to_testers == []

    def test_an_account_without_enough_credit_sends_nothing(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.credit = 1203
        with pytest.raises(ProviderRefusedError, match=r"402 You do not have enough credit\. Nothing was sent"):
            provider.send(remote_id)
        assert provider.status(remote_id).state is CampaignState.DRAFT

    def test_it_is_read_as_it_is_spelt_in_either_place(self, tmp_path: Path) -> None:
        self.service.pace = ("inProcess", "inProcess", "inProcess", "sent")
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.send(remote_id)
        found = provider.find(self.campaign.marker)
        assert found is not None
        assert found.state is CampaignState.SENDING
        assert [provider.status(remote_id).state for _ in "12"] == [CampaignState.SENDING, CampaignState.SENT]

    @pytest.mark.parametrize("status", ["suspended", "archive", "inReview", "cancelled", "replicate", "new word"])
    def test_whatever_is_not_certainly_a_draft_is_not_treated_as_one(self, tmp_path: Path, status: str) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.campaigns[remote_id]["status"] = status
        assert provider.status(remote_id).state is CampaignState.UNKNOWN
        with pytest.raises(ProviderError, match="has 2024-01 already, unknown"):
            provider.draft(self.campaign)

    def test_a_send_that_is_still_queued_counts_as_taken(self, tmp_path: Path) -> None:
        self.service.pace = ("queued", "queued", "sent")
        self.service.fail("send", Fault.STALL_AFTER)
        with pytest.raises(OutcomeUnknownError):
            self.send(tmp_path)
        context = self.context(tmp_path)
        assert reconcile(context, self.campaign.marker, now=LATER).status is SendStatus.SCHEDULED
        self._recover(tmp_path)
        assert len(self.service.messages) == 1

    def test_a_time_is_kept_to_the_minute_and_can_be_taken_back(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.schedule(remote_id, AT)
        kept = provider.status(remote_id)
        assert (kept.state, kept.at) == (CampaignState.SCHEDULED, AT)
        provider.cancel(remote_id)
        assert provider.status(remote_id).state is CampaignState.DRAFT
        assert provider.draft(self.campaign) == remote_id
        assert self.service.messages == []

    def test_taking_back_sets_no_state_that_would_send(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.schedule(remote_id, AT)
        provider.cancel(remote_id)
        assert [call.body for call in self.service.calls if call.step == "set status"] == [{"status": "draft"}]

    def test_a_time_that_was_not_stored_is_an_unknown_outcome(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.keeps_times = False
        with pytest.raises(
            OutcomeUnknownError, match=f"accepted it, but {remote_id} is draft for 2024-02-02 09:07 UTC there"
        ):
            provider.schedule(remote_id, AT)

    @pytest.mark.parametrize("fault", [Fault.STALL_AFTER, Fault.ERROR_AFTER, Fault.RESET_AFTER])
    def test_a_lost_answer_to_a_time_is_an_unknown_outcome(self, tmp_path: Path, fault: Fault) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.fail("update", fault)
        with pytest.raises(OutcomeUnknownError):
            provider.schedule(remote_id, AT)
        assert provider.status(remote_id).state is CampaignState.SCHEDULED

    def test_a_time_that_cannot_be_read_again_is_an_unknown_outcome(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.fail("status", *[Fault.ERROR_BEFORE] * 9)
        with pytest.raises(OutcomeUnknownError, match="accepted it, but then did not say what it stored"):
            provider.schedule(remote_id, AT)

    @pytest.mark.parametrize("email", ["new@example.org", "stranger@example.org"])
    def test_a_sender_that_is_not_verified_is_named_with_those_that_are(self, tmp_path: Path, email: str) -> None:
        [answer] = self.open(tmp_path).preflight(self.change(sender=Mailbox("Digest", email)))
        assert answer.startswith(f"Brevo has not verified the sender {email}")
        assert answer.endswith("Verified are: digest@invented-digest.org, z@example.org.")

    def test_nothing_hinders_a_sender_that_is_verified(self, tmp_path: Path) -> None:
        assert self.open(tmp_path).preflight(self.campaign) == ()

    @pytest.mark.slow
    def test_it_is_left_alone_until_it_takes_requests_again(self, tmp_path: Path) -> None:
        self.service.headers = {"x-sib-ratelimit-reset": "2"}
        self.service.fail("audiences", Fault.TOO_MANY)
        started = time.monotonic()
        with stamina.set_testing(testing=False):
            self.open(tmp_path).audience()
        assert time.monotonic() - started > 2  # of its own the client waits for 1.5 seconds at most

    def test_lists_are_read_to_the_end(self, tmp_path: Path) -> None:
        self.service.lists |= dict.fromkeys(range(100, 160), 5)
        assert len(self.open(tmp_path).audiences()) == 62

    def test_campaigns_are_looked_at_to_the_end(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        old = {"status": "sent", "tag": "other", "ahead": [], "recipients": {}}
        self.service.campaigns |= {f"-{n}": old | {"id": -n} for n in range(1, 201)}
        found = provider.find(self.campaign.marker)
        assert found is not None
        assert found.id == remote_id

    def test_a_draft_for_another_list_does_not_read_back(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        for chosen, without in (([9], []), ([LIST, 9], []), ([LIST], [9]), ([], [])):
            self.service.campaigns[remote_id]["recipients"] = {"lists": chosen, "exclusionLists": without}
            assert provider.translate(self.campaign).differences(provider.read_back(remote_id)) == ("audience",)

    def test_a_name_that_looks_like_a_tag_reaches_readers_as_it_is(self, tmp_path: Path) -> None:
        campaign = self.change(sender=Mailbox("The {{ Digest }}", "digest@invented-digest.org"))
        remote_id = self.open(tmp_path).draft(campaign)
        assert self.service.campaigns[remote_id]["sender"]["name"] == "The {\u2060{ Digest }}"

    def test_figures_come_with_what_was_sent(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.send(remote_id)
        statistics = provider.status(remote_id).statistics
        assert (statistics.sent, statistics.bounces, statistics.unsubscribes) == (1204, 4, 2)


@pytest.mark.parametrize("audience", ["four", "4,5", "", "-4", "٤"])
def test_an_audience_that_is_no_number_is_a_problem(audience: str) -> None:
    assert "provider.options.audience" in problem_of("brevo", audience=audience)
