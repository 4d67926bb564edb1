"""Calendars: what two other programs read of them is what the events say, on nights on which clocks change too."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event as ParsedEvent
from lxml import html

from newsletter.documents.blocks.event import Event
from newsletter.documents.dates import day_of
from newsletter.documents.issue import Correction, Issue
from newsletter.documents.publication import Publication
from newsletter.loading import parse_issue
from scripts.golden import load_case, make_files

PUBLICATION = load_case("event")[0].publication
ZONES = (
    *("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago"),
    *("Africa/Casablanca", "Pacific/Apia", "UTC"),
)
FIRST_NIGHT = datetime.fromisoformat("2026-01-01")
HOSTILE = "A;B,C\\D\nEND:VEVENT\nX:\"q\" 'é' 日本 🎉\u2028 \u0301"


def make_issue(*events: str, period: str = "2026-02", **keys: str) -> Issue:
    head = {"period": period, "title": "Events", "status": "ready"} | keys
    text = "".join(f"{key}: {value}\n" for key, value in head.items())
    text += "blocks:\n" + "".join(f"  - {{type: event, {event}}}\n" for event in events)
    return parse_issue(text.encode(), f"issues/{period}.yaml", PUBLICATION.packs).issue


def read_events(publication: Publication, *issues: Issue, path: str = "site/calendar.ics") -> list[ParsedEvent]:
    """Read a calendar with a parser that this program does not use."""
    return IcsCalendarStream.calendar_from_ics(make_files(publication, *issues)[path].decode()).events


def find_calendars(files: dict[str, bytes]) -> list[str]:
    return sorted(path for path in files if path.endswith(".ics"))


def test_each_event_with_an_id_has_a_file_and_all_are_in_the_calendar() -> None:
    issue = make_issue("title: No id, starts: 2026-03-01", "id: tea, title: Tea, starts: 2026-03-02T15:00, ends: 16:30")
    files = make_files(PUBLICATION, issue)

    assert find_calendars(files) == ["site/calendar.ics", "site/issues/2026-02/tea.ics"]
    for path in find_calendars(files):
        (event,) = IcsCalendarStream.calendar_from_ics(files[path].decode()).events
        assert event.summary == "Tea"
        assert event.dtstart == datetime(2026, 3, 2, 15, tzinfo=ZoneInfo("Europe/London"))
        assert event.dtend == datetime(2026, 3, 2, 16, 30, tzinfo=ZoneInfo("Europe/London"))
        assert str(event.url) == "https://digest.example.org/riverside/issues/2026-02/#tea"


def test_an_issue_without_events_makes_no_calendar_and_nothing_links_to_one() -> None:
    publication, loaded = load_case("text")
    files = make_files(publication.publication, loaded.issue)

    assert find_calendars(files) == []
    assert b".ics" not in files["site/subscribe/index.html"]


def test_whole_days_are_dates_and_end_before_the_day_that_is_named() -> None:
    issue = make_issue(
        "id: fair, title: Fair, starts: 2026-06-06, ends: 2026-06-07", "id: day, title: D, starts: 2026-06-09"
    )
    written = make_files(PUBLICATION, issue)["site/calendar.ics"].decode()
    fair, day = read_events(PUBLICATION, issue)

    assert (fair.dtstart, fair.dtend) == (date(2026, 6, 6), date(2026, 6, 8))
    assert day.end == date(2026, 6, 10)
    assert "BEGIN:VTIMEZONE" not in written


def test_ids_last_and_the_time_stamp_is_that_of_the_issue() -> None:
    before = make_issue("id: tea, title: Tea, starts: 2026-03-02T15:00")
    after = make_issue("id: tea, title: Tea and cake, starts: 2026-03-03T15:00")
    correction = Correction.model_validate({"at": "2026-03-01T12:00:00+00:00", "note": "It is on Tuesday."})
    (old,), (new,) = (
        read_events(PUBLICATION, issue) for issue in (before, after.model_copy(update={"corrections": (correction,)}))
    )

    assert old.uid == new.uid == "109ed9ab-63a9-56a7-97c9-7545a8cc3d88"
    assert (old.dtstamp, old.sequence) == (datetime(2026, 3, 1, 9, tzinfo=UTC), 0)
    assert (new.dtstamp, new.sequence) == (datetime(2026, 3, 1, 12, tzinfo=UTC), 1)


def test_an_event_says_what_was_corrected_of_it() -> None:
    issue = make_issue(
        "id: tea, page: true, title: Tea, starts: 2026-03-02T15:00, body: Come.",
        "id: fair, page: true, title: Fair, starts: 2026-03-03T15:00, body: Come.",
        corrections="[{at: 2026-02-20T10:00:00Z, block: tea, note: It is at *three*.}]",
    )
    tea, fair = read_events(PUBLICATION, issue)

    assert tea.description == "Come.\n\nCorrected on 20 February 2026: It is at three."
    assert fair.description == "Come."


def test_an_event_that_two_issues_announce_is_in_the_calendar_once_as_the_newer_has_it() -> None:
    first = make_issue("id: tea, title: Tea, starts: 2026-04-02T15:00", "id: fair, title: Fair, starts: 2026-06-06")
    second = make_issue(
        "id: tea, title: Tea and cake, starts: 2026-04-02T15:00",
        "id: fair, title: Fair, starts: 2026-06-13",
        period="2026-03",
    )
    found = read_events(PUBLICATION, first, second)

    assert sorted((str(event.summary), str(event.dtstart)[:10]) for event in found) == [
        ("Fair", "2026-06-06"), ("Fair", "2026-06-13"), ("Tea and cake", "2026-04-02"),
    ]  # fmt: skip


def test_the_description_says_what_the_event_says_besides_time_and_place() -> None:
    issue = make_issue(
        "id: tea, title: Tea, starts: 2026-03-02T15:00, place: The quay, price: Free, repeats: every Monday, "
        "reply_by: 2026-03-01, online: 'https://example.org/room', body: 'Bring **cake**, see [it](#tea).', "
        "book: {text: Book, url: 'https://example.org/book'}, link: {text: More, url: '#tea'}"
    )
    (event,) = read_events(PUBLICATION, issue)
    page = "https://digest.example.org/riverside/issues/2026-02/#tea"

    assert event.location == "The quay"
    assert event.description == "\n\n".join([
        "every Monday · Free · Reply by Sunday 1 March 2026",
        f"Bring cake, see it <{page}>.",
        "Take part online: https://example.org/room",
        "Book: https://example.org/book",
        f"More: {page}",
    ])  # fmt: skip


def test_page_mail_feed_and_text_link_the_file_by_its_whole_address() -> None:
    files = make_files(PUBLICATION, make_issue("id: tea, title: Tea, starts: 2026-03-02T15:00"))
    address = "https://digest.example.org/riverside/issues/2026-02/tea.ics"

    for path in ("site/issues/2026-02/index.html", "email/2026-02.html", "site/rss.xml"):
        assert address in files[path].decode(), path
    assert f"Add to calendar\n<{address}>" in files["email/2026-02.txt"].decode()
    page = html.document_fromstring(files["site/subscribe/index.html"])
    assert page.xpath("//a[@type='text/calendar']/@href") == ["../calendar.ics"]


def test_every_line_is_folded_at_75_bytes_without_cutting_a_character() -> None:
    issue = make_issue(f"id: tea, title: {'é日🎉' * 40}, starts: 2026-03-02T15:00")
    written = make_files(PUBLICATION, issue)["site/issues/2026-02/tea.ics"]

    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert [line.decode() for line in written.split(b"\r\n")]
    assert b"\n" not in written.replace(b"\r\n", b"")


@pytest.mark.parametrize("title", ["x\\Nx", "x\\nx", "a; b, c", "\\", "\\\\N"])
def test_a_backslash_in_a_title_is_a_backslash(title: str) -> None:
    r"""RFC 5545, section 3.3.11: the library that writes calendars takes a typed \N for the end of a line."""
    block = Event.model_validate({"type": "event", "id": "tea", "title": title, "starts": "2026-03-02T15:00"})
    issue = Issue.model_validate({"period": "2026-02", "title": "x"}).model_copy(update={"blocks": (block,)})

    assert read_events(PUBLICATION, issue)[0].summary == title


_WORDS = st.text(st.sampled_from("aé日🎉;,:\\\"' \u0301BEGIN"), min_size=1, max_size=120).map(lambda text: f"x{text}x")


@st.composite
def stated_events(draw: st.DrawFn) -> dict[str, object]:
    starts: date | datetime = FIRST_NIGHT + timedelta(minutes=draw(st.integers(0, 3 * 365 * 24 * 60)))
    length = draw(st.timedeltas(timedelta(hours=3), timedelta(days=3)))
    ends: date | None = draw(st.sampled_from([None, starts + length]))
    if draw(st.booleans()):
        starts, ends = day_of(starts), day_of(ends) if ends else None
    written = {"starts": str(starts), "ends": str(ends)[:16] if ends else None, "zone": draw(st.sampled_from(ZONES))}
    texts = {"title": draw(_WORDS), "place": draw(_WORDS), "body": draw(_WORDS | st.just(HOSTILE))}
    return {"type": "event", "id": "tea", "starts_as": starts, "ends_as": ends, **texts, **written}


@pytest.mark.slow
@given(stated_events())
def test_another_parser_reads_of_any_event_what_it_says(stated: dict[str, object]) -> None:
    starts, ends = stated.pop("starts_as"), stated.pop("ends_as")
    issue = Issue.model_validate({"period": "2026-02", "title": "x"})
    block = Event.model_validate(stated)
    (event,) = read_events(PUBLICATION, issue.model_copy(update={"blocks": (block,)}))
    zone = ZoneInfo(str(stated["zone"]))

    assert event.summary == block.title
    assert event.location == block.place
    if isinstance(starts, datetime):
        assert event.dtstart == starts.replace(tzinfo=zone)
        assert event.dtend == (
            ends.replace(tzinfo=zone, second=0, microsecond=0) if isinstance(ends, datetime) else None
        )
    else:
        assert event.dtstart == starts
        assert event.dtend == (ends + timedelta(days=1) if isinstance(ends, date) else None)


@pytest.mark.parametrize("zone", [zone for zone in ZONES if zone != "UTC"])
def test_the_clock_that_a_calendar_describes_is_that_of_the_zone_at_every_hour(zone: str) -> None:
    issue = make_issue(f"id: tea, title: Tea, starts: 2026-03-02T15:00, zone: {zone}")
    written = make_files(PUBLICATION, issue)["site/issues/2026-02/tea.ics"].decode()
    described, there = tzical(io.StringIO(written)).get(zone), ZoneInfo(zone)
    hours = (FIRST_NIGHT + timedelta(minutes=30 * n) for n in range(365 * 48))

    assert described is not None
    sure = [at for at in hours if at.replace(tzinfo=there).utcoffset() == at.replace(tzinfo=there, fold=1).utcoffset()]
    assert len(sure) > 365 * 48 - 8
    assert [at for at in sure if described.utcoffset(at) != there.utcoffset(at)] == []
