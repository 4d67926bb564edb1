"""Tests in several processes that are forked when all tests are collected: ``pytest --forks 4``.

pytest-xdist starts processes that each import and collect everything, 16,000 tests in as many seconds of CPU. A fork
has them already. The tests of a file run in one process and in their order, and files that take long come first.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any, NoReturn

import pytest

from tests.matrix import spread

WEIGHTS = {"browser": 12, "peers": 40, "postgresql": 10, "slow": 6}
"""How many times as long as any other a test takes that has this marker."""
Items = Sequence[pytest.Item]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to fork, and to leave out what is much the same."""
    parser.addoption("--forks", type=int, default=0, help="run tests in so many processes, forked after collection")
    parser.addoption("--at-most", type=int, default=0, help="run each test with so many of its parameters at most")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what more than so many parameters would add to a test; those that are kept are spread over all."""
    groups = defaultdict(list)
    for item in items:
        groups[item.nodeid.partition("[")[0]].append(item)
    kept = {item for group in groups.values() for item in spread(group, config.option.at_most)}
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> object:
    """Run what was collected in as many processes as were asked for."""
    count = session.config.option.forks
    if not count or session.config.option.collectonly or session.testsfailed:
        return None  # as without this file
    _Dispatcher(session, divide(session.items)).run(count)
    return True


def divide(items: Items) -> list[Items]:
    """Return tests file by file, those that take longest first."""
    files = [list(group) for _, group in groupby(items, key=lambda item: item.path)]
    return sorted(files, key=lambda group: -sum(map(_weigh, group)))


def _weigh(item: pytest.Item) -> int:
    return max((WEIGHTS.get(mark.name, 1) for mark in item.iter_markers()), default=1)


@dataclass(eq=False)
class _Worker:
    """A process that runs tests: how to speak with it, and what it is still to run."""

    name: str
    pid: int
    ends: Connection
    pending: deque[pytest.Item]


class _Dispatcher:
    """Hands out the tests, file by file, and reports what became of them."""

    def __init__(self, session: pytest.Session, files: list[Items]) -> None:
        self._session, self._files = session, files
        self._given = iter(range(len(files)))
        self._running: list[_Worker] = []

    def run(self, count: int) -> None:
        """Run all tests; stop early where the session is to stop."""
        try:
            for number in range(count):
                self._running.append(self._fork(f"gw{number}"))
            while speaking := [worker for worker in self._running if not worker.ends.closed]:
                ready = wait([worker.ends for worker in speaking])
                for worker in [one for one in speaking if one.ends in ready]:
                    self._listen(worker)
                if self._session.shouldfail:
                    raise self._session.Failed(self._session.shouldfail)
        finally:
            for worker in self._running:
                worker.ends.close()  # which ends it
                os.waitpid(worker.pid, 0)

    def _fork(self, name: str) -> _Worker:
        factory = self._session.config._tmp_path_factory  # type: ignore[attr-defined]  # noqa: SLF001  # xdist's own way
        folder = factory.getbasetemp() / f"popen-{name}"
        folder.mkdir(mode=0o700)
        ours, theirs = Pipe()
        pid = os.fork()
        if not pid:
            for connection in (ours, *(worker.ends for worker in self._running)):
                connection.close()
            os.environ["PYTEST_XDIST_WORKER"], factory._basetemp = name, folder  # noqa: SLF001  # as above
            _work(self._session, self._files, theirs)
        theirs.close()
        return _Worker(name, pid, ours, deque())

    def _listen(self, worker: _Worker) -> None:
        """Take in what a worker says: that a test is finished, that it wants more of them, or that it has ended."""
        try:
            message = worker.ends.recv()
        except EOFError:
            worker.ends.close()
            self._report_crash(worker)
            return
        if message is None:
            self._give(worker)
        else:
            self._report(*message)
            worker.pending.popleft()

    def _give(self, worker: _Worker) -> None:
        number = next(self._given, None)
        worker.pending.extend(self._files[number] if number is not None else ())
        worker.ends.send(number)

    def _report(self, reports: list[dict[str, Any]], nodeid: str, location: tuple[str, int | None, str]) -> None:
        hook = self._session.config.hook
        for data in reports:
            hook.pytest_runtest_logreport(
                report=hook.pytest_report_from_serializable(config=self._session.config, data=data)
            )
        hook.pytest_runtest_logfinish(nodeid=nodeid, location=location)

    def _report_crash(self, worker: _Worker) -> None:
        """Report what a worker that ended had not finished: nothing, unless it crashed."""
        for item in worker.pending:
            why = f"The process {worker.name} ended in this test, or in one of this file before it."
            report = pytest.TestReport(item.nodeid, item.location, {}, "failed", why, "call")
            self._session.config.hook.pytest_runtest_logreport(report=report)


class _Teller:
    """Sends what became of each test when it is finished."""

    def __init__(self, config: pytest.Config, ends: Connection) -> None:
        self._config, self._ends = config, ends
        self._reports: list[dict[str, Any]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep a report."""
        hook = self._config.hook
        self._reports.append(hook.pytest_report_to_serializable(config=self._config, report=report))

    def pytest_runtest_logfinish(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        """Send what was kept."""
        self._ends.send((self._reports, nodeid, location))
        self._reports = []


def _work(session: pytest.Session, files: list[Items], ends: Connection) -> NoReturn:
    """Run tests until there are no more, and end without what pytest does at its own end."""
    code = 1
    try:
        _begin(session.config, ends)
        _run(session, _receive(files, ends))
        code = 0
    except BaseException:  # noqa: BLE001  # nobody else would hear of it
        traceback.print_exc()
    finally:
        session._setupstate.teardown_exact(None)  # noqa: SLF001  # as pytest does when it is interrupted
        sys.stdout.flush()
        os._exit(code)


def _begin(config: pytest.Config, ends: Connection) -> None:
    """Let another process report, and capture what is printed in files of one's own."""
    manager = config.pluginmanager
    manager.unregister(name="terminalreporter")
    manager.register(_Teller(config, ends))
    capture = manager.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()
    capture.suspend_global_capture()


def _receive(files: list[Items], ends: Connection) -> Iterator[pytest.Item]:
    """Yield tests as they are handed out."""
    while True:
        ends.send(None)
        number = ends.recv()
        if number is None:
            return
        yield from files[number]


def _run(session: pytest.Session, items: Iterator[pytest.Item]) -> None:
    """Run each test with the next one in view, which decides which fixtures are kept."""
    item = next(items, None)
    while item is not None:
        following = next(items, None)
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        item = following
