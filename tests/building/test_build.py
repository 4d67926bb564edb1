"""A build publishes every changed file or none, and removes files that are no longer made."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from newsletter.building.build import BuildRequest, build
from newsletter.errors import BuildError, ProblemsFoundError, TemplateError
from tests.building.publications import (
    TODAY,
    find_folders,
    make,
    make_publication,
    name_periods,
    read_times,
    read_tree,
    write_issue,
)


def test_a_build_makes_mails_pages_and_feeds(root: Path) -> None:
    report = make(root)
    made = read_tree(root / "dist")

    assert {f"email/2024-01.{kind}" for kind in ("html", "txt")} <= made.keys()
    assert {"site/index.html", "site/issues/2024-02/first/index.html", "site/subscribe/index.html"} <= made.keys()
    assert {"site/rss.xml", "site/atom.xml", "site/feed.json", "site/items/rss.xml"} <= made.keys()
    assert (report.written, report.unchanged, report.removed) == (len(made), 0, 0)
    assert [(row.issue, row.state, row.blocks) for row in report.rows] == [
        ("2024-01", "published", 2),
        ("2024-02", "published", 2),
    ]


def test_nothing_but_the_manifest_is_left_beside_what_was_made(dist: Path) -> None:
    assert {path.name for path in dist.iterdir()} == {"email", "site", "fragments", ".build.json"}
    assert not list(dist.rglob("*.part"))


def test_a_second_build_touches_nothing(root: Path, dist: Path) -> None:
    before = read_times(dist)
    report = make(root)

    assert read_times(dist) == before
    assert (report.written, report.removed) == (0, 0)
    assert report.unchanged == len(read_tree(dist))


def test_a_changed_issue_leaves_the_files_of_the_others_alone(root: Path, dist: Path) -> None:
    before = read_times(dist)
    write_issue(root, "2024-02", words="Good-bye.")
    make(root)
    changed = {path for path, time in read_times(dist).items() if before[path] != time}

    assert {"email/2024-02.html", "site/issues/2024-02/index.html", "site/rss.xml", ".build.json"} <= changed
    assert not [path for path in changed if "2024-01" in path]
    assert "site/items/rss.xml" not in changed, "the review did not change"
    assert b"Good-bye." in (dist / "email/2024-02.html").read_bytes()


def test_a_changed_title_changes_the_pages_of_the_two_issues_beside_it_alone(tmp_path: Path) -> None:
    root = make_publication(tmp_path, name_periods(5))
    make(root)
    before = read_times(root / "dist")
    path = root / "issues/2020-03.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("title: Issue", "title: New"), encoding="utf-8")
    make(root)
    changed = {path for path, time in read_times(root / "dist").items() if before.get(path) != time}
    beside = [f"site/issues/2020-{month}/index.html" for month in ("02", "04")]

    assert {path for path in changed if "2020-" in path and "2020-03" not in path} == set(beside)
    assert all(b"New 2020-03" in (root / "dist" / page).read_bytes() for page in beside)


@pytest.mark.parametrize("state", ["draft", "of a later day", "deleted"])
def test_no_page_leads_to_an_issue_that_is_not_published(tmp_path: Path, state: str) -> None:
    root = make_publication(tmp_path, name_periods(3))
    make(root)
    if state == "deleted":
        (root / "issues/2020-02.yaml").unlink()
    elif state == "draft":
        write_issue(root, "2020-02", status="draft")
    else:
        write_issue(root, "2020-02", more="published: 2024-05-21")
    make(root)

    assert [path for path, content in read_tree(root / "dist/site").items() if b"issues/2020-02/" in content] == []
    assert b"Issue 2020-01" in (root / "dist/site/issues/2020-03/index.html").read_bytes()


def test_an_issue_that_says_the_same_in_other_letters_rewrites_nothing(root: Path, dist: Path) -> None:
    before = read_times(dist)
    path = write_issue(root, "2024-02")
    path.write_text(f"# A note to the editor.\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    report = make(root)
    changed = {path for path, time in read_times(dist).items() if before[path] != time}

    assert changed == {".build.json"}
    assert report.written == 0


def test_a_changed_publication_is_seen_by_every_issue(root: Path, dist: Path) -> None:
    settings = root / "newsletter.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("Riverside Digest", "Hillside Digest"), "utf-8")
    make(root)

    assert not [path for path, content in read_tree(dist).items() if b"Riverside Digest" in content]
    assert b"Hillside Digest" in (dist / "email/2024-01.txt").read_bytes()


def test_a_template_of_the_publication_is_seen_by_every_issue(root: Path, dist: Path) -> None:
    (root / "templates" / "blocks").mkdir(parents=True)
    (root / "templates" / "blocks" / "text.html").write_text("<p>Ours: {{ block.body }}</p>\n", encoding="utf-8")
    make(root)

    assert b"Ours: Hello." in (dist / "email/2024-01.html").read_bytes()
    assert b"Ours: Hello." in (dist / "site/issues/2024-02/index.html").read_bytes()


def test_a_vanished_issue_takes_its_files_and_folders_with_it(root: Path, dist: Path) -> None:
    (root / "issues" / "2024-02.yaml").unlink()
    report = make(root)

    assert not [path for path in read_tree(dist) if "2024-02" in path]
    assert not [folder for folder in find_folders(dist) if "2024-02" in folder]
    assert "site/themes/workforce" not in find_folders(dist), "no other review is about it"
    assert b"2024-02" not in (dist / "site/rss.xml").read_bytes()
    assert report.removed == 14


def test_files_of_somebody_else_stay(root: Path, dist: Path) -> None:
    theirs = [dist / "CNAME", dist / "site/humans.txt", dist / "site/issues/2024-02/photo.png"]
    for path in theirs:
        path.write_bytes(b"theirs")
    (root / "issues" / "2024-02.yaml").unlink()
    make(root)

    assert [path.read_bytes() for path in theirs] == [b"theirs"] * 3
    assert not (dist / "site/issues/2024-02/index.html").exists()


@pytest.mark.parametrize("path", ["email/2024-01.txt", "site/issues/2024-02/first/index.html", "site/items/atom.xml"])
def test_what_was_tampered_with_or_deleted_is_restored(root: Path, dist: Path, path: str) -> None:
    before = read_tree(dist)
    (dist / path).write_bytes(b"tampered")
    tampered = make(root)
    after = read_tree(dist)
    (dist / path).unlink()
    deleted = make(root)

    assert after == read_tree(dist) == before
    assert (tampered.written, deleted.written) == (1, 1)


def test_a_failed_build_leaves_everything_as_it_was(root: Path, dist: Path) -> None:
    before, times, folders = read_tree(dist), read_times(dist), find_folders(dist)
    write_issue(root, "2024-01", words="Changed.")
    write_issue(root, "2024-03", more="colour: red")
    with pytest.raises(ProblemsFoundError):
        make(root)

    assert (read_tree(dist), read_times(dist), find_folders(dist)) == (before, times, folders)


def test_every_problem_of_every_issue_is_named_at_once(root: Path) -> None:
    write_issue(root, "2024-01", more="colour: red\nsize: 7")
    write_issue(root, "2024-02", more="corrections: [{at: 2024-03-05T00:00:00Z, block: nothing, note: X}]")
    (root / "issues" / "2024-03.yaml").write_text("blocks: [", encoding="utf-8")
    with pytest.raises(ProblemsFoundError) as caught:
        make(root)
    found = [(problem.place.file, problem.rule) for problem in caught.value.problems]

    assert [file for file, _ in found] == sorted(file for file, _ in found)
    assert found.count(("issues/2024-01.yaml", "document.unknown-key")) == 2
    assert ("issues/2024-02.yaml", "correction.block") in found
    assert "issues/2024-03.yaml" in {file for file, _ in found}


def test_a_first_build_that_fails_leaves_no_folder(root: Path) -> None:
    write_issue(root, "2024-01", more="colour: red")
    with pytest.raises(ProblemsFoundError):
        build(BuildRequest(root, root / "new" / "folder", TODAY))

    assert not (root / "new").exists()


def test_a_failed_build_keeps_a_folder_that_was_there(root: Path) -> None:
    write_issue(root, "2024-01", more="colour: red")
    (root / "dist").mkdir()
    with pytest.raises(ProblemsFoundError):
        make(root)

    assert list((root / "dist").iterdir()) == []


def test_a_template_that_fails_leaves_everything_as_it_was(root: Path, dist: Path) -> None:
    before, times = read_tree(dist), read_times(dist)
    (root / "templates" / "web").mkdir(parents=True)
    (root / "templates" / "web" / "topic.html").write_text("{{ nobody.knows }}", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"web/topic\.html:1: .*nobody"):
        make(root)

    assert (read_tree(dist), read_times(dist)) == (before, times)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 1, "issues": {"a": 1}}', b"\xff"])
def test_a_manifest_that_cannot_be_read_is_never_taken_for_an_empty_one(root: Path, dist: Path, content: bytes) -> None:
    (dist / ".build.json").write_bytes(content)
    before = read_times(dist)
    with pytest.raises(BuildError, match=r"\.build\.json: this record of the last build cannot be read"):
        make(root)

    assert read_times(dist) == before


def test_a_manifest_of_another_version_is_refused(root: Path, dist: Path) -> None:
    (dist / ".build.json").write_text('{"format": 99}', encoding="utf-8")
    with pytest.raises(BuildError, match="another version of this program built here"):
        make(root)


def test_two_builds_in_one_process_see_what_changed_between_them(root: Path) -> None:
    make(root, date(2024, 1, 15))
    write_issue(root, "2024-01", words="Second.")
    make(root, date(2024, 1, 15))

    assert b"Second." in (root / "dist/email/2024-01.txt").read_bytes()


@pytest.mark.slow
def test_a_pool_of_processes_makes_what_one_process_makes(tmp_path: Path) -> None:
    periods = name_periods(24)
    together = make_publication(tmp_path / "together", periods)
    in_steps = make_publication(tmp_path / "in steps", periods[:12])
    make(together)
    make(in_steps)
    for period in periods[12:]:
        write_issue(in_steps, period)
    make(in_steps)

    assert read_tree(together / "dist") == read_tree(in_steps / "dist")


def test_a_number_used_twice_is_a_warning_of_every_build(tmp_path: Path) -> None:
    root = make_publication(tmp_path / "news", ["2024-01", "2024-02", "2024-03"])
    for period, number in (("2024-01", 7), ("2024-02", 8), ("2024-03", 7)):
        write_issue(root, period, more=f"number: {number}")

    for _ in range(2):  # the second time, nothing is made again
        (warning,) = make(root).warnings
        assert (warning.rule, warning.place.file) == ("issue.number-twice", "issues/2024-03.yaml")
        assert warning.message == "7 is already the number of 2024-01"
