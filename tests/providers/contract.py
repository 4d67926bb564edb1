"""What every provider must keep, whatever it is; each provider's tests subclass it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from newsletter.errors import ProviderError
from newsletter.providers.base import CampaignState, Environment, Provider
from newsletter.rendering.campaign import Campaign, Mailbox
from tests.campaigns import CAMPAIGN

SECRET = "canary-91c7-plover"  # noqa: S105  # the canary itself


class ProviderContract(ABC):
    """The promises of ``Provider``; a subclass says how to make one, and what its readers got."""

    campaign: ClassVar[Campaign] = CAMPAIGN

    def change(self, **changes: Any) -> Campaign:  # noqa: ANN401  # any field of a campaign
        """Return the campaign with some fields changed."""
        return replace(self.campaign, **changes)

    @abstractmethod
    def open(self, root: Path) -> Provider[Any]:
        """Return a provider as a new process would have it."""

    @abstractmethod
    def delivered(self) -> list[bytes]:
        """Return every message that went to the audience."""

    @abstractmethod
    def messages_to_testers(self) -> list[tuple[str, bytes]]:
        """Return every test message, and to whom it went."""

    @pytest.fixture
    def provider(self, tmp_path: Path) -> Provider[Any]:
        return self.open(tmp_path)

    def test_a_campaign_it_never_saw_is_not_found(self, provider: Provider[Any]) -> None:
        assert provider.find("nk-1999-01") is None

    def test_a_draft_reaches_nobody(self, provider: Provider[Any]) -> None:
        provider.draft(self.campaign)
        assert self.delivered() == []
        assert (
            provider.find(self.campaign.marker) is None
            or not provider.capabilities.remembers
            or self._is_draft(provider)
        )

    def test_drafting_twice_leaves_one_draft(self, provider: Provider[Any]) -> None:
        assert provider.draft(self.campaign) == provider.draft(self.campaign)

    def test_a_draft_reads_back_as_it_was_meant(self, provider: Provider[Any]) -> None:
        remote_id = provider.draft(self.campaign)
        assert provider.translate(self.campaign).differences(provider.read_back(remote_id)) == ()

    @pytest.mark.parametrize(
        "awkward", ["", "a\n.\nFrom b\n", "é" * 90 + "  \n", "=_=3D", "{{ }} *|X|* [[x]] {% if %}"]
    )
    def test_awkward_words_read_back_as_they_were_meant(self, provider: Provider[Any], awkward: str) -> None:
        campaign = self.change(
            subject=f"Ünd {awkward}".replace("\n", " "),
            html=awkward,
            text=awkward,
            sender=Mailbox("Zoë, J", "z@example.org"),
        )
        assert provider.translate(campaign).differences(provider.read_back(provider.draft(campaign))) == ()

    def test_a_changed_campaign_replaces_its_draft(self, provider: Provider[Any]) -> None:
        provider.draft(self.campaign)
        changed = self.change(html="<p>Corrected</p>", text="Corrected")
        remote_id = provider.draft(changed)
        assert provider.translate(changed).differences(provider.read_back(remote_id)) == ()
        provider.send(remote_id)
        assert len(self.delivered()) == 1
        assert b"Corrected" in self.delivered()[0]

    def test_sending_reaches_the_audience_once(self, provider: Provider[Any]) -> None:
        receipt = provider.send(provider.draft(self.campaign))
        assert len(self.delivered()) == 1
        assert receipt.provider == provider.name
        assert receipt.detail

    def test_what_was_sent_is_found_again_where_the_provider_remembers(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        provider.send(remote_id)
        later = self.open(tmp_path)
        found = later.find(self.campaign.marker)
        if later.capabilities.remembers:
            assert found is not None
            assert found.state in {CampaignState.SENT, CampaignState.SENDING}
            assert found.digest in {None, self.campaign.digest}
            assert later.status(remote_id).state is found.state
        else:
            assert found is None
            assert later.status(remote_id).state is CampaignState.UNKNOWN

    def test_sending_what_was_never_drafted_is_refused(self, provider: Provider[Any]) -> None:
        with pytest.raises(ProviderError):
            provider.send("2024-01-00000000.eml")
        assert self.delivered() == []

    def test_a_test_reaches_its_address_alone_and_sends_no_campaign(self, provider: Provider[Any]) -> None:
        provider.test(self.campaign, ["tester@example.org"])
        assert [to for to, _ in self.messages_to_testers()] == ["tester@example.org"]
        assert self.delivered() == []
        assert provider.find(self.campaign.marker) is None or (
            provider.capabilities.tests_draft and self._is_draft(provider)
        )

    def test_a_test_leaves_the_draft_as_it_is_or_says_that_it_does_not(self, provider: Provider[Any]) -> None:
        remote_id = provider.draft(self.campaign)
        provider.test(self.change(html="Tried", text="Tried"), ["tester@example.org"])
        if provider.capabilities.tests_draft:
            remote_id = provider.draft(self.campaign)
        provider.send(remote_id)
        assert b"Tried" not in self.delivered()[0]

    def test_the_audience_has_a_name(self, provider: Provider[Any]) -> None:
        assert provider.audience().name

    def test_no_secret_is_in_anything_it_shows_of_itself(self, tmp_path: Path) -> None:
        kind = type(self.open(tmp_path))
        environment = Environment(dict.fromkeys(kind.secrets, SECRET))
        provider = kind(self.open(tmp_path).options, tmp_path, environment)
        shown = repr([provider, vars(provider), vars(environment), provider.options])
        assert SECRET not in shown

    def _is_draft(self, provider: Provider[Any]) -> bool:
        found = provider.find(self.campaign.marker)
        return found is not None and found.state is CampaignState.DRAFT
