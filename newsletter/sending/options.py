"""What the operator asks of one send beyond the issue: when, and to how many at most. Pure: reads no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from newsletter.errors import Reason, SendRefusedError
from newsletter.parsing.document import shorten


@dataclass(frozen=True, slots=True)
class SendOptions:
    """``at`` is when the provider shall send, or None for now; ``audience_size_max`` is in readers.

    ``is_unattended`` is whether no one confirms; ``is_first`` confirms that there was no send before.
    """

    at: datetime | None = None
    audience_size_max: int | None = None
    is_unattended: bool = False
    is_first: bool = False


NOW_TO_ALL = SendOptions()

_YEARS = range(1900, 2200)
"""Years in which something can be sent, or could have been; the ends of the calendar have no other time zone."""


def read_time(text: str, zone: ZoneInfo) -> datetime:
    """Read a date and time as ISO 8601 writes them; without an offset it is the publication's own clock that counts.

    Raises:
        SendRefusedError: it is not a time, or the clock change makes it ambiguous.
    """
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        given = None
    if given is None or len(text) <= len("2024-02-01"):
        raise SendRefusedError(f"'{shorten(text)}' is not a date and time. Write it like 2024-02-01T09:00.")
    if given.year not in _YEARS:
        raise SendRefusedError(f"'{shorten(text)}' is in an impossible year. Check the year.")
    if given.tzinfo is not None:
        return given
    local, other = given.replace(tzinfo=zone), given.replace(tzinfo=zone, fold=1)
    if local.utcoffset() != other.utcoffset():
        raise SendRefusedError(
            Reason(
                f"{text} is ambiguous or missing in {zone.key}: the clocks change then.",
                f"Add the offset: {text}+00:00",
                "Choose another time.",
            )
        )
    return local
