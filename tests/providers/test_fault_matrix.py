"""The part of the fault matrix that always runs has every provider, every step and every fault in it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from newsletter.sending.test_send import send_test
from tests.providers.campaign_contract import TESTER, CampaignProviderContract
from tests.providers.fault_matrix import ACTING, choose_part
from tests.providers.services import SERVICES
from tests.providers.wire import Fault, serving
from tests.sending.send_contexts import NOW

pytestmark = pytest.mark.slow

Act = Callable[[CampaignProviderContract, Path], None]


def send_a_test(contract: CampaignProviderContract, root: Path) -> None:
    send_test(contract.context(root), contract.campaign, [TESTER], now=NOW)


def schedule(contract: CampaignProviderContract, root: Path) -> None:
    if contract.open(root).capabilities.schedule_step is not None:
        contract.schedule(root)


def schedule_and_cancel(contract: CampaignProviderContract, root: Path) -> None:
    if contract.open(root).capabilities.schedule_step is not None:
        contract.schedule(root)
        contract.cancel(root)


ACTS: dict[str, Act] = {
    "send": CampaignProviderContract.send,
    "test": send_a_test,
    "schedule": schedule,
    "cancel": schedule_and_cancel,
}


def list_steps(contract: CampaignProviderContract, act: Act, root: Path) -> tuple[str, ...]:
    """Return the steps of an act at a provider."""
    with serving(contract.make_service()) as contract.service:
        return contract.steps_of(lambda folder: act(contract, folder), root)


@pytest.mark.parametrize("name", ACTS)
def test_every_step_meets_every_fault_and_every_provider_does_where_it_acts(tmp_path: Path, name: str) -> None:
    contracts = {provider: SERVICES[provider]() for provider in SERVICES}
    steps = {provider: list_steps(it, ACTS[name], tmp_path / provider) for provider, it in contracts.items()}
    met = {
        (provider, step, fault)
        for provider, theirs in steps.items()
        for fault in Fault
        for step in (choose_part(contracts[provider], theirs, fault) if theirs else ())
    }

    taken = {(provider, step) for provider in steps for step in steps[provider]}

    assert {(step, fault) for _, step, fault in met} == set(product({step for _, step in taken}, Fault))
    assert {(provider, fault) for provider, _, fault in met} == set(product({it for it, _ in taken}, Fault))
    assert {(provider, step) for provider, step, _ in met} == taken
    assert {one for one in met if one[1] in ACTING} == {
        (*one, fault) for one, fault in product(taken, Fault) if one[1] in ACTING
    }
