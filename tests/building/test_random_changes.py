"""After any changes an incremental build gives the bytes of a full one.

Edits, additions, removals, renames, drafts, corrections, withdrawals, events, and e-mails about corrections.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.building import BuildRequest
from newsletter.building.build import build
from tests.building.publications import TODAY, make, make_publication, read_tree
from tests.matrix import often

pytestmark = pytest.mark.slow
PERIODS = ("2024-01", "2024-02", "2024-02-extra", "2024-03")
_AT = "{at: 2024-05-02T10:00:00Z, reason: It named a person.}"


@dataclass(frozen=True)
class Month:
    """What an issue says, and what became of it."""

    words: str = "Hello."
    title: str = "An issue"
    item: str = "first"
    status: str = "ready"
    is_withdrawn: bool = False
    is_item_withdrawn: bool = False
    corrections: int = 0
    has_event: bool = False

    def format(self, period: str) -> str:
        """Return its document."""
        corrected = [
            f"  - {{at: 2024-05-0{n + 3}T09:00:00Z, note: A word was wrong.}}" for n in range(self.corrections)
        ]
        lines = [
            f"period: {period}",
            f"title: {self.title}",
            "subject: What there is",
            "preheader: In short, what there is to read in this issue.",
            "intro: Welcome.",
            f"status: {self.status}",
            *(["published: 2024-04-20"] if "extra" in period else []),
            *(["corrections:", *corrected] if corrected else []),
            *([f"withdrawn: {_AT}"] if self.is_withdrawn else []),
            "blocks:",
            f"  - {{type: text, title: A word, body: {self.words}}}",
            f"  - type: article\n    id: {self.item}\n    title: Its heading\n    body: Its words.",
            *([f"    withdrawn: {_AT}"] if self.is_item_withdrawn else []),
            *(["  - {type: event, id: fair, title: A fair, starts: 2024-06-14T19:00}"] if self.has_event else []),
        ]
        return "\n".join(lines) + "\n"


@dataclass
class Shelf:
    """The issues of a publication by their periods, and the e-mail about a correction in one of them."""

    months: dict[str, Month] = field(default_factory=lambda: dict.fromkeys(PERIODS[:2], Month()))
    notice: str = ""

    def change(self, what: str, period: str) -> None:
        """Make one change to an issue, which begins with it if it was not there."""
        month = self.months.get(period, Month())
        if what == "remove" and len(self.months) > 1:
            self.months.pop(period, None)
        elif what == "rename" and period in self.months:
            free = [one for one in PERIODS if one not in self.months]
            self.months.update({free[0]: self.months.pop(period)} if free else {})
        elif what == "tell":
            self.notice = "" if self.notice else period
        else:
            self.months[period] = replace(month, **_EDITS[what](month)) if what in _EDITS else month

    def write(self, root: Path) -> None:
        """Write the documents, and remove those of issues that are gone."""
        shutil.rmtree(root / "issues")
        (root / "issues").mkdir()
        for period, month in self.months.items():
            (root / f"issues/{period}.yaml").write_text(month.format(period), encoding="utf-8")
        told = self.months.get(self.notice)
        if told and told.status == "ready":
            text = Month("What was wrong.", "A correction").format("2024-02-extra-2")
            text = text.replace("status: ready", f'status: ready\ncorrects: "{self.notice}"')
            (root / "issues/2024-02-extra-2.yaml").write_text(text, encoding="utf-8")


_EDITS: Mapping[str, Callable[[Month], dict[str, Any]]] = {
    "edit": lambda month: {"words": "Good-bye." if month.words == "Hello." else "Hello."},
    "retitle": lambda month: {"title": "Another" if month.title == "An issue" else "An issue"},
    "rename item": lambda month: {"item": "second" if month.item == "first" else "first"},
    "draft": lambda month: {"status": "draft" if month.status == "ready" else "ready"},
    "withdraw": lambda month: {"is_withdrawn": not month.is_withdrawn},
    "withdraw item": lambda month: {"is_item_withdrawn": not month.is_item_withdrawn},
    "correct": lambda month: {"corrections": (month.corrections + 1) % 4},
    "announce": lambda month: {"has_event": not month.has_event},
}
_CHANGES = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "rename", "tell", *_EDITS]), st.sampled_from(PERIODS)),
    min_size=1,
    max_size=3,
)


@given(st.lists(_CHANGES, min_size=1, max_size=4))
@settings(max_examples=often(24), deadline=None)
def test_an_incremental_build_gives_the_bytes_of_a_full_one(rounds: list[list[tuple[str, str]]]) -> None:
    """However many builds there were before: what one of them left wrong would still be there after the last."""
    with TemporaryDirectory() as place:
        root, shelf = make_publication(Path(place) / "news", ()), Shelf()
        for changes in ([], *rounds):
            for what, period in changes:
                shelf.change(what, period)
            shelf.write(root)
            make(root)
        build(BuildRequest(root, Path(place) / "anew", TODAY))

        assert read_tree(root / "dist") == read_tree(Path(place) / "anew")
