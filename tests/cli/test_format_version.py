"""The version of the format: absent it is 1, and a newer one is refused before anything else is judged."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from uuid import UUID

import pytest

from newsletter import __version__
from newsletter.documents.format_version import FORMAT
from newsletter.documents.schema import write_schema
from newsletter.errors import ProblemsFoundError
from newsletter.loading import parse_publication
from newsletter.scaffolding.publication import make_publication
from tests.cli.calls import Call

ROOT = Path(__file__).parents[2]
OWN = (ROOT / "newsletter.toml").read_text(encoding="utf-8")
LINE = f"format = {FORMAT}\n"


def problems_of(written: str) -> list[str]:
    with pytest.raises(ProblemsFoundError) as raised:
        parse_publication(written.encode())
    return [str(problem) for problem in raised.value.problems]


def test_a_publication_that_names_no_format_is_in_the_first_one() -> None:
    assert parse_publication(OWN.replace(LINE, "").encode()).publication.format == 1


def test_a_newer_format_is_the_only_complaint_and_says_what_to_do() -> None:
    """Keys that a later format added are no misspellings, and values it changed are no faults."""
    newer = f'tiles = "unknown here"\nformat = {FORMAT + 1}\n{OWN.replace(LINE, "").replace("uuid = ", "id = ")}'

    (problem,) = problems_of(newer)
    assert problem == (
        f"newsletter.toml:2:10: error: format: this newsletter is written in format {FORMAT + 1}, "
        f"and newsletter {__version__} reads format {FORMAT} at most. "
        "Upgrade the newsletter program; nothing has to change in your documents."
    )


@pytest.mark.parametrize("written", ['"1"', "1.0", "true", "0", "-1", "[1]", "2024-01-31", "{major = 1}"])
def test_what_is_no_version_is_refused_with_the_line_to_write(written: str) -> None:
    (problem,) = problems_of(OWN.replace(LINE, f"format = {written}\n"))

    assert problem.endswith(f"error: format: this is not a version of the format. Write: format = {FORMAT}")


def test_each_command_that_reads_the_publication_refuses_a_newer_format(call: Call, root: Path) -> None:
    toml = root / "newsletter.toml"
    toml.write_text(f"format = {FORMAT + 1}\n{toml.read_text(encoding='utf-8')}", encoding="utf-8")
    commands = (["build"], ["check"], ["new"], ["send", "2024-01", "--dry-run"], ["approve", "2024-01", "--by", "A"])

    for command in (*commands, ["doctor"], ["providers", "check"], ["schema", "issue"]):
        ended = call(*command)
        assert ended.code == 1, command
        assert f"this newsletter is written in format {FORMAT + 1}" in ended.err + ended.out, command


def test_new_publications_and_the_one_here_say_their_format() -> None:
    publication, content = make_publication("Parish News", UUID(int=1))

    assert publication.format == tomllib.loads(content.decode())["format"] == FORMAT
    assert tomllib.loads(OWN)["format"] == FORMAT


def test_an_editor_is_told_of_a_newer_format_by_the_schema() -> None:
    described = json.loads(write_schema("publication", ()))["properties"]["format"]

    assert (described["type"], described["minimum"], described["maximum"]) == ("integer", 1, FORMAT)
