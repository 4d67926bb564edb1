"""Whatever is wrong with the folder or the machine, a command ends in words that help, never in a traceback.

A traceback would fail these tests by itself: the commands are called in this process.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from newsletter.cli import main
from newsletter.sending.ledger import LEDGER_FILE
from tests.building.publications import command, run
from tests.cli.calls import Call, Ended

TOML, ISSUES, ISSUE = "newsletter.toml", "issues", "issues/2024-01.yaml"
BUILD = ["build", "--as-of", "2024-03-15"]
COMMANDS = (["build"], ["build", "2024-01"], ["send", "2024-01", "--dry-run"], ["status", "2024-01"])


def put(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def link_to(target: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(target)


def clear(path: Path) -> None:
    """Take away a file or a folder of files, if it is there."""
    if path.is_dir():
        for inner in path.iterdir():
            inner.unlink()
        path.rmdir()
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)


def spoil(root: Path, name: str, make: Callable[[Path], object] | None) -> None:
    """Put something else in the place of a file or folder, or nothing."""
    clear(root / name)
    if make:
        make(root / name)


REFUSED = {
    "the publication is gone": (TOML, None),
    "the publication is a folder": (TOML, Path.mkdir),
    "the publication is a link to nowhere": (TOML, link_to("nowhere")),
    "the publication is a link to itself": (TOML, link_to(TOML)),
    "the publication is empty": (TOML, put(b"")),
    "the publication is broken": (TOML, put(b'title = "Digest\nuuid = ')),
    "the publication is not text": (TOML, put(bytes(range(256)))),
    "the publication has a provider of its own": (TOML, put(b'[provider]\nname = "../smtp"\n')),
    "there are no issues": (ISSUES, None),
    "the issues are a file": (ISSUES, put(b"")),
    "the issue is a folder": (ISSUE, Path.mkdir),
    "the issue is a link to nowhere": (ISSUE, link_to("nowhere")),
    "the issue is a link to itself": (ISSUE, link_to("2024-01.yaml")),
    "the issue is a pipe": (ISSUE, os.mkfifo),
    "the issue is empty": (ISSUE, put(b"")),
    "the issue is broken": (ISSUE, put(b"period: 2024-01\n\ttitle: [\n")),
    "the issue is not text": (ISSUE, put(bytes(range(256)))),
    "the issue is a list": (ISSUE, put(b"- 2024-01\n")),
    "the issue would write to the terminal": (ISSUE, put(b'"\\e[2J": 1\n')),
}


@pytest.mark.slow
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("fault", REFUSED)
def test_what_cannot_be_used_is_refused_in_words(call: Call, root: Path, fault: str, arguments: list[str]) -> None:
    spoil(root, *REFUSED[fault])
    ended = call(*arguments)
    if arguments[0] == "status" and REFUSED[fault][0] != TOML:
        assert ended.code == 0  # the ledger alone tells what became of an issue
        return

    assert ended.code == 1
    assert ended.out == ""
    assert_it_helps(ended.err)
    assert_the_same_is_told_to_programs(ended, call(*arguments, "--json"))
    assert not (root / "dist").exists()


def assert_it_helps(text: str) -> None:
    *lines, last = text.splitlines()
    assert last.endswith("Nothing was written or sent.") or last.startswith("Error: ")
    assert all(line.startswith((TOML, ISSUES)) for line in lines)
    assert text.replace("\n", "").isprintable()
    assert "Errno" not in text
    assert len(text) < 20_000


def assert_the_same_is_told_to_programs(ended: Ended, told: Ended) -> None:
    problems = told.data.get("problems", [])
    assert told.code == ended.code
    assert ended.err == f"Error: {told.data.get('error')}\n" or len(problems) == len(ended.err.splitlines()) - 1
    assert all(problem["message"] in ended.err and problem["hint"] in ended.err for problem in problems)


@pytest.mark.parametrize(
    ("name", "make", "arguments"),
    [
        ("dist", put(b""), ["build"]),
        ("dist", link_to("dist"), ["build"]),
        ("dist/.build.json", put(b"{"), ["build"]),
        ("dist/.build.json", Path.mkdir, ["build"]),
        ("dist/email", put(b""), ["build"]),
        ("outbox", put(b""), ["send", "2024-01", "--yes"]),
        ("outbox", link_to("../.."), ["send", "2024-01", "--yes"]),
        ("outbox", put(b""), ["send", "2024-01", "--test", "me@example.org"]),
        (".newsletter", put(b""), ["send", "2024-01", "--yes"]),
        (LEDGER_FILE, put(b"not a ledger, and long enough to be taken for one" * 99), ["send", "2024-01", "--yes"]),
        (LEDGER_FILE, put(b""), ["status", "2024-01"]),
        (LEDGER_FILE, Path.mkdir, ["send", "2024-01", "--dry-run"]),
        ("issues/publication.schema.json", Path.mkdir, ["schema", "--write"]),
    ],
)
def test_what_stands_in_the_way_is_named(
    call: Call, root: Path, name: str, make: Callable[[Path], object], arguments: list[str]
) -> None:
    spoil(root, name, make)
    ended = call(*arguments)

    assert ended.code == 1
    assert str(root / name) in ended.err
    assert "Errno" not in ended.err
    assert not list(root.glob("**/*.eml*"))


@pytest.mark.parametrize("named", ["nowhere", "no\nwhere", "x" * 5000, "a/" * 3000])
def test_a_publication_that_is_not_there_is_said_so(
    named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--root", str(tmp_path / named)]) == 1
    assert "there is no newsletter.toml here. Name the folder that holds it" in capsys.readouterr().err


def test_a_folder_that_is_gone_is_said_so(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()

    assert main(["build"]) == 1
    assert "The current folder no longer exists." in capsys.readouterr().err
    assert main(["build", "--root", str(root)]) == 0


@pytest.mark.slow
def test_a_locale_without_letters_is_no_hindrance(root: Path) -> None:
    text = (root / ISSUE).read_text(encoding="utf-8")
    (root / ISSUE).write_text(text.replace("Hello.", "Zoë’s 😀"), encoding="utf-8")
    (root / "issues/2024-02.yaml").write_text(text.replace("period", "périod"), encoding="utf-8")
    poor = {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    one, both = (run("build", *issue, "--root", root, environment=poor) for issue in (["2024-01"], []))

    assert one.returncode == 0
    assert "Zoë’s 😀" in (root / "dist/email/2024-01.txt").read_text(encoding="utf-8")
    assert both.returncode == 1
    assert both.stderr.startswith("issues/2024-02.yaml:1:1: error: p")
    assert "Traceback" not in both.stderr


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [BUILD, ["schema"], ["send", "2024-01", "--dry-run"], ["--help"]])
def test_a_reader_that_goes_away_is_no_news(root: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        ended = subprocess.run(  # noqa: S603  # our own program
            command(*arguments), cwd=root, stdout=pipe, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )

    assert ended.returncode in {0, 1}
    assert ended.stderr == ""


FULL = Path("/dev/full")
NO_ROOM = "Error: output: No space left on device. Check the disk and your permissions.\n"


@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is full, as Linux has one")
@pytest.mark.parametrize("arguments", [BUILD, [*BUILD, "--json"], ["schema"], ["--help"], ["--version"]])
def test_a_full_disk_behind_the_output_is_said_so(root: Path, arguments: list[str]) -> None:
    with FULL.open("wb") as full:
        ended = run_into(root, arguments, stdout=full)

    assert (ended.returncode, ended.stderr) == (1, NO_ROOM)


@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is full, as Linux has one")
@pytest.mark.parametrize(
    ("arguments", "code"), [(["bild"], 2), (["build", "2030-01"], 1), (["build", "2030-01", "--json"], 1)]
)
def test_a_full_disk_behind_everything_leaves_the_exit_code_alone(root: Path, arguments: list[str], code: int) -> None:
    with FULL.open("wb") as full:
        ended = run_into(root, arguments, stdout=full, stderr=full)

    assert ended.returncode == code


def run_into(
    root: Path, arguments: list[str], *, stdout: IO[bytes], stderr: IO[bytes] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``newsletter`` with its output going to these files."""
    return subprocess.run(  # noqa: S603  # our own program
        command(*arguments), cwd=root, stdout=stdout, stderr=stderr or subprocess.PIPE, text=True, timeout=60,
        check=False,
    )  # fmt: skip
