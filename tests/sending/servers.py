"""A real PostgreSQL for tests, in a folder of its own. Nothing here skips: no PostgreSQL is a failure."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pg8000
import pytest

from scripts import postgresql

PASSWORD = "c4nary/p@ss:word?#%"  # noqa: S105  # of a server that only its test can reach
SPELT = "c4nary%2Fp%40ss%3Aword%3F%23%25"
PLAIN = "?sslmode=disable"
"""Ends an address of a server here, which has no TLS: to ask for it loads every authority, 30 ms a connection."""

OWNER = "owner"
DATABASE = "postgres"
_FAST = ("-c", "fsync=off", "-c", "full_page_writes=off")
_QUIET = ("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=40")


@dataclass
class Server:
    """A cluster in a folder, and the server on it."""

    programs: Path
    folder: Path
    port: int
    settings: tuple[str, ...] = _FAST
    _names: Iterator[int] = field(default_factory=lambda: count(1))
    _process: subprocess.Popen[Any] | None = None

    def url(self, team: str, database: str = DATABASE, password: str = SPELT) -> str:
        """Return an address as an operator writes it."""
        return f"postgresql://{team}:{password}@127.0.0.1:{self.port}/{database}"

    def make_team(self) -> str:
        """Make a user with few rights and an empty schema of its own, and return its name."""
        name = f"team_{next(self._names)}"
        word = PASSWORD.replace("'", "''")
        self.execute(OWNER, f"CREATE ROLE {name} LOGIN PASSWORD '{word}'", f"CREATE SCHEMA AUTHORIZATION {name}")
        return name

    def execute(self, team: str, *statements: str) -> list[Any]:
        """Do statements as a user; return the rows of the last one."""
        with closing(self.connect(team)) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []

    def connect(self, team: str) -> Any:  # noqa: ANN401  # pg8000 has no types to speak of
        """Return a user's connection."""
        return pg8000.connect(team, "127.0.0.1", DATABASE, self.port, PASSWORD, timeout=30, ssl_context=False)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        place = ("-D", str(self.folder / "data"), "-p", str(self.port))
        command = [str(self.programs / "postgres"), *place, *_QUIET, *self.settings]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **_as_nobody())  # noqa: S603  # our own
        until = time.monotonic() + 60
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                pytest.fail(f"PostgreSQL does not start: {(self.folder / 'log').read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: SIGINT for an orderly end, SIGQUIT for none."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(60)
            self._process = None

    def _answers(self) -> bool:
        try:
            self.connect(OWNER).close()
        except pg8000.Error:
            return False
        return True


@contextmanager
def serving(settings: tuple[str, ...] = _FAST) -> Iterator[Server]:
    """Make a cluster, start a server on it, and take both away afterwards."""
    programs = postgresql.find()
    if programs is None:
        pytest.fail(f"There is no PostgreSQL to test with. {postgresql.ADVICE}")
    folder = Path(tempfile.mkdtemp(prefix="newsletter-postgresql-"))
    try:
        _make_cluster(programs, folder)
        server = Server(programs, folder, find_free_port(), settings)
        try:
            server.start()
            yield server
        finally:
            server.stop(signal.SIGQUIT)
    finally:
        shutil.rmtree(folder)


def find_free_port() -> int:
    """Return a port without a listener."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _make_cluster(programs: Path, folder: Path) -> None:
    password = folder / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    if os.geteuid() == 0:
        for path in (folder, password):
            os.chown(path, *_find_nobody())
    command = [
        str(programs / "initdb"), "--no-sync", "--encoding=UTF8", "--locale=C", f"--username={OWNER}",
        "--auth=scram-sha-256", f"--pwfile={password}", str(folder / "data"),
    ]  # fmt: skip
    made = subprocess.run(  # noqa: S603  # our own
        command, capture_output=True, text=True, check=False, timeout=120, **_as_nobody()
    )
    assert made.returncode == 0, made.stderr


def _as_nobody() -> dict[str, Any]:
    """Return how to run a program that refuses to run as root."""
    if os.geteuid() != 0:
        return {"cwd": "/"}
    user, group = _find_nobody()
    return {"cwd": "/", "user": user, "group": group, "extra_groups": []}


def _find_nobody() -> tuple[int, int]:
    found = pwd.getpwnam("nobody")
    return found.pw_uid, found.pw_gid
