"""How tests come by Firefox and WebKit: what is missing is installed, and nothing where all is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.other_browsers import PACKAGES
from tests.test_chromium import INSTALL, make_debian, put, run

pytestmark = pytest.mark.slow

PROVIDE = "from pathlib import Path; from scripts import other_browsers; print(other_browsers.provide(Path({!r})))"


def put_all(folder: Path) -> Path:
    """Write every program where it is looked for; return the folder of libraries."""
    inside = folder / "lib" / "x86_64-linux-gnu" / "webkit2gtk-4.1"
    inside.mkdir(parents=True)
    for program in PACKAGES:
        put(inside if program == "MiniBrowser" else folder, program, "exit 0")
    return folder / "lib"


def provide(tmp_path: Path, libraries: Path) -> str:
    ran = run(tmp_path, "-c", PROVIDE.format(str(libraries)))
    assert ran.code == 0, ran.err
    return ran.out.strip()


def test_nothing_is_installed_where_all_is_there(tmp_path: Path) -> None:
    libraries = put_all(tmp_path)
    make_debian(tmp_path, "exit 100")

    assert provide(tmp_path, libraries) == "[]"
    assert not (tmp_path / "calls").exists()


def test_what_is_missing_is_installed_from_debian(tmp_path: Path) -> None:
    libraries = put_all(tmp_path)
    (tmp_path / "firefox-esr").rename(tmp_path / "package")
    make_debian(tmp_path, '/bin/mv "$HOME/package" "$HOME/firefox-esr"')

    assert provide(tmp_path, libraries) == "[]"
    assert (tmp_path / "calls").read_text().splitlines() == ["--quiet=2 update", f"{INSTALL} firefox-esr"]


def test_what_cannot_be_installed_is_named(tmp_path: Path) -> None:
    libraries = put_all(tmp_path)
    (tmp_path / "Xvfb").unlink()
    make_debian(tmp_path, "exit 100")

    assert provide(tmp_path, libraries) == "['Xvfb']"
