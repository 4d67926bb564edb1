"""``newsletter import`` as a person meets it: what it writes, what it says, and what it never writes over."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from newsletter.cli import main
from tests.building.publications import run
from tests.cli.calls import Call, read_everything
from tests.importing.sources import make_docx, paragraph, write_digest

DRAFT = "issues/2031-05.yaml"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a digest of one review, in a file."""
    path = tmp_path / "list.txt"
    path.write_text(write_digest(), encoding="utf-8")
    return path


def test_a_digest_becomes_a_draft_that_builds(call: Call, root: Path, source: Path) -> None:
    ended = call("import", source)
    built = call("build", "2031-05")

    assert ended.code == 0
    assert ended.err == ""
    assert ended.out.splitlines() == [
        f"Wrote {root / DRAFT}",
        "Found 1 review, 2 learning items, 2 recommendations, 1 resource.",
        "Of 13 lines: 5 kept whole, 2 kept but for what is listed here, 6 empty.",
        "Dropped: \"and\" (2 times): the 'and' before the last point of a list: the layout needs none.",
        f'Next: open it in an editor, and preview it with: newsletter preview --root "{root}"',
    ]
    assert built.code == 0
    assert "- listening to children" in (root / "dist/email/2031-05.txt").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_draft_is_never_written_over_another_unasked(call: Call, root: Path, source: Path) -> None:
    (root / DRAFT).write_text("mine", encoding="utf-8")
    before = read_everything(root)
    refused = call("import", source, "--report", root / "report.txt")

    assert refused.code == 1
    assert refused.err.startswith(f"Error: {root / DRAFT}: There is such a file already, and it was left as it is.")
    assert read_everything(root) == before
    assert call("import", source, "--force").code == 0
    assert (root / DRAFT).read_text(encoding="utf-8") != "mine"
    assert not list(root.glob("**/*.part"))


def test_a_report_that_is_there_keeps_the_draft_from_being_written(call: Call, root: Path, source: Path) -> None:
    (root / "report.txt").write_text("mine", encoding="utf-8")

    assert call("import", source, "--report", root / "report.txt").code == 1
    assert not (root / DRAFT).exists()


def test_draft_and_report_are_written_where_one_says(call: Call, root: Path, source: Path, tmp_path: Path) -> None:
    out, report = tmp_path / "draft.yaml", tmp_path / "report.txt"
    ended = call("import", source, "--out", out, "--report", report, "--period", "2031-06")

    assert ended.code == 0
    assert "period: 2031-06" in out.read_text(encoding="utf-8")
    assert report.read_text(encoding="utf-8").startswith("What became of list.txt\n")
    assert not (root / DRAFT).exists()


@pytest.mark.slow
def test_data_for_programs_holds_the_whole_report(call: Call, root: Path, source: Path) -> None:
    data = call("import", source, "--json").data

    assert (data["issue"], data["draft"]) == ("2031-05", str(root / DRAFT))
    assert data["report"]["found"]["reviews"] == 1
    assert len(data["report"]["lines"]) == 13


@pytest.mark.slow
def test_the_clipboard_comes_on_standard_input(call: Call, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(write_digest().encode())))

    assert call("import", "-").code == 0
    assert "made from the text on standard input" in (root / DRAFT).read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_word_document_is_imported(call: Call, root: Path, tmp_path: Path) -> None:
    (tmp_path / "list.docx").write_bytes(make_docx(paragraph("News, May 2031", "Heading1"), paragraph("Hello.")))

    assert call("import", tmp_path / "list.docx").code == 0
    assert "intro: Hello." in (root / DRAFT).read_text(encoding="utf-8")


