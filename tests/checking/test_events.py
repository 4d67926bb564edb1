"""Events: when they are, in words, and what can be wrong with their days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from newsletter.documents.blocks.event import Event
from newsletter.errors import ProblemsFoundError
from newsletter.languages.wording import find_wording
from newsletter.loading import parse_issue
from scripts.golden import load_case, make_files
from tests.checking.documents import inspect_issue, write_issue
from tests.packs import PACKS

ENGLISH = find_wording("en")


def write_event(**keys: str) -> str:
    """Write the blocks of an issue that is out on 1 April 2024: an event with these keys."""
    return "blocks:\n  - type: event\n    title: Tea\n    id: tea\n" + "".join(
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
        ("2024-04-17T19:00", "21:30", "Wednesday 17 April 2024, 19:00 to 21:30"),
        (
            "2024-06-21T22:30",
            "2024-06-22T01:00",
            "Friday 21 June 2024, 22:30 to Saturday 22 June 2024, 01:00",
        ),
    ],
)
def test_weekdays_are_derived_and_nothing_is_said_twice(starts: str, ends: str | None, words: str) -> None:
    event = Event.model_validate({"type": "event", "title": "Tea", "starts": starts, "ends": ends})

    assert event.facts(ENGLISH) == [words]
    assert event.last_day == date.fromisoformat((ends or starts)[:10] if ends != "21:30" else starts[:10])


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        ("2024-04-17T19:00", "21:30", "Wednesday 17 April 2024, 7pm to 9:30pm"),
        ("2024-04-17T00:00", "12:00", "Wednesday 17 April 2024, midnight to noon"),
        ("2024-04-17T00:05", "12:10", "Wednesday 17 April 2024, 12:05am to 12:10pm"),
        ("2024-04-17T11:59", None, "Wednesday 17 April 2024, 11:59am"),
        ("2024-04-17", None, "Wednesday 17 April 2024"),
    ],
)
def test_times_can_be_shown_on_the_12_hour_clock(starts: str, ends: str | None, words: str) -> None:
    event = Event.model_validate({"type": "event", "title": "Tea", "starts": starts, "ends": ends})

    assert event.facts(ENGLISH, clock=12) == [words]


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Madrid", ", Madrid time"),
        ("America/Argentina/Buenos_Aires", ", Buenos Aires time"),
        ("UTC", ", UTC"),
        ("Etc/GMT-5", ", UTC+05"),
        ("Europe/London", ""),
        (None, ""),
    ],
)
def test_the_zone_of_an_event_is_shown_where_it_is_not_the_newsletters(zone: str | None, words: str) -> None:
    keys = {"type": "event", "title": "Tea", "starts": "2024-04-17T19:00", "ends": "20:00", "zone": zone}
    whole_day = Event.model_validate(keys | {"starts": "2024-04-17", "ends": None})

    facts = Event.model_validate(keys).facts(ENGLISH, "Europe/London")
    assert facts == [f"Wednesday 17 April 2024, 19:00 to 20:00{words}"]
    assert whole_day.facts(ENGLISH, "Europe/London") == ["Wednesday 17 April 2024"]


def test_the_facts_are_in_the_order_in_which_readers_ask() -> None:
    keys = {"price": "Free", "place": "The quay", "repeats": "every Monday", "reply_by": "2024-04-10"}
    event = Event.model_validate({"type": "event", "title": "Tea", "starts": "2024-04-17"} | keys)

    assert event.facts(ENGLISH) == [
        "Wednesday 17 April 2024", "every Monday", "The quay", "Free", "Reply by Wednesday 10 April 2024",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en-GB", "Wednesday 17 April 2024, 7:30pm"), ("en-US", "Wednesday, April 17, 2024, 7:30 PM")],
)
def test_dates_and_times_are_written_as_in_the_language_of_a_block(language: str, shown: str) -> None:
    publication = load_case("event")[0].publication.model_copy(update={"clock": 12})
    written = write_issue(write_event(starts="2024-04-17T19:30", language=language)).encode()
    files = make_files(publication, parse_issue(written, "issues/2024-03.yaml", PACKS).issue)

    assert shown in files["email/2024-03.txt"].decode()


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"starts": "half past seven"}, "'half past seven' is not a day or a time. Write it like 2024-02-14T19:00"),
        ({"starts": "2024-02-30"}, "'2024-02-30' is not a day or a time"),
        ({"starts": "19:00"}, "'19:00' is not a day or a time"),
        ({"starts": "2024-04-17T19:00Z"}, "has a time zone. Write it without: 2024-04-17T19:00."),
        ({"starts": "2024-04-17T19:00", "ends": "2024-04-17"}, "only one of starts and ends has a time of day"),
        ({"starts": "2024-04-17T19:00", "ends": "2024-04-17T18:00"}, "the event ends before it starts"),
        (
            {"starts": "2024-04-17T19:00", "ends": "18:00"},
            "if it ends on the next day, write its day too: 2024-02-15T01",
        ),
        ({"starts": "2024-04-17", "ends": "18:00"}, "only one of starts and ends has a time of day"),
        ({"starts": "2024-04-17T19:00", "ends": "24:00"}, "'24:00' is not a day or a time"),
        ({"starts": "2024-04-17T19:00", "ends": "1200"}, "'1200' is not a day or a time"),
        ({"starts": "2024-04-17", "zone": "Europe/Londn"}, "'Europe/Londn' is not a time zone"),
        ({"starts": "2024-04-17", "reply_by": "2024-04-18"}, "the last day to reply is after the event has started"),
    ],
)
def test_days_that_make_no_sense_are_refused_with_what_to_write(keys: dict[str, str], message: str) -> None:
    with pytest.raises(ProblemsFoundError) as refused:
        parse_issue(write_issue(write_event(**keys)).encode(), "issues/2024-03.yaml", PACKS)

    assert message in str(refused.value.problems[0])


@pytest.mark.parametrize(
    ("keys", "rule", "path"),
    [
        ({"starts": "2024-03-31"}, "event.past", "blocks[0].starts"),
        ({"starts": "2024-03-20", "ends": "2024-03-31"}, "event.past", "blocks[0].ends"),
        ({"starts": "2024-04-20", "reply_by": "2024-03-31"}, "event.past-reply", "blocks[0].reply_by"),
        ({"starts": "2042-04-20"}, "event.year", "blocks[0].starts"),
        ({"starts": "2025-03-30T01:30"}, "event.clock-change", "blocks[0].starts"),
        ({"starts": "2024-10-27T00:30", "ends": "01:30"}, "event.clock-change", "blocks[0].ends"),
        ({"starts": "2024-11-03T01:30", "zone": "America/New_York"}, "event.clock-change", "blocks[0].starts"),
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
        {"starts": "2025-03-30T00:59"},
        {"starts": "2025-03-30T02:00"},
    ],
)
def test_an_event_that_readers_can_still_come_to_is_left_in_peace(tmp_path: Path, keys: dict[str, str]) -> None:
    assert inspect_issue(tmp_path, write_event(**keys)) == ()


def test_an_id_is_offered_that_no_other_block_has(tmp_path: Path) -> None:
    events = "".join(
        f"  - {{type: event, title: {title}, starts: 2024-04-17}}\n"
        for title in ("Café on the old quay", "Café", "日本", "日本")
    )
    problems = inspect_issue(tmp_path, f"blocks:\n  - {{type: text, id: cafe, body: Words.}}\n{events}")

    assert {problem.rule for problem in problems} == {"event.id"}
    offered = [str(problem.hint).removeprefix("Give it one: id: ") for problem in problems]
    assert offered == ["cafe-on-the-old", "cafe-2", "event", "event-2"]
