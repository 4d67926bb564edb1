"""The ``newsletter`` command in a process of its own that need not start Python: it is forked from one that has.

To start Python and import the program takes up to a second of CPU, a fork a fiftieth of that. What depends on how
Python itself starts, or on a terminal, runs ``command`` of `tests/building/publications.py` instead.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NoReturn, TextIO, cast

NUMBER = struct.Struct("i")
MOST = 200_000
"""How many bytes an order has at most: arguments and environment."""
AT_START = ("PYTHON", "LC_", "LANG")
"""How the variables begin that Python reads when it starts, and then no more."""


@dataclass
class Forked:
    """A process, with the part of ``subprocess.Popen`` that tests need."""

    pid: int
    news: socket.socket
    """Says with which status it has ended."""
    returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit code when it has ended.

        Raises:
            subprocess.TimeoutExpired: it has not within so many seconds.
        """
        if self.returncode is None:
            if not select.select([self.news], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(["newsletter"], timeout or 0)
            self.returncode = os.waitstatus_to_exitcode(_receive(self.news))
            self.news.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        try:
            self.wait(0)
        except subprocess.TimeoutExpired:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def can_fork(environment: Mapping[str, str]) -> bool:
    """Tell whether a fork is as good as a start: nothing differs that Python reads when it starts."""
    return sys.platform == "linux" and _read_at_start(environment) == _read_at_start(_start_server()[1])


def fork(arguments: Sequence[str | Path], cwd: Path, environment: Mapping[str, str], out: int, err: int) -> Forked:
    """Run ``newsletter`` in a folder, with nothing to read and two open files to write to."""
    server, _ = _start_server()
    ours, theirs = socket.socketpair()
    order = json.dumps([[*map(str, arguments)], str(cwd), dict(environment)]).encode()
    with theirs, Path(os.devnull).open("rb") as nothing:
        socket.send_fds(server, [order], [nothing.fileno(), out, err, theirs.fileno()])
    return Forked(_receive(ours), ours)


def _read_at_start(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(AT_START)}


def _receive(news: socket.socket) -> int:
    received = news.recv(NUMBER.size)
    assert received, "the process from which newsletter is forked has ended"
    return int(NUMBER.unpack(received)[0])


@cache
def _start_server() -> tuple[socket.socket, dict[str, str]]:
    """Start the process from which the others are forked; it ends when this one does."""
    environment = dict(os.environ)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-P", __file__, str(theirs.fileno())]
    with theirs:
        server = subprocess.Popen(command, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)  # noqa: S603  # this very file
    atexit.register(_stop, server, ours)
    return ours, environment


def _stop(server: subprocess.Popen[bytes], orders: socket.socket) -> None:
    """Let the server end, as it does when nobody can give it orders."""
    orders.close()
    server.wait()


class _Server:
    """Forks a process for each order, and says with which status it has ended."""

    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders
        self._running: dict[int, socket.socket] = {}

    def serve(self) -> None:
        """Take orders until nobody can give any."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: self._reap())
        while True:
            order, handles, *_ = socket.recv_fds(self._orders, MOST, 4)
            if not order:
                return
            self._fork(json.loads(order), handles)

    def _fork(self, order: tuple[list[str], str, dict[str, str]], handles: list[int]) -> None:
        *streams, news = handles
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        pid = os.fork()
        if not pid:
            os.close(news)
            self._orders.close()
            for told in self._running.values():
                told.close()
            _become_newsletter(*order, streams)
        for stream in streams:
            os.close(stream)
        self._running[pid] = socket.socket(fileno=news)
        self._running[pid].send(NUMBER.pack(pid))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])

    def _reap(self) -> None:
        while self._running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            with self._running.pop(pid) as news:
                try:
                    news.send(NUMBER.pack(status))
                except OSError:  # nobody waits for it any more
                    continue


def _become_newsletter(arguments: list[str], cwd: str, environment: dict[str, str], streams: list[int]) -> NoReturn:
    """Be as a process is that has just started, run the command, and end as Python ends."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.stdin = _open(0, "r", sys.stdin)
    sys.stdout, sys.stderr = _open(1, "w", sys.stdout), _open(2, "w", sys.stderr)
    newsletter = import_module("newsletter.__main__")
    sys.argv = [str(newsletter.__file__), *arguments]
    sys.exit(newsletter.main())


def _open(number: int, mode: str, like: TextIO) -> TextIO:
    """Return a standard stream like that of another process: what it knows of its file would be wrong now."""
    return cast("TextIO", open(number, mode, 1, like.encoding, like.errors, closefd=False))


def _import_all() -> None:
    """Import the whole program."""
    for module in pkgutil.walk_packages(import_module("newsletter").__path__, "newsletter."):
        import_module(module.name)
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    _import_all()
    _Server(socket.socket(fileno=int(sys.argv[1]))).serve()
