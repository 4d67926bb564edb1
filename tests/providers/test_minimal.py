"""The least that a provider takes keeps every promise of the contract."""

from __future__ import annotations

from pathlib import Path

from newsletter.providers.base import Environment
from newsletter.providers.campaigns import HttpOptions
from tests.providers import fake_minimal
from tests.providers.campaign_contract import PATIENCE, CampaignProviderContract
from tests.providers.fake_minimal import FakeMinimal
from tests.providers.minimal import KEY, Minimal


class TestMinimal(CampaignProviderContract):
    def make_service(self) -> FakeMinimal:
        return FakeMinimal()

    def connect(self, root: Path, url: str) -> Minimal:
        options = HttpOptions(base_url=url, audience="readers", timeout=PATIENCE)
        return Minimal(options, root, Environment({KEY: fake_minimal.KEY}))
