"""Installs Debian packages where that can be done without asking anybody."""

import os
import shutil
import subprocess
import sys


def install(*packages: str, why: str, answers: str = "") -> bool:
    """Install the packages as root, or by a sudo that asks for no password. Tell whether that worked.

    ``why`` says in half a sentence what they are for. ``answers`` is what their set-up would ask, a line each as
    debconf-set-selections reads it. Nothing that is there is taken away for them.
    """
    apt = _apt_get()
    if not apt:
        return False
    print(f"Installing {' '.join(packages)} from Debian: {why}.", file=sys.stderr, flush=True)
    _run([*apt, "update"])  # one dead source among many is no reason to give up: what counts is the next line
    if answers and (fault := _run([*_as_root(), "debconf-set-selections"], answers)):
        return _give_up(packages, fault)
    fault = _run([*apt, "install", "--yes", "--no-install-recommends", "--no-remove", *packages])
    return _give_up(packages, fault) if fault else True


def _apt_get() -> list[str]:
    """Return how to call apt-get here, or nothing."""
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


def _run(command: list[str], said: str = "") -> str:
    """Run a command that is told ``said``; return in a line why it failed, or nothing where it did not."""
    ran = subprocess.run(
        command, input=said, text=True, errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    lines = ran.stdout.strip().splitlines()
    faults = [line for line in lines if line.startswith("E: ")] or lines[-1:] or [f"exit code {ran.returncode}"]
    return " ".join(faults) if ran.returncode else ""
