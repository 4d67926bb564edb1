"""Approvals by people: one under many spellings is one, look-alikes are told, and of two at once none is lost."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.documents.approvals import Approvals
from newsletter.errors import SendRefusedError
from newsletter.sending.approvals import ApprovalPolicy, approve, load_approvals
from newsletter.sending.people import find_lookalikes, fold_name, merge_people
from newsletter.sending.plan import Readiness
from tests.campaigns import CAMPAIGN
from tests.sending.send_contexts import NOW, open_context, plan
from tests.sending.test_kill import PROCESSES

ZOE = "Zoë Example"
ONE_PERSON = [
    "ZOË EXAMPLE",
    "zoë example",
    unicodedata.normalize("NFD", ZOE),
    "Zoë  Example",
    "Zoë\u00a0Example",
    "Zoë\u2003Example",
    "Zoë\u2800Example",
    " Zoë Example ",
    "Zo\u200bë Example",
    "Zoë\u2060 Exam\u00adple",
    "Zoë Example\ufe0f",
    "\u200eZoë Example",
    "Zoë\u3164 Example",
    "Ｚｏë Ｅｘａｍｐｌｅ",
    "𝒵ℴë 𝔼𝕩𝕒𝕞𝕡𝕝𝕖",
    "Zoë Eˣample",
]
OTHERS = ["Zoe Example", "Zoë Exampel", "Zoë-Example", "Zoë Example Jr", "ZoëExample", "Zoë Examplé"]
ALIKE = [
    "Zоë Example",
    "Zoë Ехаmрlе",
    "Zoë Examp1e",
    "Zoë ExampIe",
    "Zοë Example",
    "ZОË EXAMPLE",
    "zoë ехample",
    "Zoë Exarnple",
    "Zoë Eхample",
]


@pytest.mark.parametrize("spelling", ONE_PERSON)
def test_another_spelling_is_the_same_person(spelling: str) -> None:
    assert fold_name(spelling) == fold_name(ZOE)
    assert merge_people([ZOE, spelling]) == (spelling,)
    assert list(find_lookalikes([ZOE, spelling])) == []


@pytest.mark.parametrize("other", OTHERS)
def test_another_name_is_another_person(other: str) -> None:
    assert len(merge_people([ZOE, other])) == 2
    assert list(find_lookalikes([ZOE, other])) == []


@pytest.mark.parametrize("other", ALIKE)
def test_a_name_that_looks_like_another_is_told(tmp_path: Path, other: str) -> None:
    approve(tmp_path, CAMPAIGN, ZOE, at=NOW)
    approve(tmp_path, CAMPAIGN, other, at=NOW)
    made = plan(
        open_context(tmp_path),
        readiness=Readiness(policy=ApprovalPolicy(2, approvals=load_approvals(tmp_path, "2024-01"))),
    )
    assert made.may_go
    assert f"{ZOE} and {other} approved this, and their names look alike" in made.warnings[0]
    assert "U+" in made.warnings[0]


@given(st.text())
def test_folding_is_done_once_and_for_all(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


@given(st.text(max_size=20), st.sampled_from(["\u200b", "\ufeff", "\u00ad", "\ufe0f", "\U000e0041"]))
def test_what_nobody_sees_makes_no_other_person(name: str, unseen: str) -> None:
    assert fold_name(unicodedata.normalize("NFKC", name)) == fold_name(name)
    assert fold_name(f"{name} {unseen} x") == fold_name(f"{name}  x")


def test_ordinary_names_do_not_look_alike() -> None:
    names = ["Anna", "Hanna", "Jon", "John", "Ben", "Ian", "Lan", "Åsa", "Asa", "Éva", "Eva", "Ольга", "Олега", "Νίκος"]
    assert list(find_lookalikes(names)) == []


@pytest.mark.parametrize("name", ["", "   ", "Anna\nBen", "Anna\x07", "<b>Anna</b>"])
def test_what_is_no_name_approves_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(SendRefusedError, match="Nothing was approved"):
        approve(tmp_path, CAMPAIGN, name, at=NOW)
    assert load_approvals(tmp_path, "2024-01") == Approvals()


def approve_some(root: Path, first: int) -> None:
    for number in range(first, first + 5):
        approve(root, CAMPAIGN, f"Person {number}", at=NOW)


def test_of_many_who_approve_at_once_none_is_lost(tmp_path: Path) -> None:
    (tmp_path / "issues").mkdir()
    processes = [PROCESSES.Process(target=approve_some, args=(tmp_path, first)) for first in (0, 5, 10)]
    for process in processes:
        process.start()
    with ThreadPoolExecutor() as threads:
        list(threads.map(lambda first: approve_some(tmp_path, first), (15, 20)))
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    held = {it.by for it in load_approvals(tmp_path, "2024-01").approvals}
    assert held == {f"Person {number}" for number in range(25)}
    assert [path.name for path in (tmp_path / "issues").iterdir()] == ["2024-01.approvals.yaml"]
