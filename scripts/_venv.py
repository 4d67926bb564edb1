"""Where `.venv` stands and whether it is what the locks ask for.

Runs before every command, so it imports nothing that Python has not loaded by itself (no pathlib, no hashlib), and it
works on Pythons that are too old for the rest (from 3.6), so that it can say so.
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
    """Say that this version of Python is too old; say nothing where it will do."""
    if (major, minor) >= OLDEST_PYTHON:
        return ""
    needed = f"{OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]}"
    return (
        f"This needs Python {needed} or later; {sys.executable} is {major}.{minor}. "
        f"Install a newer Python and name it, for example: python{needed} {sys.argv[0]}"
    )


def refuse_old_python() -> None:
    """End here, with a sentence, where Python is too old for anything that follows."""
    problem = explain_old_python(*sys.version_info[:2])
    if problem:
        sys.exit(problem)


def stamp_path(lock: str) -> str:
    """Return where a finished set-up keeps its copy of the lock."""
    return os.path.join(VENV, lock)


def stamp_head() -> str:
    """Return the first line of every stamp: which Python fills `.venv`, and where it is."""
    return f"Python {sys.version_info[0]}.{sys.version_info[1]} in {ROOT}\n"


def stamp(lock: str) -> str:
    """Return what a finished set-up leaves behind: the Python, the place, and the whole lock."""
    with open(os.path.join(ROOT, lock), encoding="utf-8") as text:
        return stamp_head() + text.read()


def is_current(lock: str) -> bool:
    """Tell whether `.venv` was finished from this very lock, here and by this Python, and still has its interpreter."""
    try:
        with open(stamp_path(lock), encoding="utf-8") as text:
            return text.read() == stamp(lock) and os.path.exists(PYTHON)
    except (OSError, UnicodeDecodeError):
        return False


def ensure(lock: str) -> None:
    """Make `.venv` what the lock asks for. Ends with a sentence where that cannot be done."""
    if not is_current(lock):
        from scripts import _setup  # loads what only the first run needs

        _setup.set_up_or_exit(lock)


def hand_over(*arguments: str) -> None:
    """Become `.venv`'s Python: same terminal, same working directory, its exit code. Never returns."""
    if sys.platform == "win32":
        import subprocess  # only where a process cannot become another

        sys.exit(subprocess.call([PYTHON, *arguments]))
    os.execv(PYTHON, [PYTHON, *arguments])


def run_newsletter(*arguments: str) -> None:
    """Become the `newsletter` command. Outside any publication it works on the one of this repository."""
    refuse_old_python()
    ensure(RUNTIME)
    os.environ.setdefault("NEWSLETTER_ROOT", ROOT)
    os.environ.setdefault("NEWSLETTER_COMMAND", f"python3 {sys.argv[0]}")  # what comes next is told in these words
    # -P: modules are never taken from the folder that the user happens to stand in
    hand_over("-P", "-m", "newsletter", *arguments)
