"""Finds the Chromium for browser tests, or installs one. Run by `scripts/test.py`.

The headless shell is Chromium without the parts that only a window needs. It takes a quarter of the time for a page.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from scripts import _apt

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONTS = "fonts-liberation"
LIBRARY = "libatomic1"
ADVICE = "Install Chromium or Chrome so that it is on the PATH, or run: python3 scripts/test.py"


def find(playwright: Playwright) -> str | None:
    """Return the path of a Chromium that starts: one on the PATH, else the one that Playwright downloaded."""
    on_the_path = next(filter(_answers, filter(None, map(shutil.which, NAMES))), None)
    downloaded = playwright.chromium.executable_path
    return on_the_path or (downloaded if Path(downloaded).exists() else None)


def provide() -> str | None:
    """Find a Chromium, or install Debian's, or else download Playwright's. A shell that Debian has is preferred."""
    if not _provide_driver():
        return None
    if not shutil.which(SHELL) and _apt.offers(SHELL):
        _apt.install(SHELL, why="browser tests take less time in it")
    with sync_playwright() as playwright:
        return find(playwright) or (_install() and find(playwright)) or (_download() and find(playwright)) or None


def _install() -> bool:
    """Install Debian's shell, or the browser of a Debian that has no shell."""
    return any(_apt.install(package, FONTS, why="browser tests drive it") for package in (SHELL, "chromium"))


def _provide_driver() -> bool:
    """Make sure that Playwright's driver starts: its Node.js needs a library that a minimal Debian lacks."""
    return _starts_driver() or (_apt.install(LIBRARY, why="Playwright's driver needs it") and _starts_driver())


def _starts_driver() -> bool:
    return _succeeds([sys.executable, "-m", "playwright", "--version"])


def _answers(program: str) -> bool:
    """Return whether a program is a browser: Ubuntu's `chromium-browser` only tells you to install the snap."""
    try:
        ended = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0 and "Chrom" in ended.stdout


def _download() -> bool:
    """Download Playwright's Chromium and, as root on Linux, the libraries that it needs."""
    print("Downloading Playwright's Chromium: browser tests drive it.", file=sys.stderr, flush=True)
    if sys.platform == "linux" and os.geteuid() == 0:
        _succeeds([sys.executable, "-m", "playwright", "install-deps", "chromium"])
    return _succeeds([sys.executable, "-m", "playwright", "install", "chromium"])


def _succeeds(command: list[str]) -> bool:
    """Run a command and hide its output; return whether it succeeded."""
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    program = provide()
    print(f"Chromium: {program}" if program else f"No Chromium could be found or installed. {ADVICE}", file=sys.stderr)
    sys.exit(0 if program else 1)
