"""How tests come by a PostgreSQL: found where it starts, installed where that is allowed, never done without."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_chromium import make_debian, put, run

pytestmark = pytest.mark.slow

STARTS = 'echo "postgres (PostgreSQL) 99.1"'
PROVIDE = "from pathlib import Path; from scripts import postgresql; print(postgresql.provide(Path({debian!r})))"


def put_version(debian: Path, version: str, script: str = STARTS) -> Path:
    """Write programs where Debian puts those of a version."""
    folder = debian / version / "bin"
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        put(folder, name, script)
    return folder


@pytest.fixture
def debian(tmp_path: Path) -> Path:
    return tmp_path / "usr"


def provide(tmp_path: Path, debian: Path) -> str:
    ran = run(tmp_path, "-c", PROVIDE.format(debian=str(debian)))
    assert ran.code == 0, ran.err
    return ran.out.strip()


def test_the_newest_that_starts_is_taken_as_it_is(tmp_path: Path, debian: Path) -> None:
    make_debian(tmp_path, "exit 100")
    put_version(debian, "9")
    newest = put_version(debian, "15")
    put_version(debian, "17", "exit 1")

    assert provide(tmp_path, debian) == str(newest)
    assert not (tmp_path / "calls").exists()


def test_one_on_the_path_comes_first(tmp_path: Path, debian: Path) -> None:
    put_version(debian, "15")
    for name in ("initdb", "postgres"):
        put(tmp_path, name, STARTS)

    assert provide(tmp_path, debian) == str(tmp_path)


def test_a_missing_one_is_installed_from_debian(tmp_path: Path, debian: Path) -> None:
    hidden = put_version(tmp_path / "package", "15").parents[1]
    make_debian(tmp_path, f"/bin/ln -s '{hidden}' '{debian}'")

    assert provide(tmp_path, debian) == str(debian / "15" / "bin")
    assert (tmp_path / "calls").read_text().splitlines() == [
        "--quiet=2 update",
        "--quiet=2 install --yes --no-install-recommends --no-remove postgresql",
    ]


def test_where_none_can_be_had_nothing_is_found(tmp_path: Path, debian: Path) -> None:
    make_debian(tmp_path, "exit 100")

    assert provide(tmp_path, debian) == "None"
