"""A file that refuses is named in words, and what was there is still whole."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from newsletter.building.build import BuildRequest, build
from newsletter.building.files import open_staging, publish, remove, stage
from newsletter.building.manifest import FileRecord, Manifest, PageRecord
from newsletter.errors import BuildError
from newsletter.files import Folder
from newsletter.outputs.base import Artifact
from tests.building.publications import TODAY, make, read_tree, write_issue


def test_an_output_folder_that_cannot_be_made_is_refused(root: Path) -> None:
    (root / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(BuildError, match=r"nothing can be written here: .* Choose another folder with --out"):
        build(BuildRequest(root, root / "file" / "dist", TODAY))


def test_a_folder_where_a_file_should_be_is_named(root: Path, dist: Path) -> None:
    (dist / "email/2024-01.txt").unlink()
    (dist / "email/2024-01.txt").mkdir()
    with pytest.raises(BuildError, match=rf"^{dist}/email/2024-01\.txt: this file cannot be written: Is a directory"):
        make(root)


def test_a_file_where_a_folder_should_be_is_named(root: Path, dist: Path) -> None:
    before = (dist / "email/2024-01.html").read_bytes()
    write_issue(root, "2024-01", words="Changed.")
    write_issue(root, "2024-03")
    (dist / "site/issues/2024-03").write_text("in the way", encoding="utf-8")
    with pytest.raises(BuildError, match=r"site/issues/2024-03.*: this file cannot be written"):
        make(root)

    assert (dist / "email/2024-01.html").read_bytes() == before, "folders are made before the first file is moved"


def test_an_old_file_that_has_become_a_folder_is_named(root: Path, dist: Path) -> None:
    (dist / "site/issues/2024-02/first/index.html").unlink()
    (dist / "site/issues/2024-02/first/index.html").mkdir()
    (root / "issues" / "2024-02.yaml").unlink()
    with pytest.raises(BuildError, match=r"first/index\.html: this file of an earlier build cannot be removed"):
        make(root)


def test_a_file_that_cannot_be_staged_is_named(tmp_path: Path) -> None:
    with open_staging(tmp_path / "dist") as staging, Folder(tmp_path / "dist") as out, Folder(staging) as aside:
        staging.rmdir()
        with pytest.raises(BuildError, match=r"email/2024-01\.txt: this file cannot be written: .*Free some space"):
            stage(Artifact("email/2024-01.txt", b"new"), out, aside)


def test_removing_what_is_gone_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "here").write_bytes(b"")

    with Folder(tmp_path) as out:
        assert remove(["here", "gone", "gone/too"], out) == 1
    assert tmp_path.exists()


def test_the_remains_of_a_build_that_was_killed_are_swept_away(root: Path, dist: Path) -> None:
    (dist / ".staging" / "email").mkdir(parents=True)
    (dist / ".staging" / "email" / "2024-01.txt").write_bytes(b"half")
    make(root)

    assert not (dist / ".staging").exists()
    assert b"half" not in read_tree(dist).values()


def test_what_is_staged_is_not_seen_until_it_is_published(tmp_path: Path) -> None:
    out = tmp_path / "dist"
    with open_staging(out) as staging, Folder(out) as folder, Folder(staging) as aside:
        staged = stage(Artifact("a/b.txt", b"new"), folder, aside)
        before = (out / "a/b.txt").exists()
        publish([staged], folder, staging)

    assert not before
    assert (out / "a/b.txt").read_bytes() == b"new"
    assert not staging.exists()


def test_a_path_that_two_outputs_claim_is_found() -> None:
    one, other = FileRecord("site/a.html", 1, 1), FileRecord("site/b.html", 1, 1)
    manifest = Manifest(pages={"x": PageRecord("", (one, other)), "y": PageRecord("", (one,))})

    assert manifest.find_double_claims() == ["site/a.html"]
    assert Manifest(pages={"x": PageRecord("", (one, other))}).find_double_claims() == []


def test_a_second_build_into_the_same_folder_waits_its_turn(tmp_path: Path) -> None:
    with (
        open_staging(tmp_path / "dist") as staging,
        pytest.raises(BuildError, match="another build is running here"),
        open_staging(tmp_path / "dist"),
    ):
        pytest.fail("two builds share a staging folder")
    assert not staging.exists()

    with open_staging(tmp_path / "dist") as again:
        assert again.is_dir()


@pytest.mark.parametrize("name", [".staging", "site", "email", ".build.json", "site/index.html"])
def test_a_link_in_the_output_folder_leads_nowhere(root: Path, name: str) -> None:
    elsewhere = root.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "index.html").write_bytes(b"mine")
    (root / "dist" / name).parent.mkdir(parents=True)
    (root / "dist" / name).symlink_to(elsewhere)
    with suppress(BuildError) if name in {".staging", "site/index.html"} else pytest.raises(BuildError, match=name):
        make(root)

    assert read_tree(elsewhere) == {"index.html": b"mine"}


@pytest.mark.parametrize(
    "name",
    ["../newsletter.toml", "site/../../newsletter.toml", "{root}/newsletter.toml", "site//a", "", "a\0b", "a\nb"],
)
def test_a_record_of_the_last_build_that_names_what_no_build_makes_is_refused(
    root: Path, dist: Path, name: str
) -> None:
    manifest = Manifest(pages={"x": PageRecord("", (FileRecord(name.format(root=root), 1, 1),))})
    (dist / ".build.json").write_bytes(TypeAdapter(Manifest).dump_json(manifest, by_alias=True))
    with pytest.raises(BuildError, match=r"\.build\.json: this record of the last build cannot be right: it names"):
        make(root)

    assert (root / "newsletter.toml").exists()


def test_what_the_last_build_made_is_not_removed_through_a_link(root: Path, dist: Path) -> None:
    (dist / "site/issues/2024-02").rename(root.parent / "moved")
    (dist / "site/issues/2024-02").symlink_to(root.parent / "moved")
    before = read_tree(root.parent / "moved")
    (root / "issues/2024-02.yaml").unlink()
    with pytest.raises(BuildError, match=r"site/issues/2024-02: this file of an earlier build cannot be removed"):
        make(root)

    assert read_tree(root.parent / "moved") == before
