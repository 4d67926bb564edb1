"""Who writes on this computer: the name that was entered, or what Git or the computer calls them."""

from __future__ import annotations

import getpass
import os
import shutil
from pathlib import Path

import pytest

from newsletter.editing.author import find_author, find_given_author, tidy_name, write_author

NO_GIT = {"PATH": "/nowhere"}


def make_environment(tmp_path: Path, name: str) -> dict[str, str]:
    """Return an environment in which Git knows this name and nothing else of this computer."""
    settings = tmp_path / "gitconfig"
    settings.write_text(f"[user]\n\tname = {name}\n", encoding="utf-8")
    return {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": str(settings), "GIT_CONFIG_NOSYSTEM": "1"}


def test_a_name_that_was_given_is_kept(tmp_path: Path) -> None:
    written = write_author(tmp_path, "  Ann\n Ünal ")

    assert written == find_given_author(tmp_path) == find_author(tmp_path, NO_GIT) == "Ann Ünal"
    assert (tmp_path / ".newsletter" / "author").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(shutil.which("git") is None, reason="Git is not installed")
def test_without_one_git_is_asked(tmp_path: Path) -> None:
    assert find_author(tmp_path, make_environment(tmp_path, "Ben Jones")) == "Ben Jones"


def test_without_git_the_computer_is_asked(tmp_path: Path) -> None:
    assert find_author(tmp_path, NO_GIT) == getpass.getuser()


@pytest.mark.parametrize("name", ["", " \n", "\u200b\u202e", "\0"])
def test_nobody_is_called_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        write_author(tmp_path, name)

    assert find_given_author(tmp_path) == ""


def test_a_name_is_one_short_line() -> None:
    assert tidy_name("Ann\r\nBcc: x\u202e\t" + "long " * 100) == "Ann Bcc: x " + ("long " * 100)[:69].strip()


def test_a_link_is_not_followed_out_of_the_publication(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret", encoding="utf-8")
    root = tmp_path / "root"
    (root / ".newsletter").mkdir(parents=True)
    (root / ".newsletter" / "author").symlink_to(tmp_path / "secret")

    assert find_given_author(root) == ""
