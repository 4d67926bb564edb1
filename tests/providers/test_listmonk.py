"""listmonk: Go templates, subscribers as testers, and campaigns that are scheduled when told to run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsletter.errors import OutcomeUnknownError, ProblemsFoundError, ProviderError, ProviderRefusedError
from newsletter.providers import open_provider
from newsletter.providers.base import CampaignState, Environment
from newsletter.providers.listmonk import KEY, USER, Listmonk, ListmonkOptions
from newsletter.rendering.campaign import UNSUBSCRIBE_TOKEN, Mailbox
from tests.providers import fake_listmonk
from tests.providers.campaign_contract import PATIENCE, TESTER, CampaignProviderContract
from tests.providers.fake_listmonk import LIST, TEMPLATE, FakeListmonk, mend
from tests.providers.specifications import read_specification
from tests.providers.test_finding_providers import publication
from tests.providers.wire import Fault

pytestmark = pytest.mark.slow

NINE = datetime(2024, 2, 1, 9, 7, tzinfo=UTC)


class TestListmonk(CampaignProviderContract):
    service: FakeListmonk

    def make_service(self) -> FakeListmonk:
        return FakeListmonk(read_specification("listmonk-collections.openapi.yaml", mend))

    def connect(self, root: Path, url: str) -> Listmonk:
        options = ListmonkOptions(base_url=url, audience=LIST, template_id=TEMPLATE, timeout=PATIENCE)
        return Listmonk(options, root, Environment({USER: fake_listmonk.USER, KEY: fake_listmonk.KEY}))

    def test_what_is_left_out_of_a_put_is_not_dropped(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.schedule(remote_id, NINE)
        assert provider.translate(self.campaign).differences(provider.read_back(remote_id)) == ()
        puts = [call for call in self.service.calls if call.step == "update"]
        assert [call.body["lists"] for call in puts] == [[int(LIST)], [int(LIST)]]

    def test_it_is_sent_at_the_minute_it_was_told(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.schedule(remote_id, NINE)
        remote_campaign = provider.status(remote_id)
        assert (remote_campaign.state, remote_campaign.at) == (CampaignState.SCHEDULED, NINE)
        assert self.service.messages == []

    def test_what_was_taken_back_is_a_draft_that_is_sent_at_once(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        provider.schedule(provider.draft(self.campaign), NINE)
        found = provider.find(self.campaign.marker)
        assert found is not None
        provider.cancel(found.id)
        assert provider.status(found.id).state is CampaignState.DRAFT
        self.send(tmp_path)
        assert len(self.service.messages) == 1

    def test_a_draft_that_somebody_gave_a_time_is_not_sent(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.campaigns[remote_id]["send_at"] = "2024-03-01T09:00:00Z"
        with pytest.raises(ProviderError, match=r"2024-03-01 09:00 UTC as its time\. Nothing was sent"):
            provider.send(remote_id)
        assert self.service.campaigns[remote_id]["status"] == "draft"

    def test_one_that_was_scheduled_when_told_to_run_is_unknown_and_then_scheduled(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.meddle = lambda campaign: campaign.update(send_at="2024-03-01T09:00:00Z")
        with pytest.raises(OutcomeUnknownError, match=r"accepted it, but .* is scheduled for 2024-03-01 09:00"):
            provider.send(remote_id)
        assert provider.status(remote_id).state is CampaignState.SCHEDULED

    @pytest.mark.parametrize("act", ["send", "schedule", "cancel"])
    def test_a_yes_that_cannot_be_seen_to_be_one_is_unknown(self, tmp_path: Path, act: str) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        if act == "cancel":
            provider.schedule(remote_id, NINE)
        self.service.meddle = lambda _: self.service.fail("status", *[Fault.ERROR_BEFORE] * 9)
        with pytest.raises(OutcomeUnknownError, match="accepted it, but then did not say what it stored"):
            getattr(provider, act)(*[remote_id, NINE][: 2 if act == "schedule" else 1])

    @pytest.mark.parametrize("status", ["paused", "cancelled", "archived"])
    def test_a_campaign_that_was_stopped_may_have_reached_somebody(self, tmp_path: Path, status: str) -> None:
        provider = self.open(tmp_path)
        self.service.campaigns[provider.draft(self.campaign)]["status"] = status
        with pytest.raises(ProviderError, match="already, unknown"):
            provider.draft(self.campaign)

    def test_a_draft_that_once_ran_may_have_reached_somebody(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.campaigns[remote_id]["started_at"] = "2024-01-01T09:00:00Z"
        assert provider.status(remote_id).state is CampaignState.UNKNOWN

    def test_a_tester_who_is_no_subscriber_is_named_and_nobody_gets_a_test(self, tmp_path: Path) -> None:
        with pytest.raises(ProviderError, match=r"does not know new@example\.org\. Add them there first"):
            self.open(tmp_path).test(self.campaign, [TESTER, "new@example.org"])
        assert self.service.messages_to_testers == []

    def test_testers_are_known_whatever_letters_their_address_has(self, tmp_path: Path) -> None:
        self.open(tmp_path).test(self.campaign, ["Tester@Example.org", "o'brien@example.org"])
        assert [it.to for it in self.service.messages_to_testers] == ["Tester@Example.org", "o'brien@example.org"]

    def test_an_address_cannot_become_a_query(self, tmp_path: Path) -> None:
        awkward = "x') OR ('1'='1"
        with pytest.raises(ProviderError, match="does not know"):
            self.open(tmp_path).test(self.campaign, [awkward])

    def test_comments_that_outlook_reads_arrive_though_go_takes_comments_out(self, tmp_path: Path) -> None:
        html = (
            "<!--[if mso]><table><tr><td><![endif]--><!--[if !mso]><!--><p>`{{x}}`</p><!--<![endif]-->"
            f'<!--[if mso]><a href="{UNSUBSCRIBE_TOKEN}">Leave `now`</a><![endif]-->'
        )
        provider = self.open(tmp_path)
        provider.send(provider.draft(self.change(html=html)))
        arrived = self.service.messages[0].html.replace("&#123;", "{").replace("&#96;", "`")
        assert arrived == html.replace(UNSUBSCRIBE_TOKEN, fake_listmonk.LEAVE)

    def test_a_sender_with_braces_is_no_template_either(self, tmp_path: Path) -> None:
        campaign = self.change(sender=Mailbox("The {{ digest }}, weekly", "digest@example.org"))
        provider = self.open(tmp_path)
        remote_id = provider.draft(campaign)
        assert provider.translate(campaign).differences(provider.read_back(remote_id)) == ()

    def test_list_id_and_reply_to_are_headers_of_the_campaign(self, tmp_path: Path) -> None:
        remote_id = self.open(tmp_path).draft(self.change(list_name="Dïgest"))
        assert self.service.campaigns[remote_id]["headers"] == [
            {"List-Id": "=?utf-8?q?D=C3=AFgest?= <digest.invented-digest.org>"},
            {"Reply-To": "editor@invented-digest.org"},
        ]

    def test_a_campaign_whose_tag_was_taken_off_is_found_by_its_name(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.campaigns[remote_id]["tags"] = None
        assert provider.draft(self.campaign) == remote_id

    def test_more_campaigns_than_one_page_holds_are_all_looked_at(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        kept = self.service.campaigns.pop(remote_id)
        old = {str(n): kept | {"id": n, "name": "Old", "tags": []} for n in range(10_000, 10_100)}
        self.service.campaigns |= old | {remote_id: kept}
        assert provider.draft(self.campaign) == remote_id

    @pytest.mark.parametrize(
        ("field", "value"), [("template_id", 1), ("content_type", "richtext"), ("messenger", "sms"), ("type", "optin")]
    )
    def test_a_layout_that_somebody_changed_is_not_sent(self, tmp_path: Path, field: str, value: str | int) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.campaigns[remote_id][field] = value
        with pytest.raises(ProviderError, match="has changed type, template or messenger"):
            provider.read_back(remote_id)

    def test_another_list_does_not_read_back(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.campaigns[remote_id]["lists"].append({"id": 4, "name": "Everybody"})
        assert provider.translate(self.campaign).differences(provider.read_back(remote_id)) == ("audience",)

    @pytest.mark.parametrize(("optin", "size"), [("single", 1150), ("double", 1100)])
    def test_only_those_are_counted_whom_it_would_send_to(self, tmp_path: Path, optin: str, size: int) -> None:
        statuses = {"confirmed": 1100, "unconfirmed": 50, "unsubscribed": 54}
        self.service.sizes = {"optin": optin, "subscriber_count": 1204, "subscriber_statuses": statuses}
        assert self.open(tmp_path).audience().size == size

    def test_a_template_that_adds_nothing_is_no_hindrance(self, tmp_path: Path) -> None:
        assert self.open(tmp_path).preflight(self.campaign) == ()

    def test_a_template_with_words_of_its_own_is_a_hindrance(self, tmp_path: Path) -> None:
        self.service.template = '<p>{{ template "content" . }}</p>{{ TrackView }}'
        [text] = self.open(tmp_path).preflight(self.campaign)
        assert "Template 5 (Nothing added) of listmonk adds something of its own" in text

    def test_a_template_that_is_not_there_is_named_with_those_that_are(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        other = Listmonk(provider.options.model_copy(update={"template_id": 9}), tmp_path, provider.environment)
        [text] = other.preflight(self.campaign)
        assert "no template 9. It has: 5 (Nothing added)" in text

    def test_figures_come_with_what_was_sent(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.send(remote_id)
        statistics = provider.status(remote_id).statistics
        assert (statistics.recipients, statistics.sent, statistics.bounces) == (1204, 1200, 4)

    @pytest.mark.parametrize("remote_id", ["../settings", "7?x=", "٣", ""])
    def test_an_id_that_is_no_number_is_not_asked_for(self, tmp_path: Path, remote_id: str) -> None:
        with pytest.raises(ProviderRefusedError, match="is not the id of a campaign"):
            self.open(tmp_path).cancel(remote_id)
        assert self.service.calls == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "base_url: listmonk needs it. The address of the server's API"),
        ({"base_url": "http://lists.example.org/api"}, "Write it whole, with https"),
        ({"audience": "Subscribers"}, "'Subscribers' is not a number"),
        ({}, 'nothing in it but {{ template "content" . }}'),
    ],
)
def test_options_say_what_is_wanted(tmp_path: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ProblemsFoundError) as raised:
        open_provider(publication("listmonk", **options), root=tmp_path, environment={})
    assert message in str(raised.value)


def test_a_server_on_this_machine_needs_no_certificate(tmp_path: Path) -> None:
    chosen = publication("listmonk", base_url="http://127.0.0.1:9000/api/", audience=LIST, template_id=TEMPLATE)
    provider = open_provider(chosen, root=tmp_path, environment={})
    assert provider.options.base_url == "http://127.0.0.1:9000/api"
