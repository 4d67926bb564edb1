"""Kill the process that sends through an API, anywhere, and send again: nobody twice, nobody lost, unknowns named.

The table in the README is what these tests print: ``pytest -rP -m nightly tests/sending/test_kill_campaigns.py``.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from newsletter.sending.execute import apply_plan
from newsletter.sending.reconcile import reconcile
from newsletter.sending.session import Outcome
from newsletter.sending.steps import STEPS
from tests.matrix import nightly
from tests.providers.services import SERVICES
from tests.providers.wire import FakeService, serving
from tests.sending.killable import KillableSend, send_over_and_over, send_until
from tests.sending.send_contexts import NOW, plan

KILLS = [3, pytest.param(36, marks=nightly)]
"""Kills at random instants for each provider; with those between steps, more than 250 in all at night."""

LATER = NOW + timedelta(minutes=15)
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.sending.killable"])


@contextmanager
def placed(root: Path, name: str) -> Iterator[tuple[KillableSend, FakeService]]:
    with serving(SERVICES[name]().make_service()) as service:
        yield KillableSend(root, service=name, url=service.url), service


def settle(place: KillableSend, service: FakeService) -> Outcome:
    """Do what an operator does after a crash: look, settle what is unknown, send if it may go. Tells what was found."""
    context = place.sit_down()
    outcome = plan(context, place.campaign, now=LATER).decision.outcome
    if outcome is Outcome.UNKNOWN:
        reconcile(context, place.campaign.marker, now=LATER)
    again = plan(context, place.campaign, now=LATER)
    if again.may_go:
        apply_plan(context, again, now=LATER)
    assert len(service.messages) == 1
    return outcome


@pytest.mark.slow
@pytest.mark.parametrize("name", SERVICES)
def test_a_kill_between_any_two_steps_reaches_readers_once(tmp_path: Path, name: str) -> None:
    for step in range(len(STEPS) + 1):
        with placed(tmp_path / str(step), name) as (place, service):
            process = PROCESSES.Process(target=send_until, args=(place, step))
            process.start()
            process.join(30)
            assert process.exitcode == -9
            expected = Outcome.GO if step <= 5 else Outcome.UNKNOWN if step < len(STEPS) else Outcome.DONE
            assert settle(place, service) is expected


@pytest.mark.slow
@pytest.mark.parametrize("kills", KILLS)
@pytest.mark.parametrize("name", SERVICES)
def test_kills_at_random_instants_reach_readers_once(tmp_path: Path, name: str, kills: int) -> None:
    chance = random.Random(f"2024-02-01 {name}")  # noqa: S311  # not for secrets
    found: Counter[Outcome] = Counter()
    whole = time_send(tmp_path, name)
    for number in range(kills):
        with placed(tmp_path / str(number), name) as (place, service):
            kill_at_random(place, chance.uniform(0, whole))
            service.wait_until_idle()
            found[settle(place, service)] += 1
    print(f"| {name} | {kills} | 0 | 0 | {found[Outcome.UNKNOWN]} |")  # noqa: T201  # the README's table
    assert sum(found.values()) == kills


def time_send(root: Path, name: str) -> float:
    """Return how many seconds a send takes that nobody kills."""
    with placed(root / "whole", name) as (place, _):
        began = time.perf_counter()
        kill_at_random(place, 30)
        return time.perf_counter() - began


def kill_at_random(place: KillableSend, patience: float) -> None:
    """Send in another process, and kill that after ``patience`` seconds unless it has ended."""
    mine, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=send_over_and_over, args=(place, theirs))
    process.start()
    assert mine.recv() == "go"
    process.join(patience)
    process.kill()
    process.join(30)
