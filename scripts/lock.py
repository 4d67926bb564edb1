#!/usr/bin/env python3
"""Write the locks from `pyproject.toml`. Arguments are passed to uv: `python3 scripts/lock.py --upgrade`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORTABLE = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
WHOLE = ["--no-strip-extras"]  # pip treats `name[extra]` as unpinned if the lock says only `name`
COMMENT = ["--custom-compile-command", "python3 scripts/lock.py"]

LOCKS = {
    "requirements-build.lock": ["--group", "feedgen", "--no-annotate"],
    "requirements.lock": ["pyproject.toml", "--extra", "all"],
    # the same versions plus the tools: an environment for development can also run the program
    "requirements-dev.lock": [
        "pyproject.toml",
        *("--extra", "all"),
        *("--group", "dev"),
        *("--constraint", "requirements.lock"),
    ],
    # a mail server for tests, in an environment of its own; uv cannot unpack some file names in its source
    "requirements-mailman.lock": ["--group", "mailman", "--only-binary", "mailman"],
    # programs that read data, feeds and references, for tests, in an environment of its own: pandas is large
    "requirements-readers.lock": ["--group", "readers"],
}


def main() -> None:
    """Compile each lock; pins stay as they are unless an argument says otherwise."""
    uv = shutil.which("uv", path=f"{os.environ.get('PATH', os.defpath)}{os.pathsep}{ROOT / '.venv' / 'bin'}")
    if not uv:
        sys.exit(
            "uv is neither on the PATH nor in .venv. To install it with the other tools: python3 scripts/test.py --fast"
        )
    for lock, sources in LOCKS.items():
        command = [
            uv,
            "pip",
            "compile",
            *PORTABLE,
            *WHOLE,
            *COMMENT,
            *sys.argv[1:],
            *sources,
            "--output-file",
            lock,
        ]
        subprocess.run([*command, "--quiet"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
