"""Installs Debian packages where that can be done without asking anybody."""

import os
import shutil
import subprocess
import sys


def install(*packages: str, answers: str = "") -> bool:
    """Install the packages as root, or by a sudo that asks for no password. Tell whether that worked.

    ``answers`` is what their set-up would ask, a line each as debconf-set-selections reads it. Nothing that is there
    is taken away for them.
    """
    apt = _apt_get()
    if not apt:
        return False
    print(f"Installing {' '.join(packages)} with apt-get.", file=sys.stderr, flush=True)
    _succeeds([*apt, "update"])  # one dead source among many is no reason to give up: what counts is the next line
    if answers and not _succeeds([*_as_root(), "debconf-set-selections"], answers):
        return False
    return _succeeds([*apt, "install", "--yes", "--no-install-recommends", "--no-remove", *packages])


def _apt_get() -> list[str]:
    """Return how to call apt-get here, or nothing."""
    if not shutil.which("apt-get"):
        return []
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2"]
    may_sudo = shutil.which("sudo") and _succeeds(["sudo", "-n", "true"])
    return [*_as_root(), *command] if os.geteuid() == 0 or may_sudo else []


def _as_root() -> list[str]:
    return [] if os.geteuid() == 0 else ["sudo", "-n"]


def _succeeds(command: list[str], said: str = "") -> bool:
    """Run a command that is told ``said``; its words go to standard error, which is where set-up speaks."""
    return subprocess.run(command, input=said, text=True, stdout=sys.stderr, check=False).returncode == 0
