"""What was withdrawn is not sent: an issue is refused, and an item is left out, which the plan says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from newsletter.sending.prepare import prepare_issue
from tests.building.publications import make_publication

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
_WITHDRAWN = "withdrawn: {at: 2024-04-01T10:00:00Z, reason: It named a person.}"


def prepare(root: Path, before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Change January's issue, and return what blocks a send of it, what is warned of, and its text."""
    path = make_publication(root, ["2024-01"]) / "issues/2024-01.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    prepared = prepare_issue(root, "2024-01", NOW)
    return prepared.readiness.blockers, prepared.readiness.warnings, prepared.campaign.text


def test_an_issue_that_was_withdrawn_is_refused(tmp_path: Path) -> None:
    blockers, _, text = prepare(tmp_path, "\nblocks:", f"\n{_WITHDRAWN}\nblocks:")

    assert blockers == ("2024-01 was withdrawn on 1 April 2024. Nothing of it can be sent.",)
    assert "Review one" not in text


def test_an_item_that_was_withdrawn_is_left_out_and_the_plan_says_so(tmp_path: Path) -> None:
    blockers, warnings, text = prepare(tmp_path, "    id: first\n", f"    id: first\n    {_WITHDRAWN}\n")

    assert "first was withdrawn on 1 April 2024 and is left out of the e-mail." in warnings
    assert "Review one" not in text
    assert "A word" in text
    assert blockers == prepare(tmp_path, "Review one", "Review two")[0]
