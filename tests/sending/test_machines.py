"""Two machines with one ledger on a server: killed anywhere, at once or in turn, readers get an issue once."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from newsletter.sending.ledger import URL_NAME
from newsletter.sending.session import Outcome
from newsletter.sending.steps import STEPS
from tests.matrix import nightly
from tests.providers.mail_server import MailServer
from tests.sending.killable import KillableSend, send_and_tell, send_until
from tests.sending.ledgers import Workspace
from tests.sending.servers import PLAIN, Server
from tests.sending.test_kill import PROCESSES, kill_at_random, run, send_again, verdict_after

pytestmark = pytest.mark.postgresql


def make_machines(tmp_path: Path, server: MailServer, ledger: str, count: int = 2) -> list[KillableSend]:
    return [
        KillableSend(tmp_path / f"machine{n}", server.port, server.certificate, ledger=ledger) for n in range(count)
    ]


@pytest.mark.parametrize("step", range(len(STEPS) + 1))
def test_what_one_machine_left_behind_another_finds(
    tmp_path: Path, server: MailServer, shared: Workspace, step: int
) -> None:
    first, second = make_machines(tmp_path, server, shared.environment[URL_NAME])
    assert run(send_until, first, step) == -9
    assert send_again(second, lambda: len(server.messages)) is verdict_after(step)
    assert len(server.messages) == 1


@pytest.mark.parametrize("has_ledger", [False, True])
def test_of_machines_that_send_at_once_one_wins_and_the_others_hear_who_it_was(
    tmp_path: Path,
    server: MailServer,
    shared: Workspace,
    has_ledger: bool,  # noqa: FBT001  # a parameter
) -> None:
    machines = make_machines(tmp_path, server, shared.environment[URL_NAME], 3)
    if has_ledger:
        assert run(send_until, machines[0], 1) == -9
    start, ends = PROCESSES.Barrier(len(machines)), []
    for place in machines:
        mine, theirs = PROCESSES.Pipe()
        process = PROCESSES.Process(target=send_and_tell, args=(place, start, theirs))
        process.start()
        ends.append((process, mine))
    answers = [mine.recv() for _, mine in ends]
    for process, _ in ends:
        process.join(30)
    assert sorted(kind for kind, _ in answers) == ["SendRefusedError"] * 2 + ["sent"]
    assert all("is being sent by" in phrase or "was sent to" in phrase for kind, phrase in answers if kind != "sent")
    assert len(server.messages) == 1


@pytest.mark.slow
@pytest.mark.parametrize("kills", [6, pytest.param(20, marks=nightly)])
def test_kills_at_random_instants_never_send_twice_or_lose(
    tmp_path: Path, server: MailServer, database_server: Server, kills: int
) -> None:
    chance = random.Random(20240201)  # noqa: S311  # not for secrets
    found = []
    for number in range(kills):
        server.messages.clear()
        ledger = database_server.url(database_server.make_team()) + PLAIN
        first, second = make_machines(tmp_path / str(number), server, ledger)
        kill_at_random(first, chance.uniform(0, 1.0))
        server.wait_until_idle()
        found.append(send_again(second, lambda: len(server.messages)))
        assert len(server.messages) == 1
    assert set(found) <= {Outcome.GO, Outcome.UNKNOWN, Outcome.DONE}
