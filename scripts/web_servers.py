"""Finds the web servers that tests ask, nginx and Caddy, or unpacks Debian's. Run by `scripts/test.py`.

Nothing is installed: Debian's packages would start both as services of this machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import _apt, _venv

PROGRAMS = ("nginx", "caddy")
"""The programs, which are named as Debian's packages of them."""

UNPACKED = Path(_venv.ROOT) / ".web-servers"
ADVICE = f"Run: python3 scripts/test.py, or as root: apt install {' '.join(PROGRAMS)}"


def find(program: str, unpacked: Path = UNPACKED) -> str | None:
    """Return the path of a program that is installed, or else unpacked."""
    folders = ("/usr/sbin", str(unpacked / "usr/sbin"), str(unpacked / "usr/bin"))
    return shutil.which(program, path=os.pathsep.join((os.environ.get("PATH", os.defpath), *folders)))


def list_missing(unpacked: Path = UNPACKED) -> list[str]:
    """Return the names of the programs that are not there."""
    return [program for program in PROGRAMS if not find(program, unpacked)]


def provide(unpacked: Path = UNPACKED) -> list[str]:
    """Unpack what is missing; return the names of what could not be had."""
    for program in list_missing(unpacked):
        _unpack(program, unpacked)
    return list_missing(unpacked)


def _unpack(package: str, folder: Path) -> None:
    """Fetch a package and unpack it into a folder. A failure is printed."""
    print(f"Unpacking {package} from Debian: a test serves the site with it.", file=sys.stderr, flush=True)
    packages = folder / "packages"
    packages.mkdir(parents=True, exist_ok=True)
    try:
        _apt.update()
        subprocess.run(["apt-get", "--quiet=2", "download", package], cwd=packages, check=True)
        for archive in packages.glob(f"{package}_*.deb"):
            subprocess.run(["dpkg-deb", "--extract", archive, folder], check=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        print(f"{package} cannot be unpacked: {problem}", file=sys.stderr)


if __name__ == "__main__":
    absent = provide()
    found = f"Not found and not unpacked: {', '.join(absent)}. {ADVICE}" if absent else "nginx and Caddy: found"
    print(found, file=sys.stderr)
    sys.exit(1 if absent else 0)
