"""Makes `.venv` from a committed lock: pinned, hashed, and either whole or not believed.

What it cannot have (pip, a network, room on the disk) it says in a sentence, never in a traceback. An environment that
works is updated where it is, so that tools installed by hand stay. One that a set-up left half-way is made again from
an empty folder: pip counts a package that was interrupted half-way as installed.
"""

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from scripts import _venv

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

ROOT, VENV = Path(_venv.ROOT), Path(_venv.VENV)
BUILD = "requirements-build.lock"
LOCK_FILE = ".set-up-lock"  # not `.lock`: that one is uv's own, and it would wait for us
HOLDS = {_venv.RUNTIME: [_venv.RUNTIME], _venv.DEVELOPMENT: [_venv.RUNTIME, _venv.DEVELOPMENT]}
VENV_PACKAGE = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"

REASONS = {
    r"No space left": "The disk is full.",
    r"DO NOT MATCH THE HASHES|[Hh]ash mismatch": "A download is not the file that the lock promises; do not use it.",
    r"CERTIFICATE_VERIFY|peer certificate": "The package index's certificate is not trusted here. Is there a proxy?",
    r"name resolution|[Cc]onnect|offline|timed out|ProxyError": "The package index cannot be reached.",
    r"No matching distribution|no wheels": "A package in the lock has no version for this Python or this machine.",
}


class SetupError(Exception):
    """Something that set-up needs cannot be had. The message says what, and what to do."""


def set_up_or_exit(lock: str) -> None:
    """Make `.venv` hold what the lock lists; end with a sentence where that cannot be done."""
    try:
        set_up(lock)
    except SetupError as problem:
        sys.exit(f"Setting up failed: {problem}")
    except OSError as problem:
        sys.exit(f"Setting up failed: cannot write {problem.filename or VENV} ({problem.strerror}).")
    except KeyboardInterrupt:
        sys.exit("\nSetting up was interrupted; the next run starts it afresh.")


def set_up(lock: str) -> None:
    """Make `.venv` hold what the lock lists, unless another run is quicker. A developer's tools stay in it.

    Raises:
        SetupError: something needed is not to be had.
        OSError: the folder cannot be written.
    """
    lock = _venv.DEVELOPMENT if Path(_venv.stamp_path(_venv.DEVELOPMENT)).exists() else lock
    for name in (BUILD, lock):
        if not (ROOT / name).is_file():
            raise SetupError(f"{name} is missing. It belongs to the repository: git checkout -- {name}")
    with _one_at_a_time():
        if not all(map(_venv.is_current, HOLDS[lock])):
            _say(f"Setting up .venv from {lock}. This takes up to a minute, once.")
            _fill_environment(lock)


def can_install() -> bool:
    """Tell whether this Python can fill a virtual environment: Debian packs pip for it separately."""
    return _working_uv() is not None or importlib.util.find_spec("ensurepip") is not None


def fill(python: str, lock: str) -> None:
    """Install what a lock lists into the environment that ``python`` belongs to.

    Raises:
        SetupError: something needed is not to be had.
    """
    uv = _working_uv()
    if uv:
        _fill_with_uv(uv, python, lock)
    else:
        _fill_with_pip(python, lock)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    VENV.mkdir(exist_ok=True)
    with (VENV / LOCK_FILE).open("a") as held:
        if not _locked(held):
            _say("Another run is setting up .venv; waiting for it.")
            while not _locked(held):
                time.sleep(0.2)
        yield


