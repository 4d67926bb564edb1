#!/usr/bin/env python3
"""Make everything ready that tests need (`.venv`, a Chromium, servers), then run every check: see `scripts/check`.

With `--all` that includes Java, Node.js and validators that other people wrote; without, their tests are skipped.
"""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from scripts import _venv

ALL = "--all"


def main() -> None:
    """Set up, then become `scripts/check` with the same arguments."""
    _venv.refuse_old_python()
    if not _venv.is_current(_venv.DEVELOPMENT):
        provide_pip()
    _venv.ensure(_venv.DEVELOPMENT)
    if "--fast" not in sys.argv:
        # Where one is not to be had, the rest is still worth running: tests that need it then fail and say why.
        more = ("scripts.judges",) if ALL in sys.argv else ()
        for needed in ("scripts.chromium", "scripts.postgresql", "scripts.peers", *more):
            subprocess.run([_venv.PYTHON, "-m", needed], cwd=_venv.ROOT, check=False)
    _venv.hand_over(str(Path(__file__).with_name("check")), *(given for given in sys.argv[1:] if given != ALL))


def provide_pip() -> None:
    """Install what Debian leaves out of Python's venv module, where that can be done without asking."""
    from scripts import _apt, _setup  # too modern for the Pythons that are refused above

    if not _setup.can_install():
        _apt.install(_setup.VENV_PACKAGE, why="Debian packs what fills a virtual environment by itself")


if __name__ == "__main__":
    main()
