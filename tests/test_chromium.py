"""How tests come by a Chromium: found where it starts, installed where that is allowed, never done without."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

from scripts.chromium import SHELL
from tests.small_repository import ROOT, Ran

pytestmark = pytest.mark.slow

BROWSER = 'echo "Chromium 999.0"'
STUB = "echo \"Command 'chromium-browser' requires the chromium snap to be installed.\" >&2; exit 1"
FIND = """
from playwright.sync_api import sync_playwright
from scripts import chromium
with sync_playwright() as playwright:
    print(chromium.find(playwright))
"""


def put(folder: Path, name: str, script: str) -> Path:
    """Write a program that replaces one of the system's."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


def run(folder: Path, *arguments: str, **more: str) -> Ran:
    """Run Python where these programs alone are on the PATH; Playwright has downloaded nothing, and cannot."""
    environment = {
        "PATH": str(folder),
        "HOME": str(folder),
        "PLAYWRIGHT_BROWSERS_PATH": str(folder / "downloaded"),
        "PLAYWRIGHT_DOWNLOAD_HOST": "http://127.0.0.1:9",
    } | more
    ran = subprocess.run(  # noqa: S603  # our own
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def make_debian(folder: Path, installing: str) -> None:
    """Let apt-get write down how it is called, and do this when asked to install."""
    put(folder, "apt-get", f'echo "$@" >> "$HOME/calls"; case "$*" in *" install "*) {installing};; esac')
    put(folder, "sudo", 'shift; exec "$@"')
    (folder / "true").symlink_to("/bin/true")
    (folder / "env").symlink_to("/usr/bin/env")


def test_a_program_that_only_says_where_a_browser_could_be_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "chromium-browser", STUB)
    chrome = put(tmp_path, "google-chrome", 'echo "Google Chrome 999.0"')

    assert run(tmp_path, "-c", FIND).out == f"{chrome}\n"


def test_where_there_is_none_nothing_is_found(tmp_path: Path) -> None:
    assert run(tmp_path, "-c", FIND).out == "None\n"


def test_one_on_the_path_is_taken_as_it_is(tmp_path: Path) -> None:
    make_debian(tmp_path, "exit 100")
    program = put(tmp_path, "chromium", BROWSER)
    ran = run(tmp_path, "-m", "scripts.chromium")

    assert (ran.code, ran.err) == (0, f"Chromium: {program}\n")
    assert not (tmp_path / "calls").exists()


INSTALL = "--quiet=2 install --yes --no-install-recommends --no-remove"


def test_the_shell_is_taken_before_a_whole_browser(tmp_path: Path) -> None:
    put(tmp_path, "chromium", BROWSER)
    shell = put(tmp_path, SHELL, BROWSER)

    assert run(tmp_path, "-c", FIND).out == f"{shell}\n"


@pytest.mark.parametrize("package", [SHELL, "chromium"])
def test_a_missing_one_is_installed_from_debian(tmp_path: Path, package: str) -> None:
    put(tmp_path, "installed", BROWSER)
    link = f"/bin/ln -s '{tmp_path}/installed' '{tmp_path}/{package}'"
    make_debian(tmp_path, f'case "$*" in *" {package} "*) {link};; *) exit 100;; esac')
    ran = run(tmp_path, "-m", "scripts.chromium")
    asked = [SHELL, "chromium"][: 1 if package == SHELL else 2]

    assert ran.code == 0, ran.err
    assert ran.err.endswith(f"Chromium: {tmp_path}/{package}\n")
    assert (tmp_path / "calls").read_text().splitlines() == [
        line for name in asked for line in ("--quiet=2 update", f"{INSTALL} {name} fonts-liberation")
    ]


@pytest.mark.parametrize("installing", ["/bin/ln -s '{0}/installed' '{0}/chromium-headless-shell'", "exit 100"])
def test_beside_a_whole_browser_the_shell_is_installed_where_debian_offers_it(tmp_path: Path, installing: str) -> None:
    put(tmp_path, "installed", BROWSER)
    whole = put(tmp_path, "chromium", BROWSER)
    make_debian(tmp_path, installing.format(tmp_path))
    put(tmp_path, "apt-cache", "exit 0")
    ran = run(tmp_path, "-m", "scripts.chromium")
    expected = whole if installing == "exit 100" else tmp_path / SHELL

    assert ran.code == 0, ran.err
    assert ran.err.endswith(f"Chromium: {expected}\n")
    assert (tmp_path / "calls").read_text().splitlines() == ["--quiet=2 update", f"{INSTALL} {SHELL}"]


NODE = '[ -e "$HOME/library" ] || {{ echo "node: error while loading libatomic.so.1" >&2; exit 127; }}; exec "{}" "$@"'


@pytest.mark.parametrize(
    ("installing", "code", "message"),
    [
        (
            '/bin/touch "$HOME/library"',
            0,
            "Installing libatomic1 from Debian: Playwright's driver needs it.\nChromium: ",
        ),
        (
            "echo Unpacking; echo E: Unable to locate package; exit 100",
            1,
            "libatomic1 could not be installed. apt-get: E: Unable to locate package\nNo Chromium could be found",
        ),
    ],
)
def test_the_library_that_playwright_needs_is_installed_or_said_in_a_sentence(
    tmp_path: Path, installing: str, code: int, message: str
) -> None:
    make_debian(tmp_path, installing)
    put(tmp_path, "chromium", BROWSER)
    node = put(tmp_path, "driver", NODE.format(compute_driver_executable()[0]))
    ran = run(tmp_path, "-m", "scripts.chromium", PLAYWRIGHT_NODEJS_PATH=str(node))

    assert ran.code == code
    assert message in ran.err
    assert "Traceback" not in ran.err
    assert "Unpacking" not in ran.err


@pytest.mark.slow
def test_where_none_can_be_had_that_is_said_with_what_to_do(tmp_path: Path) -> None:
    """Neither apt-get works here nor the download."""
    make_debian(tmp_path, "exit 100")
    ran = run(tmp_path, "-m", "scripts.chromium")

    assert ran.code == 1
    assert "No Chromium could be found or installed. Install Chromium or Chrome" in ran.err
