"""``newsletter build`` as a person meets it: where it looks, what it says, and how it ends."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from newsletter.building.files import STAGING
from newsletter.building.worker import POOL_THRESHOLD
from newsletter.checking.rules.size import CLIP_AT, KB
from newsletter.cli import main
from tests.building.publications import command, make_publication, name_periods, read_tree, run, write_issue
from tests.cli.calls import read_everything
from tests.cli.terminals import COLOUR, ESCAPE, run_on_a_terminal


def build(root: Path, *arguments: str | Path) -> int:
    return main(["build", "--root", str(root), "--as-of", "2024-05-20", *map(str, arguments)])


def test_a_build_ends_with_a_table_of_what_it_made(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_issue(root, "2024-03", status="draft")
    code = build(root)
    output = capsys.readouterr()
    heading, *rows, total = output.out.splitlines()

    assert code == 0
    assert re.split(r"  +", heading.strip()) == [
        "Issue", "State", "Subject", "Blocks", "HTML", f"Of {CLIP_AT // KB} KB", "Written"
    ]  # fmt: skip
    assert [re.split(r"  +", row)[:4] for row in rows] == [
        ["2024-01", "published", "The issue 2024-01", "2"],
        ["2024-02", "published", "The issue 2024-02", "2"],
        ["2024-03", "draft", "The issue 2024-03", "2"],
    ]
    assert re.search(r"1\d\.\d KB +1\d%   6 of 6$", rows[0])
    assert total == f"{len(read_tree(root / 'dist'))} files written, 0 unchanged, 0 removed."


def test_a_second_build_says_that_nothing_was_written(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(root)
    count = len(read_tree(root / "dist"))
    capsys.readouterr()
    build(root)

    assert capsys.readouterr().out.splitlines()[-1] == f"0 files written, {count} unchanged, 0 removed."


def test_one_issue_alone_gets_its_e_mail_and_nothing_of_its_page(root: Path) -> None:
    build(root, "2024-01")
    assert sorted(read_tree(root / "dist")) == [f"email/2024-01.{kind}" for kind in ("eml", "html", "txt")]


def test_warnings_go_to_standard_error_and_do_not_stop_a_build(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "issues/2024-03.yaml").write_text("period: 2024-03\ntitle: News of May 2023\n", encoding="utf-8")
    code = build(root)
    output = capsys.readouterr()

    assert code == 0
    assert "issues/2024-03.yaml:2:16: warning: title: it says 'May 2023'" in output.err
    assert "warning" not in output.out


def test_problems_end_a_build_with_1_and_name_every_place(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_issue(root, "2024-01", more="colour: red")
    write_issue(root, "2024-02", more="corections: []")
    code = build(root)
    output = capsys.readouterr()

    assert code == 1
    assert output.out == ""
    assert "issues/2024-01.yaml:7:1: error: colour:" in output.err
    assert "issues/2024-02.yaml:7:1: error: corections:" in output.err
    assert "Did you mean corrections?" in output.err
    assert output.err.splitlines()[-1].startswith("2 errors.")
    assert not (root / "dist").exists()


def test_data_for_programs_says_the_same_as_the_table(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(root, "--json")
    output = json.loads(capsys.readouterr().out)
    first = output["rows"][0]

    assert output.keys() == {"rows", "written", "unchanged", "removed", "warnings"}
    assert (output["written"], output["unchanged"], output["removed"]) == (len(read_tree(root / "dist")), 0, 0)
    assert first.keys() == {"issue", "state", "subject", "blocks", "html_size", "written", "unchanged"}
    assert first["html_size"] == len((root / "dist/email/2024-01.html").read_bytes())


def test_problems_are_data_too(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_issue(root, "2024-01", more="colour: red")
    code = build(root, "--json")
    (problem,) = json.loads(capsys.readouterr().out)["problems"]

    assert code == 1
    assert problem == {
        "file": "issues/2024-01.yaml",
        "line": 7,
        "column": 1,
        "path": "colour",
        "rule": "document.unknown-key",
        "severity": "error",
        "message": problem["message"],
        "hint": problem["hint"],
        "words": "",
        "replacements": [],
        "why": "",
    }


def test_an_error_that_is_no_problem_of_a_document_is_one_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = build(root, "2024-03")

    assert code == 1
    assert capsys.readouterr().err == "Error: There is no issue '2024-03'. Did you mean 2024-02?\n"


@pytest.mark.parametrize("arguments", [["--as-of", "soon"], ["--as-of", "2024-02-30"], ["--size", "7"], ["a", "b"]])
def test_a_command_line_that_makes_no_sense_ends_with_2(
    root: Path, arguments: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(root, *arguments) == 2
    assert "Error: " in capsys.readouterr().err


def test_the_nearest_publication_upwards_is_built(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    below = root / "issues" / "pictures"
    below.mkdir()
    monkeypatch.chdir(below)

    assert main(["build"]) == 0
    assert (root / "dist/site/index.html").exists()


def test_outside_any_publication_a_build_says_how_to_name_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSLETTER_ROOT", raising=False)

    assert main(["build"]) == 1
    output = capsys.readouterr().err
    assert f"no newsletter.toml in {tmp_path} or above it" in output
    assert 'To start a newsletter here: newsletter new --publication "TITLE"' in output
    assert main(["build", "--root", "nowhere"]) == 1
    assert "nowhere: there is no newsletter.toml here" in capsys.readouterr().err


def test_a_place_to_fall_back_on_counts_only_outside_a_publication(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fallback = make_publication(tmp_path / "fallback")
    monkeypatch.setenv("NEWSLETTER_ROOT", str(fallback))
    monkeypatch.chdir(tmp_path)
    outside = main(["build", "--as-of", "2024-05-20"])
    monkeypatch.chdir(root)
    inside = main(["build", "--as-of", "2024-05-20"])

    assert (outside, inside) == (0, 0)
    assert (fallback / "dist").exists()
    assert (root / "dist").exists()


def test_another_folder_is_relative_to_where_one_stands(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert build(root, "--out", "some where") == 0
    assert (tmp_path / "some where/site/index.html").exists()
    assert not (root / "dist").exists()


@pytest.mark.slow
def test_only_the_newest_rows_are_shown_where_there_are_many(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for period in name_periods(23):
        write_issue(root, period, status="draft")
    build(root)
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("20")]

    assert len(rows) == 24
    assert rows[-1].startswith("2024-02")


@pytest.mark.slow
def test_what_a_pipe_has_no_letters_for_does_not_end_a_build(root: Path) -> None:
    path = write_issue(root, "2024-02")
    path.write_text(path.read_text(encoding="utf-8").replace("The issue", "Zoë’s"), encoding="utf-8")
    ended = run("build", "--root", root, environment={"PYTHONIOENCODING": "koi8-r"})

    assert ended.returncode == 0, ended.stderr
    assert "Zo\\xeb\\u2019s 2024-02" in ended.stdout


@pytest.mark.slow
def test_a_pipe_gets_plain_text(root: Path) -> None:
    write_issue(root, "2024-02", more="colour: red")
    ended = run("build", "--root", root, environment={"TERM": "xterm-256color"})

    assert ended.returncode == 1
    assert not ESCAPE.search(ended.stdout + ended.stderr)


@pytest.mark.slow
def test_a_pipe_gets_a_row_a_line_however_long_it_is(root: Path) -> None:
    subject = "Words " * 40
    path = write_issue(root, "2024-02")
    path.write_text(re.sub("(?m)^subject: .*$", f"subject: {subject}", path.read_text(encoding="utf-8")))
    ended = run("build", "2024-02", "--root", root)
    headings, row, _ = ended.stdout.splitlines()

    assert subject.strip() in row
    assert len(headings.partition("HTML")[0]) + len("HTML") == len(row.partition(" KB")[0]) + len(" KB")


@pytest.mark.parametrize(
    ("more", "colour"), [pytest.param("", "\x1b[1m", marks=pytest.mark.slow), ("colour: red", "\x1b[31m")]
)
def test_a_terminal_gets_colour(root: Path, more: str, colour: str) -> None:
    write_issue(root, "2024-02", more=more)
    _, seen = run_on_a_terminal("build", "--root", root)

    assert colour in seen
    assert "2024-02" in seen


@pytest.mark.slow
def test_in_a_narrow_window_a_subject_takes_more_lines_and_nothing_is_cut(root: Path) -> None:
    subject = "The quarterly digest: February 2024"
    path = write_issue(root, "2024-02")
    path.write_text(re.sub("(?m)^subject: .*$", f'subject: "{subject}"', path.read_text(encoding="utf-8")))
    _, seen = run_on_a_terminal("build", "2024-02", "--root", root, environment={"COLUMNS": "80"})
    lines = [line.split() for line in ESCAPE.sub("", seen).splitlines()]
    at = next(at for at, words in enumerate(lines) if words[:1] == ["2024-02"])

    assert lines[at][:2] == ["2024-02", "published"]
    assert [*lines[at][2:-7], *lines[at + 1]] == subject.split()
    assert lines[at][-3:] == ["3", "of", "3"]


@pytest.mark.slow
def test_a_terminal_shows_how_far_a_long_build_is_and_then_no_more(root: Path) -> None:
    for period in name_periods(10):
        write_issue(root, period)
    _, seen = run_on_a_terminal("build", "--root", root)
    shown = seen.split("\r\x1b[K")

    assert re.fullmatch(r"Building: (\d+) of \1", shown[-2])
    assert " files written, 0 unchanged" in shown[-1]
    assert "Building" not in shown[-1]


@pytest.mark.slow
@pytest.mark.parametrize("more", ["", "colour: red"])
def test_a_person_who_wants_no_colour_gets_none(root: Path, more: str) -> None:
    write_issue(root, "2024-02", more=more)
    _, seen = run_on_a_terminal("build", "--root", root, environment={"NO_COLOR": "1"})

    assert "2024-02" in seen
    assert not COLOUR.search(seen)


@pytest.mark.slow
def test_ctrl_c_leaves_what_was_built_before_as_it_is(root: Path) -> None:
    for period in name_periods(POOL_THRESHOLD - 3):
        write_issue(root, period)
    build(root)
    before = read_everything(root / "dist")
    for period in name_periods(POOL_THRESHOLD - 3):
        write_issue(root, period, words="Something else.")
    with subprocess.Popen(command("build", "--root", root), stderr=subprocess.PIPE, text=True) as process:  # noqa: S603  # our own program
        while not (root / "dist" / STAGING).exists():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        output = process.communicate(timeout=60)[1]

    assert process.returncode == 1
    assert output == "\nStopped; nothing more was done.\n"
    assert read_everything(root / "dist") == before
