"""Environments of their own beside `.venv`, for programs of tests that share packages with ours or are large."""

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from scripts import _setup, _venv

ROOT = Path(_venv.ROOT)


@dataclass(frozen=True)
class Apart:
    """An environment: its folder, the lock it is made from, a program that it then has, and what tests do with it."""

    folder: Path
    lock: str
    program: str
    use: str

    def find(self) -> Path | None:
        """Return the folder of its programs, if they match the lock."""
        return self.folder / "bin" if self._is_current() else None

    def provide(self) -> bool:
        """Make it from scratch unless it matches its lock; tell whether it is there.

        A failure is printed and leaves no stamp.
        """
        if not self._is_current():
            self._set_up()
        return self._is_current()

    def _set_up(self) -> None:
        doing = f"Setting up {self.folder.name} from {self.lock}: {self.use}. This takes a minute, once."
        print(doing, file=sys.stderr, flush=True)
        try:
            venv.EnvBuilder(clear=True, symlinks=True).create(self.folder)
            _setup.fill(str(self.folder / "bin" / "python"), self.lock)
            (self.folder / self.lock).write_text(self._stamp(), encoding="utf-8")
        except (_setup.SetupError, OSError, subprocess.SubprocessError) as problem:
            print(f"{self.folder.name} cannot be set up: {problem}", file=sys.stderr)

    def _stamp(self) -> str:
        locked = (ROOT / self.lock).read_text(encoding="utf-8")
        return f"Python {sys.version_info[0]}.{sys.version_info[1]} in {ROOT}\n{locked}"

    def _is_current(self) -> bool:
        try:
            stamp = (self.folder / self.lock).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return False
        return stamp == self._stamp() and (self.folder / "bin" / self.program).exists()
