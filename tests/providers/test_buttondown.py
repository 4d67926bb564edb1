"""Buttondown: nothing is sent by making it, nothing goes to everybody by leaving something out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsletter.errors import OutcomeUnknownError, ProviderError, ProviderRefusedError
from newsletter.providers.base import CampaignState, Environment
from newsletter.providers.buttondown import KEY, VERSION, Buttondown, ButtondownOptions
from newsletter.rendering.campaign import Campaign, Mailbox
from tests.providers import fake_buttondown
from tests.providers.campaign_contract import PATIENCE, TESTER, CampaignProviderContract
from tests.providers.fake_buttondown import NEWSLETTER, RULES, SEGMENT, TAG, FakeButtondown
from tests.providers.specifications import narrow, read_specification
from tests.providers.wire import Fault

pytestmark = pytest.mark.slow

AT = datetime(2024, 2, 2, 9, 7, tzinfo=UTC)
ASKED = ("page", "ordering", "excluded_fields", "-type", "tag")
ALL = {"filters": [], "groups": [], "predicate": "and"}
TAGGED = {"field": "subscriber.tags", "operator": "contains", "value": TAG}


def _mend(specification: dict[str, Any]) -> None:
    """Keep what is used of 77 paths, and of the many ways to ask for readers."""
    verbs = ("/emails/{id}", "/emails/{id}/publish", "/emails/{id}/send-draft")
    narrow(specification, "/newsletters", "/tags", "/segments", "/subscribers", "/emails", *verbs)
    for path in ("/emails", "/subscribers"):
        listing = specification["paths"][path]["get"]
        listing["parameters"] = [it for it in listing["parameters"] if it["name"] in ASKED]


class TestButtondown(CampaignProviderContract):
    service: FakeButtondown
    names_sender = False

    def make_service(self) -> FakeButtondown:
        return FakeButtondown(read_specification("buttondown.openapi.json", _mend))

    def connect(self, root: Path, url: str, tag: str | None = None, segment: str | None = None) -> Buttondown:
        options = ButtondownOptions(base_url=url, audience=NEWSLETTER, tag=tag, segment=segment, timeout=PATIENCE)
        return Buttondown(options, root, Environment({KEY: fake_buttondown.KEY}))

    def change(self, **changes: Any) -> Campaign:  # noqa: ANN401  # any field of a campaign
        """Return the changed campaign, its sender entered at Buttondown as well."""
        campaign = super().change(**changes)
        self.service.sender = campaign.sender
        return campaign

    def test_whatever_is_made_is_made_as_a_draft(self, tmp_path: Path) -> None:
        self.send(tmp_path)
        [made] = [call for call in self.service.calls if call.step == "create"]
        assert made.body["status"] == "draft"
        assert "x-buttondown-live-dangerously" not in made.headers

    def test_a_key_that_may_not_publish_yet_sends_nothing(self, tmp_path: Path) -> None:
        self.service.trusts_publishing = False
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        with pytest.raises(ProviderRefusedError, match=r"400 Confirm that you mean to send\. Nothing was sent"):
            provider.send(remote_id)
        assert provider.status(remote_id).state is CampaignState.DRAFT

    def test_the_version_of_the_api_is_named_in_every_request(self, tmp_path: Path) -> None:
        self.send(tmp_path)
        assert {call.headers["x-api-version"] for call in self.service.calls} == {VERSION}

    def test_the_marker_outlives_every_change(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        for act in (lambda: provider.schedule(remote_id, AT), lambda: provider.cancel(remote_id)):
            act()
            assert self.service.campaigns[remote_id]["metadata"] == {"nk": self.campaign.marker}
        provider.send(remote_id)
        found = provider.find(self.campaign.marker)
        assert found is not None
        assert found.state is CampaignState.SENDING

    def test_words_that_begin_like_front_matter_are_words(self, tmp_path: Path) -> None:
        campaign = self.change(html="---\ntitle: x\n---\n<p>Words</p>")
        provider = self.open(tmp_path)
        provider.send(provider.draft(campaign))
        assert self.service.messages[0].html == campaign.html

    def test_everybody_is_named_and_not_left_out(self, tmp_path: Path) -> None:
        self.send(tmp_path)
        assert [call.body["filters"] for call in self.service.calls if call.step in {"create", "update"}] == [ALL, ALL]

    @pytest.mark.parametrize(
        ("choice", "audience", "filters"),
        [
            ({"tag": TAG}, ("Safeguarding Digest, Editors", 3), {"filters": [TAGGED]}),
            ({"segment": SEGMENT}, ("Safeguarding Digest, By form", None), {"groups": [RULES]}),
            (
                {"tag": TAG, "segment": SEGMENT},
                ("Safeguarding Digest, Editors, By form", None),
                {"filters": [TAGGED], "groups": [RULES]},
            ),
        ],
    )
    def test_a_tag_or_a_segment_is_sent_to_alone(
        self, tmp_path: Path, choice: dict[str, str], audience: tuple[str, int | None], filters: dict[str, Any]
    ) -> None:
        provider = self.connect(tmp_path, self.service.url, **choice)
        assert (provider.audience().name, provider.audience().size) == audience
        remote_id = provider.draft(self.campaign)
        assert self.service.campaigns[remote_id]["filters"] == ALL | filters
        assert provider.translate(self.campaign).differences(provider.read_back(remote_id)) == ()
        self.service.campaigns[remote_id]["filters"] = ALL
        assert provider.translate(self.campaign).differences(provider.read_back(remote_id)) == ("audience",)

    @pytest.mark.parametrize("choice", [{"tag": "gone"}, {"segment": "gone"}])
    def test_a_tag_or_a_segment_that_is_not_there_is_named_with_those_that_are(
        self, tmp_path: Path, choice: dict[str, str]
    ) -> None:
        with pytest.raises(
            ProviderError, match=r"no 'gone' among the (tags|segments). It has: .* \((Editors|By form)\)"
        ):
            self.connect(tmp_path, self.service.url, **choice).audience()

    def test_readers_who_left_are_not_counted(self, tmp_path: Path) -> None:
        assert self.open(tmp_path).audience().size == 1204

    def test_another_newsletter_of_the_account_is_no_audience_of_this_key(self, tmp_path: Path) -> None:
        options = self.open(tmp_path).options.model_copy(update={"audience": "other"})
        with pytest.raises(ProviderError, match=f"no audience 'other'. It has: {NEWSLETTER}"):
            Buttondown(options, tmp_path, Environment({KEY: fake_buttondown.KEY})).audience()

    def test_a_key_that_may_belong_to_either_newsletter_sends_to_neither(self, tmp_path: Path) -> None:
        self.service.shows_keys = False
        with pytest.raises(
            ProviderError, match=r"which newsletter the key belongs to\. There are: invented-digest, other"
        ):
            self.open(tmp_path).audience()

    def test_another_sender_at_buttondown_is_said_and_does_not_read_back(self, tmp_path: Path) -> None:
        self.service.sender, self.service.reply_to = Mailbox("Digest", ""), ""
        provider = self.open(tmp_path)
        [text] = provider.preflight(self.campaign)
        assert "sends from Digest <invented-digest@buttondown.email>, with answers to invented-digest@" in text
        different = provider.translate(self.campaign).differences(provider.read_back(provider.draft(self.campaign)))
        assert different == ("sender", "reply_to")

    def test_nothing_hinders_a_sender_that_is_the_same_in_either_place(self, tmp_path: Path) -> None:
        assert self.open(tmp_path).preflight(self.campaign) == ()

    def test_its_own_archive_and_comments_stay_closed(self, tmp_path: Path) -> None:
        kept = self.service.campaigns[self.open(tmp_path).draft(self.campaign)]
        assert (kept["archival_mode"], kept["commenting_mode"], kept["template"]) == ("disabled", "disabled", "naked")

    @pytest.mark.parametrize("status", ["paused", "throttled", "errored", "suppressed", "imported", "a new word"])
    def test_whatever_is_not_certainly_a_draft_is_not_treated_as_one(self, tmp_path: Path, status: str) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.campaigns[remote_id]["status"] = status
        assert provider.status(remote_id).state is CampaignState.UNKNOWN
        with pytest.raises(ProviderError, match="has 2024-01 already, unknown"):
            provider.draft(self.campaign)
        with pytest.raises(ProviderError, match=f"as {status}, not draft"):
            provider.send(remote_id)
        assert self.service.messages == []

    def test_a_time_is_kept_to_the_minute_and_can_be_taken_back(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.schedule(remote_id, AT)
        kept = provider.status(remote_id)
        assert (kept.state, kept.at) == (CampaignState.SCHEDULED, AT)
        provider.cancel(remote_id)
        assert (provider.status(remote_id).state, provider.status(remote_id).at) == (CampaignState.DRAFT, None)
        assert provider.draft(self.campaign) == remote_id
        assert self.service.messages == []

    def test_only_what_waits_can_be_taken_back(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.send(remote_id)
        with pytest.raises(ProviderError, match="as about_to_send, not scheduled"):
            provider.cancel(remote_id)

    def test_a_time_that_was_not_stored_is_an_unknown_outcome(self, tmp_path: Path) -> None:
        self.service.keeps_times = False
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        with pytest.raises(OutcomeUnknownError, match=f"accepted it, but {remote_id} is draft there"):
            provider.schedule(remote_id, AT)

    @pytest.mark.parametrize("fault", [Fault.STALL_AFTER, Fault.ERROR_AFTER, Fault.RESET_AFTER])
    def test_a_lost_answer_to_a_time_is_an_unknown_outcome(self, tmp_path: Path, fault: Fault) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.fail("send", fault)
        with pytest.raises(OutcomeUnknownError):
            provider.schedule(remote_id, AT)
        assert provider.status(remote_id).state is CampaignState.SCHEDULED

    def test_tests_go_to_the_addresses_given(self, tmp_path: Path) -> None:
        self.open(tmp_path).test(self.campaign, [TESTER, "b@example.org"])
        assert [message.to for message in self.service.messages_to_testers] == [TESTER, "b@example.org"]

    def test_emails_are_looked_at_to_the_end(self, tmp_path: Path) -> None:
        old = {"status": "sent", "metadata": {}, "subject": "Old", "body": ""}
        self.service.campaigns |= {f"em_{n}": old | {"id": f"em_-{n}"} for n in range(250)}
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        found = provider.find(self.campaign.marker)
        assert found is not None
        assert found.id == remote_id

    def test_figures_come_with_what_was_sent(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.send(remote_id)
        statistics = provider.status(remote_id).statistics
        assert (statistics.recipients, statistics.sent, statistics.bounces, statistics.unsubscribes) == (
            1204,
            1200,
            4,
            2,
        )

    def test_a_segment_without_rules_is_everybody_and_so_is_not_taken(self, tmp_path: Path) -> None:
        self.service.rules = {"filters": [], "groups": [], "predicate": "and"}
        provider = self.connect(tmp_path, self.service.url, segment=SEGMENT)
        with pytest.raises(ProviderError, match="has no '"):
            provider.draft(self.campaign)
        assert self.service.campaigns == {}