def _locked(file: IO[str]) -> bool:
    """Try to hold the file alone. The system lets go of it when the process ends, however it ends."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _fill_environment(lock: str) -> None:
    """Install the lock into the environment that is there, or into a new one where that one cannot be relied on."""
    is_kept = _is_usable()
    with _marked_unfinished(lock, is_kept=is_kept):
        _install_with_any(lock, is_kept=is_kept)
        _link()
        for name in HOLDS[lock]:
            Path(_venv.stamp_path(name)).write_text(_venv.stamp(name), encoding="utf-8")


def _is_usable() -> bool:
    """Tell whether a working environment of this Python is here, whatever made it, with nothing half-way in it."""
    stamps = (Path(_venv.stamp_path(name)) for name in HOLDS[_venv.DEVELOPMENT])
    head = _venv.stamp_head().encode()
    if not all(path.read_bytes().startswith(head) for path in stamps if path.exists()):
        return False
    asked = [_venv.PYTHON, "-I", "-c", "import sys; print(sys.prefix, *sys.version_info[:2])"]
    try:
        said = subprocess.run(asked, capture_output=True, encoding="utf-8", errors="replace", check=False).stdout
    except OSError:
        return False
    return said.split("\n")[0] == f"{VENV} {sys.version_info.major} {sys.version_info.minor}"


@contextlib.contextmanager
def _marked_unfinished(lock: str, *, is_kept: bool) -> Iterator[None]:
    """Leave an empty stamp of each lock meanwhile: what is interrupted is not believed, and resumed as what it was.

    What fails in words leaves an environment that was kept with the stamps it had.
    """
    stamps = [Path(_venv.stamp_path(name)) for name in HOLDS[_venv.DEVELOPMENT]]
    before = {path: path.read_bytes() if is_kept else b"" for path in stamps if path.exists()}
    for path in {*before, *(Path(_venv.stamp_path(name)) for name in HOLDS[lock])}:
        path.write_bytes(b"")
    try:
        yield
    except SetupError:
        for path in stamps:
            path.write_bytes(before[path]) if path in before else path.unlink(missing_ok=True)
        raise


def _install_with_any(lock: str, *, is_kept: bool) -> None:
    """Install with uv where it is on the PATH, and with pip where it is not or fails."""
    uv = _working_uv()
    with_pip = partial(_fill_with_pip, _venv.PYTHON)
    ways: list[Callable[[str], None]] = [partial(_fill_with_uv, uv, _venv.PYTHON), with_pip] if uv else [with_pip]
    for way in ways:
        if not is_kept:
            _clear()
            venv.EnvBuilder(symlinks=os.name != "nt").create(VENV)
        try:
            return way(lock)
        except SetupError as problem:
            if way is ways[-1]:
                raise
            _say(f"uv did not manage it; going on with pip. {problem}")
    return None


def _clear() -> None:
    """Empty the folder of all but the stamps, which are empty, and the file that set-ups wait for."""
    kept = {LOCK_FILE, *HOLDS[_venv.DEVELOPMENT]}
    for entry in VENV.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name not in kept:
            entry.unlink()


def _working_uv() -> str | None:
    """Find a uv that answers: version managers leave commands on the PATH that lead nowhere."""
    uv = shutil.which("uv")
    answers = uv and subprocess.run([uv, "--version"], capture_output=True, check=False).returncode == 0
    return uv if answers else None


def _fill_with_uv(uv: str, python: str, lock: str) -> None:
    # pip compiles what it installs, uv only when told to; without, every command starts half a second later
    _install([uv, "pip", "install", "--compile-bytecode", "--python", python], lock)


def _fill_with_pip(python: str, lock: str) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(f"this Python comes without pip. On Debian and Ubuntu: apt install {VENV_PACKAGE}")
    pip = [python, "-I", "-m", "pip"]
    _run([python, "-I", "-m", "ensurepip", "--default-pip"])
    _install([*pip, "--disable-pip-version-check", "--no-input", "install"], lock)


def _install(install: list[str], lock: str) -> None:
    """Install the pinned build tool, then the lock: feedgen comes as source, and must not fetch a build tool itself.

    A lock is complete, so nothing is resolved: what was released since cannot come in its way.
    """
    for name in (BUILD, lock):
        _run([*install, "--quiet", "--no-deps", "--require-hashes", "--no-build-isolation", "-r", name])


def _run(command: list[str]) -> None:
    ran = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PIP_USER": "0"},  # a person's `user = true` would point away from .venv
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if ran.returncode:
        raise SetupError(_explain(ran.stdout))


def _explain(output: str) -> str:
    reasons = (reason for sign, reason in REASONS.items() if re.search(sign, output))
    last_lines = "\n".join(f"    {line}" for line in output.strip().splitlines()[-6:])
    return f"{next(reasons, 'The packages could not be installed.')}\n{last_lines}"


def _link() -> None:
    """Let `.venv` import this repository's packages, and give it a `newsletter` command; nothing is built."""
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV)}))
    (packages / "newsletter.pth").write_text(f"{os.path.relpath(ROOT, packages)}\n", encoding="ascii")
    if os.name != "nt":
        command = Path(_venv.PROGRAMS, "newsletter")
        command.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -P -m newsletter "$@"\n', encoding="ascii")
        command.chmod(0o755)
