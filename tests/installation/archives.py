"""A copy of what the repository holds, and the wheel and the source archive that are built from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]


def list_repository() -> list[str]:
    """Return the files of the repository by their paths in it, new ones too: all that git does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")  # noqa: S603  # git's own words
    return [name for name in listed if (ROOT / name).is_file()]


def copy_repository(folder: Path) -> Path:
    """Copy the repository's files into a folder of their own, which a test may remove."""
    for name in list_repository():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def build_archive(source: Path, target: str, folder: Path) -> Path:
    """Build the ``wheel`` or the ``sdist`` of a source tree; nothing is fetched."""
    command = [sys.executable, "-P", "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, text=True)  # noqa: S603  # our own
    (archive,) = folder.iterdir()
    return archive


SAFELY: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
"""How archives are unpacked; Python knows filters since 3.11.4, and warns from 3.12 on if there is none."""


def read_wheel(wheel: Path) -> dict[str, bytes]:
    """Return the files in a wheel by their paths."""
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def unpack_sdist(sdist: Path, folder: Path) -> Path:
    """Unpack a source archive, and return the one folder in it."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, **SAFELY)  # noqa: S202  # made by this test
    (unpacked,) = folder.iterdir()
    return unpacked


def hide_environment(home: Path, programs: Path) -> dict[str, str]:
    """Return an environment that knows nothing of this machine's Python or of the repository."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR") if name in os.environ}
    return {"HOME": str(home), "PATH": str(programs), "LANG": "C.UTF-8", **kept}


def read_requirements(wheel: Path) -> list[Requirement]:
    """Return what a wheel asks for, with the markers of its extras."""
    (metadata,) = (content for name, content in read_wheel(wheel).items() if name.endswith(".dist-info/METADATA"))
    return [Requirement(text) for text in BytesHeaderParser().parsebytes(metadata).get_all("Requires-Dist", [])]
