"""Clean environments: an interpreter, the libraries that a package asks for, and the package itself. No network.

The libraries are those of the environment that runs the tests, linked one distribution at a time: what the package
does not ask for is not there.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from uv import find_uv_bin

from tests.installation.archives import hide_environment

NO_EXTRA: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Environment:
    """An environment, and the folder elsewhere from which its commands are run."""

    folder: Path
    place: Path

    @property
    def programs(self) -> Path:
        return self.folder / ("Scripts" if sys.platform == "win32" else "bin")

    @property
    def python(self) -> Path:
        return self.programs / "python"

    @property
    def packages(self) -> Path:
        return Path(sysconfig.get_path("purelib", "venv", {"base": str(self.folder)}))

    def run(self, program: str, *arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        """Run one of its programs; nothing of this machine's Python and nothing of the repository is in sight."""
        return subprocess.run(  # noqa: S603  # our own
            [self.programs / program, *arguments],
            cwd=self.place,
            env=hide_environment(self.place, self.programs) | more,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def newsletter(self, *arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the command that the package installs."""
        return self.run("newsletter", *arguments, **more)

    @contextmanager
    def previewing(self, *arguments: str | Path) -> Iterator[str]:
        """Run a preview, and yield its address."""
        process = subprocess.Popen(  # noqa: S603  # our own
            [self.programs / "newsletter", "preview", "--no-open", "--port", "0", *arguments],
            cwd=self.place,
            env=hide_environment(self.place, self.programs) | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout
            output = process.stdout.readline()
            assert output.startswith("The preview is at http://127.0.0.1:"), output + process.communicate(timeout=5)[1]
            yield output.split()[4]
        finally:
            process.kill()
            process.communicate(timeout=30)


def make_environment(folder: Path, needed: Iterable[Requirement], extras: frozenset[str] = NO_EXTRA) -> Environment:
    """Make an environment with what is needed, for these extras, and with what that needs in turn."""
    made = Environment(folder / "environment", folder / "an empty folder")
    made.place.mkdir(parents=True)
    venv.create(made.folder, symlinks=sys.platform != "win32")
    for name in find_distributions(needed, extras):
        link_distribution(name, made.packages)
    return made


def find_distributions(needed: Iterable[Requirement], extras: frozenset[str] = NO_EXTRA) -> set[str]:
    """Return the names of what is needed, for these extras, and of what that needs in turn."""
    chosen = [one for one in needed if one.marker is None or is_chosen(one.marker, extras)]
    names: set[str] = {canonicalize_name(one.name) for one in chosen}
    for one in chosen:
        below = map(Requirement, distribution(one.name).requires or ())
        names |= find_distributions(below, frozenset(one.extras))
    return names


def is_chosen(marker: Marker, extras: frozenset[str]) -> bool:
    return any(marker.evaluate({"extra": extra}) for extra in extras or {""})


def link_distribution(name: str, packages: Path) -> None:
    """Link the packages, modules and notes of a distribution into a folder of packages."""
    source = distribution(name)
    tops = {file.parts[0] for file in source.files or ()} - {"..", "__pycache__"}
    assert tops, name
    for top in tops:
        (packages / top).unlink(missing_ok=True)  # several distributions may have a folder such as docs
        (packages / top).symlink_to(Path(str(source.locate_file(top))))


def install(environment: Environment, *what: str | Path) -> None:
    """Install a wheel, a source archive or a folder, without its libraries and without a network."""
    alone = ("--no-deps", "--no-index", "--offline", "--no-build-isolation", "--no-config")
    cache = ("--cache-dir", environment.folder / "cache")
    command = [find_uv_bin(), "pip", "install", "--python", environment.python, *alone, *cache, *what]
    surroundings = hide_environment(environment.place, environment.programs)
    ran = subprocess.run(command, cwd=environment.place, env=surroundings, capture_output=True, text=True, check=False)  # noqa: S603  # our own
    assert ran.returncode == 0, ran.stderr
