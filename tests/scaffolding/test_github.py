"""The files of a repository of one newsletter: what its editors are told is so."""

from __future__ import annotations

import re
import textwrap

import pytest
import yaml

from newsletter.documents.blocks.text import Text
from newsletter.documents.issue import Correction
from newsletter.loading import parse_issue
from newsletter.parsing.validation import validate
from newsletter.parsing.yaml import read_yaml
from newsletter.providers import load_providers
from newsletter.scaffolding.github import render_repository

SOURCE = "newsletter-publisher[all] @ git+https://github.com/o/r@v1"
FILES = {path: content.decode() for path, content in render_repository("Parish *News* <1>", SOURCE).items()}
README = FILES["README.md"]
SEND = yaml.safe_load(FILES[".github/workflows/send.yml"])


def test_the_guide_begins_with_the_title_as_it_is() -> None:
    assert README.startswith("# Parish \\*News\\* \\<1\\>\n")


def test_the_program_is_named_in_one_place_and_the_guide_says_where() -> None:
    assert FILES["requirements.txt"].splitlines()[-1] == SOURCE
    assert "\n    git+https://github.com/o/r@v1\n" in README
    assert [path for path, text in FILES.items() if "o/r@v1" in text] == ["README.md", "requirements.txt"]


@pytest.mark.parametrize("kind", [kind for kind in load_providers() if kind.secrets], ids=lambda kind: kind.name)
def test_a_send_has_the_secrets_of_each_service_and_the_guide_names_them(kind: type) -> None:
    secrets: tuple[str, ...] = kind.secrets  # type: ignore[attr-defined]  # every provider has them
    for job in ("plan", "act"):
        given = SEND["jobs"][job]["steps"][-1]["env"]
        assert all(given[name] == f"${{{{ secrets.{name} }}}}" for name in (*secrets, "NEWSLETTER_LEDGER_URL"))
    (row,) = re.findall(rf"^ *\| `{kind.name}` .*", README, re.MULTILINE)  # type: ignore[attr-defined]  # likewise
    assert all(f"`{name}`" in row for name in secrets)


def test_a_send_begins_by_hand_alone_and_waits_for_a_person_before_it_has_a_secret() -> None:
    assert list(SEND[True]) == ["workflow_dispatch"]  # YAML 1.1 reads "on" as true
    for job in SEND["jobs"].values():
        assert job.get("environment") == ("sending" if "secrets." in str(job) else None)


def test_each_choice_of_a_send_does_something_and_the_guide_knows_no_other() -> None:
    choices = SEND[True]["workflow_dispatch"]["inputs"]["what"]["options"]
    script = SEND["jobs"]["act"]["steps"][-1]["run"]

    assert choices[0] == SEND[True]["workflow_dispatch"]["inputs"]["what"]["default"] == "Show the plan"
    assert re.findall(r'^ *"([A-Z][^"]+)"\)', script, re.MULTILINE) == [
        "Send a test",
        "Send it to the readers",
        "Check the mailing service",
        "Ask what became of it",
        "Cancel it",
        "Record that it was sent",
        "Record that it was not sent",
    ]
    assert set(re.findall(r'^ *"([A-Z][^"]+)"\)', script, re.MULTILINE)) == set(choices[1:])
    named = re.findall(r"\*((?:Send|Check|Ask|Cancel|Record) [a-z ]+)\*", README)
    assert {name for name in named if name != "Check the newsletter"} <= set(choices)


def test_each_command_and_place_that_the_guide_names_is_there() -> None:
    for workflow in ("Draft", "Check", "Publish", "Send"):
        assert f"*{workflow}*" in README or f"**{workflow}**" in README or f"`{workflow}`" in README
        assert f"name: {workflow}\n" in FILES[f".github/workflows/{workflow.lower()}.yml"]
    assert "*Check the newsletter*" in README
    assert yaml.safe_load(FILES[".github/workflows/check.yml"])["jobs"]["check"]["name"] == "Check the newsletter"
    headings = {re.sub(r"\W+", "-", heading.lower()) for heading in re.findall(r"^## (.+)$", README, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", README)) <= headings


def test_a_correction_is_written_as_the_guide_says() -> None:
    (line,) = re.findall(r"^ *- (\{at: .*\})$", README, re.MULTILINE)

    assert validate(Correction, read_yaml(f"{line}\n".encode(), "issue.yaml")).note == "The meeting is on 9 April."


def test_a_text_of_several_paragraphs_is_written_as_the_guide_says() -> None:
    """It has what trips people up: a colon, bold words, a link and a list."""
    example = README.partition("       - type: text\n")[2].partition("\n   Two stars")[0]
    block = textwrap.indent(textwrap.dedent(f"       - type: text\n{example}"), "  ")
    issue = parse_issue(f"period: 2024-01\ntitle: News\nblocks:\n{block}".encode(), "issue.yaml", ()).issue

    (text,) = issue.blocks
    assert isinstance(text, Text)
    assert text.title == "The hall is open again"
    assert str(text.body).startswith("The roof is repaired: we are **back** from 3 March.\n\n- [Book")


def test_the_guide_needs_no_words_of_programmers() -> None:
    told = README.partition("## Set it up")[0].lower()

    assert [
        word
        for word in ("yaml", "commit hash", "repository secret", "ci", "cli", "git clone", "markdown")
        if re.search(rf"\b{word}\b", told)
    ] == []
