"""Parses how long a server asks clients to wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST = 86_400.0
"""Seconds in a day: longer waits are treated as this."""

_DIGITS = 12  # of a number of seconds; longer numbers are treated as the longest wait


def read_retry_after(fields: Mapping[str, str]) -> float | None:
    """Parse ``Retry-After`` (RFC 9110, section 10.2.3) in seconds; None if it is neither a number nor a date.

    A date is compared with the server's own clock (``Date``) if the response has it. Names of fields are in lower case.
    """
    asked = fields.get("retry-after", "").strip()
    return read_seconds(asked) if _is_number(asked) else _until(asked, fields.get("date"))


def read_seconds(asked: str) -> float | None:
    """Parse a number of seconds with any number of digits; None if it is not a number, or is negative."""
    if not _is_number(asked):
        return None
    whole, _, part = asked.partition(".")
    return _LONGEST if len(whole.lstrip("0")) > _DIGITS else min(float(f"{whole}.{part[:_DIGITS]}0"), _LONGEST)


def _is_number(asked: str) -> bool:
    return asked.isascii() and asked.replace(".", "", 1).isdigit() and not asked.startswith(".")


def _until(asked: str, today: str | None) -> float | None:
    try:
        until = parsedate_to_datetime(asked)
        now = parsedate_to_datetime(today) if today else datetime.now(UTC)
        return min(max(0.0, (until - now).total_seconds()), _LONGEST)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
