"""Runs the preview in a real Chromium, to take screenshots and to time how long a save takes to appear."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from scripts import chromium

ROOT = Path(__file__).resolve().parents[1]

_LOOK_OUT = """words => { window.seen = new Promise(resolve => {
  const look = () => {
    const shown = document.querySelector('.pane iframe:not(.next)')?.contentDocument?.body?.textContent ?? '';
    if (shown.includes(words)) resolve(Date.now()); else requestAnimationFrame(look);
  };
  look();
}); }"""


@contextmanager
def run_preview(root: Path) -> Iterator[str]:
    """Run the preview of the publication in ``root``, and yield its address."""
    command = [sys.executable, "-m", "newsletter", "preview", "--root", str(root), "--port", "0", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline() if process.stdout else ""
        try:
            yield line.split()[4]
        finally:
            process.terminate()


@contextmanager
def preview_issue(issue: str, period: str) -> Iterator[str]:
    """Run the preview of this publication with one issue, given as YAML, and yield its address."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(ROOT / "templates", root / "templates")
        shutil.copy(ROOT / "newsletter.toml", root)
        (root / "issues").mkdir()
        (root / "issues" / f"{period}.yaml").write_text(issue, encoding="utf-8")
        with run_preview(root) as address:
            yield address


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start a Chromium without a window."""
    with sync_playwright() as playwright:
        program = chromium.find(playwright)
        if program is None:
            sys.exit(f"No Chromium was found. {chromium.ADVICE}")
        with playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"]) as browser:
            yield browser


def time_saves(root: Path, issue: Path, words: str, times: int = 20) -> list[float]:
    """Save an issue, which contains ``words``, many times; return the seconds until a browser shows each save."""
    with run_preview(root) as address, open_browser() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}?issue={issue.stem}")
        page.locator(".pane iframe:not(.next)").wait_for()
        steps = [words, *(f"Look {number}." for number in range(times + 1))]
        return [time_save(page, issue, *step) for step in pairwise(steps)][1:]


def time_save(page: Page, issue: Path, before: str, after: str) -> float:
    """Change a text in the issue that the page shows; return the seconds until the frame shows the new text."""
    text = issue.read_text(encoding="utf-8").replace(before, after)
    page.evaluate(_LOOK_OUT, after)
    began = time.time()
    issue.write_text(text, encoding="utf-8")
    seen: float = page.evaluate("window.seen")
    return seen / 1000 - began
