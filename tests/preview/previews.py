"""A preview as people run it: the command in a process of its own, and what a browser shows of it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import FrameLocator, Page, expect

from tests.building.publications import command

TOGETHER = "iframe:not(.next)"


@dataclass(frozen=True)
class Preview:
    """A preview that runs: where it is, and whose issues it shows."""

    url: str
    root: Path
    process: subprocess.Popen[str]

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
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


@contextmanager
def previewing(root: Path, *arguments: str) -> Iterator[Preview]:
    """Run a preview of the publication in ``root``."""
    process = subprocess.Popen(  # noqa: S603  # our own program
        command("preview", "--root", root, "--no-open", *(arguments or ("--port", "0"))),
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        output = process.stdout.readline()
        assert output.startswith("The preview is at http://127.0.0.1:"), output + process.communicate(timeout=5)[1]
        yield Preview(output.split()[4], root, process)
    finally:
        process.kill()
        process.communicate(timeout=30)


def open_app(page: Page, preview: Preview, query: str = "") -> FrameLocator:
    """Open the app and wait until it shows something; return the first frame, whatever is in it."""
    page.goto(preview.url + query)
    expect(page.locator(TOGETHER).first).to_be_visible()
    expect(page.locator("#line")).to_have_text("Live")
    return frame_of(page)


def frame_of(page: Page, number: int = 0) -> FrameLocator:
    """Return what the panes show, one of them."""
    return page.frame_locator(f".pane:nth-child({number + 1}) {TOGETHER}")
