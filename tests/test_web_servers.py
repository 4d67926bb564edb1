"""How tests come by nginx and Caddy: those that are there are taken, and others unpacked, so that no service starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.web_servers import PROGRAMS
from tests.test_chromium import make_debian, put, run

pytestmark = pytest.mark.slow

PROVIDE = "from pathlib import Path; from scripts import web_servers; print(web_servers.provide(Path({!r})))"
PROGRAM = "$folder/usr/bin/caddy"
UNPACK = f'for folder; do :; done; /bin/mkdir -p "$folder/usr/bin"; echo exit > "{PROGRAM}"; /bin/chmod +x "{PROGRAM}"'


def provide(tmp_path: Path) -> str:
    ran = run(tmp_path, "-c", PROVIDE.format(str(tmp_path / "unpacked")))
    assert ran.code == 0, ran.err
    return ran.out.strip()


def test_nothing_is_fetched_where_both_are_there(tmp_path: Path) -> None:
    for program in PROGRAMS:
        put(tmp_path, program, "exit 0")
    make_debian(tmp_path, "exit 100")

    assert provide(tmp_path) == "[]"
    assert not (tmp_path / "calls").exists()


def test_one_that_is_missing_is_unpacked_and_not_installed(tmp_path: Path) -> None:
    put(tmp_path, "nginx", "exit 0")
    put(tmp_path, "apt-get", 'echo "$@" >> "$HOME/calls"; case "$*" in *" download "*) echo > caddy_2.deb;; esac')
    put(tmp_path, "dpkg-deb", UNPACK)
    (tmp_path / "env").symlink_to("/usr/bin/env")

    assert provide(tmp_path) == "[]"
    assert (tmp_path / "calls").read_text().splitlines()[-1] == "--quiet=2 download caddy"


def test_what_cannot_be_fetched_is_named(tmp_path: Path) -> None:
    put(tmp_path, "nginx", "exit 0")
    put(tmp_path, "apt-get", "exit 100")

    assert provide(tmp_path) == "['caddy']"
