"""The ends of every option that takes a date, a time or a number: an answer in words, and never a traceback."""

from __future__ import annotations

import pytest

from tests.cli.calls import Call

DAYS = [
    "0001-01-01",
    "1899-12-31",
    "1900-01-01",
    "2199-12-31",
    "2200-01-01",
    "9999-12-31",
    "10000-01-01",
    "-0001-01-01",
]
TIMES = [
    f"{day}T{time}" for day in DAYS for time in ("00:00", "23:59:59.999999", "00:00+23:59", "23:59-23:59", "24:00")
]
NUMBERS = ["-1", "0", "1", "2147483648", "9" * 20, "9" * 400, "1e9", "nan", "٣", ""]
OPTIONS = {
    ("check", "2024-01", "--as-of"): DAYS,
    ("build", "2024-01", "--as-of"): DAYS,
    ("send", "2024-01", "--dry-run", "--at"): TIMES,
    ("send", "2024-01", "--dry-run", "--audience-size-max"): NUMBERS,
    ("status", "2024-01", "--watch", "--every"): NUMBERS,
}


@pytest.mark.slow
@pytest.mark.parametrize("command", OPTIONS, ids=lambda command: f"{command[0]} {command[-1]}")
def test_an_extreme_is_answered_in_words(call: Call, command: tuple[str, ...]) -> None:
    for value in OPTIONS[command]:
        ended = call(command[0], *command[1:-1], f"{command[-1]}={value}")
        assert ended.code in {0, 1, 2}, value
        assert ended.out or ended.err, value


@pytest.mark.parametrize("port", ["-1", "65536", "9" * 20, "9" * 400, "1e3", "٨٠٠٠٠", ""])
def test_what_is_no_port_is_refused(call: Call, port: str) -> None:
    ended = call("preview", "--no-open", f"--port={port}")
    assert ended.code == 2
    assert "Error: Invalid value for '--port'" in ended.err


@pytest.mark.parametrize("day", ["1899-12-31", "2200-01-01", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_meant_is_refused(call: Call, day: str) -> None:
    ended = call("check", "--as-of", day)
    assert ended.code == 2
    assert f"'{day}' is in an impossible year" in ended.err
