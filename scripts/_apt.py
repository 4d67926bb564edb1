"""Installs Debian packages where that needs no password."""

import os
import shutil
import subprocess
import sys


def install(*packages: str, why: str, answers: str = "") -> bool:
    """Install the packages as root, or with a sudo that asks for no password. Return whether that worked.

    ``why`` says in half a sentence what they are for. ``answers`` holds the answers to their configuration questions,
    one per line, in the format of debconf-set-selections. No installed package is removed.
    """
    apt = _apt_get()
    if not apt:
        return False
    print(f"Installing {' '.join(packages)} from Debian: {why}.", file=sys.stderr, flush=True)
    _run([*apt, "update"])  # one unreachable source among many does not matter: the next command decides
    if answers and (fault := _run([*_as_root(), "debconf-set-selections"], answers)):
        return _give_up(packages, fault)
    fault = _run([*apt, "install", "--yes", "--no-install-recommends", "--no-remove", *packages])
    return _give_up(packages, fault) if fault else True


def update() -> None:
    """Fetch the lists of packages anew, if that needs no password."""
    if apt := _apt_get():
        _run([*apt, "update"])


def offers(package: str) -> bool:
    """Return whether a package is in the lists that were last fetched, if any were; nothing is fetched."""
    return bool(shutil.which("apt-cache")) and not _run(["apt-cache", "--quiet=2", "show", package])


def _apt_get() -> list[str]:
    """Return the command line of apt-get, or an empty list if it cannot be used."""
    if not shutil.which("apt-get"):
        return []
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2"]
    may_sudo = shutil.which("sudo") and not _run(["sudo", "-n", "true"])
    return [*_as_root(), *command] if os.geteuid() == 0 or may_sudo else []


def _as_root() -> list[str]:
    return [] if os.geteuid() == 0 else ["sudo", "-n"]


def _give_up(packages: tuple[str, ...], fault: str) -> bool:
    print(f"{' '.join(packages)} could not be installed. apt-get: {fault}", file=sys.stderr, flush=True)
    return False


def _run(command: list[str], answer: str = "") -> str:
    """Run a command with ``said`` on its standard input; return one line on why it failed, or an empty string."""
    ran = subprocess.run(
        command,
        input=answer,
        text=True,
        errors="replace",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    lines = ran.stdout.strip().splitlines()
    faults = [line for line in lines if line.startswith("E: ")] or lines[-1:] or [f"exit code {ran.returncode}"]
    return " ".join(faults) if ran.returncode else ""
