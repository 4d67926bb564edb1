"""Where `.venv` is, and whether it matches the locks.

Runs before every command, so it imports only what Python has loaded already (no pathlib, no hashlib). It works on
Pythons that are too old for the rest (from 3.6), so that it can say so.
"""

import os
import sys

OLDEST_PYTHON = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PROGRAMS = os.path.join(VENV, "Scripts" if sys.platform == "win32" else "bin")
PYTHON = os.path.join(PROGRAMS, "python.exe" if sys.platform == "win32" else "python")

RUNTIME = "requirements.lock"
DEVELOPMENT = "requirements-dev.lock"


def explain_old_python(major: int, minor: int) -> str:
    """Return a message if this version of Python is too old, or else an empty string."""
    if (major, minor) >= OLDEST_PYTHON:
        return ""
    needed = f"{OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]}"
    return (
        f"This needs Python {needed} or later; {sys.executable} is {major}.{minor}. "
        f"Install a newer Python and name it, for example: python{needed} {sys.argv[0]}"
    )


def refuse_old_python() -> None:
    """Exit with a sentence if this Python is too old."""
    problem = explain_old_python(*sys.version_info[:2])
    if problem:
        sys.exit(problem)


def stamp_path(lock: str) -> str:
    """Return the path of the copy of a lock that a finished set-up writes."""
    return os.path.join(VENV, lock)


def stamp_head() -> str:
    """Return the first line of every stamp: the version of Python, and the path of the repository."""
    return f"Python {sys.version_info[0]}.{sys.version_info[1]} in {ROOT}\n"


def stamp(lock: str) -> str:
    """Return what a finished set-up writes: the version of Python, the path, and the whole lock."""
    with open(os.path.join(ROOT, lock), encoding="utf-8") as text:
        return stamp_head() + text.read()


def is_current(lock: str) -> bool:
    """Return whether `.venv` was made from exactly this lock, here and by this Python, and still has an interpreter."""
    try:
        with open(stamp_path(lock), encoding="utf-8") as text:
            return text.read() == stamp(lock) and os.path.exists(PYTHON)
    except (OSError, UnicodeDecodeError):
        return False


def ensure(lock: str) -> None:
    """Make `.venv` match the lock; on failure, exit with a sentence that says why."""
    if not is_current(lock):
        from scripts import _setup  # only the first run needs it

        _setup.set_up_or_exit(lock)


def hand_over(*arguments: str) -> None:
    """Replace this process by `.venv`'s Python: same terminal, same working directory. Never returns."""
    if sys.platform == "win32":
        import subprocess  # only Windows, which has no exec

        sys.exit(subprocess.call([PYTHON, *arguments]))
    os.execv(PYTHON, [PYTHON, *arguments])


def run_newsletter(*arguments: str) -> None:
    """Replace this process by the `newsletter` command. Outside a publication it uses that of this repository."""
    refuse_old_python()
    ensure(RUNTIME)
    os.environ.setdefault("NEWSLETTER_ROOT", ROOT)
    os.environ.setdefault("NEWSLETTER_COMMAND", f"python3 {sys.argv[0]}")  # hints quote this command
    # -P: never import modules from the current folder
    hand_over("-P", "-m", "newsletter", *arguments)
