"""A repository in small: the real scripts, a lock of one tiny package or none, a command that tells what it was given.

Setting it up needs no network, so tests can do to it what nobody should do to the real one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]
COMMAND = """
import json, os, sys
print(json.dumps({
    "arguments": sys.argv[1:], "folder": os.getcwd(), "root": os.environ.get("NEWSLETTER_ROOT"), "prefix": sys.prefix,
}))
sys.exit(7 if "fail" in sys.argv else 0)
"""
WHEEL = "tiny-1.0-py3-none-any.whl"


@dataclass(frozen=True)
class SmallRepository:
    """Where the small repository is, and where its tiny package can be had from."""

    root: Path
    wheels: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    def lock(self, text: str) -> None:
        """Let the lock list this."""
        (self.root / "requirements.lock").write_text(f"# by hand\n{text}", encoding="utf-8")

    def put_uv_on_the_path(self, script: str) -> None:
        """Put a shell script there that answers as uv would: it belongs to the world outside."""
        new = self.wheels / "uv.new"
        new.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        new.chmod(0o755)
        new.replace(self.wheels / "uv")  # one that is just being started cannot be written to

    def environment(self, **changes: str) -> dict[str, str]:
        """Return an environment in which pip asks the folder of wheels alone, and the PATH leads nowhere else."""
        apart = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": self.wheels.as_uri()}
        return {"PATH": str(self.wheels), "HOME": str(self.wheels), "LANG": "C.UTF-8"} | apart | changes

    def start(self, *arguments: str, script: str = "run.py", **changes: str) -> subprocess.Popen[str]:
        """Start a script from a folder elsewhere, as a process group of its own."""
        command = [sys.executable, str(self.root / "scripts" / script), *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(  # noqa: S603  # our own
            command,
            cwd=self.wheels,
            env=self.environment(**changes),
            stdout=pipe,
            stderr=pipe,
            text=True,
            process_group=0,
        )

    def run(self, *arguments: str, script: str = "run.py", **changes: str) -> Ran:
        """Run a script from a folder elsewhere to its end."""
        return finish(self.start(*arguments, script=script, **changes))


@dataclass(frozen=True)
class Ran:
    """How a script ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> dict[str, Any]:
        """Return what the command was given; it must have run."""
        told: dict[str, Any] = json.loads(self.out)
        return told


def finish(process: subprocess.Popen[str]) -> Ran:
    """Wait for a script to end."""
    out, err = process.communicate(timeout=120)
    return Ran(process.returncode, out, err)


def make_small_repository(folder: Path) -> SmallRepository:
    """Make a small repository in a folder whose name holds spaces and letters that are not English."""
    made = SmallRepository(folder / "où l'on écrit" / "my news letter", folder / "wheels")
    made.wheels.mkdir()
    shutil.copytree(ROOT / "scripts", made.root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    (made.root / "newsletter").mkdir()
    (made.root / "newsletter" / "__init__.py").touch()
    (made.root / "newsletter" / "__main__.py").write_text(COMMAND, encoding="utf-8")
    (made.root / "requirements-build.lock").write_text("# nothing to build\n", encoding="utf-8")
    made.lock("")
    return made


def make_wheel(folder: Path) -> str:
    """Write the tiny package, and return the line that pins it."""
    about = "tiny-1.0.dist-info"
    with ZipFile(folder / WHEEL, "w") as wheel:
        wheel.writestr("tiny.py", "")
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", f"tiny.py,,\n{about}/METADATA,,\n{about}/WHEEL,,\n{about}/RECORD,,\n")
    return f"tiny==1.0 --hash=sha256:{sha256((folder / WHEEL).read_bytes()).hexdigest()}\n"
