"""Printed text never contains commands for a terminal or for GitHub Actions, whatever its source."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import newsletter
from newsletter.cli.terminal import clean, clean_line, guard_commands
from tests.cli.calls import Call

HOSTILE = (
    "\x1b]0;owned\x07",
    "\x1b[2J",
    "\x9b2J",
    "\x08\x08",
    "\r",
    "\u202egnp",
    "\u2067x\u2069",
    "\u2028",
    "\n::error::forged",
    "\n::stop-commands::x",
    "\n##[error]forged",
)
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|^\s*::|##\[", re.MULTILINE)
FORMATS = ("text", "json", "sarif", "github")


@given(st.text(st.one_of(st.characters(), st.sampled_from("\x1b[]0;m\n:#\x9b\u202e"))))
def test_nothing_that_is_printed_is_obeyed(text: str) -> None:
    assert not OBEYED.search(re.sub(r"\x1b\[[0-9;]{1,19}m", "", clean(guard_commands(text))))
    assert not re.search(r"[\n\x1b]", clean_line(text))


@given(st.text())
def test_data_for_programs_is_the_same(text: str) -> None:
    written = json.dumps({"said": text}, indent=2)
    assert json.loads(clean(guard_commands(written))) == {"said": text}


def test_ordinary_words_and_styles_stay() -> None:
    phrase = "\x1b[31mDigest – “Olá”, مرحبا, 👩‍👩‍👧:\x1b[0m\n\t::"
    assert clean(phrase) == phrase


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("sign", HOSTILE)
def test_a_file_name_is_not_obeyed_in_any_form(root: Path, call: Call, form: str, sign: str) -> None:
    (root / "issues" / f"2024-02{sign}.yaml").write_text("period: 2024-02\ntitle: T\n", encoding="utf-8")
    ended = call("check", "--format", form)
    lines = [line for line in (ended.out + ended.err).splitlines() if form != "github" or not is_our_command(line)]
    assert not OBEYED.search("\n".join(lines))


def is_our_command(line: str) -> bool:
    """Tell whether a line is a note on one of the publication's files, with no second command in it."""
    return bool(re.match(r"::(error|warning|notice) (file|title)=[^\n]*::(?!error|stop)", line)) and "##[" not in line


@pytest.mark.parametrize("command", ["build", "check", "status", "preview", "send", "approve", "import", "providers"])
@pytest.mark.parametrize("sign", HOSTILE)
def test_an_argument_is_not_obeyed(call: Call, command: str, sign: str) -> None:
    ended = call(command, f"2024{sign}", "--no-such-option")
    assert ended.code
    assert not OBEYED.search(ended.out + ended.err)


def test_one_module_prints() -> None:
    """What calls click or print itself is not cleaned; the schemas are our own words, and bytes."""
    root = Path(newsletter.__file__).parent
    found = [
        f"{path.name}: {line.strip()}"
        for path in sorted(root.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"click\.(echo|secho|prompt|confirm|pause)\(|(?<![\w.])print\(", line)
        and path.name != "terminal.py"
    ]
    assert [name.partition(":")[0] for name in found] == ["schema.py"]
