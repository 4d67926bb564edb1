"""Finds Firefox and WebKit for the tests of the page in which editors write, or installs Debian's.

Run by `scripts/test.py --all`. Chromium has a script of its own: most tests of the page run in it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from scripts import _apt

PACKAGES = {
    "firefox-esr": "firefox-esr",
    "WebKitWebDriver": "webkit2gtk-driver",
    "MiniBrowser": "libwebkit2gtk-4.1-0",
    "Xvfb": "xvfb",
}
"""Each program, and Debian's package of it. WebKit has no mode without a window: Xvfb is a screen in memory."""

LIBRARIES = Path("/usr/lib")
ADVICE = f"Run as root: python3 scripts/test.py --all, or: apt install {' '.join(PACKAGES.values())}"


def find(program: str, libraries: Path = LIBRARIES) -> str | None:
    """Return the path of a program; WebKit's small browser is in a folder of the library's."""
    if program == "MiniBrowser":
        return next(map(str, sorted(libraries.glob("*/webkit2gtk-4.1/MiniBrowser"))), None)
    return shutil.which(program)


def list_missing(libraries: Path = LIBRARIES) -> list[str]:
    """Return the names of the programs that are not there."""
    return [program for program in PACKAGES if not find(program, libraries)]


def provide(libraries: Path = LIBRARIES) -> list[str]:
    """Install what is missing; return the names of what could not be installed."""
    packages = [PACKAGES[program] for program in list_missing(libraries)]
    if packages:
        _apt.install(*packages, why="the page in which editors write is tested in Firefox and WebKit")
    return list_missing(libraries)


if __name__ == "__main__":
    absent = provide()
    said = f"Not found and not installed: {', '.join(absent)}. {ADVICE}" if absent else "Firefox and WebKit: found"
    print(said, file=sys.stderr)
    sys.exit(1 if absent else 0)
