"""Installs Debian packages where that can be done without asking anybody."""

import os
import shutil
import subprocess
import sys


def install(*packages: str) -> bool:
    """Install the packages as root, or by a sudo that asks for no password. Tell whether that worked."""
    apt = _apt_get()
    if not apt:
        return False
    print(f"Installing {' '.join(packages)} with apt-get.", file=sys.stderr, flush=True)
    _succeeds([*apt, "update"])  # one dead source among many is no reason to give up: what counts is the next line
    return _succeeds([*apt, "install", "--yes", "--no-install-recommends", *packages])


def _apt_get() -> list[str]:
    """Return how to call apt-get here, or nothing."""
    if not shutil.which("apt-get"):
        return []
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2"]
    if os.geteuid() == 0:
        return command
    return ["sudo", "-n", *command] if shutil.which("sudo") and _succeeds(["sudo", "-n", "true"]) else []


def _succeeds(command: list[str]) -> bool:
    """Run a command; its words go to standard error, which is where set-up speaks."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False).returncode == 0
