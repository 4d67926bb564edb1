"""A date as people write it is answered with the same one as a document has it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.documents.dates import name_day, name_weekday, put_in_order
from newsletter.errors import ProblemsFoundError
from newsletter.loading import parse_issue
from tests.packs import PACKS

WRITTEN = [
    ("19 December 2026, 6.30pm", ["2026-12-19T18:30"]),
    ("19 Dec 2026 18:30", ["2026-12-19T18:30"]),
    ("Saturday 19th of December 2026 at 6:30 p.m.", ["2026-12-19T18:30"]),
    ("December 19, 2026 6pm", ["2026-12-19T18:00"]),
    ("19 December 2026, 6.30pm to 8pm", ["2026-12-19T18:30"]),
    ("19-Dec-2026", ["2026-12-19"]),
    ("19/12/2026", ["2026-12-19"]),
    ("19.12.2026, 18.30", ["2026-12-19T18:30"]),
    ("12/19/2026", ["2026-12-19"]),
    ("5/12/2026", ["2026-12-05", "2026-05-12"]),
    ("5/5/2026", ["2026-05-05"]),
    ("2026/12/19", ["2026-12-19"]),
    ("2026-12-19 6.30pm", ["2026-12-19T18:30"]),
    ("2026-12-19T18.30", ["2026-12-19T18:30"]),
    ("2026-1-5", ["2026-01-05"]),
    ("1 May 2026, noon", ["2026-05-01T12:00"]),
    ("1 May 2026, 12am", ["2026-05-01T00:00"]),
    ("1 May 2026, 12.15 pm", ["2026-05-01T12:15"]),
    ("Sept 3 2026", ["2026-09-03"]),
    ("31 February 2026", []),
    ("19 December", []),
    ("soon", []),
    ("1 May 2026 25:00", ["2026-05-01"]),
    ("1 May 2026 13pm", ["2026-05-01"]),
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_what_people_write_is_put_in_order(text: str, expected: list[str]) -> None:
    assert list(put_in_order(text)) == expected


@given(
    st.dates(date(1900, 1, 1)),
    st.sampled_from([name_day, name_weekday, lambda day: f"{day:%d/%m/%Y}", lambda day: f"{day:%Y.%m.%d}"]),
)
def test_every_day_is_among_what_it_can_be(day: date, write: Callable[[date], str]) -> None:
    assert f"{day}" in put_in_order(write(day))


@pytest.mark.parametrize(
    ("document", "hint"),
    [
        ("published: 19 December 2026, 6.30pm\n", "Write: 2026-12-19T18:30+00:00"),
        ("published: 19 December 2026\n", "Write: 2026-12-19"),
        ("corrections: [{at: '19 December 2026, 6.30pm', note: a}]\n", "Write: 2026-12-19T18:30+00:00"),
        ("blocks: [{type: event, title: a, starts: '19 December 2026, 6.30pm'}]\n", "Write: 2026-12-19T18:30"),
        (
            "blocks: [{type: event, title: a, starts: 5/12/2026}]\n",
            "Write 2026-12-05 or 2026-05-12, depending on which you mean.",
        ),
        ("blocks: [{type: event, title: a, starts: 2026-12-19, reply_by: 1 Dec 2026 at noon}]\n", "Write: 2026-12-01"),
        ("blocks: [{type: event, title: a, starts: Friday}]\n", "Write it like 2024-02-14T19:00, or 2024-02-14"),
    ],
)
def test_the_hint_shows_it(document: str, hint: str) -> None:
    with pytest.raises(ProblemsFoundError) as caught:
        parse_issue(f"period: 2026-12\ntitle: a\n{document}".encode(), "a.yaml", PACKS)

    (problem,) = caught.value.problems
    assert problem.hint.startswith(hint)
