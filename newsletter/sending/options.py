"""What the operator asks of one send beyond the issue: when, and to how many at most. Pure: reads no clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from newsletter.errors import SendRefusedError
from newsletter.parsing.document import shorten
from newsletter.providers.base import Audience, Provider
from newsletter.rendering.campaign import Campaign


@dataclass(frozen=True, slots=True)
class SendOptions:
    """``at`` is when the provider shall send, or None for now; ``audience_size_max`` is in readers.

    ``is_unattended`` is whether nobody is asked; ``is_first`` that somebody says there was no send before.
    """

    at: datetime | None = None
    audience_size_max: int | None = None
    is_unattended: bool = False
    is_first: bool = False


NOW_TO_ALL = SendOptions()

_YEARS = range(1900, 2200)
"""Years in which something can be sent, or could have been; the ends of the calendar have no other time zone."""

_FEW, _PART = 20, 0.1
"""By how many readers, and by which part, an audience may grow while somebody makes up their mind."""


def read_time(text: str, zone: ZoneInfo) -> datetime:
    """Read a date and time as ISO 8601 writes them; without an offset it is the publication's own clock that counts.

    Raises:
        SendRefusedError: it is no time, or one that this clock never shows, or shows twice.
    """
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        given = None
    if given is None or len(text) <= len("2024-02-01"):
        raise SendRefusedError(f"'{shorten(text)}' is no date and time. Write it like 2024-02-01T09:00.")
    if given.year not in _YEARS:
        raise SendRefusedError(f"'{shorten(text)}' is in no year that can be meant. Look at the year.")
    if given.tzinfo is not None:
        return given
    local, other = given.replace(tzinfo=zone), given.replace(tzinfo=zone, fold=1)
    if local.utcoffset() != other.utcoffset():
        raise SendRefusedError(
            f"{text} is not one time in {zone.key}: the clocks change then. Add the offset: {text}+00:00"
        )
    return local


def find_time_blockers(
    campaign: Campaign, provider: Provider[Any], options: SendOptions, now: datetime
) -> Iterator[str]:
    """Yield why this issue cannot go out at the time that was asked for."""
    at = options.at or now
    if campaign.date > at:
        now_there = at.astimezone(campaign.date.tzinfo).isoformat(timespec="minutes")
        yield (
            f"{campaign.issue} is published on {campaign.date:%Y-%m-%d at %H:%M %Z}, which is later. "
            f"Send it then, or write in the issue: published: {now_there}"
        )
    if options.at is None:
        return
    step = provider.capabilities.schedule_step
    if options.at <= now:
        yield f"{_format_time(options.at)} is past. Give a time to come, or leave --at out to send now."
    elif step is None:
        yield f"{provider.name} sends at once and cannot wait. Leave --at out, and send when it is time."
    elif (fitting := round_down(options.at, step)) != options.at:
        later = fitting + timedelta(minutes=step)
        times = f"{_format_time(fitting)} or {later:%H:%M}"
        yield f"{provider.name} sends only every {step} minutes: at {times}. Choose one."


def find_audience_blockers(audience: Audience, options: SendOptions) -> Iterator[str]:
    """Yield why this audience is not the one that was meant."""
    most = options.audience_size_max
    if audience.size == 0:
        yield f"{audience.name} has no readers: nobody would get it. Look at the audience in newsletter.toml."
    if most is None:
        return
    if audience.size is None:
        yield f"Nobody can say how many readers {audience.name} has. Leave --audience-size-max out."
    elif audience.size > most:
        yield f"{audience.name} has {audience.size} readers, more than the {most} that --audience-size-max allows."


def find_growth_blockers(planned: Audience, found: Audience) -> Iterator[str]:
    """Yield why the audience is not the one that was shown in the plan; it may lose readers, and gain a few."""
    if (planned.name, planned.id) != (found.name, found.id):
        yield f"The audience was {planned.name} in the plan, and is {found.name} now."
    if planned.size is None or found.size is None:
        return
    grown = found.size - planned.size
    if grown > _FEW and grown > planned.size * _PART:
        yield f"{found.name} had {planned.size} readers in the plan, and has {found.size} now. See why, and send again."


def round_down(moment: datetime, step: int) -> datetime:
    """Return the last time before ``moment`` that is a whole number of ``step`` minutes past the hour."""
    return moment.replace(minute=moment.minute - moment.minute % step, second=0, microsecond=0)


def _format_time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M %Z}"
