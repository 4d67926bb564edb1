#!/usr/bin/env python3
"""Run the README's two commands on a bare Debian, which debootstrap makes in a folder.

Needs root, debootstrap and a network. The commands run in a fresh clone of the last commit, in a folder with a space
in its name, with their own mounts and processes. At the end it lists what they had to install, and what failed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from scripts import _apt

ROOT = Path(__file__).resolve().parent.parent
PREPARED = ("python3", "python3-venv", "git", "ca-certificates")
CLONE = "root/a fresh clone"
OWN_CERTIFICATES = Path("usr/local/share/ca-certificates")
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
HOSTS = "127.0.0.1 localhost\n::1 localhost\n"
"""What the installer of every Debian writes, and debootstrap does not."""

NETWORK = re.compile(r"(https?|all|no)_proxy|pip_(index_url|extra_index_url|default_timeout)", re.IGNORECASE)
"""Variables about the network that are passed on from the environment; nothing else is."""

NOT_ROOT = "scripts/fresh.py installs a Debian in a folder, which only root can do. Run it with sudo."
COMMAND = re.compile(r"^\$ (python3 scripts/(?:run|test)\.py[^#\n]*)", re.MULTILINE)
ENTER = 'mount -t proc proc "$0/proc" && mount --rbind /sys "$0/sys" && mount --rbind /dev "$0/dev" && exec "$@"'


def make_debian(folder: Path, suite: str) -> None:
    """Install Debian's smallest system into a folder, with Python and git and nothing else."""
    include = f"--include={','.join(PREPARED)}"
    _require(["debootstrap", "--variant=minbase", include, suite, str(folder)], f"Debian {suite} cannot be installed")
    (folder / "etc" / "hosts").write_text(HOSTS, encoding="utf-8")
    if any((Path("/") / OWN_CERTIFICATES).glob("*.crt")):
        shutil.copytree(Path("/") / OWN_CERTIFICATES, folder / OWN_CERTIFICATES, dirs_exist_ok=True)
        _require(
            ["chroot", str(folder), "update-ca-certificates"], "This machine's certificates cannot be installed in it"
        )


def clone(folder: Path) -> None:
    """Clone the last commit, and copy the folder of notes beside the repository, if there is one."""
    _require(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder / CLONE)], "The clone failed")
    beside = ROOT.parent / "shared"
    if beside.is_dir():
        shutil.copytree(beside, (folder / CLONE).parent / "shared", dirs_exist_ok=True)


def read_commands() -> list[str]:
    """Return the first two commands of the README, as a newcomer would type them."""
    return [found.strip() for found in COMMAND.findall((ROOT / "README.md").read_text(encoding="utf-8"))[:2]]


def run_inside(folder: Path, command: str, arguments: Sequence[str]) -> int:
    """Run a command in the clone, in mount and process namespaces of its own; return its exit code."""
    apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", ENTER, str(folder)]
    inside = ["chroot", str(folder), "/usr/bin/env", "-i", *list_surroundings(), "sh", "-c", 'cd "$0" && exec "$@"']
    words = [f"/{CLONE}", *command.split(), *arguments]
    return subprocess.run([*apart, *inside, *words], stdin=subprocess.DEVNULL, check=False).returncode


def list_packages(folder: Path) -> set[str]:
    """Return the names of the packages that are installed in the folder's Debian."""
    query = ["chroot", str(folder), "dpkg-query", "--show", "--showformat", "${Package}\n"]
    return set(subprocess.run(query, capture_output=True, text=True, check=True).stdout.split())


def list_surroundings() -> list[str]:
    """Return all environment variables of the commands."""
    kept = [f"{name}={value}" for name, value in os.environ.items() if NETWORK.fullmatch(name)]
    own = any((Path("/") / OWN_CERTIFICATES).glob("*.crt"))
    trusted = [f"{name}={BUNDLE}" for name in ("PIP_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")] if own else []
    return ["HOME=/root", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", *kept, *trusted]


def _require(command: list[str], fault: str) -> None:
    if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode:
        sys.exit(f"{fault}. The command was: {' '.join(command)}")


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="fresh-debian-", ignore_cleanup_errors=True) as made:
        yield Path(made)


def try_out(folder: Path, arguments: Sequence[str]) -> bool:
    """Run the commands, the second with ``arguments``; print each result, and return whether all succeeded."""
    codes = []
    for command, more in zip(read_commands(), ((), arguments), strict=True):
        before, began = list_packages(folder), time.monotonic()
        print(f"\n=== {command} {' '.join(more)}", flush=True)
        codes.append(run_inside(folder, command, more))
        added = sorted(list_packages(folder) - before)
        print(f"=== exit code {codes[-1]} after {time.monotonic() - began:.0f} s", flush=True)
        print(f"=== Debian packages that it had to install: {', '.join(added) or 'none'}", flush=True)
    return not any(codes)


def main() -> None:
    """Make the Debian, clone, run the commands; exit with 1 if one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", default="bookworm", help="the Debian to install (bookworm)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make it in this folder, and keep it")
    parser.add_argument("arguments", nargs="*", help="arguments for scripts/test.py, such as -- --fast")
    chosen = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit(NOT_ROOT)
    if not shutil.which("debootstrap") and not _apt.install("debootstrap", why="it makes the bare Debian"):
        sys.exit("debootstrap is not installed. On Debian and Ubuntu: apt install debootstrap")
    with _folder(chosen.keep) as folder:
        make_debian(folder, chosen.suite)
        clone(folder)
        sys.exit(0 if try_out(folder, chosen.arguments) else 1)


if __name__ == "__main__":
    main()
