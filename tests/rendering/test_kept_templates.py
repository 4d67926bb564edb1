"""Compiled templates that one process keeps for the next: never of another template, or where others can write."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no rights of this kind")

RENDER = """
import sys
from pathlib import Path
from newsletter.rendering.templates import Templates

compiled = []
sys.addaudithook(lambda event, given: compiled.append(given[1]) if event == "compile" else None)
rendered = Templates((Path(sys.argv[1]),)).render("hello.html", name="<you>")
print(rendered, "hello.html" in compiled)
"""
COMPILED, FOUND = "Hello &lt;you&gt; True\n", "Hello &lt;you&gt; False\n"


class Home:
    """The home of a user whose processes all render the same template."""

    def __init__(self, place: Path) -> None:
        self.folder, self.templates = place / "home", place / "templates"
        self.folder.mkdir()
        self.templates.mkdir()
        self.write_template("Hello {{ name }}")

    @property
    def kept(self) -> Path:
        """The folder of what is kept."""
        return self.folder / ".cache" / "newsletter-publisher" / "templates"

    @property
    def file(self) -> Path:
        """The one file that is kept."""
        (found,) = self.kept.iterdir()
        return found

    def write_template(self, template: str) -> None:
        (self.templates / "hello.html").write_text(template, encoding="utf-8")

    def render(self, folder: Path | None = None) -> str:
        """Render the template in a new process, and return what it is and whether it had to be compiled."""
        env = {name: value for name, value in os.environ.items() if name != "XDG_CACHE_HOME"}
        env["HOME"] = str(folder or self.folder)
        command = [sys.executable, "-c", RENDER, str(self.templates)]
        done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)  # noqa: S603  # our own
        return done.stdout


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home in which the template was rendered once."""
    home = Home(tmp_path)
    assert home.render() == COMPILED
    return home


def test_the_next_process_does_not_compile_what_is_kept(home: Home) -> None:
    assert home.render() == FOUND
    assert home.kept.stat().st_mode & 0o777 == 0o700
    assert home.file.stat().st_mode & 0o777 == 0o600


def test_a_template_that_changed_takes_the_place_of_what_was_kept(home: Home) -> None:
    before = home.file
    home.write_template("Bye {{ name }}")
    assert [home.render(), home.render()] == ["Bye &lt;you&gt; True\n", "Bye &lt;you&gt; False\n"]
    assert home.file == before


@pytest.mark.parametrize(
    "damage", [lambda kept: kept[:-1], lambda kept: kept[:-1] + bytes([kept[-1] ^ 1]), lambda _: b""]
)
def test_what_is_damaged_is_compiled_again(home: Home, damage: Callable[[bytes], bytes]) -> None:
    home.file.write_bytes(damage(home.file.read_bytes()))
    assert [home.render(), home.render()] == [COMPILED, FOUND]


def test_a_folder_that_others_can_write_to_is_not_used(home: Home) -> None:
    home.kept.chmod(0o722)
    assert home.render() == COMPILED


@pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_not_used(home: Home) -> None:
    os.chown(home.kept, 1234, -1)
    assert home.render() == COMPILED


def test_a_link_in_the_place_of_a_file_is_not_followed(home: Home, tmp_path: Path) -> None:
    file = home.file
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert home.render() == COMPILED


@pytest.mark.parametrize("place", ["/dev/null", "/nowhere/at/all"])
def test_without_a_home_everything_works_all_the_same(home: Home, place: str) -> None:
    assert home.render(Path(place)) == COMPILED
    assert not Path("/nowhere").exists()
