"""Days and times as the inputs of a form show them. What inputs cannot show is edited as it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOMENTS = {"day": "day", "occasion": "time", "end": "end", "moment": "zone", "day-or-moment": "zone"}
"""How much each form (``dates.PATTERNS``) has beside a day: nothing, a time, or a time in the newsletter's zone."""

_SHOWN = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})?(?:(?:^|(?<=\d)[T ])(?P<time>\d{1,2}:\d{2})(?::00)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)


@dataclass(frozen=True, slots=True)
class ShownMoment:
    """The values of the inputs: ``YYYY-MM-DD``, ``HH:MM``, and the offset that was written with them."""

    day: str = ""
    time: str = ""
    zone: str = ""


def split_moment(form: str, value: object) -> ShownMoment | None:
    """Return what the inputs show of a value, or None if they cannot."""
    if value is None:
        return ShownMoment()
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    found = _SHOWN.fullmatch(text)
    if found is None or (form == "day" and found["time"]) or not (found["day"] or form == "end"):
        return None
    clock = (found["time"] or "").rjust(len("09:00"), "0") if found["time"] else ""
    return ShownMoment(found["day"] or "", clock, found["zone"] or "")