def test_the_folder_of_the_issues_is_made_where_there_is_none(call: Call, root: Path, source: Path) -> None:
    for path in (root / "issues").iterdir():
        path.unlink()
    (root / "issues").rmdir()

    assert call("import", source).code == 0
    assert (root / DRAFT).is_file()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (b"", "There is no text in it."),
        (b"%PDF-1.7", "This PDF is broken."),
        (b"Hello.", "It does not say which month it is of. Add it: --period 2024-01"),
    ],
)
def test_what_cannot_be_imported_is_refused_in_words(
    call: Call, root: Path, source: Path, content: bytes, answer: str
) -> None:
    source.write_bytes(content)
    before = read_everything(root)
    ended, told = call("import", source), call("import", source, "--json")

    assert ended.code == told.code == 1
    assert ended.err == f"Error: {told.data['error']}\n"
    assert answer in ended.err
    assert read_everything(root) == before


@pytest.mark.parametrize("name", ["nowhere.txt", ".", "x" * 5000])
def test_a_file_that_cannot_be_opened_is_named(call: Call, tmp_path: Path, name: str) -> None:
    ended = call("import", tmp_path / name)

    assert ended.code == 1
    assert ended.err.startswith(f"Error: {tmp_path / name}: ")


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ([], "Missing argument 'FILE'."),
        ([""], "This is empty. Name a file."),
        (["a.txt", "--out", ""], "This is empty. Name a file."),
        (["a.txt", "--period", "may"], "is not an issue. Write year and month"),
    ],
)
def test_a_command_line_that_makes_no_sense_ends_with_2(
    arguments: list[str], answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", *arguments]) == 2
    assert answer in capsys.readouterr().err


def test_draft_and_report_cannot_be_one_file(call: Call, source: Path, tmp_path: Path) -> None:
    ended = call("import", source, "--out", tmp_path / "one", "--report", tmp_path / "one")

    assert ended.code == 2
    assert "name the same file" in ended.err
    assert not (tmp_path / "one").exists()


@pytest.mark.slow
def test_a_process_of_its_own_reads_a_pipe(root: Path, source: Path) -> None:
    ended = run("import", source, "--root", root, environment={"LC_ALL": "C", "PYTHONUTF8": "0"})

    assert (ended.returncode, ended.stderr) == (0, "")
    assert (root / DRAFT).is_file()


def test_a_folder_is_never_a_draft_also_when_told_to_write_over(call: Call, root: Path, source: Path) -> None:
    before = read_everything(root)
    ended = call("import", source, "--out", root / "issues", "--force")

    assert (ended.code, ended.err) == (1, f"Error: {root / 'issues'}: This is a folder. Name a file in it.\n")
    assert read_everything(root) == before


@pytest.mark.parametrize("option", ["--out", "--report"])
def test_a_folder_that_is_missing_keeps_everything_from_being_written(
    call: Call, root: Path, source: Path, tmp_path: Path, option: str
) -> None:
    before = read_everything(root)
    ended = call("import", source, option, tmp_path / "nowhere" / "file")

    assert ended.code == 1
    assert f"There is no folder {tmp_path / 'nowhere'}. Make it first" in ended.err
    assert read_everything(root) == before


@pytest.mark.parametrize("option", ["--out", "--report"])
def test_what_is_imported_is_not_written_over_even_when_told(call: Call, root: Path, source: Path, option: str) -> None:
    ended = call("import", source, option, source.parent / "." / source.name, "--force")

    assert ended.code == 2
    assert "is what is imported. Write the draft and the report elsewhere." in ended.err
    assert source.read_text(encoding="utf-8") == write_digest()
    assert not (root / DRAFT).exists()


def test_a_folder_or_a_wrong_name_instead_of_a_source_is_said_plainly(call: Call, tmp_path: Path) -> None:
    missing = tmp_path / "lost.txt"

    assert call("import", tmp_path).err == f"Error: {tmp_path}: This is a folder. Name one file in it.\n"
    assert call("import", missing).err == f"Error: {missing}: There is no such file. Check its name and folder.\n"


def test_a_month_that_is_none_is_said_of_the_option_that_gave_it(call: Call, source: Path) -> None:
    assert (
        "Invalid value for '--period': '2031-13' is not an issue." in call("import", source, "--period", "2031-13").err
    )
