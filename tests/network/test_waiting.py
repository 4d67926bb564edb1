"""What a server asks us to wait, however it is written (RFC 9110, section 10.2.3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.network.waiting import read_retry_after

DAY = 86_400


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("1.5", 1.5),
        ("9" * 5000, DAY),
        ("0" * 5000 + "7", 7),
        ("1." + "9" * 5000, 2),
        ("-5", None),
        ("+5", None),
        ("1e3", None),
        ("٣", None),
        ("inf", None),
        ("nan", None),
        ("soon", None),
        ("", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DAY),
        ("Fri, 31 Dec 9999 23:59:59 -2359", DAY),
        ("Thu, 01 Jan 99999 00:00:00 GMT", None),
        ("Thu, " + "1" * 5000 + " Jan 2024 00:00:00 GMT", None),
        ("Thu, 99 Feb 2024 00:00:00 GMT", None),
        ("Thu, 01 Feb 2024 10:00:07", None),
    ],
)
def test_a_wait_is_read_or_it_is_none(asked: str, seconds: float | None) -> None:
    assert read_retry_after({"retry-after": asked}) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize("today", ["", "soon", "Thu, 01 Feb 2024 10:00:00 -0000"])
def test_a_server_without_a_clock_is_given_ours(today: str) -> None:
    fields = {"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT", "date": today}
    assert read_retry_after(fields) in {None, DAY}


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_said_is_a_wait_or_none(asked: str, today: str) -> None:
    seconds = read_retry_after({"retry-after": asked, "date": today})
    assert seconds is None or 0 <= seconds <= DAY
