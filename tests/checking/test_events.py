"""Events: when they are, in words, and what can be wrong with their days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from newsletter.documents.blocks.event import Event
from newsletter.errors import ProblemsFoundError
from newsletter.loading import parse_issue
from tests.checking.documents import inspect_issue, write_issue
from tests.packs import PACKS


def write_event(**keys: str) -> str:
    """Write the blocks of an issue that is out on 1 April 2024: an event with these keys."""
    return "blocks:\n  - type: event\n    title: Tea\n" + "".join(
        f"    {key}: {value}\n" for key, value in keys.items()
    )


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        ("2024-04-17", None, "Wednesday 17 April 2024"),
        ("2024-04-17T09:05", None, "Wednesday 17 April 2024, 09:05"),
        ("2024-04-17 19:00", "2024-04-17 21:30", "Wednesday 17 April 2024, 19:00 to 21:30"),
        ("2024-04-17", "2024-04-17", "Wednesday 17 April 2024"),
        ("2024-06-08", "2024-06-09", "Saturday 8 June 2024 to Sunday 9 June 2024"),
        (
            "2024-06-21T22:30",
            "2024-06-22T01:00",
            "Friday 21 June 2024, 22:30 to Saturday 22 June 2024, 01:00",
        ),
    ],
)
def test_weekdays_are_derived_and_nothing_is_said_twice(starts: str, ends: str | None, words: str) -> None:
    event = Event.model_validate({"type": "event", "title": "Tea", "starts": starts, "ends": ends})

    assert event.when == words
    assert event.last_day == date.fromisoformat((ends or starts)[:10])


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"starts": "half past seven"}, "'half past seven' is not a day or a time. Write it like 2024-02-14T19:00"),
        ({"starts": "2024-02-30"}, "'2024-02-30' is not a day or a time"),
        ({"starts": "19:00"}, "'19:00' is not a day or a time"),
        ({"starts": "2024-04-17T19:00Z"}, "has a time zone. Leave it out: 2024-04-17T19:00."),
        ({"starts": "2024-04-17T19:00", "ends": "2024-04-17"}, "only one of starts and ends has a time of day"),
        ({"starts": "2024-04-17T19:00", "ends": "2024-04-17T18:00"}, "the event ends before it starts"),
        ({"starts": "2024-04-17", "reply_by": "2024-04-18"}, "the last day to reply is after the event has started"),
    ],
)
def test_days_that_make_no_sense_are_refused_with_what_to_write(keys: dict[str, str], said: str) -> None:
    with pytest.raises(ProblemsFoundError) as refused:
        parse_issue(write_issue(write_event(**keys)).encode(), "issues/2024-03.yaml", PACKS)

    assert said in str(refused.value.problems[0])


@pytest.mark.parametrize(
    ("keys", "rule", "path"),
    [
        ({"starts": "2024-03-31"}, "event.past", "blocks[0].starts"),
        ({"starts": "2024-03-20", "ends": "2024-03-31"}, "event.past", "blocks[0].ends"),
        ({"starts": "2024-04-20", "reply_by": "2024-03-31"}, "event.past-reply", "blocks[0].reply_by"),
        ({"starts": "2042-04-20"}, "event.year", "blocks[0].starts"),
    ],
)
def test_an_event_that_readers_would_miss_is_found(tmp_path: Path, keys: dict[str, str], rule: str, path: str) -> None:
    (problem,) = inspect_issue(tmp_path, write_event(**keys))

    assert (problem.rule, problem.path) == (rule, path)


@pytest.mark.parametrize(
    "keys",
    [
        {"starts": "2024-04-01"},
        {"starts": "2024-03-20", "ends": "2024-04-01"},
        {"starts": "2024-04-20", "reply_by": "2024-04-01"},
        {"starts": "2024-04-20T10:00", "reply_by": "2024-04-20"},
        {"starts": "2026-01-02"},
    ],
)
def test_an_event_that_readers_can_still_come_to_is_left_in_peace(tmp_path: Path, keys: dict[str, str]) -> None:
    assert inspect_issue(tmp_path, write_event(**keys)) == ()
