"""A real GNU Mailman in a folder of its own: takes letters for lists from Postfix, and gives it one for each member.

Its programs and its Python are those of `scripts/peers.py`; nothing of it is imported here.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from scripts import peers
from tests.peers.postfix_server import LISTS, MEMBERS, PostOffice, answers, wait_until

PLAIN, DRESSED = f"digest@{LISTS}", f"announcements@{LISTS}"
"""A list set up as CONTRIBUTING advises, and one as Mailman makes it for announcements."""

FIRST, SECOND = f"first@{MEMBERS}", f"second@{MEMBERS}"

START = 120  # seconds; it takes five, but a machine where others are at work far more
_NEEDED = ("in", "lmtp", "out", "pipeline")
_ALL = (*_NEEDED, "archive", "bounces", "command", "digest", "nntp", "rest", "retry", "task", "virgin")
_SETTINGS = """\
[mailman]
layout: here
site_owner: owner@{members}
[paths.here]
var_dir: {folder}
bin_dir: {programs}
template_dir: {folder}/templates
[mta]
incoming: mailman.mta.null.NullMTA
smtp_host: 127.0.0.1
smtp_port: {smtp_port}
lmtp_host: 127.0.0.1
lmtp_port: {lmtp_port}
[archiver.prototype]
enable: no
"""
_LISTS = """
import sys
from zope.component import getUtility
from mailman.core.initialize import initialize
from mailman.database.transaction import transaction
from mailman.interfaces.domain import IDomainManager
from mailman.interfaces.listmanager import IListManager
from mailman.interfaces.styles import IStyleManager
from mailman.interfaces.usermanager import IUserManager
from mailman.utilities.datetime import now

settings, domain, senders, plain, dressed, *members = sys.argv[1:]
initialize(settings)
with transaction():
    getUtility(IDomainManager).add(domain)
    addresses = [getUtility(IUserManager).create_address(member) for member in members]
    for name in (plain, dressed):
        made = getUtility(IListManager).create(name)
        getUtility(IStyleManager).get("legacy-announce").apply(made)
        made.accept_these_nonmembers = senders.split()
        for address in addresses:
            address.verified_on = now()
            made.subscribe(address)
        if name == plain:
            made.subject_prefix = ""
            made.max_message_size = 0
"""
_FOOTER = "list:member:regular:footer.txt"


@contextmanager
def open_lists(office: PostOffice, senders: Sequence[str]) -> Iterator[None]:
    """Run a Mailman beside the post office, with its lists and their members; ``senders`` may write to them."""
    programs = peers.find_mailman()
    if programs is None:
        pytest.fail(f"There is no Mailman to test with. {peers.ADVICE}")
    folder = office.folder / "mailman"
    folder.mkdir()
    footer = folder / "templates" / "lists" / PLAIN.replace("@", ".") / "en" / _FOOTER
    footer.parent.mkdir(parents=True)
    footer.touch()
    settings = folder / "mailman.cfg"
    settings.write_text(_settings(office, folder, programs), encoding="utf-8")
    _make_lists(programs / "python", settings, LISTS, " ".join(senders), PLAIN, DRESSED, FIRST, SECOND)
    with (folder / "output").open("w") as output, _running(programs / "master", settings, output):
        if wait_until(lambda: answers(office.lmtp_port) or None, START) is None:
            pytest.fail(f"Mailman does not answer. It says:\n{(folder / 'output').read_text(encoding='utf-8')[-3000:]}")
        yield


def wait_for_hold(office: PostOffice, to: str) -> str:
    """Wait until Mailman keeps a letter to this list back for its moderator; return why it does."""
    log = office.folder / "mailman" / "logs"
    why = wait_until(lambda: re.search(rf"HOLD: {to} post .* held, .*: (.*)", _read_logs(log)))
    if why is None:
        pytest.fail(f"Nothing is held. Mailman says:\n{_read_logs(log)[-3000:]}")
    return why[1]


def _read_logs(folder: Path) -> str:
    """Return all that Mailman has logged; a log is there once it has a line."""
    return "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.log"))


@contextmanager
def _running(master: Path, settings: Path, output: IO[str]) -> Iterator[None]:
    command = [str(master), "--force", "--config", str(settings)]
    with subprocess.Popen(command, stdout=output, stderr=output) as process:  # noqa: S603  # of our own environment
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)


def _settings(office: PostOffice, folder: Path, programs: Path) -> str:
    text = _SETTINGS.format(
        members=MEMBERS, folder=folder, programs=programs, smtp_port=office.inner_port, lmtp_port=office.lmtp_port
    )
    unneeded = (name for name in _ALL if name not in _NEEDED)
    text += "".join(f"[runner.{name}]\nstart: no\n" for name in unneeded)
    return text + "".join(f"[runner.{name}]\nsleep_time: 0.05s\n" for name in _NEEDED)


def _make_lists(python: Path, *arguments: object) -> None:
    command = [str(word) for word in (python, "-c", _LISTS, *arguments)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603  # as above
    if ran.returncode:
        pytest.fail(f"Mailman's lists cannot be made:\n{ran.stdout}{ran.stderr}")
