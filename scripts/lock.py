#!/usr/bin/env python3
"""Write the locks anew from `pyproject.toml`. Arguments go to uv: `python3 scripts/lock.py --upgrade`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORTABLE = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
WHOLE = ["--no-strip-extras"]  # pip takes `name[extra]` for unpinned where the lock says only `name`
COMMENT = ["--custom-compile-command", "python3 scripts/lock.py"]

LOCKS = {
    "requirements-build.lock": ["--group", "feedgen", "--no-annotate"],
    "requirements.lock": ["pyproject.toml", "--extra", "all"],
    # the same versions, and the tools: an environment for development serves to run as well
    "requirements-dev.lock": [
        "pyproject.toml",
        *("--extra", "all"),
        *("--group", "dev"),
        *("--constraint", "requirements.lock"),
    ],
    # a mail server for tests, in an environment of its own; its source holds names that uv does not unpack
    "requirements-mailman.lock": ["--group", "mailman", "--only-binary", "mailman"],
}


def main() -> None:
    """Compile each lock; pins stay as they are unless asked otherwise."""
    uv = shutil.which("uv", path=f"{os.environ.get('PATH', os.defpath)}{os.pathsep}{ROOT / '.venv' / 'bin'}")
    if not uv:
        sys.exit(
            "There is no uv on the PATH or in .venv. To install it with the other tools: python3 scripts/test.py --fast"
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
