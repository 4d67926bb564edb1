"""The program is killed at random moments while it saves: the document is whole, and no step lacks its way back."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from newsletter.editing.history import FOLDER, Journal
from newsletter.editing.splices import digest_state
from tests.editing.sessions import JANUARY, ROOT, copy_publication, edit, open_session

pytestmark = pytest.mark.slow


def kill_while_saving(root: Path, chance: random.Random) -> None:
    """Let a process save for a random while, and kill it without warning."""
    command = [sys.executable, "-m", "tests.editing.saving_without_pause", str(root)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # our own
        assert process.stdout
        assert process.stdout.readline() == "0\n"
        time.sleep(chance.uniform(0.0, 0.8))
        process.kill()


def look_over(root: Path, first: bytes) -> int:
    """Make sure that the document is whole, and that all that was ever done can be taken back; return the steps."""
    data = (root / JANUARY.name).read_bytes()
    session = open_session(root)
    session.documents.validate(JANUARY, data)
    lines = (root / FOLDER / "2024-01.jsonl").read_bytes().splitlines()
    torn = [line for line in lines if not is_json(line)]
    state = session.look(JANUARY)
    assert state.data == data, "looking changes nothing"
    assert len(torn) <= 1
    known = {change.before for change in Journal(root, "2024-01").changes} | {
        change.after for change in Journal(root, "2024-01").changes
    }
    assert digest_state(data) in known
    assert digest_state(first) in known
    return len(lines)


def is_json(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def kill_often(root: Path, times: int, seed: int = 0) -> None:
    copy_publication(root)
    first, chance = (root / JANUARY.name).read_bytes(), random.Random(seed)  # noqa: S311  # no secret
    counts = [0]
    for _ in range(times):
        kill_while_saving(root, chance)
        if (root / FOLDER).is_dir():
            counts.append(look_over(root, first))
    assert counts[-1] >= times, "it saved"
    assert all(one <= other for one, other in pairwise(counts)), "no line is lost"
    take_everything_back(root, first)


def take_everything_back(root: Path, first: bytes) -> None:
    """Take back, from where the killed ones left it, every step there is."""
    session = open_session(root)
    edit(session, session.look(JANUARY).digest, do="set", path=["title"], value="Still alive")
    while (state := session.look(JANUARY)).undo.said:
        session.step(JANUARY, state.digest, "undo")
    assert state.data == first


def test_a_program_that_is_killed_while_it_saves_leaves_a_whole_document(tmp_path: Path) -> None:
    kill_often(tmp_path, 4)


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(10))
def test_a_hundred_kills_leave_a_whole_document(tmp_path: Path, part: int) -> None:
    kill_often(tmp_path, 10, part)
