"""Ids, addresses and times outlive every change of words, order and place."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.documents.publication import Publication
from newsletter.rendering.edition import Edition, issue_moment, item_moments, publication_moment
from tests.rendering.editions import PUBLICATION, make_edition, make_issue, make_publication, make_review

THREE = [make_review(name) for name in ("one", "two", "three")]

EARLIEST, LATEST = (datetime(year, 6, 1) for year in (1900, 2199))  # noqa: DTZ001  # Hypothesis adds the zone


def read_ids(edition: Edition) -> dict[str, str]:
    """Return the feed id of every item by the id it has in the document."""
    return {str(entry.block.id): str(entry.urn) for entry in edition.items}


def test_an_id_is_what_it_was_on_the_first_day() -> None:
    """A change of these would make every feed reader show everything as new."""
    edition = make_edition(make_review("one"))

    assert edition.urn == "urn:uuid:64ec8a5c-6521-565d-859e-1cd980fdb535"
    assert read_ids(edition) == {"one": "urn:uuid:b6f6495f-2b90-571d-b7b5-275e1945ff29"}


@pytest.mark.parametrize(
    "publication",
    [
        make_publication(base_url="https://elsewhere.example.com/archive"),
        make_publication(title="Another title", publisher="Another publisher", language="cy"),
    ],
)
def test_ids_survive_a_new_address_and_a_new_name(publication: Publication) -> None:
    before, after = make_edition(*THREE), make_edition(*THREE, publication=publication)

    assert (after.urn, read_ids(after)) == (before.urn, read_ids(before))


def test_ids_and_paths_survive_new_words_and_another_order() -> None:
    before = make_edition(*THREE)
    renamed = [block | {"title": f"Renamed {block['id']}", "summary": "Other words."} for block in reversed(THREE)]
    section = {"type": "section", "title": "Moved", "blocks": renamed}
    after = make_edition(section, title="Renamed")

    assert read_ids(after) == read_ids(before)
    assert {entry.path for entry in after.items} == {entry.path for entry in before.items}


def test_ids_differ_between_items_issues_and_publications() -> None:
    other = make_publication(uuid="00000000-0000-4000-8000-000000000000")
    editions = [
        make_edition(*THREE),
        make_edition(*THREE, period="2024-04"),
        make_edition(*THREE, publication=other),
    ]
    ids = [name for edition in editions for name in (edition.urn, *read_ids(edition).values())]

    assert len(ids) == len(set(ids)) == 12
    assert all(UUID(name).version == 5 for name in ids)


def test_addresses_are_made_from_the_base_the_period_and_the_id() -> None:
    edition = make_edition(make_review("one"), publication=make_publication(base_url="https://example.org/news/"))

    assert edition.url == "https://example.org/news/issues/2024-03/"
    assert edition.items[0].url == "https://example.org/news/issues/2024-03/one/"


@pytest.mark.parametrize(
    ("period", "zone", "moment"),
    [
        ("2024-01", "Europe/London", "2024-02-01T09:00:00+00:00"),
        ("2024-06", "Europe/London", "2024-07-01T09:00:00+01:00"),
        ("2023-12", "Europe/London", "2024-01-01T09:00:00+00:00"),
        ("2024-03", "Europe/Berlin", "2024-04-01T09:00:00+02:00"),
        ("2024-09", "Pacific/Auckland", "2024-10-01T09:00:00+13:00"),
        ("2024-02", "Asia/Kathmandu", "2024-03-01T09:00:00+05:45"),
    ],
)
def test_an_issue_goes_out_on_the_first_of_the_next_month_by_the_clock_on_the_wall(
    period: str, zone: str, moment: str
) -> None:
    publication = make_publication(time_zone=zone)

    assert publication_moment(publication, make_issue(period=period)).isoformat() == moment


def test_the_hour_is_the_publications_to_the_second() -> None:
    publication = make_publication(publish_time=time(18, 30, 15))

    assert publication_moment(publication, make_issue()).isoformat() == "2024-04-01T18:30:15+01:00"


def test_an_hour_that_the_clock_skips_is_still_a_moment() -> None:
    """Clocks in Jordan went from midnight to one o'clock on 1 April 2016."""
    publication = make_publication(time_zone="Asia/Amman", publish_time=time(0, 30))
    moment = publication_moment(publication, make_issue(period="2016-03"))

    assert moment.astimezone(UTC) == datetime(2016, 3, 31, 22, 30, tzinfo=UTC)


def test_a_stated_moment_is_kept_and_shown_in_the_publications_zone() -> None:
    issue = make_issue(published="2024-04-02T23:30:00-05:00")

    assert publication_moment(PUBLICATION, issue).isoformat() == "2024-04-03T05:30:00+01:00"


def test_a_stated_day_begins_at_the_publications_hour() -> None:
    issue = make_issue(published="2024-04-02")

    assert publication_moment(PUBLICATION, issue).isoformat() == "2024-04-02T09:00:00+01:00"


def test_items_are_a_second_apart_the_first_the_newest() -> None:
    moments = item_moments(PUBLICATION, make_issue(*THREE))
    start = datetime(2024, 4, 1, 8, tzinfo=UTC)

    assert moments == {"one": start + timedelta(seconds=2), "two": start + timedelta(seconds=1), "three": start}


