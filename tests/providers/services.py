"""Every provider that keeps campaigns, by name, with the contract that opens it and fakes its service."""

from __future__ import annotations

import inspect
from importlib import import_module

from newsletter.providers import load_providers
from newsletter.providers._campaigns import CampaignProvider
from tests.providers.campaign_contract import CampaignProviderContract


def _find_contract(name: str) -> type[CampaignProviderContract]:
    members = vars(import_module(f"tests.providers.test_{name}")).values()
    kinds = (it for it in members if isinstance(it, type) and issubclass(it, CampaignProviderContract))
    return next(kind for kind in kinds if not inspect.isabstract(kind))


SERVICES: dict[str, type[CampaignProviderContract]] = {
    kind.name: _find_contract(kind.name) for kind in load_providers() if issubclass(kind, CampaignProvider)
}
