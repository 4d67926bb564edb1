"""A preview as people run it: the command in a process of its own, and what a browser shows of it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import httpx
from playwright.sync_api import FrameLocator, Page, expect

from tests.building.publications import start
from tests.processes import Forked

TOGETHER = "iframe:not(.next)"


@dataclass(frozen=True)
class Preview:
    """A preview that runs: where it is, and whose issues it shows."""

    url: str
    root: Path
    process: Forked | subprocess.Popen[bytes]
    out: IO[str]
    err: IO[str]

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://").rstrip("/")

    def ask(self, path: str, method: str = "GET", **fields: str) -> httpx.Response:
        """Ask for something with these header fields, an underscore standing for a hyphen."""
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        return httpx.request(method, f"{self.url}{path}", headers=headers, timeout=30)

    def token(self) -> str:
        """Return the token that is in the app's page."""
        return self.ask("").text.partition('name="token" content="')[2].partition('"')[0]

    def stop(self) -> tuple[int, str, str]:
        """Stop it as Ctrl-C does; return its exit code and what it said."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
        self.err.seek(0)
        return code, self.out.read(), self.err.read()


@contextmanager
def previewing(root: Path, *arguments: str) -> Iterator[Preview]:
    """Run a preview of the publication in ``root``."""
    options = arguments or ("--port", "0")
    read, write = os.pipe()
    with open(read, encoding="utf-8") as out, TemporaryFile("w+", encoding="utf-8") as err:  # noqa: PTH123  # a pipe
        process = start(
            ["preview", "--root", root, "--no-open", *options], Path.cwd(), dict(os.environ), write, err.fileno()
        )
        os.close(write)
        try:
            line = out.readline()
            err.seek(0)
            assert line.startswith("The preview is at http://127.0.0.1:"), line + err.read()
            yield Preview(line.split()[4], root, process, out, err)
        finally:
            process.kill()
            process.wait(30)


def open_app(page: Page, preview: Preview, query: str = "") -> FrameLocator:
    """Open the app and wait until it shows something; return the first frame, whatever is in it."""
    page.goto(preview.url + query)
    expect(page.locator(TOGETHER).first).to_be_visible()
    expect(page.locator("#line")).to_have_text("Live")
    return frame_of(page)


def frame_of(page: Page, number: int = 0) -> FrameLocator:
    """Return what the panes show, one of them."""
    return page.frame_locator(f".pane:nth-child({number + 1}) {TOGETHER}")
