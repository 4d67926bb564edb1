"""A build reads a file again only if its status has changed, and never relies on one that may change unnoticed."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.building.manifest import read_manifest
from newsletter.building.sources import KnownFile, Sources
from tests.building.publications import make, read_times, write_issue

LATER = time.time_ns() + 3_600_000_000_000
NAME = "issues/2024-01.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "issues").mkdir()
    (tmp_path / NAME).write_text("picture: images/pond.png", encoding="utf-8")
    return tmp_path


def learn(folder: Path, now: int = LATER) -> dict[str, KnownFile]:
    """Return what a build at a time would know of the document."""
    sources = Sources(folder)
    sources.find(NAME)
    return sources.list_settled(now)


def test_what_has_not_changed_is_not_read_again(folder: Path) -> None:
    known = replace(learn(folder)[NAME], digest="as the last build read it")

    assert Sources(folder, {NAME: known}).find(NAME) == known
    assert known.named == ("images/pond.png",)


def test_a_change_is_seen_though_size_and_time_are_as_they_were(folder: Path) -> None:
    known, path = learn(folder), folder / NAME
    before = path.stat()
    time.sleep(0.02)  # longer than a tick of the times that a disk keeps
    path.write_text("picture: images/pool.png", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    found = Sources(folder, known).find(NAME)

    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert found
    assert found.named == ("images/pool.png",)


def test_what_changed_just_now_is_read_again_by_the_next_build(folder: Path) -> None:
    assert learn(folder, time.time_ns()) == {}


def test_a_link_is_read_each_time_and_one_out_of_the_publication_never(folder: Path) -> None:
    (folder / NAME).rename(folder / "issues/real.yaml")
    (folder / NAME).symlink_to("real.yaml")
    within = Sources(folder).find(NAME)

    assert within
    assert learn(folder) == {}
    (folder / NAME).unlink()
    (folder / NAME).symlink_to("/etc/hostname")
    assert Sources(folder).find(NAME) is None


def test_a_file_that_is_not_there_is_not_known(folder: Path) -> None:
    (folder / NAME).unlink()

    assert Sources(folder).find(NAME) is None
    assert Sources(folder).find("images/a\0b.png") is None
    assert learn(folder) == {}


def test_a_build_of_nothing_new_takes_all_pages_as_they_are_and_mends_one_that_is_not(root: Path) -> None:
    make(root)
    recorded = read_manifest(root / "dist")
    before = read_times(root / "dist")
    make(root)

    assert read_times(root / "dist") == before
    assert recorded.pages_key == read_manifest(root / "dist").pages_key != ""
    (root / "dist/site/themes/index.html").unlink()
    assert make(root).written == 1
    write_issue(root, "2024-02", words="Good-bye.")
    make(root)
    assert read_manifest(root / "dist").pages_key != recorded.pages_key
