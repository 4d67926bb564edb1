"""Finds the PostgreSQL that tests start, or installs one. Run by `scripts/test.py`."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts import _apt

PROGRAMS = ("initdb", "postgres")
DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian installs them, in a folder for each version that is not on the PATH."""
ADVICE = "Install PostgreSQL's server (initdb and postgres), or run: python3 scripts/test.py"


def find(debian: Path = DEBIAN) -> Path | None:
    """Return the folder of working programs: those on the PATH, or else the newest of Debian's."""
    return next((folder for folder in _name_folders(debian) if _answers(folder)), None)


def provide(debian: Path = DEBIAN) -> Path | None:
    """Find a PostgreSQL, or install Debian's."""
    return find(debian) or (
        find(debian) if _apt.install("postgresql", why="tests of the shared ledger start a server") else None
    )


def _name_folders(debian: Path) -> Iterator[Path]:
    if on_the_path := shutil.which("initdb"):
        yield Path(on_the_path).resolve().parent  # started through a link, it does not find its own files
    versions = [folder for folder in debian.glob("*/bin") if folder.parent.name.isdigit()]
    yield from sorted(versions, key=lambda folder: int(folder.parent.name), reverse=True)


def _answers(folder: Path) -> bool:
    """Return whether the programs start: a removed package may leave some of its files."""
    return all(_tells_its_version(folder / program) for program in PROGRAMS)


def _tells_its_version(program: Path) -> bool:
    try:
        ended = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0 and "PostgreSQL" in ended.stdout


if __name__ == "__main__":
    programs = provide()
    print(
        f"PostgreSQL: {programs}" if programs else f"No PostgreSQL could be found or installed. {ADVICE}",
        file=sys.stderr,
    )
    sys.exit(0 if programs else 1)
