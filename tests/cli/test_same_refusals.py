"""What ``newsletter build`` refuses, ``newsletter check`` does not pass: both ask the same rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newsletter.checking.examples import ISSUE_NAME
from newsletter.checking.registry import Example
from newsletter.cli import main
from tests.checking.documents import write_example
from tests.matrix import some_of
from tests.packs import PACKS, RULES

DAY = ("--as-of", "2024-04-01")


def run(folder: Path, *arguments: str) -> int:
    return main([*arguments, "--root", str(folder), *DAY])


def is_same(folder: Path) -> tuple[int, int]:
    """Return how check and then build end; check writes nothing."""
    checked = run(folder, "check")
    assert not (folder / "dist").exists()
    return checked, run(folder, "build")


@pytest.mark.slow
@pytest.mark.parametrize("rule_id", some_of(sorted(RULES), 35))
def test_no_bad_example_passes_a_check_and_is_refused_by_a_build(tmp_path: Path, rule_id: str) -> None:
    write_example(tmp_path, RULES[rule_id].bad, PACKS if RULES[rule_id].pack else ())
    checked, built = is_same(tmp_path)

    assert checked >= built


def write(name: str, text: str) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")

    return act


def add(name: str, text: str) -> Callable[[Path], None]:
    return lambda folder: write(name, (folder / name).read_text(encoding="utf-8") + text)(folder)


LOGO = '[logo]\nfile = "templates/logo.png"\nalt = "A swan on water"\nwidth = 120\nheight = 60\n'


def make_folder_of_logo(folder: Path) -> None:
    add("newsletter.toml", LOGO)(folder)
    (folder / "templates/logo.png").mkdir(parents=True)


REFUSED = {
    "a logo that is not there": add("newsletter.toml", LOGO),
    "a logo that is a folder": make_folder_of_logo,
    "a mail template that cannot be parsed": write("templates/email/issue.mjml", "{% if %}"),
    "a mail template with a value that is not there": write("templates/email/issue.mjml", "<mjml>{{ x }}</mjml>"),
    "a block template": write("templates/blocks/case_review.html", "{{ block.x }}"),
    "a text template": write("templates/text/issue.txt", "{{ x }}"),
    "a page template": write("templates/web/issue.html", "{{ x }}"),
    "the page of an item": write("templates/web/item.html", "{{ x }}"),
    "the list of issues": write("templates/web/index.html", "{{ x }}"),
    "a style sheet": write("templates/web/style.css", "{{ x }}"),
    "what feeds show": write("templates/web/feed_content.html", "{{ x }}"),
    "a file that is not named after a month": write("issues/notes.yaml", "a: 1\n"),
    "a broken issue beside a good one": write("issues/2024-02.yaml", "title: a: b\n"),
    "an issue that is named after another month": write("issues/2024-01.yaml", "period: 2024-02\ntitle: T\n"),
    "words that YAML swallows": write(ISSUE_NAME, "period: 2024-03\ntitle: Issue #12\n"),
    "a publication that is no TOML": write("newsletter.toml", "title = \n"),
    "an option that there is not": add("newsletter.toml", "[senders]\n"),
    "a record of the last build that cannot be read": write("dist/.build.json", "{"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_build_refuses_a_check_refuses(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_example(tmp_path, Example())
    REFUSED[name](tmp_path)
    checked, built = run(tmp_path, "check"), run(tmp_path, "build")
    capsys.readouterr()

    assert (checked, built) == (1, 1)


def test_what_a_build_passes_a_check_passes_also_with_the_last_build_beside_it(tmp_path: Path) -> None:
    write_example(tmp_path, Example())

    assert [run(tmp_path, command) for command in ("check", "build", "check", "build")] == [0, 0, 0, 0]


def test_one_issue_is_held_to_what_a_build_of_it_alone_is(tmp_path: Path) -> None:
    write_example(tmp_path, Example())
    write("templates/text/issue.txt", "{{ x }}")(tmp_path)

    assert [run(tmp_path, command, "2024-03") for command in ("check", "build")] == [1, 1]
