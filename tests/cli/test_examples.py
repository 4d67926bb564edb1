"""Every example is a whole newsletter: it builds and checks without a word, and together they show every block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from newsletter.documents.blocks import BLOCK_TYPES
from newsletter.documents.packs import list_own_packs
from newsletter.documents.periods import KINDS, Kind, parse_period
from newsletter.scaffolding.examples import describe_examples, list_examples
from tests.cli.calls import Call, read_everything
from tests.matrix import pair

NAMES = ["bilingual", "case-reviews", "lab", "parish", "release", "school"]
TITLE = 'Ann\'s "Own" News – Ñ $title'


def begin(call: Call, folder: Path, name: str) -> Path:
    ended = call("new", "--publication", TITLE, "--example", name, "--root", str(folder))
    assert (ended.code, ended.err) == (0, "")
    return folder


def read_issues(folder: Path) -> dict[str, dict[str, object]]:
    return {path.stem: yaml.safe_load(path.read_bytes()) for path in sorted((folder / "issues").glob("*.yaml"))}


def walk(value: object) -> Iterator[tuple[str, object]]:
    """Yield every key and its value in a document."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner
            yield from walk(inner)
    for inner in value if isinstance(value, list) else []:
        yield from walk(inner)


def test_the_examples_are_those_that_the_help_names(call: Call) -> None:
    phrase = " ".join(call("new", "--help").out.split())

    assert list(list_examples()) == NAMES
    assert (
        f"from a whole one: {', '.join(name for name in NAMES if name != 'case-reviews')}, or that of a pack." in phrase
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_an_example_builds_and_checks_without_a_warning(call: Call, tmp_path: Path, name: str) -> None:
    folder = begin(call, tmp_path / name, name)
    checked, built = (call(word, "--root", str(folder)) for word in ("check", "build"))

    assert (checked.code, checked.out.splitlines()[-1]) == (0, "3 issues checked: 0 errors, 0 warnings.")
    assert (built.code, built.err) == (0, "")
    assert "warning" not in built.out
    assert len(read_issues(folder)) == 3
    assert all((folder / f"dist/email/{period}.html").is_file() for period in read_issues(folder))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "every"), pair(NAMES, KINDS))
def test_an_example_of_another_rhythm_checks_too(call: Call, tmp_path: Path, name: str, every: Kind) -> None:
    folder = tmp_path / name
    begun = call("new", "--publication", TITLE, "--example", name, "--every", every, "--root", str(folder))
    checked = call("check", "--root", str(folder))
    issues = read_issues(folder)

    assert (begun.code, begun.err) == (0, "")
    assert (checked.code, "0 errors" in checked.out) == (0, True), checked.out
    assert {parse_period(period).kind for period in issues} == {every}
    assert all(str(issue["period"]) == period for period, issue in issues.items())


def test_each_example_is_described_in_a_sentence() -> None:
    text = describe_examples()

    assert list(text) == NAMES
    assert len(set(text.values())) == len(NAMES)
    assert all(re.fullmatch(r"A [^.:#]{15,70}\.", words) for words in text.values()), text


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_its_title_and_the_pictures_that_it_shows(call: Call, tmp_path: Path, name: str) -> None:
    folder = begin(call, tmp_path / name, name)
    shown = {value for issue in read_issues(folder).values() for key, value in walk(issue) if key in {"file", "dark"}}
    held = {path.relative_to(folder).as_posix() for part in ("images", "data") for path in folder.glob(f"{part}/*")}

    assert shown == held
    assert TITLE in (folder / "newsletter.toml").read_text(encoding="utf-8").replace('\\"', '"')
    assert "$" not in (folder / "newsletter.toml").read_text(encoding="utf-8").replace("$title", "", 3)


@pytest.mark.slow
def test_the_examples_together_show_every_block(call: Call, tmp_path: Path) -> None:
    folders = [begin(call, tmp_path / name, name) for name in NAMES]
    used = {value for folder in folders for issue in read_issues(folder).values() for _, value in walk(issue)
            if isinstance(value, str)}  # fmt: skip

    assert set(BLOCK_TYPES) - used == set()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["--example", "parish"], "--example is for a new publication. Add its title: --publication TITLE"),
        (["--example", "parsh"], "Unknown example 'parsh'. Write one of: " + ", ".join(NAMES)),
        (
            ["2030-01", "--example", "parish"],
            "An example has its own packs and issues. Leave out the period 2030-01.",
        ),
        (
            ["--pack", list_own_packs()[0], "--example", "lab"],
            "has its own packs and issues. Leave out --pack.",
        ),
    ],
)
def test_what_an_example_cannot_be_is_refused(call: Call, tmp_path: Path, given: list[str], message: str) -> None:
    title = [] if "Add its title" in message else ["--publication", TITLE]
    ended = call("new", *given, *title, "--root", str(tmp_path / "new"))

    assert ended.code == 2
    assert message in " ".join(ended.err.split())
    assert not (tmp_path / "new").exists()


def test_an_example_is_never_written_over_what_is_there(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / "issues").mkdir(parents=True)
    (folder / "issues/2026-10.yaml").write_text("mine", encoding="utf-8")
    before = read_everything(folder)
    ended = call("new", "--publication", TITLE, "--example", "lab", "--root", str(folder))

    assert ended.code == 1
    assert "issues/2026-10.yaml: There is such a file already" in ended.err
    assert read_everything(folder) == before
