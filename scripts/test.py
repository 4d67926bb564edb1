#!/usr/bin/env python3
"""Install everything that tests need (`.venv`, a Chromium, servers), then run every check: see `scripts/check`.

`--all` adds the nightly tests, and Java, Node.js, external validators, Firefox and WebKit for those that need them.
`--set-up` installs what `--fast` needs, and runs nothing.
"""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from scripts import _venv

ALL, SET_UP = "--all", "--set-up"


def main() -> None:
    """Set up, then run `scripts/check` with the same arguments."""
    _venv.refuse_old_python()
    if not _venv.is_current(_venv.DEVELOPMENT):
        provide_pip()
    _venv.ensure(_venv.DEVELOPMENT)
    if sys.argv[1:] == [SET_UP]:
        return
    if "--fast" not in sys.argv:
        # If one cannot be installed, the rest still runs; the tests that need it fail and say why.
        more = ("scripts.judges", "scripts.readers", "scripts.other_browsers") if ALL in sys.argv else ()
        for needed in ("scripts.chromium", "scripts.postgresql", "scripts.peers", "scripts.web_servers", *more):
            subprocess.run([_venv.PYTHON, "-m", needed], cwd=_venv.ROOT, check=False)
    _venv.hand_over(str(Path(__file__).with_name("check")), *sys.argv[1:])


def provide_pip() -> None:
    """Install what Debian leaves out of Python's venv module, if that needs no password."""
    from scripts import _apt, _setup  # they do not work on the Pythons refused above

    if not _setup.can_install():
        _apt.install(_setup.VENV_PACKAGE, why="Debian packages pip for virtual environments separately")


if __name__ == "__main__":
    main()
