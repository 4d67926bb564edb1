"""Makes `.venv` from a committed lock: pinned, hashed, and used only once it is complete.

If something is missing (pip, a network, disk space) it says so in a sentence, never in a traceback. A working
environment is updated in place, so that tools installed by hand stay. After an interrupted set-up it starts again from
an empty folder: pip treats a partly installed package as installed.
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
LOCK_FILE = ".set-up-lock"  # not `.lock`: uv uses that name itself and would wait for this process
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
    """Something that set-up needs is not available. The message says what, and what to do."""


def set_up_or_exit(lock: str) -> None:
    """Install the lock into `.venv`; on failure, exit with a sentence that says why."""
    try:
        set_up(lock)
    except SetupError as problem:
        sys.exit(f"Setting up failed: {problem}")
    except OSError as problem:
        sys.exit(f"Setting up failed: cannot write {problem.filename or VENV} ({problem.strerror}).")
    except KeyboardInterrupt:
        sys.exit("\nSetting up was interrupted; the next run starts again.")


def set_up(lock: str) -> None:
    """Install the lock into `.venv`, unless another process does so first. Tools installed by hand stay.

    Raises:
        SetupError: something needed is not available.
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
    """Return whether this Python can install into a virtual environment: Debian packages pip for it separately."""
    return _working_uv() is not None or importlib.util.find_spec("ensurepip") is not None


def fill(python: str, lock: str) -> None:
    """Install what a lock lists into the environment that ``python`` belongs to.

    Raises:
        SetupError: something needed is not available.
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
    """Try to lock the file. The system releases the lock when the process ends, however it ends."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _fill_environment(lock: str) -> None:
    """Install the lock into the existing environment, or into a new one if that cannot be relied on."""
    is_kept = _is_usable()
    with _marked_unfinished(lock, is_kept=is_kept):
        _install_with_any(lock, is_kept=is_kept)
        _link()
        for name in HOLDS[lock]:
            Path(_venv.stamp_path(name)).write_text(_venv.stamp(name), encoding="utf-8")


def _is_usable() -> bool:
    """Return whether `.venv` is a working environment of this Python, with no interrupted set-up, whatever made it."""
    stamps = (Path(_venv.stamp_path(name)) for name in HOLDS[_venv.DEVELOPMENT])
    head = _venv.stamp_head().encode()
    if not all(path.read_bytes().startswith(head) for path in stamps if path.exists()):
        return False
    asked = [_venv.PYTHON, "-I", "-c", "import sys; print(sys.prefix, *sys.version_info[:2])"]
    try:
        output = subprocess.run(asked, capture_output=True, encoding="utf-8", errors="replace", check=False).stdout
    except OSError:
        return False
    return output.split("\n")[0] == f"{VENV} {sys.version_info.major} {sys.version_info.minor}"


@contextlib.contextmanager
def _marked_unfinished(lock: str, *, is_kept: bool) -> Iterator[None]:
    """Empty the stamps of the locks during the set-up, so that an interrupted one is recognised and run again.

    A ``SetupError`` restores the stamps of an environment that was kept.
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
    """Install with uv if it is on the PATH, and with pip if it is not or if it fails."""
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
            _say(f"uv failed; trying pip. {problem}")
    return None


def _clear() -> None:
    """Empty the folder, but keep the stamps, which are empty, and the lock file of set-ups."""
    kept = {LOCK_FILE, *HOLDS[_venv.DEVELOPMENT]}
    for entry in VENV.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name not in kept:
            entry.unlink()


def _working_uv() -> str | None:
    """Find a uv that runs: version managers leave commands on the PATH that do not work."""
    uv = shutil.which("uv")
    answers = uv and subprocess.run([uv, "--version"], capture_output=True, check=False).returncode == 0
    return uv if answers else None


def _fill_with_uv(uv: str, python: str, lock: str) -> None:
    # pip compiles to bytecode, uv only on request; without it, every command starts half a second later
    _install([uv, "pip", "install", "--compile-bytecode", "--python", python], lock)


def _fill_with_pip(python: str, lock: str) -> None:
    pip = [python, "-I", "-m", "pip"]
    if not Path(python).with_name("pip").exists():
        if importlib.util.find_spec("ensurepip") is None:
            raise SetupError(f"this Python comes without pip. On Debian and Ubuntu: apt install {VENV_PACKAGE}")
        _run([python, "-I", "-m", "ensurepip", "--default-pip"])
    _install([*pip, "--disable-pip-version-check", "--no-input", "install"], lock)


def _install(install: list[str], lock: str) -> None:
    """Install the pinned build tool, then the lock: feedgen comes as source and must not download a build tool.

    A lock is complete, so nothing is resolved, and later releases make no difference.
    """
    for name in (BUILD, lock):
        _run([*install, "--quiet", "--no-deps", "--require-hashes", "--no-build-isolation", "-r", name])


def _run(command: list[str]) -> None:
    ran = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PIP_USER": "0"},  # a personal `user = true` would install outside .venv
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
