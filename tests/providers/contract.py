"""What every provider must keep, whatever it is; each provider's tests subclass it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import pytest

from newsletter.errors import ProviderError
from newsletter.providers.base import Environment, Provider, RemoteState
from newsletter.rendering.campaign import Mailbox
from tests.campaigns import CAMPAIGN, make_campaign

SECRET = "canary-91c7-plover"  # noqa: S105  # the canary itself


class ProviderContract(ABC):
    """The promises of ``Provider``; a subclass says how to make one, and what its readers got."""

    @abstractmethod
    def open(self, root: Path) -> Provider[Any]:
        """Return a provider as a new process would have it."""

    @abstractmethod
    def delivered(self) -> list[bytes]:
        """Return every message that went to the audience."""

    @abstractmethod
    def trials(self) -> list[tuple[str, bytes]]:
        """Return every test message, and to whom it went."""

    @pytest.fixture
    def provider(self, tmp_path: Path) -> Provider[Any]:
        return self.open(tmp_path)

    def test_a_campaign_it_never_saw_is_not_found(self, provider: Provider[Any]) -> None:
        assert provider.find("nk-1999-01") is None

    def test_a_draft_reaches_nobody(self, provider: Provider[Any]) -> None:
        provider.draft(CAMPAIGN)
        assert self.delivered() == []
        assert provider.find(CAMPAIGN.marker) is None or not provider.capabilities.remembers or self._is_draft(provider)

    def test_drafting_twice_leaves_one_draft(self, provider: Provider[Any]) -> None:
        assert provider.draft(CAMPAIGN) == provider.draft(CAMPAIGN)

    def test_a_draft_reads_back_as_it_was_meant(self, provider: Provider[Any]) -> None:
        remote_id = provider.draft(CAMPAIGN)
        assert provider.translate(CAMPAIGN).differences(provider.read_back(remote_id)) == ()

    @pytest.mark.parametrize(
        "awkward", ["", "a\n.\nFrom b\n", "é" * 90 + "  \n", "=_=3D", "{{ }} *|X|* [[x]] {% if %}"]
    )
    def test_awkward_words_read_back_as_they_were_meant(self, provider: Provider[Any], awkward: str) -> None:
        campaign = make_campaign(
            subject=f"Ünd {awkward}".replace("\n", " "),
            html=awkward,
            text=awkward,
            sender=Mailbox("Zoë, J", "z@example.org"),
        )
        assert provider.translate(campaign).differences(provider.read_back(provider.draft(campaign))) == ()

    def test_a_changed_campaign_replaces_its_draft(self, provider: Provider[Any]) -> None:
        provider.draft(CAMPAIGN)
        changed = make_campaign(text="Corrected")
        remote_id = provider.draft(changed)
        assert provider.translate(changed).differences(provider.read_back(remote_id)) == ()
        provider.send(remote_id)
        assert len(self.delivered()) == 1
        assert b"Corrected" in self.delivered()[0]

    def test_sending_reaches_the_audience_once(self, provider: Provider[Any]) -> None:
        receipt = provider.send(provider.draft(CAMPAIGN))
        assert len(self.delivered()) == 1
        assert receipt.provider == provider.name
        assert receipt.detail

    def test_what_was_sent_is_found_again_where_the_provider_remembers(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(CAMPAIGN)
        provider.send(remote_id)
        later = self.open(tmp_path)
        found = later.find(CAMPAIGN.marker)
        if later.capabilities.remembers:
            assert found is not None
            assert (found.state, found.digest) == (RemoteState.SENT, CAMPAIGN.digest)
            assert later.status(remote_id) is RemoteState.SENT
        else:
            assert found is None
            assert later.status(remote_id) is RemoteState.UNKNOWN

    def test_sending_what_was_never_drafted_is_refused(self, provider: Provider[Any]) -> None:
        with pytest.raises(ProviderError):
            provider.send("2024-01-00000000.eml")
        assert self.delivered() == []

    def test_a_test_reaches_its_address_alone_and_leaves_no_campaign(self, provider: Provider[Any]) -> None:
        provider.test(CAMPAIGN, "tester@example.org")
        assert [to for to, _ in self.trials()] == ["tester@example.org"]
        assert self.delivered() == []
        assert provider.find(CAMPAIGN.marker) is None

    def test_a_test_leaves_the_draft_as_it_is(self, provider: Provider[Any]) -> None:
        remote_id = provider.draft(CAMPAIGN)
        provider.test(make_campaign(text="Tried"), "tester@example.org")
        provider.send(remote_id)
        assert b"Tried" not in self.delivered()[0]

    def test_the_audience_has_a_name(self, provider: Provider[Any]) -> None:
        assert provider.audience().name

    def test_no_secret_is_in_anything_it_shows_of_itself(self, tmp_path: Path) -> None:
        kind = type(self.open(tmp_path))
        environment = Environment(dict.fromkeys(kind.secrets, SECRET))
        provider = kind(self.open(tmp_path).options, tmp_path, environment)
        shown = repr([provider, vars(provider), vars(environment), provider.options, provider.audience()])
        assert SECRET not in shown

    def _is_draft(self, provider: Provider[Any]) -> bool:
        found = provider.find(CAMPAIGN.marker)
        return found is not None and found.state is RemoteState.DRAFT
