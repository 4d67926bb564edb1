"""``newsletter new --corrects``: a draft that tells subscribers what was wrong, made of what was sent and what is."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.loading import load_issue
from newsletter.scaffolding.correction import find_changed_sentences
from tests.building.publications import write_issue
from tests.cli.calls import Call
from tests.packs import PACKS

WRONG = "The hall is *shut*. It has 7 doors. Come in."
RIGHT = "The hall is open, [as ever]. It has 7 doors. There is tea. Come in."


@pytest.fixture
def sent(call: Call, root: Path) -> Path:
    """Send an issue, and then correct it."""
    write_issue(root, "2024-01", words=WRONG)
    assert call("send", "2024-01", "--yes").code == 0
    write_issue(root, "2024-01", words=f'"{RIGHT}"', more=_CORRECTED)
    return root


_CORRECTED = "corrections: [{at: 2024-02-10T10:00:00Z, note: The hall is open.}]"


def test_the_draft_has_the_sentences_that_changed_since_it_was_sent_and_can_be_built(call: Call, sent: Path) -> None:
    ended = call("new", "--corrects", "2024-01#first")
    draft = sent / "issues/2024-01-extra.yaml"
    text = " ".join(draft.read_text(encoding="utf-8").split())
    built = call("build", "2024-01-extra")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"Wrote {draft}\nIt has the 2 changes since then.\n")
    assert load_issue(draft, "issues/2024-01-extra.yaml", PACKS).issue.corrects == "2024-01#first"
    assert "We wrote: The hall is shut. It should have been: The hall is open, \\[as ever\\]." in text
    assert "This was missing: There is tea." in text
    assert "7 doors" not in text, "that is as it was"
    assert "Corrected on" not in text
    assert built.code == 0
    assert "[as ever]" in (sent / "dist/email/2024-01-extra.txt").read_text(encoding="utf-8")


def test_a_second_one_is_another_special_edition_and_says_so_in_json(call: Call, sent: Path) -> None:
    call("new", "--corrects", "2024-01")
    told = call("new", "--corrects", "2024-01", "--json").data

    assert (told["issue"], told["draft"]) == ("2024-01-extra-2", str(sent / "issues/2024-01-extra-2.yaml"))
    assert told["changed"][0] == {"before": "The hall is shut.", "now": "The hall is open, [as ever]."}


def test_what_was_withdrawn_is_not_repeated(call: Call, sent: Path) -> None:
    path = sent / "issues/2024-01.yaml"
    mark = "    withdrawn: {at: 2024-02-11T10:00:00Z, reason: It named a person.}\n"
    path.write_text(path.read_text(encoding="utf-8").replace("    id: first\n", f"    id: first\n{mark}"), "utf-8")
    ended = call("new", "--corrects", "2024-01#first")
    draft = (sent / "issues/2024-01-extra.yaml").read_text(encoding="utf-8")

    assert ended.code == 0
    assert "What happened" not in draft
    assert "Listening" not in draft


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--corrects", "2024-02"], "2024-02 was not sent from here, so no subscriber has to be told."),
        (["--corrects", "2024-01#nothing"], "2024-01 has no item 'nothing'. Its items are: first."),
        (["--corrects", "../x"], "is not an issue"),
        (["--corrects", "2031-01"], "2031-01"),
        (["2024-05", "--corrects", "2024-01"], "Leave out the rest."),
    ],
)
def test_what_cannot_be_corrected_is_refused_and_nothing_is_written(
    call: Call, sent: Path, arguments: list[str], words: str
) -> None:
    before = sorted((sent / "issues").iterdir())
    ended = call("new", *arguments)

    assert ended.code in {1, 2}
    assert words in ended.err
    assert sorted((sent / "issues").iterdir()) == before


def test_sentences_are_compared_whole_wherever_their_lines_end() -> None:
    before = ["The fair is on", "Monday. Bring a", "chair.", "", "See you there!"]
    now = ["The fair is", "on Tuesday. Bring a chair.", "", "See you there!", "", "Bring tea."]

    assert find_changed_sentences(before, now) == [
        ("The fair is on Monday.", "The fair is on Tuesday."),
        ("", "Bring tea."),
    ]
    assert find_changed_sentences(before, before) == []
