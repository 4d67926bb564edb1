"""Finds the mail servers that tests send to, and installs missing ones. Run by `scripts/test.py`.

Postfix, its password file and SpamAssassin come from Debian; GNU Mailman comes from its own lock, in an environment of
its own, because it shares packages with ours and has another licence.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from scripts import _apt, _setup, _venv

ROOT = Path(_venv.ROOT)
MAILMAN = ROOT / ".venv-mailman"
LOCK = "requirements-mailman.lock"
PACKAGES = {"postfix": "postfix", "saslpasswd2": "sasl2-bin", "spamassassin": "spamassassin"}
PLAIN_LOGIN = "libsasl2-modules"
NO_SERVER = "postfix postfix/main_mailer_type select No configuration"
"""Debian's Postfix is installed without a configuration: it must not start to serve this machine."""

ADVICE = f"Run as root: python3 scripts/test.py, or: apt install {' '.join([*PACKAGES.values(), PLAIN_LOGIN])}"


def find(program: str) -> str | None:
    """Return the path of a program, also if it is in /usr/sbin."""
    return shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}{os.pathsep}/usr/sbin")


def find_mailman() -> Path | None:
    """Return the folder of Mailman's programs, if they match the lock."""
    return MAILMAN / "bin" if _is_current() else None


def provide() -> list[str]:
    """Install what is missing; return the names of what could not be installed."""
    missing = [package for program, package in PACKAGES.items() if not find(program)]
    if missing:
        _apt.install(*missing, PLAIN_LOGIN, why="tests send through real mail servers", answers=NO_SERVER)
    if not _is_current():
        _set_up_mailman()
    lost = [program for program in PACKAGES if not find(program)]
    return lost if _is_current() else [*lost, "mailman"]


def _stamp() -> str:
    return f"Python {sys.version_info[0]}.{sys.version_info[1]} in {ROOT}\n{(ROOT / LOCK).read_text(encoding='utf-8')}"


def _is_current() -> bool:
    try:
        return (MAILMAN / LOCK).read_text(encoding="utf-8") == _stamp() and (MAILMAN / "bin" / "master").exists()
    except (OSError, UnicodeDecodeError):
        return False


def _set_up_mailman() -> None:
    """Make the environment from scratch. A failure is printed and leaves no stamp."""
    doing = f"Setting up {MAILMAN.name} from {LOCK}: tests send through a real list server. This takes a minute, once."
    print(doing, file=sys.stderr, flush=True)
    python = str(MAILMAN / "bin" / "python")
    try:
        venv.EnvBuilder(clear=True, symlinks=True).create(MAILMAN)
        _setup.fill(python, LOCK)
        (MAILMAN / LOCK).write_text(_stamp(), encoding="utf-8")
    except (_setup.SetupError, OSError, subprocess.SubprocessError) as problem:
        print(f"Mailman cannot be set up: {problem}", file=sys.stderr)


if __name__ == "__main__":
    lost = provide()
    print(
        f"Not installed: {', '.join(lost)}. {ADVICE}" if lost else "Mail servers for tests: all installed",
        file=sys.stderr,
    )
    sys.exit(1 if lost else 0)