def test_a_correction_moves_the_item_it_is_about_and_the_issue() -> None:
    issue = make_issue(*THREE, corrections=[{"at": "2024-04-05T12:00:00Z", "block": "two", "note": "X"}])
    before, after = item_moments(PUBLICATION, make_issue(*THREE)), item_moments(PUBLICATION, issue)

    assert after == before | {"two": datetime(2024, 4, 5, 12, 0, 1, tzinfo=UTC)}
    assert issue_moment(PUBLICATION, issue) == after["two"]


def test_a_correction_of_the_issue_moves_no_item() -> None:
    issue = make_issue(*THREE, corrections=[{"at": "2024-04-05T12:00:00Z", "note": "X"}])

    assert item_moments(PUBLICATION, issue) == item_moments(PUBLICATION, make_issue(*THREE))
    assert issue_moment(PUBLICATION, issue) == datetime(2024, 4, 5, 12, tzinfo=UTC)


def test_the_newest_of_several_corrections_counts() -> None:
    corrections = [{"at": f"2024-04-{day:02}T12:00:00Z", "block": "three", "note": "X"} for day in (9, 7, 8)]

    assert item_moments(PUBLICATION, make_issue(*THREE, corrections=corrections))["three"].day == 9


def test_a_correction_before_publication_moves_nothing() -> None:
    issue = make_issue(*THREE, corrections=[{"at": "2024-03-05T12:00:00Z", "block": "two", "note": "X"}])

    assert item_moments(PUBLICATION, issue) == item_moments(PUBLICATION, make_issue(*THREE))
    assert issue_moment(PUBLICATION, issue) == issue_moment(PUBLICATION, make_issue(*THREE))


def test_a_correction_in_the_hour_that_comes_twice_is_not_lost() -> None:
    """At 1:45 summer time an issue goes out; at 1:30 winter time, 45 minutes later, it is corrected."""
    issue = make_issue(
        make_review("one"),
        period="2024-10",
        published="2024-10-27T00:45:00Z",
        corrections=[{"at": "2024-10-27T01:30:00Z", "block": "one", "note": "X"}],
    )

    assert item_moments(PUBLICATION, issue)["one"].astimezone(UTC) == datetime(2024, 10, 27, 1, 30, tzinfo=UTC)
    assert issue_moment(PUBLICATION, issue).astimezone(UTC) == datetime(2024, 10, 27, 1, 30, tzinfo=UTC)


def test_items_that_straddle_the_end_of_summer_time_keep_their_order() -> None:
    moments = item_moments(PUBLICATION, make_issue(*THREE, published="2024-10-27T00:59:59Z"))
    instants = [moment.astimezone(UTC) for moment in moments.values()]

    assert instants == [datetime(2024, 10, 27, 1, 0, s, tzinfo=UTC) for s in (1, 0)] + [
        datetime(2024, 10, 27, 0, 59, 59, tzinfo=UTC)
    ]


@given(
    st.lists(st.datetimes(EARLIEST, LATEST, timezones=st.timezones()), max_size=4),
    st.integers(1, 6),
)
def test_moments_of_one_issue_are_unique_aware_and_never_before_publication(at: list[datetime], count: int) -> None:
    corrections = [{"at": moment, "block": f"r{n % count}", "note": "X"} for n, moment in enumerate(at)]
    issue = make_issue(*(make_review(f"r{n}") for n in range(count)), corrections=corrections)
    moments = list(item_moments(PUBLICATION, issue).values())

    assert all(moment.astimezone(UTC) >= publication_moment(PUBLICATION, issue) for moment in moments)
    assert issue_moment(PUBLICATION, issue).astimezone(UTC) >= max(m.astimezone(UTC) for m in moments)


@pytest.mark.parametrize(
    ("day", "clock", "moment"),
    [
        ("2026-03-29", time(0, 30), "2026-03-29T00:30:00+00:00"),
        ("2026-03-29", time(1, 30), "2026-03-29T02:30:00+01:00"),  # clocks skip from one to two
        ("2026-03-29", time(2, 0), "2026-03-29T02:00:00+01:00"),
        ("2026-10-25", time(0, 30), "2026-10-25T00:30:00+01:00"),
        ("2026-10-25", time(1, 30), "2026-10-25T01:30:00+01:00"),  # comes twice, and this is the first
        ("2026-10-25", time(2, 0), "2026-10-25T02:00:00+00:00"),
    ],
)
def test_on_nights_of_clock_changes_a_daily_issue_goes_out_at_one_moment(day: str, clock: time, moment: str) -> None:
    publication = make_publication(publish_time=clock, rhythm={"every": "day"})

    assert publication_moment(publication, make_issue(period=day)).isoformat() == moment


@pytest.mark.parametrize(
    ("rhythm", "period", "moment"),
    [
        ({"every": "week", "on": "Sunday"}, "2026-W13", "2026-03-29T09:00:00+01:00"),
        ({"every": "week", "on": "Friday"}, "2026-W53", "2027-01-01T09:00:00+00:00"),
        ({"every": "week"}, "2026-W01", "2025-12-29T09:00:00+00:00"),
        ({"every": "season", "published": "last"}, "2027-winter", "2028-02-29T09:00:00+00:00"),
        ({"every": "month", "published": "first"}, "2026-12", "2026-12-01T09:00:00+00:00"),
        ({"every": "month", "published": "last", "on": "Friday"}, "2026-12", "2026-12-25T09:00:00+00:00"),
    ],
)
def test_an_issue_goes_out_by_the_rhythm_of_its_publication(rhythm: dict[str, str], period: str, moment: str) -> None:
    assert publication_moment(make_publication(rhythm=rhythm), make_issue(period=period)).isoformat() == moment
