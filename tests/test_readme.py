"""README and CONTRIBUTING are true: examples run, output is as shown, and what is named is there."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from newsletter.building import BuildRequest, build
from newsletter.cli import main
from newsletter.documents.mail_settings import ProviderSettings
from newsletter.documents.responses import ResponseList
from newsletter.errors import Severity
from newsletter.loading import load_publication
from newsletter.parsing.validation import validate
from newsletter.parsing.yaml import read_yaml
from newsletter.providers import open_provider, provider_names
from newsletter.providers.mailchimp import Mailchimp
from newsletter.providers.smtp import Smtp
from tests.packs import BLOCKS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLE = "issues/2024-02.yaml"
ELSEWHERE = ("scripts/test.py", "scripts/check")
"""Run by everybody who works on the house, and so by no test: it would run itself."""


class Shown(NamedTuple):
    """A command of an example, and what it is shown to say."""

    command: str
    output: str


def find_fenced(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def find_shown(text: str) -> Iterator[Shown]:
    for block in find_fenced(text, "console"):
        for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = piece.partition("\n")
            yield Shown(command, output)


def find_code(text: str) -> list[str]:
    """Return the inline code of the text, outside fenced examples."""
    return re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def find_rows(text: str, heading: str) -> list[str]:
    """Return the first cells of the table under a heading."""
    table = text.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return re.findall(r"^\| (`[^|]*?) \|", table, re.MULTILINE)


YAML, RESPONSES = find_fenced(README, "yaml")
(TOML,) = find_fenced(README, "toml")
SHOWN = list(find_shown(README))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of this repository's publication."""
    shutil.copy(ROOT / "newsletter.toml", tmp_path)
    shutil.copytree(ROOT / "issues", tmp_path / "issues")
    return tmp_path


def run(command: str) -> int:
    """Run an example as the ``newsletter`` command, in this process, where it stands."""
    words = shlex.split(command, comments=True)
    if words[0] == "newsletter":
        return main(words[1:])
    assert words[:2] == ["python3", "scripts/run.py"], f"nobody has said how to run: {command}"
    return main(words[2:])


def fits(shown: str, text: str) -> bool:
    """Return whether the output matches; a line of only … matches any lines."""
    pattern = "".join("(.*\n)*" if line == "…" else re.escape(f"{line}\n") for line in shown.splitlines())
    return re.fullmatch(pattern, text) is not None


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.command)
def test_an_example_runs_and_says_what_is_shown(
    shown: Shown, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    if any(script in shown.command for script in ELSEWHERE):
        assert (ROOT / shlex.split(shown.command)[1]).is_file()
    elif shown.output:
        (root / EXAMPLE).write_text(break_the_example(), encoding="utf-8")
        assert run(shown.command) == 1
        assert fits(shown.output, capsys.readouterr().err)
    else:
        assert run(shown.command) == 0


def break_the_example() -> str:
    assert "`age: seven`" in README
    broken, count = re.subn(r"age: \{.*?\}", "age: seven", YAML)
    assert count == 1
    return broken


def test_shown_output_has_to_fit() -> None:
    assert fits("one\n…\nfour\n", "one\ntwo\nthree\nfour\n")
    assert fits("one\n…\nfour\n", "one\nfour\n")
    assert not fits("one\n…\nfour\n", "one\ntwo\n")
    assert not fits("one\n", "one\ntwo\n")


def test_the_issue_in_the_readme_builds_without_a_word(root: Path) -> None:
    (root / EXAMPLE).write_text(YAML, encoding="utf-8")
    report = build(BuildRequest(root, root / "dist", date(2024, 3, 5)))

    assert [row.state for row in report.rows if row.issue == "2024-02"] == ["draft"]
    assert [str(problem) for problem in report.warnings if problem.place.file == EXAMPLE] == []
    assert (root / "dist/email/2024-02.html").is_file()
    assert YAML.startswith("# yaml-language-server: $schema=issue.schema.json\n")


def test_the_provider_in_the_readme_is_one(root: Path) -> None:
    settings = (root / "newsletter.toml").read_text(encoding="utf-8")
    changed, count = re.subn(
        r"^\[provider\]\n.*?^\[sending\]\n.*?\n\n", f"{TOML}\n", settings, flags=re.MULTILINE | re.DOTALL
    )
    (root / "newsletter.toml").write_text(changed, encoding="utf-8")
    provider = open_provider(load_publication(root).publication, root=root, environment={})

    assert count == 1
    assert isinstance(provider, Mailchimp)
    assert provider.options.audience == "9e67587f52"


def test_everything_in_the_table_of_outputs_is_built(root: Path) -> None:
    report = build(BuildRequest(root, root / "dist", date(2024, 3, 5)))
    rows = find_rows(README, "in `dist/`")

    assert not [problem for problem in report.warnings if problem.severity is Severity.ERROR]
    assert len(rows) >= 4
    for row in rows:
        first, *more = find_code(row)
        paths = [first, *(name_beside(first, short) for short in more)]
        assert [path for path in paths if not (root / "dist" / path).exists()] == []
    for address in re.findall(r"`(/[^`…]*)`", README):
        assert (root / "dist/site" / address.strip("/") / "index.html").is_file()


def name_beside(first: str, short: str) -> str:
    """Write out a name that a table gives shortly: its ending alone, or without its folder."""
    path = Path(first)
    return str(path.with_suffix(short) if short.startswith(".") else path.with_name(short))


def test_every_folder_in_the_table_of_contributing_is_there() -> None:
    named = {name.rstrip("/") for row in find_rows(CONTRIBUTING, "folder") for name in find_code(row)}
    there = {path.stem if path.is_dir() else path.name for path in (ROOT / "newsletter").glob("[a-z]*")} - {"py.typed"}

    assert named == there


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_file_that_is_named_is_there(text: str) -> None:
    paths = [*re.findall(r"\]\((?!https?:|mailto:)([^)#]+)\)", text), *re.findall(r"\bscripts/[\w.]+\w", text)]
    paths += re.findall(r"<img src=\"([^\"]+)\"", text)
    paths += [code for code in find_code(text) if re.match(r"(newsletter|templates|tests|\.pre-commit)[/-]", code)]

    assert paths
    assert [path for path in paths if "NAME" not in path and not (ROOT / path).exists()] == []


@pytest.mark.slow
def test_every_name_in_contributing_is_in_the_code() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("[nst]*/**/*.py"))
    named = [re.match(r"@?(\w+)(?=\(|$)", span) for span in find_code(CONTRIBUTING)]
    names = {found[1] for found in named if found}

    assert {"issue_rule", "plan_aggregate_pages", "make_aggregate_page", "Artifact", "Provider", "enclosure"} <= names
    definition = r"(?m)\b(?:class|def) (\w+)|^(\w+) = |^    (\w+): "
    assert names - {name for found in re.findall(definition, code) for name in found} == set()


def test_every_type_of_block_and_every_provider_is_in_the_readme() -> None:
    code = find_code(README)

    assert set(BLOCKS) <= set(code)
    assert set(provider_names()) <= set(code)
    assert f"The default provider, `{ProviderSettings().name}`," in README
    assert set(Smtp.secrets) == {name for name in code if name.startswith("NEWSLETTER_SMTP_")}


def test_the_responses_in_the_readme_are_valid() -> None:
    [response] = validate(ResponseList, read_yaml(RESPONSES.encode(), "responses/2024.yaml")).responses

    assert (response.issue, response.item, response.point) == ("2024-01", "child-a", "recommendation-2")
