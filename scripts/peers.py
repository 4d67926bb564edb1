"""Finds the mail servers that tests send to, and installs missing ones. Run by `scripts/test.py`.

Postfix, its password file and SpamAssassin come from Debian; GNU Mailman comes from its own lock, in an environment of
its own, because it shares packages with ours and has another licence.
"""

import os
import shutil
import sys
from pathlib import Path

from scripts import _apt
from scripts._apart import ROOT, Apart

LOCK = "requirements-mailman.lock"
MAILMAN = Apart(ROOT / ".venv-mailman", LOCK, "master", "tests send through a real list server")
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
    return MAILMAN.find()


def provide() -> list[str]:
    """Install what is missing; return the names of what could not be installed."""
    missing = [package for program, package in PACKAGES.items() if not find(program)]
    if missing:
        _apt.install(*missing, PLAIN_LOGIN, why="tests send through real mail servers", answers=NO_SERVER)
    has_mailman = MAILMAN.provide()
    lost = [program for program in PACKAGES if not find(program)]
    return lost if has_mailman else [*lost, "mailman"]


if __name__ == "__main__":
    lost = provide()
    print(
        f"Not installed: {', '.join(lost)}. {ADVICE}" if lost else "Mail servers for tests: all installed",
        file=sys.stderr,
    )
    sys.exit(1 if lost else 0)
