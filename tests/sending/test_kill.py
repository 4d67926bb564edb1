"""Kill the process that sends, anywhere, and send again: nobody twice, nobody lost, or an explicit unknown."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from newsletter.sending.execute import apply_plan
from newsletter.sending.history import SendStatus
from newsletter.sending.reconcile import reconcile, resolve_unknown
from newsletter.sending.session import Outcome
from newsletter.sending.steps import STEPS
from tests.campaigns import CAMPAIGN
from tests.providers.mail_server import STALL, TAKE_AND_STALL, MailServer, Step
from tests.sending.killable import KillableSend, send_and_tell, send_over_and_over, send_until
from tests.sending.send_contexts import NOW, plan, sent_messages

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.sending.killable"])


def run(work: Callable[..., None], *args: object) -> int | None:
    process = PROCESSES.Process(target=work, args=args)
    process.start()
    process.join(30)
    return process.exitcode


def send_again(place: KillableSend, arrived: Callable[[], int]) -> Outcome:
    """Do what an operator does after a crash: look, settle what is unknown, send if it may go. Tells what was found."""
    context = place.sit_down()
    outcome = plan(context).decision.outcome
    if outcome is Outcome.UNKNOWN and context.provider.capabilities.remembers:
        assert (reconcile(context, CAMPAIGN.marker, now=NOW).status is SendStatus.SENT) == bool(arrived())
    elif outcome is Outcome.UNKNOWN:
        resolve_unknown(context, CAMPAIGN.marker, was_sent=bool(arrived()), now=NOW)
    if plan(context).may_go:
        apply_plan(context, plan(context), now=NOW)
    return outcome


def verdict_after(step: int) -> Outcome:
    """Before "sending" stands in the ledger it is free, then unknown, and done once the receipt is there."""
    if step <= 5:
        return Outcome.GO
    return Outcome.UNKNOWN if step < len(STEPS) else Outcome.DONE


@pytest.mark.slow
@pytest.mark.parametrize("step", range(len(STEPS) + 1))
def test_a_kill_between_any_two_steps_leaves_one_message_in_the_outbox(tmp_path: Path, step: int) -> None:
    place = KillableSend(tmp_path)
    assert run(send_until, place, step) == -9
    assert send_again(place, lambda: len(sent_messages(tmp_path))) is verdict_after(step)
    assert len(sent_messages(tmp_path)) == 1
    assert not list((tmp_path / "outbox").glob("*.draft"))


@pytest.mark.parametrize("step", range(len(STEPS) + 1))
def test_a_kill_between_any_two_steps_mails_the_list_once(tmp_path: Path, server: MailServer, step: int) -> None:
    place = KillableSend(tmp_path, server.port, server.certificate)
    assert run(send_until, place, step) == -9
    assert send_again(place, lambda: len(server.messages)) is verdict_after(step)
    assert len(server.messages) == 1


@pytest.mark.parametrize(
    ("phase", "how"),
    [("AUTH", STALL), ("MAIL", STALL), ("RCPT", STALL), ("DATA", STALL), ("dot", STALL), ("dot", TAKE_AND_STALL)],
)
def test_a_kill_in_any_phase_of_a_delivery_is_held_as_unknown(
    tmp_path: Path, server: MailServer, phase: Step, how: str
) -> None:
    server.fail(phase, how)
    place = KillableSend(tmp_path, server.port, server.certificate)
    process = PROCESSES.Process(target=send_until, args=(place, 99))
    process.start()
    assert server.reached[phase].wait(30)
    process.kill()
    process.join(30)
    server.faults.clear()
    assert send_again(place, lambda: len(server.messages)) is Outcome.UNKNOWN
    assert len(server.messages) == 1


def count_arrived(place: KillableSend, server: MailServer) -> int:
    return len(server.messages) if place.port else len(sent_messages(place.root))


def kill_at_random(place: KillableSend, patience: float) -> None:
    mine, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=send_over_and_over, args=(place, theirs))
    process.start()
    assert mine.recv() == "go"
    time.sleep(patience)
    process.kill()
    process.join(30)


@pytest.mark.slow
def test_kills_at_random_instants_never_send_twice_or_lose(tmp_path: Path, server: MailServer) -> None:
    chance = random.Random(20240201)  # noqa: S311  # not for secrets
    found = []
    for number in range(12):
        root = tmp_path / str(number)
        root.mkdir()
        server.messages.clear()
        place = KillableSend(root, server.port, server.certificate) if number % 2 else KillableSend(root)
        kill_at_random(place, chance.uniform(0, 0.08))
        server.wait_until_idle()
        arrived = partial(count_arrived, place, server)
        found.append(send_again(place, arrived))
        assert arrived() == 1
    assert set(found) <= {Outcome.GO, Outcome.UNKNOWN, Outcome.DONE}


def race(place: KillableSend, runners: int) -> list[Any]:
    start, ends = PROCESSES.Barrier(runners), []
    for _ in range(runners):
        mine, theirs = PROCESSES.Pipe()
        process = PROCESSES.Process(target=send_and_tell, args=(place, start, theirs))
        process.start()
        ends.append((process, mine))
    answers = [mine.recv() for _, mine in ends]
    for process, _ in ends:
        process.join(30)
    return answers


@pytest.mark.parametrize("has_ledger", [False, True])
def test_of_processes_that_send_at_once_one_wins_and_the_others_hear_who_it_was(
    tmp_path: Path,
    server: MailServer,
    has_ledger: bool,  # noqa: FBT001
) -> None:
    place = KillableSend(tmp_path, server.port, server.certificate)
    if has_ledger:
        assert run(send_until, place, 1) == -9
    answers = race(place, 4)
    assert sorted(kind for kind, _ in answers) == ["SendRefusedError"] * 3 + ["sent"]
    assert all("is being sent by" in phrase or "was sent to" in phrase for kind, phrase in answers if kind != "sent")
    assert len(server.messages) == 1
