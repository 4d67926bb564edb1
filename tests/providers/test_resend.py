"""Resend: never sent by being made, tested by single e-mails, never stopped half-way."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsletter.errors import OutcomeUnknownError, ProviderError
from newsletter.providers.base import CampaignState, Environment
from newsletter.providers.resend import KEY, Resend
from tests.campaigns import CAMPAIGN, LEAVE
from tests.providers import fake_resend
from tests.providers.campaign_contract import PATIENCE, CampaignProviderContract
from tests.providers.fake_resend import CONTACTS, SEGMENT, FakeResend
from tests.providers.specifications import narrow, read_specification

pytestmark = pytest.mark.slow

AT = datetime(2024, 2, 2, 9, 7, tzinfo=UTC)


def _mend(specification: dict[str, Any]) -> None:
    """Keep what is used of 64 paths."""
    verbs = ("/broadcasts/{id}", "/broadcasts/{id}/send", "/broadcasts/{id}/cancel")
    narrow(specification, "/segments", "/contacts", "/domains", "/emails", "/broadcasts", *verbs)


class TestResend(CampaignProviderContract):
    service: FakeResend

    def make_service(self) -> FakeResend:
        return FakeResend(read_specification("resend.openapi.json", _mend))

    def connect(self, root: Path, url: str) -> Resend:
        options = Resend.options_type.model_validate({"base_url": url, "audience": SEGMENT, "timeout": PATIENCE})
        return Resend(options, root, Environment({KEY: fake_resend.KEY}))  # type: ignore[arg-type]  # its own options

    def test_making_it_says_that_it_is_not_to_be_sent(self, tmp_path: Path) -> None:
        self.open(tmp_path).draft(self.campaign)
        [made] = [call for call in self.service.calls if call.step == "create"]
        assert made.body["send"] is False

    def test_readers_who_left_are_not_counted(self, tmp_path: Path) -> None:
        assert self.open(tmp_path).audience().size == CONTACTS - CONTACTS // 10

    def test_each_tester_gets_an_e_mail_alone_with_a_way_to_leave(self, tmp_path: Path) -> None:
        self.open(tmp_path).test(self.campaign, ["a@invented-digest.org", "b@invented-digest.org"])
        assert [call.body["to"] for call in self.service.calls] == [
            ["a@invented-digest.org"],
            ["b@invented-digest.org"],
        ]
        assert {message.subject for message in self.service.messages_to_testers} == {CAMPAIGN.subject}
        assert all(LEAVE.replace("&", "&amp;") in message.html for message in self.service.messages_to_testers)
        assert self.service.campaigns == {}

    def test_what_is_on_its_way_is_not_stopped_half_way(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.send(remote_id)
        with pytest.raises(ProviderError, match=r"as queued, not scheduled\. Nothing was changed"):
            provider.cancel(remote_id)
        assert provider.status(remote_id).state is CampaignState.SENDING

    def test_a_time_that_was_not_kept_is_no_success(self, tmp_path: Path) -> None:
        self.service.loses_times = True
        provider = self.open(tmp_path)
        with pytest.raises(OutcomeUnknownError, match="accepted it, but"):
            provider.schedule(provider.draft(self.campaign), AT)

    def test_a_state_that_nobody_knows_is_no_draft(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.campaigns[remote_id]["status"] = "canceled"
        with pytest.raises(ProviderError, match="already"):
            provider.draft(self.campaign)
        assert provider.status(remote_id).state is CampaignState.UNKNOWN

    def test_a_domain_that_is_not_verified_is_said_beforehand(self, tmp_path: Path) -> None:
        assert self.open(tmp_path).preflight(self.campaign) == ()
        self.service.domain_status = "pending"
        assert "invented-digest.org as pending" in self.open(tmp_path).preflight(self.campaign)[0]
