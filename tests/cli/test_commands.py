"""What all commands have in common: help, a line in the README, and answers to a command line that makes no sense."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newsletter.cli import main
from tests.building.publications import ROOT
from tests.cli.calls import Call

README = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `newsletter (\w+)[^|]*\| ([^|]+)\|$", README.replace(r"\|", "/"), re.MULTILINE))
COMMANDS = (
    "new",
    "import",
    "build",
    "report",
    "check",
    "rules",
    "preview",
    "serve",
    "approve",
    "send",
    "status",
    "cancel",
    "providers",
    "ledger",
    "doctor",
    "sources",
    "responses",
    "schema",
)


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_the_commands_are_those_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    listed = ask(capsys, "--help").partition("Commands:")[2]

    assert tuple(re.findall(r"^  (\w+) ", listed, re.MULTILINE)) == COMMANDS
    assert tuple(ROWS) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_what_it_does_and_what_each_option_is_for(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    output = ask(capsys, command, "--help")
    purpose, _, options = output.partition("Options:")

    assert re.search(r"\n\n  [A-Z].*\.\n", purpose, re.DOTALL)
    assert output == ask(capsys, command, "-h")
    for option in re.split(r"\n  (?=-)", options)[1:]:
        assert re.search(r"  [A-Z].*\.(  \[required\])?$", option, re.DOTALL), f"not explained: {option}"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_in_the_readme(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    offered = set(re.findall(r"--[a-z][a-z-]+", ask(capsys, command, "--help").partition("Options:")[2]))

    assert {"--root", "--help"} <= offered
    assert sorted(offered - {"--root", "--help"}) == sorted(set(re.findall(r"--[a-z-]+", ROWS[command])))


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert re.fullmatch(r"newsletter, version \d+\.\d+\.\d+\n", ask(capsys, "--version"))


def test_without_a_command_the_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Send an issue, once and only once." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "hint"),
    [("biuld", "Did you mean build? "), ("Send", "Did you mean send? "), ("publish", ""), ("\x1b[2J", "")],
)
def test_an_unknown_command_is_answered_with_the_known_ones(
    typed: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([typed]) == 2
    output = capsys.readouterr()

    assert output.out == ""
    assert output.err.endswith(f"'. {hint}The commands are: {', '.join(COMMANDS)}.\n")
    assert "\x1b" not in output.err


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["--root", ".", "build"], "Options come after the command: newsletter build --root"),
        (["build", "--size", "7"], "No such option '--size'."),
        (["build", "2024-01", "2024-02"], "Got unexpected extra argument (2024-02)"),
        (["send"], "Missing argument 'ISSUE'."),
        (["approve"], "Missing argument 'ISSUE'."),
        (["approve", "2024-01"], "Missing option '--by'."),
        (["cancel"], "Missing argument 'ISSUE'."),
        (["status", "--watch"], "--watch follows one issue. Name it: newsletter status 2024-01 --watch"),
        (["status", "2024-01", "--every", "0"], "This must be 1 or more."),
        (["send", "2024-01", "--test"], "--test needs an address: --test you@example.org"),
        (["send", "2024-01", "me@example.org"], "To send a test to that address, put --test before it."),
        (["send", "2024-01", "--yes", "--audience-size-max", "0"], "This must be 1 or more."),
        (["providers", "mend"], "'mend' is not one of 'list', 'check'."),
        (["schema", "block"], "'block' is not one of 'issue', 'publication', 'report', 'responses'."),
        (["build", "--as-of", "soon"], "'soon' is not a date. Write it like 2024-01-31."),
        (["build", "--as-of", "2024-02-30"], "'2024-02-30' is not a date. Write it like 2024-01-31."),
        (["build", "--out", ""], "This is empty. Name a folder."),
        (["build", "--root", ""], "This is empty. Name a folder."),
        (["build", "--root", __file__], "is a file."),
        (["build", "--out", __file__], "is a file."),
    ],
)
def test_a_command_line_that_makes_no_sense_ends_with_2(
    arguments: list[str], answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    output = capsys.readouterr()

    assert output.out == ""
    assert "Error: " in output.err
    assert answer in output.err


ADVICE = "Write year and month: 2024-01. Other rhythms: 2024-01-31, 2024-W05, 2024-Q1, 2024-spring, 12"
"""What is said where nothing in the text is like a period."""


@pytest.mark.parametrize("command", ["build", "check", "approve", "send", "status", "cancel"])
@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("2024-1", "Write: 2024-01"),
        ("2024-99", ADVICE),
        ("", ADVICE),
        ("january", ADVICE),
        ("issues/2024-02.yaml", "Write: 2024-02"),
        ("../../etc/passwd", ADVICE),
        ("../2024-02", "Write: 2024-02"),
        ("/2024-02", "Write: 2024-02"),
        ("2024-02\n", "Write: 2024-02"),
        ("2024-02\0", "Write: 2024-02"),
        ("٢٠٢٤-٠١", ADVICE),
        ("2024-02\x1b[31m", "Write: 2024-02"),
        ("x" * 5000, ADVICE),
    ],
)
def test_only_a_period_leads_to_an_issue(call: Call, root: Path, command: str, typed: str, hint: str) -> None:
    (root.parent / "2024-02.yaml").write_bytes((root / "issues/2024-02.yaml").read_bytes())
    ended = call(command, typed)

    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.endswith(f"' is not an issue. {hint}\n")
    assert all(character.isprintable() for character in ended.err.replace("\n", ""))
    assert len(ended.err) < 300
    assert not (root / "dist").exists()
