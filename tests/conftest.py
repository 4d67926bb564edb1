"""What several test files share."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from newsletter import SELDOM
from tests.browser import browser, page, playwright
from tests.matrix import NIGHTLY
from tests.providers.mail_server import MailServer, make_certificate, running
from tests.sending.servers import Server, serving

__all__ = ["browser", "page", "playwright"]
pytest_plugins = ["tests.sampling"]

# A caller that runs jobs in the background may ignore Ctrl-C, and every program it starts inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# No deadline: a busy machine is slow, and that is no fault of the code.
# The ordinary examples are the same each time, so that a change fails for what it did; at night they are new ones.
settings.register_profile("ordinary", deadline=None, max_examples=40, derandomize=True)
settings.register_profile(NIGHTLY, deadline=None, max_examples=500)
settings.load_profile("ordinary")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect no garbage while tests are collected, nor among them later: with so many, it took a third of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(SELDOM)
        gc.enable()


@pytest.fixture(scope="session")
def seed_text() -> str:
    """Return the list of reviews as it was circulated; it is kept beside the repository, not in it."""
    found = sorted((Path(__file__).parents[2] / "shared" / "seed").glob("*.txt"))
    if not found:
        pytest.skip("the circulated list is not beside this repository (../shared/seed)")
    return found[0].read_text(encoding="utf-8")


@pytest.fixture(scope="session", autouse=True)
def quick_spam_filter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Put a SpamAssassin first on the PATH that finds nothing: the real one takes a second for each message."""
    folder = tmp_path_factory.mktemp("programs")
    program = folder / "spamassassin"
    answer = "X-Spam-Status: No, score=0.0 required=5.0 tests=none"
    program.write_text(f"#!/bin/sh\ncat >/dev/null\necho '{answer}'\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(folder), prepend=os.pathsep)
        yield folder


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate for ``localhost``, its key beside it."""
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(certificate: Path) -> Iterator[MailServer]:
    """Return a real mail server on loopback that takes every message until told to fail."""
    with running(MailServer(certificate)) as server:
        yield server


@pytest.fixture(scope="session")
def database_server() -> Iterator[Server]:
    """Return a running PostgreSQL."""
    with serving() as server:
        yield server
