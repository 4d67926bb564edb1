"""``newsletter new`` as a person meets it: a draft for the next month that builds, and nothing written over."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from newsletter.cli.program_name import COMMAND, tell_preview
from newsletter.documents.schema import write_schema
from newsletter.loading import load_publication
from newsletter.scaffolding.github import FILES
from newsletter.scaffolding.tool_source import EXAMPLES
from tests.cli.calls import Call, Ended, read_everything


def test_a_draft_for_the_month_after_the_newest_issue_builds(call: Call, root: Path) -> None:
    ended = call("new")
    built = call("build", "2024-03")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        f"Wrote {root / 'issues/2024-03.yaml'}",
        f'Open it in an editor, and preview it with: newsletter preview --root "{root}"',
        "Taken over from the last issue: A word. Without them: --blank",
        "What is answered to its recommendations is recorded in responses/: newsletter responses --example",
    ]
    assert built.code == 0
    assert (root / "dist/email/2024-03.html").is_file()


@pytest.mark.slow
def test_a_draft_is_for_the_month_one_names(call: Call, root: Path) -> None:
    asked = call("new", "2030-12", "--json").data
    assert asked == {"issue": "2030-12", "draft": str(root / "issues/2030-12.yaml"), "taken_over": ["A word"]}
    assert "period: 2030-12" in (root / "issues/2030-12.yaml").read_text(encoding="utf-8")


def test_a_blank_draft_takes_nothing_over(call: Call, root: Path) -> None:
    ended = call("new", "--blank")

    assert "Taken over" not in ended.out
    assert "Hello." not in (root / "issues/2024-03.yaml").read_text(encoding="utf-8")


def test_an_issue_that_is_there_is_left_as_it_is(call: Call, root: Path) -> None:
    before = read_everything(root)
    ended = call("new", "2024-01")

    assert ended.code == 1
    assert ended.err.startswith(f"Error: {root / 'issues/2024-01.yaml'}: There is such a file already")
    assert read_everything(root) == before


def test_only_a_period_can_be_named(call: Call) -> None:
    ended = call("new", "../2024-05")

    assert ended.code == 2
    assert ended.err.endswith("Write: 2024-05\n")


@pytest.mark.slow
def test_another_newsletter_begins_in_a_folder_that_there_was_not(call: Call, root: Path) -> None:
    folder = root / "parish news"
    title = 'Ann\'s "Parish" News – Ñ'
    ended = call("new", "2030-12", "--publication", title, "--root", str(folder))
    built, checked = call("build", "--root", str(folder)), call("check", "--root", str(folder))

    assert (ended.code, ended.err) == (0, "")
    assert [line for line in ended.out.splitlines() if line.startswith("Wrote")] == [
        f"Wrote {folder / 'newsletter.toml'}",
        f"Wrote {folder / 'issues/2030-12.yaml'}",
    ]
    assert (built.code, checked.code) == (0, 0)
    assert re.findall(r"^newsletter.toml:.*: (\S+): ", checked.out, re.MULTILINE) == ["sender.address"]
    assert load_publication(folder).publication.title == title


@pytest.mark.slow
def test_every_newsletter_has_a_number_of_its_own(call: Call, root: Path) -> None:
    for name in ("one", "two"):
        assert call("new", "--publication", "News", "--root", str(root / name), "--json").data["publication"]

    assert len({load_publication(root / name).publication.uuid for name in ("one", "two")}) == len(("one", "two"))


def test_a_newsletter_that_is_there_is_not_begun_again(call: Call, root: Path) -> None:
    before = read_everything(root)
    ended = call("new", "2030-12", "--publication", "News")

    assert ended.code == 1
    assert "There is such a file already" in ended.err
    assert read_everything(root) == before


def test_what_cannot_be_a_title_begins_nothing(call: Call, root: Path) -> None:
    ended = call("new", "--publication", "two\nlines", "--root", str(root / "new"))

    assert ended.code == 1
    assert "title" in ended.err
    assert not (root / "new").exists()


@pytest.mark.slow
def test_the_first_draft_finds_the_schema_that_its_first_line_names(call: Call, root: Path) -> None:
    call("new", "--publication", "News", "--root", str(root / "new"))

    assert (root / "new/issues/issue.schema.json").read_text(encoding="utf-8") == write_schema("issue", ())
    assert (root / "new/issues/publication.schema.json").is_file()


def test_a_newsletter_begins_with_its_first_draft_or_not_at_all(call: Call, root: Path) -> None:
    (root / "newsletter.toml").unlink()
    ended = call("new", "2024-01", "--publication", "News", "--root", str(root))

    assert (ended.code, (root / "newsletter.toml").exists()) == (1, False)


def test_what_comes_next_is_said_of_the_folder_that_was_named(call: Call, root: Path) -> None:
    folder = root / "parish"
    begun = call("new", "--publication", "News", "--root", str(folder))

    assert begun.out.endswith(f'newsletter preview --root "{folder}"\n')
    assert tell_preview(Path("parish")) == "newsletter preview --root parish"
    assert tell_preview(None) == "newsletter preview"


PROGRAMS = {
    "by a script that says how it was called": ({COMMAND: "python3 scripts/run.py"}, "", "python3 scripts/run.py"),
    "by its name, which is on the path": ({}, "newsletter", "newsletter"),
    "as a module of a Python": (
        {},
        "",
        f'"{sys.executable}" -m newsletter' if " " in sys.executable else f"{sys.executable} -m newsletter",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PROGRAMS)
def test_what_comes_next_is_said_with_a_command_that_is_there(
    call: Call, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    environment, found, program = PROGRAMS[name]
    monkeypatch.delenv(COMMAND)
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    folder = tmp_path / "bin"
    folder.mkdir()
    if found:
        (folder / found).write_text("#!/bin/sh\n")
        (folder / found).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    ended = call("new", "2030-12", "--publication", "Parish News", "--root", str(root / "parish"))
    written = (root / "parish/issues/2030-12.yaml").read_text(), (root / "parish/newsletter.toml").read_text()

    assert ended.out.endswith(f'{program} preview --root "{root / "parish"}"\n')
    assert f"See it: {program} preview shows it" in " ".join(written[0].replace("#", " ").split())
    assert f"To list the others: {program} providers\n" in written[1]


def start_repository(call: Call, folder: Path, *more: str) -> Ended:
    return call("new", "2030-12", "--publication", "Parish News", "--with", "github", "--root", folder, *more)


def test_a_repository_is_written_around_a_new_newsletter(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "parish"
    ended = start_repository(call, folder, "--tool-source", "newsletter-publisher==0.2.0", "--json")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    assert set(ended.data["repository"]) == set(FILES)
    assert files == {*FILES, "newsletter.toml", "issues/2030-12.yaml"} | {
        f"issues/{document}.schema.json" for document in ("issue", "publication", "report", "responses")
    }
    assert "newsletter-publisher[all]==0.2.0\n" in (folder / "requirements.txt").read_text(encoding="utf-8")
    assert call("build", "--root", folder).code == 0


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_there_stops_a_repository_before_anything_is_written(
    call: Call, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "parish"
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_text("Mine.", encoding="utf-8")
    before = read_everything(folder)
    ended = start_repository(call, folder, "--tool-source", "==0.2.0")

    assert ended.code == 1
    assert ended.err.startswith(f"Error: {folder / name}: There is such a file already, and it was left as it is.")
    assert read_everything(folder) == before


def test_a_program_that_came_from_this_machine_is_asked_where_others_can_have_it(call: Call, tmp_path: Path) -> None:
    """The tests run a checkout, which is no place that GitHub could install from."""
    ended = start_repository(call, tmp_path / "parish")
    told = start_repository(call, tmp_path / "parish", "--tool-source", "../newsletter")

    assert (ended.code, told.code) == (2, 2)
    assert f"--tool-source {EXAMPLES}" in ended.err
    assert "'../newsletter' does not name one version that GitHub can install without a password." in told.err
    assert f"Write one of: {EXAMPLES}" in told.err
    assert not (tmp_path / "parish").exists()


def test_a_repository_begins_with_a_newsletter_and_at_its_top(call: Call, tmp_path: Path) -> None:
    (tmp_path / "outer/.git").mkdir(parents=True)
    inside = start_repository(call, tmp_path / "outer/inner", "--tool-source", "==0.2.0")
    untitled = call("new", "--with", "github")
    alone = call("new", "--tool-source", "==0.2.0")

    assert (inside.code, untitled.code, alone.code) == (2, 2, 2)
    assert f"is inside the repository {tmp_path / 'outer'}, and GitHub looks for workflows at the top" in inside.err
    assert "--with github belongs to a new newsletter. Add its title: --publication TITLE" in untitled.err
    assert "--tool-source is for workflows: add --with github" in alone.err
    assert not (tmp_path / "outer/inner").exists()
    assert start_repository(call, tmp_path / "outer", "--tool-source", "==0.2.0").code == 0


@pytest.mark.slow
def test_a_newsletter_can_start_with_a_pack(call: Call, tmp_path: Path) -> None:
    ended = call("new", "2031-05", "--publication", "Digest", "--pack", "case-reviews", "--root", str(tmp_path / "new"))
    loaded = load_publication(tmp_path / "new").publication
    draft = (tmp_path / "new/issues/2031-05.yaml").read_text(encoding="utf-8")

    assert ended.code == 0, ended.err
    assert loaded.packs == ("case-reviews",)
    assert {theme.facet for theme in loaded.themes.values()} == {"harm"}
    assert all(theme.content_note for theme in loaded.themes.values())
    assert "# - type: case_review\n" in draft
    assert call("build", "--root", str(tmp_path / "new")).code == 0


def test_a_pack_that_is_not_installed_writes_nothing(call: Call, tmp_path: Path) -> None:
    ended = call("new", "--publication", "Digest", "--pack", "case-review", "--root", str(tmp_path / "new"))

    assert ended.code == 1
    assert "Unknown pack 'case-review'. Did you mean 'case-reviews'?" in ended.err
    assert not (tmp_path / "new").exists()


def test_a_pack_is_added_to_a_newsletter_in_its_own_file(call: Call) -> None:
    ended = call("new", "--pack", "case-reviews")

    assert ended.code == 2
    assert "Add it to packs in newsletter.toml of this one." in ended.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("every", "period"),
    [
        *(("day", r"\d{4}-\d\d-\d\d"), ("week", r"\d{4}-W\d\d"), ("month", r"\d{4}-\d\d"), ("quarter", r"\d{4}-Q\d")),
        *(("season", r"\d{4}-(spring|summer|autumn|winter)"), ("number", "1")),
    ],
)
def test_a_newsletter_of_any_rhythm_begins_with_an_issue_that_builds(
    call: Call, tmp_path: Path, every: str, period: str
) -> None:
    folder = tmp_path / "parish"
    begun = call("new", "--publication", "Parish News", "--every", every, "--json", "--root", folder)
    draft = Path(begun.data["draft"])
    again = call("new", "--json", "--root", folder)

    assert re.fullmatch(period, begun.data["issue"])
    assert load_publication(folder).publication.rhythm.every == every
    assert f"\nperiod: {begun.data['issue']}\n" in draft.read_text(encoding="utf-8")
    assert ("\npublished: " in draft.read_text(encoding="utf-8")) == (every == "number")
    assert again.data["issue"] != begun.data["issue"]
    assert call("build", "--root", folder).code == 0


def test_the_rhythm_is_that_of_a_new_publication(call: Call) -> None:
    assert "Write it in newsletter.toml of this one, under [rhythm]." in call("new", "--every", "week").err


def test_a_period_of_another_kind_is_refused_with_what_to_write(call: Call) -> None:
    ended = call("new", "2024-W09")

    assert ended.code == 2
    assert "2024-W09 is a week, and every issue of this newsletter is of a month. Write it like 2024-01" in ended.err


@pytest.mark.slow
def test_a_special_edition_is_begun_with_its_day(call: Call, root: Path) -> None:
    assert call("new", "2024-02-extra").code == 0
    draft = (root / "issues/2024-02-extra.yaml").read_text(encoding="utf-8")

    assert re.search(r"^published: \d{4}-\d\d-\d\d$", draft, re.MULTILINE)
    assert "It goes out on the day that it states: published: " in draft
    assert "title: Riverside Digest, February 2024, special edition" in draft
    assert call("build", "2024-02-extra").code == 0
    assert call("new", "--json").data["issue"] == "2024-03"
