"""A real Postfix in a folder of its own: takes letters over TLS after a login, delivers into a Maildir, and no further.

One door is for senders, as a mail service has it; the other, without a login, is for the list server on this machine.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

import pytest

from scripts import peers
from tests.providers.mail_server import PASSWORD, USER

HOST = "localhost"
MEMBERS = "members.invented-digest.org"
LISTS = "lists.invented-digest.org"
PATIENCE = 30  # seconds; a letter takes a tenth of one

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
myhostname = {host}
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = loopback-only
inet_protocols = ipv4
smtp_dns_support_level = disabled
default_transport = error:nothing leaves this machine
transport_maps = inline:{{ {lists}=lmtp:[127.0.0.1]:{lmtp_port} }}
relay_domains = {lists}
virtual_mailbox_domains = {members}
virtual_mailbox_maps = static:all/
virtual_mailbox_base = {folder}/mail
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_tls_security_level = may
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = {host}
cyrus_sasl_config_path = {folder}/etc/sasl
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
"""
_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{inner_port} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=no
  -o smtpd_relay_restrictions=permit_mynetworks,reject
  -o smtpd_recipient_restrictions=permit_mynetworks,reject
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
"""
_SASL = """\
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {folder}/logins
mech_list: PLAIN LOGIN
"""


@dataclass(frozen=True)
class PostOffice:
    """A running Postfix, and the mailbox that all its letters end in."""

    folder: Path
    certificate: Path
    port: int
    inner_port: int
    lmtp_port: int

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def empty(self) -> None:
        """Take all letters out of the mailbox."""
        for path in self._letters():
            path.unlink()

    def wait_for(self, count: int) -> list[bytes]:
        """Return the letters in the mailbox once there are this many, and no more on their way."""
        paths = wait_until(lambda: paths if len(paths := self._letters()) >= count else None)
        if paths is None:
            pytest.fail(f"{len(self._letters())} of {count} letters arrived. Postfix says:\n{self.log}")
        wait_until(lambda: not self._queue() or None)
        return [path.read_bytes() for path in self._letters()]

    def _letters(self) -> list[Path]:
        return sorted((self.folder / "mail" / "all" / "new").glob("*"))

    def _queue(self) -> list[Path]:
        folders = ("active", "incoming", "deferred", "maildrop")
        return [path for name in folders for path in (self.folder / "queue" / name).rglob("*") if path.is_file()]


@contextmanager
def open_post_office(folder: Path, certificate: Path) -> Iterator[PostOffice]:
    """Run a Postfix in ``folder``, which its own users must be able to reach."""
    require_everything()
    ports = [find_free_port() for _ in range(3)]
    office = PostOffice(folder, certificate, *ports)
    _furnish(office)
    _run("postfix", "-c", str(folder / "etc"), "start")
    try:
        if wait_until(lambda: (answers(office.port) and answers(office.inner_port)) or None) is None:
            pytest.fail(f"Postfix does not answer. It says:\n{office.log}")
        yield office
    finally:
        _run("postfix", "-c", str(folder / "etc"), "stop")


def require_everything() -> None:
    """Fail where a real mail server cannot be had."""
    missing = [program for program in peers.PACKAGES if not peers.find(program)]
    if missing:
        pytest.fail(f"There is no {' and no '.join(missing)} to test with. {peers.ADVICE}")
    if os.geteuid() != 0:
        pytest.fail("Postfix starts for root alone. Run: sudo .venv/bin/pytest -m peers")


def _furnish(office: PostOffice) -> None:
    folder = office.folder
    for name in ("etc/sasl", "queue", "data", "mail"):
        (folder / name).mkdir(parents=True)
    key = folder / "key.pem"
    shutil.copy(office.certificate.with_suffix(".key"), key)
    shutil.copy(office.certificate, folder / "certificate.pem")
    values = {
        "folder": folder, "host": HOST, "lists": LISTS, "members": MEMBERS, "key": key, "port": office.port,
        "certificate": folder / "certificate.pem", "lmtp_port": office.lmtp_port, "inner_port": office.inner_port,
        "uid": _uid("nobody"), "gid": _uid("nobody"),
    }  # fmt: skip
    for name, text in {"etc/main.cf": _MAIN, "etc/master.cf": _MASTER, "etc/sasl/smtpd.conf": _SASL}.items():
        (folder / name).write_text(text.format_map(values), encoding="utf-8")
    shutil.chown(folder / "data", "postfix")
    shutil.chown(folder / "mail", "nobody")
    _run("saslpasswd2", "-p", "-c", "-f", str(folder / "logins"), "-u", HOST, USER, told=PASSWORD)
    shutil.chown(folder / "logins", "postfix")


def _uid(user: str) -> int:
    import pwd  # noqa: PLC0415  # there is none on Windows, where this is never called

    return pwd.getpwnam(user).pw_uid


def _run(program: str, *arguments: str, told: str = "") -> None:
    command = [peers.find(program) or program, *arguments]
    ran = subprocess.run(command, input=told, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603  # ours
    if ran.returncode:
        pytest.fail(f"{' '.join(command)} failed:\n{ran.stdout}{ran.stderr}")


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Return whether a server greets on this port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            return connection.recv(3) == b"220"
    except OSError:
        return False


T = TypeVar("T")


def wait_until(look: Callable[[], T | None], patience: float = PATIENCE) -> T | None:
    """Look again and again until there is something to see, or patience ends."""
    deadline = time.monotonic() + patience
    while (seen := look()) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return seen


def read_letter(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=policy.default)
