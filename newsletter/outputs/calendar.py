"""iCalendar (RFC 5545): a file for each event that has an id, and one calendar of all events of a publication.

The library is imported when a calendar is made: most issues have no event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import uuid5
from zoneinfo import ZoneInfo

from newsletter.documents.blocks.event import Event
from newsletter.documents.dates import day_of
from newsletter.languages.wording import Wording
from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact
from newsletter.rendering import markdown
from newsletter.rendering.edition import Edition, calendar_path, issue_uuid, lead_within
from newsletter.rendering.entries import Entry
from newsletter.rendering.renderer import Renderer

if TYPE_CHECKING:
    from icalendar import Calendar, Timezone, vText
    from icalendar import Event as CalendarEvent

FILE = "calendar.ics"
MOST_ISSUES = 24
"""The publication's calendar has the events of this many issues: the newest with any."""

_PRODUCT = "-//newsletter-publisher//EN"
_EACH_DAY = timedelta(days=1)
_TEXTS = ("SUMMARY", "LOCATION", "DESCRIPTION")
_BACKSLASH = "\ue000"
"""An escaped backslash, while icalendar reads: before an N it would take it for a line end. No document can have it."""

_ESCAPES = str.maketrans({"\\": "\\\\", _BACKSLASH: "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def issue_artifacts(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:  # noqa: ARG001  # no template is filled
    """Yield a file for each event that has an id; nothing for an issue without any."""
    for entry in edition.events:
        path = calendar_path(edition.issue.period, str(entry.block.id))
        yield Artifact(f"{SITE}{path}", _write(_make_calendar([_make_event(edition, entry)])))


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Yield the publication's calendar, if it has an event: an empty one would not be valid (RFC 5545, section 3.4)."""
    order = archive.publication.rhythm.order
    newest_first = sorted(archive.issues, key=lambda issue: order(issue.period), reverse=True)
    periods = [issue.period for issue in newest_first if issue.events][:MOST_ISSUES]
    if periods:
        yield AggregatePage("calendar", FILE, archive.publication, periods=tuple(periods))


def make_fragment(edition: Edition, renderer: Renderer) -> bytes:  # noqa: ARG001  # as above
    """Return the events of an issue as one calendar; nothing for an issue without any."""
    return _write(_make_calendar([_make_event(edition, entry) for entry in edition.events])) if edition.events else b""


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:  # noqa: ARG001  # as above
    """Yield the publication's calendar.

    An event that several issues announce, with the same id and the same day, is in it once, as the newest has it.
    """
    publication = aggregate.publication
    events: dict[tuple[str, date], CalendarEvent] = {}
    for fragment in fragments:
        for event in _read(fragment):
            name = str(event["URL"]).rstrip("/").replace("#", "/").rpartition("/")[2]
            events.setdefault((name, day_of(event.start)), event)
    calendar = _make_calendar(list(events.values()))
    for name in ("NAME", "X-WR-CALNAME"):  # RFC 7986, section 5.1, and what programs read that are older
        calendar.add(name, _make_text(publication.title))
    calendar.add("URL", f"{publication.base_url}/")
    calendar.add("REFRESH-INTERVAL", _EACH_DAY, parameters={"VALUE": "DURATION"})
    yield Artifact(f"{SITE}{FILE}", _write(calendar))


def _make_event(edition: Edition, entry: Entry) -> CalendarEvent:
    from icalendar import Event as CalendarEvent  # noqa: PLC0415  # loaded only for an issue with events

    event, made = entry.block, CalendarEvent()
    if not isinstance(event, Event):
        raise TypeError(event.type)
    zone = event.zone or edition.publication.time_zone
    made.add("UID", str(uuid5(issue_uuid(edition.publication, edition.issue.period), f"event:{event.id}")))
    made.add("DTSTAMP", edition.updated.astimezone(UTC))
    made.add("SEQUENCE", len(edition.issue.corrections))
    if edition.issue.corrections:
        made.add("LAST-MODIFIED", edition.updated.astimezone(UTC))
    made.add("DTSTART", _place(event.starts, zone))
    if event.finish:
        made.add("DTEND", _place(_exclude(event.finish), zone))
    made.add("SUMMARY", _make_text(event.title))
    made.add("URL", entry.url or f"{edition.url}#{event.id}")
    if where := event.place or event.online:
        made.add("LOCATION", _make_text(where))
    told = "\n\n".join([*_describe(event, edition.url, entry.wording), *_tell_corrections(entry)])
    if told:
        made.add("DESCRIPTION", _make_text(told))
    return made


def _place(occasion: datetime | date, zone: str) -> datetime | date:
    """Give an event its time zone. A whole day has none."""
    return occasion.replace(tzinfo=ZoneInfo(zone)) if isinstance(occasion, datetime) else occasion


def _exclude(finish: datetime | date) -> datetime | date:
    """Return the end of an event for iCalendar. For whole days that is the day after the last (section 3.6.1)."""
    return finish if isinstance(finish, datetime) else finish + timedelta(days=1)


def _describe(event: Event, page: str, wording: Wording) -> Iterator[str]:
    """Yield the rest of an event, after its title, time and place, as paragraphs."""
    if facts := " · ".join(filter(None, [event.repeats, event.price, event.ask_reply(wording)])):
        yield facts
    if event.body:
        yield "\n".join(lead_within(markdown.to_text(event.body), page).splitlines())
    if event.online and event.place:
        yield wording.gettext("Take part online: {address}", address=event.online)
    for link in (event.book, event.link):
        if link:
            yield f"{link.text}: {page if link.url.startswith('#') else ''}{link.url}"


def _tell_corrections(entry: Entry) -> Iterator[str]:
    """Yield what was corrected of an event, the oldest first; of one that has no page, its issue tells that."""
    for correction in entry.corrections:
        corrected = entry.wording.gettext("Corrected on {day}:", day=entry.wording.formats.day(correction.at))
        yield f"{corrected} {markdown.to_summary(correction.note)}"


def _make_text(words: str) -> vText:
    r"""Return words that are escaped as RFC 5545, 3.3.11, has it; icalendar makes a line end of a typed ``\N``."""
    return _find_text_type()(words)


@lru_cache(maxsize=1)
def _find_text_type() -> type[vText]:
    from icalendar import vText  # noqa: PLC0415  # as above

    class EscapedText(vText):
        def to_ical(self) -> bytes:
            return self.translate(_ESCAPES).encode()

    return EscapedText


def _make_calendar(events: list[CalendarEvent]) -> Calendar:
    from icalendar import Calendar  # noqa: PLC0415  # as above

    calendar = Calendar()
    calendar.add("PRODID", _PRODUCT)
    calendar.add("VERSION", "2.0")
    for zone in _describe_zones(events):
        calendar.add_component(zone)
    for event in events:
        calendar.add_component(event)
    return calendar


def _write(calendar: Calendar) -> bytes:
    return bytes(calendar.to_ical())


def _read(fragment: bytes) -> list[CalendarEvent]:
    from icalendar import Calendar  # noqa: PLC0415  # as above

    unfolded = fragment.replace(b"\r\n ", b"").replace(rb"\\", _BACKSLASH.encode())
    events = Calendar.from_ical(unfolded).events
    for event in events:
        event.update({name: _make_text(str(event[name])) for name in _TEXTS if name in event})
    return events


def _describe_zones(events: Iterable[CalendarEvent]) -> Iterator[Timezone]:
    """Yield a description of each time zone in use, for the years of the events."""
    years: dict[str, list[int]] = {}
    for event in events:
        for stated in (event.start, event.end):
            if isinstance(stated, datetime) and isinstance(stated.tzinfo, ZoneInfo) and stated.tzinfo.key != "UTC":
                years.setdefault(stated.tzinfo.key, []).append(stated.year)
    for zone, found in sorted(years.items()):
        yield _describe_zone(zone, min(found), max(found))


def _describe_zone(zone: str, first: int, last: int) -> Timezone:
    """Describe a time zone by every change of its clock in some years (RFC 5545, section 3.6.5).

    The library's own description has each change at the time of the clock after it, an hour late in spring.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard  # noqa: PLC0415  # as above

    described = Timezone()
    described.add("TZID", zone)
    for at, before in _find_changes(zone, first, last):
        after = at.astimezone(ZoneInfo(zone))
        part = TimezoneDaylight() if after.dst() else TimezoneStandard()
        part.add("DTSTART", (at + before).replace(tzinfo=None))
        part.add("TZOFFSETFROM", before)
        part.add("TZOFFSETTO", after.utcoffset())
        part.add("TZNAME", after.tzname())
        described.add_component(part)
    return described


@lru_cache(maxsize=64)
def _find_changes(zone: str, first: int, last: int) -> tuple[tuple[datetime, timedelta], ...]:
    """Return every change of a clock from some year to another, and the offset before it.

    The first is no change, but where the years begin: a reader needs the offset that holds from there.
    """
    start, end = datetime(first, 1, 1, tzinfo=UTC) - timedelta(days=1), datetime(last + 1, 1, 2, tzinfo=UTC)
    days = [start + timedelta(days=day) for day in range((end - start).days + 1)]
    changed = [(a, b) for a, b in pairwise(days) if _show(zone, a) != _show(zone, b)]
    moments = [_narrow(zone, *pair) for pair in changed]
    return tuple((at, _show(zone, at - timedelta(seconds=1))[0]) for at in (start, *moments))


def _narrow(zone: str, before: datetime, after: datetime) -> datetime:
    """Return the second at which the clock changed to what it shows at ``after``."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        before, after = (middle, after) if _show(zone, middle) == _show(zone, before) else (before, middle)
    return after


def _show(zone: str, at: datetime) -> tuple[timedelta, str | None]:
    local = at.astimezone(ZoneInfo(zone))
    return local.utcoffset() or timedelta(), local.tzname()
