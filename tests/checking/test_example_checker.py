"""What the author of a pack tries examples with finds nothing in ours, and keeps no file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from newsletter.checking.registry import Example
from newsletter.errors import PluginError, Severity
from newsletter.example_checker import check_examples, find_problems
from tests.checking.documents import WITH_PACKS


def test_the_examples_of_our_own_pack_are_right() -> None:
    assert check_examples("case-reviews", WITH_PACKS) == ()


def test_an_example_of_one_pack_is_checked_by_the_rules_of_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    place, problems = find_problems(Example(issue="title: @@TODO\n"), "case-reviews", WITH_PACKS)

    assert [problem.place for problem in problems if problem.severity is Severity.ERROR] == [place]
    assert list(tmp_path.iterdir()) == []


def test_a_pack_that_is_not_installed_is_named() -> None:
    with pytest.raises(PluginError, match="recipies"):
        check_examples("recipies")
