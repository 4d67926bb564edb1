"""Finds external validators, with which tests check pages and schemas; `scripts/test.py --all` installs them.

They run on Java and Node.js, and their packages are pinned by hash in `scripts/judges/package-lock.json`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts import _apt, _venv

ROOT = Path(_venv.ROOT)
LOCKED = ROOT / "scripts" / "judges"
FOLDER = ROOT / ".judges"
LOCK = "package-lock.json"
PROGRAMS = {"java": "default-jre-headless", "node": "nodejs", "npm": "npm"}
ADVICE = "Run: python3 scripts/test.py --all"


@dataclass(frozen=True)
class Judges:
    """Where the programs are, and the folder of Node.js packages."""

    java: str
    node: str
    packages: Path

    @property
    def sarif(self) -> Path:
        """The program that validates SARIF."""
        return self.packages / "@microsoft/sarif-multitool-linux/Sarif.Multitool"


def find() -> Judges | None:
    """Return the validators, if all of them are installed and match the lock."""
    java, node = shutil.which("java"), shutil.which("node")
    return Judges(java, node, FOLDER / "node_modules") if java and node and _is_current() else None


def provide() -> Judges | None:
    """Find the validators, or install Java, Node.js and the packages as far as they are missing."""
    missing = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    if missing:
        _apt.install(*missing, why="validators of HTML, schemas and SARIF run on them")
    if not _is_current() and shutil.which("npm"):
        _install()
    return find()


def _is_current() -> bool:
    try:
        return (FOLDER / "done").read_bytes() == (LOCKED / LOCK).read_bytes()
    except OSError:
        return False


def _install() -> None:
    """Install the locked packages without running their scripts, and record the lock once all are installed."""
    print(
        f"Setting up {FOLDER.name} from {LOCK}: tests run external validators. This takes a minute, once.",
        file=sys.stderr,
    )
    try:
        FOLDER.mkdir(exist_ok=True)
        for name in ("package.json", LOCK):
            shutil.copy(LOCKED / name, FOLDER / name)
        command = ["npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel", "error"]
        ran = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
        if ran.returncode:
            reason = next((line for line in ran.stderr.splitlines() if line.strip()), f"exit code {ran.returncode}")
            print(f"The validators cannot be installed. npm: {reason}", file=sys.stderr)
            return
        Judges("", "", FOLDER / "node_modules").sarif.chmod(0o755)
        shutil.copy(LOCKED / LOCK, FOLDER / "done")
    except OSError as problem:
        print(f"The validators cannot be installed: {problem}", file=sys.stderr)


if __name__ == "__main__":
    found = provide()
    print("Validators: all installed" if found else f"Validators are not installed. {ADVICE}", file=sys.stderr)
    sys.exit(0 if found else 1)
