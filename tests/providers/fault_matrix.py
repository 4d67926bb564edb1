"""Which steps meet which faults whenever the tests run; at night every step of every provider meets every fault.

The part that always runs is the same each time. Where a provider acts (sends, tests, schedules, cancels) it meets every
fault. Every other step meets every fault too, at one of the providers that have it, in turn.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from newsletter.providers import load_providers
from tests.providers.wire import FakeService, Fault

if TYPE_CHECKING:
    from tests.providers.campaign_contract import CampaignProviderContract

ACTING = frozenset({"send", "test", "schedule", "cancel", "set status"})
"""The steps after which nothing is as it was; a lost answer to one of them leaves it unknown whether it was done."""

DRAFTING = frozenset({"find", "create", "update", "status"})
"""The steps of every test of a draft; the others that a test takes are a provider's own, and meet every fault there."""


def choose_whole(_: CampaignProviderContract, steps: tuple[str, ...], __: Fault) -> tuple[str, ...]:
    """Return every step."""
    return steps


def choose_part(contract: CampaignProviderContract, steps: tuple[str, ...], fault: Fault) -> tuple[str, ...]:
    """Return the steps at which this provider always meets the fault: at least one."""
    number = list(Fault).index(fault)
    always = {step for step in steps if step in ACTING or ("test" in steps and step not in DRAFTING)}
    turns = {step: find_services(step, is_test="test" in steps) for step in steps}
    theirs = {step for step, them in turns.items() if them and them[number % len(them)] is type(contract.service)}
    return tuple(step for step in steps if step in always | theirs) or (steps[number % len(steps)],)


@cache
def find_services(step: str, *, is_test: bool) -> tuple[type[FakeService], ...]:
    """Return the services that know a step, by the names of their providers; of a test, those that take a draft."""
    services = import_module("tests.providers.services").SERVICES  # it imports the contract, which imports this module
    kinds = sorted((kind for kind in load_providers() if kind.name in services), key=lambda kind: kind.name)
    taking = (kind for kind in kinds if kind.capabilities.tests_draft or not is_test)
    types = (type(services[kind.name]().make_service()) for kind in taking)
    return tuple(service for service in types if step in {route.step for route in service.routes})
